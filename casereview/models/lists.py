"""The council's lists of children: while they are looked at, and what of them a sample is drawn from."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from challenges.models import Challenge, Job, StoredFile, User


class ChildLists(models.Model):
    """The lists of one challenge: uploaded, read, and then kept in short or thrown away.

    While they are not kept, the files stand here and no row of them does. Once they are, the rows in short stand here
    and the files are gone, but for the key until the council has taken it.
    """

    class State(models.TextChoices):
        READING = "reading", "Being read"
        READ = "read", "Read"
        KEEPING = "keeping", "Being kept"
        KEPT = "kept", "Kept"
        FAILED = "failed", "Could not be read"

    challenge = models.OneToOneField(Challenge, on_delete=models.CASCADE, related_name="child_lists")
    job = models.OneToOneField(Job, null=True, blank=True, on_delete=models.SET_NULL, related_name="child_lists")
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    found = models.JSONField(default=dict, blank=True, help_text="What was read and found: sheets and places, no cell.")
    read_at = models.DateTimeField(null=True, blank=True)
    typed = models.JSONField(
        default=dict, blank=True, help_text="What the organiser added by code, and what stood in the rows before."
    )
    kept_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kept_at = models.DateTimeField(null=True, blank=True)
    key_taken_at = models.DateTimeField(null=True, blank=True)
    key_taken_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "child lists"
        constraints = [
            models.CheckConstraint(
                name="child_lists_kept_once_read_and_by_somebody",
                condition=Q(kept_at=None) | Q(read_at__isnull=False, kept_by__isnull=False),
            ),
            models.CheckConstraint(
                name="key_to_child_lists_taken_once_kept",
                condition=Q(key_taken_at=None, key_taken_by=None)
                | Q(kept_at__isnull=False, key_taken_at__isnull=False, key_taken_by__isnull=False),
            ),
        ]

    def __str__(self):
        return "Lists of children"

    @property
    def state(self) -> State:
        if self.kept_at:
            return self.State.KEPT
        if self.job and self.job.state == Job.State.FAILED:
            return self.State.FAILED
        if self.kept_by_id:
            return self.State.KEEPING
        return self.State.READ if self.read_at else self.State.READING

    @property
    def is_at_work(self) -> bool:
        """A worker has them just now."""
        return self.state in {self.State.READING, self.State.KEEPING}

    @property
    def progress(self) -> int:
        """How far the worker is, in per cent."""
        return int(self.job.arguments.get("progress", 0)) if self.job else 0


class ChildListFile(models.Model):
    """A workbook or a list as it was uploaded, until it is decided about; or the key, until the council has taken it."""

    child_lists = models.ForeignKey(ChildLists, on_delete=models.CASCADE, related_name="files")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="child_list_file")
    is_key = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["child_lists"], condition=Q(is_key=True), name="one_key_to_child_lists")
        ]

    def __str__(self):
        return "Key" if self.is_key else "List"


class ListedChild(models.Model):
    """A row of a list, in short: a code in the place of the child, a band in the place of the age, tokens for people."""

    child_lists = models.ForeignKey(ChildLists, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveSmallIntegerField("list")
    code = models.CharField(max_length=12, help_text="The same in every list the child stands in.")
    age_band = models.CharField(max_length=20, blank=True)
    gender = models.CharField(max_length=20, blank=True)
    ethnicity = models.CharField(max_length=20, blank=True, help_text="The group alone.")
    disability = models.CharField(max_length=10, blank=True)
    team = models.CharField(max_length=120, blank=True)
    worker = models.CharField(max_length=12, blank=True, help_text="A token, the same wherever the worker stands.")
    family = models.CharField(max_length=12, blank=True, help_text="A token, the same for brothers and sisters.")
    status = models.CharField(max_length=60, blank=True)
    audited_on = models.DateField(null=True, blank=True, help_text="When the council audited the case itself.")
    dates = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["child_lists", "number"], name="listed_child_by_list")]

    def __str__(self):
        return self.code
