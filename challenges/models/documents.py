"""Files people upload, and documents we render."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from challenges.models.challenge import Challenge
from challenges.models.people import User


def stored_name(instance, filename) -> str:
    """A random name in a folder of its own: the name people see is kept in the row, never in the path."""
    return f"{instance.key.hex[:2]}/{instance.key.hex}"


class StoredFile(models.Model):
    """The bytes of one file, outside any public folder. Served only by challenges/downloads.py.

    With a virus scanner an upload is pending until a worker has asked it (challenges/scanning.py): then it is clean, or
    blocked, its bytes in the quarantine folder. Without one it is not scanned, as are the documents we make ourselves.
    """

    class State(models.TextChoices):
        PENDING = "pending", "Waiting to be scanned"
        CLEAN = "clean", "Scanned, nothing found"
        NOT_SCANNED = "not_scanned", "Not scanned for viruses"
        BLOCKED = "blocked", "Blocked"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    content = models.FileField(upload_to=stored_name, max_length=200)
    media_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_at = models.DateTimeField()
    stored_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    page_count = models.PositiveIntegerField(null=True, blank=True, help_text="Pages or slides, where it says so.")
    state = models.CharField(max_length=12, choices=State, default=State.NOT_SCANNED)
    scan = models.OneToOneField(
        "challenges.Job", null=True, blank=True, on_delete=models.SET_NULL, related_name="scanned_file"
    )
    scanned_at = models.DateTimeField(null=True, blank=True)
    signature = models.CharField(max_length=200, blank=True, help_text="What the scanner found, in its words.")
    bytes_deleted_at = models.DateTimeField(null=True, blank=True, help_text="When the quarantine let go of it.")

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["state", "id"], name="file_held_back", condition=Q(state__in=["pending", "blocked"]))
        ]
        constraints = [
            models.CheckConstraint(
                name="file_scanned_at_when_scanned",
                condition=Q(state__in=["clean", "blocked"], scanned_at__isnull=False)
                | Q(state__in=["pending", "not_scanned"], scanned_at=None),
            ),
            models.CheckConstraint(
                name="file_blocked_by_a_signature",
                condition=(Q(state="blocked") & ~Q(signature="")) | (~Q(state="blocked") & Q(signature="")),
            ),
            models.CheckConstraint(
                name="file_bytes_deleted_only_when_blocked", condition=Q(bytes_deleted_at=None) | Q(state="blocked")
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def may_be_read(self) -> bool:
        """Whether its bytes may be given to anybody: not before it is scanned, never when it is blocked."""
        return self.state in {self.State.CLEAN, self.State.NOT_SCANNED}


class RenderedDocument(models.Model):
    """A document made from our rows: the words are frozen when it is asked for, a worker makes the PDF, once.

    Its state is that of its job until the file is there: queued, rendering, ready or failed. One that is also made as a
    Word file has both from the same words by the same job: both are there, or neither.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Queued"
        RENDERING = "rendering", "Rendering"
        READY = "ready", "Ready"
        FAILED = "failed", "Failed"

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="rendered_documents")
    kind = models.CharField(max_length=40, help_text="Such as scoping_proposal or final_report.")
    title = models.CharField(max_length=200)
    permission = models.CharField(max_length=80, help_text="Who may read it, besides being in the challenge.")
    html = models.TextField()
    html_sha256 = models.CharField(max_length=64)
    template_version = models.CharField(max_length=40)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    job = models.OneToOneField("challenges.Job", on_delete=models.PROTECT, related_name="document")
    file = models.OneToOneField(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="rendered_document"
    )
    with_word = models.BooleanField("also made as a Word file", default=False)
    word = models.OneToOneField(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="rendered_as_word"
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="document_word_comes_with_its_pdf",
                condition=Q(word=None) | Q(with_word=True, file__isnull=False),
            ),
        ]

    def __str__(self):
        return self.title
