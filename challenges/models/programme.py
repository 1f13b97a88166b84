"""Programmes are data: a TOML file in challenges/programmes/, loaded by a command and versioned."""

from __future__ import annotations

from django.db import models

from challenges import programme_files
from challenges.models.people import User

# What was typed once in this process; a version never changes, so nothing goes stale.
PLANS: dict[tuple[str, int, str], programme_files.ProgrammeFile] = {}


class ProgrammeQuerySet(models.QuerySet):
    def newest(self):
        """The newest version of each programme."""
        newer = Programme.objects.filter(code=models.OuterRef("code"), version__gt=models.OuterRef("version"))
        return self.filter(~models.Exists(newer))


class Programme(models.Model):
    """One version of a programme. A challenge keeps the version it started with."""

    code = models.SlugField(max_length=60)
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    summary = models.TextField(blank=True)
    content = models.JSONField(help_text="The programme file, as read.")
    sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()
    file_version = models.PositiveIntegerField(
        default=0, help_text="The version its file gave it; 0 where it was edited here."
    )
    edited_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="The version edited here."
    )
    made_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ["name", "-version"]
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="one_row_per_programme_version")]

    def __str__(self):
        return self.name

    @property
    def is_edited(self) -> bool:
        """Made in the browser, not by a file."""
        return self.edited_from_id is not None

    @property
    def plan(self) -> programme_files.ProgrammeFile:
        """The programme file, typed: themes, milestones, documents, limits, timetable and the rest."""
        key = self.code, self.version, self.sha256
        if key not in PLANS:
            PLANS[key] = programme_files.from_dict(self.content)
        return PLANS[key]


class ProgrammeDraft(models.Model):
    """What the programme office is changing in a programme, until it becomes a version. One for each programme."""

    code = models.SlugField(max_length=60, unique=True)
    base = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="+", help_text="The version it began from."
    )
    content = models.JSONField(help_text="The whole programme as it would be.")
    parts = models.JSONField(default=dict, help_text="Of each part that was saved: its version, who saved it and when.")
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["code"]

    def __str__(self):
        return f"Edit of {self.code}"


class Theme(models.Model):
    """A core element or thematic module of a programme, with its probes."""

    class Kind(models.TextChoices):
        CORE = "core", "Core element"
        MODULE = "module", "Thematic module"
        FIXED = "fixed", "Theme"

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="themes")
    code = models.CharField(max_length=12)
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["programme", "position"]
        constraints = [models.UniqueConstraint(fields=["programme", "code"], name="one_theme_per_code")]

    def __str__(self):
        return self.name


class Probe(models.Model):
    """A question a theme asks. Ours until the LGA's own probes are to hand, and shown as ours."""

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="probes")
    code = models.CharField(max_length=12)
    text = models.TextField()
    derived = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["theme", "position"]
        constraints = [models.UniqueConstraint(fields=["theme", "code"], name="one_probe_per_code")]

    def __str__(self):
        return self.text
