"""Files people upload, and documents we render."""

from __future__ import annotations

import uuid

from django.db import models

from challenges.models.challenge import Challenge
from challenges.models.people import User


def stored_name(instance, filename) -> str:
    """A random name in a folder of its own: the name people see is kept in the row, never in the path."""
    return f"{instance.key.hex[:2]}/{instance.key.hex}"


class StoredFile(models.Model):
    """The bytes of one file, outside any public folder. Served only by challenges/downloads.py."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    content = models.FileField(upload_to=stored_name, max_length=200)
    media_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_at = models.DateTimeField()
    stored_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return self.name


class RenderedDocument(models.Model):
    """A document made from our rows: the words are frozen when it is asked for, a worker makes the PDF, once.

    Its state is that of its job until the file is there: queued, rendering, ready or failed.
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

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return self.title
