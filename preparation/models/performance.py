"""The council's figures: each workbook that came, and the indicators of those that were confirmed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from challenges.models import COUNCIL_ROLES, LGA_ROLES, TEAM_ROLES, Challenge, Job, RenderedDocument, StoredFile, User
from preparation.performance import catalogue


class PerformanceSetQuerySet(models.QuerySet):
    def readable_by(self, user, challenge):
        """What is not confirmed yet is the council's own; what was, is for the LGA and the peer team too."""
        sets = self.filter(challenge=challenge)
        if user.seen_by:  # someone looks on as this person: nothing that they may not read themselves
            sets = sets.readable_by(user.seen_by, challenge)
        roles = user.roles_in(challenge)
        if roles & COUNCIL_ROLES:
            return sets
        return sets.exclude(confirmed_at=None) if roles & (LGA_ROLES | TEAM_ROLES) else sets.none()

    def waiting(self):
        """Read, or to be read, and not confirmed."""
        return self.filter(confirmed_at=None)


class PerformanceSet(models.Model):
    """One workbook of figures. Nothing of it is used before all of it can be read and the council has confirmed it.

    `found` holds what the reader found (preparation/performance/found.py) until it is confirmed; then its remarks alone.
    """

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="performance_sets")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    job = models.OneToOneField(Job, null=True, blank=True, on_delete=models.SET_NULL, related_name="performance_set")
    found = models.JSONField(default=dict, blank=True)
    wrong_cells = models.PositiveIntegerField(null=True, blank=True, help_text="Empty until it is read.")
    number = models.PositiveSmallIntegerField("version", null=True, blank=True)
    is_current = models.BooleanField(default=False)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    document = models.OneToOneField(
        RenderedDocument, null=True, blank=True, on_delete=models.SET_NULL, related_name="performance_set"
    )

    objects = PerformanceSetQuerySet.as_manager()

    class Meta:
        ordering = ["-number", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="performance_confirmed_with_a_number",
                condition=Q(confirmed_at=None, confirmed_by=None, number=None, is_current=False)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False, number__isnull=False),
            ),
            models.CheckConstraint(
                name="performance_confirmed_without_a_wrong_cell",
                condition=Q(confirmed_at=None) | Q(wrong_cells=0),
            ),
            models.UniqueConstraint(fields=["challenge", "number"], name="one_performance_set_per_number"),
            models.UniqueConstraint(
                fields=["challenge"], condition=Q(is_current=True), name="one_performance_set_is_current"
            ),
            models.UniqueConstraint(
                fields=["challenge"], condition=Q(confirmed_at=None), name="one_performance_set_waits"
            ),
        ]

    def __str__(self):
        return f"Performance data, version {self.number}" if self.number else "Performance data, not confirmed"

    @property
    def is_read(self) -> bool:
        return self.wrong_cells is not None

    @property
    def could_not_be_read(self) -> bool:
        """The worker gave up: the job says why, for as long as jobs are kept."""
        return not self.is_read and (self.job is None or self.job.state == Job.State.FAILED)

    @property
    def refusal(self) -> str:
        """Why the workbook as a whole is of no use, in sentences; or nothing."""
        return str(self.found.get("refusal", ""))

    @property
    def can_be_confirmed(self) -> bool:
        return self.wrong_cells == 0 and not self.refusal and self.confirmed_at is None and self.file.may_be_read


class Indicator(models.Model):
    """What the council counts, month by month, with what to compare it with. Figures as the workbook gave them."""

    class Unit(models.TextChoices):
        NUMBER = "number", catalogue.UNITS["number"]
        PERCENT = "percent", catalogue.UNITS["percent"]
        RATE = "rate", catalogue.UNITS["rate"]
        DAYS = "days", catalogue.UNITS["days"]
        AVERAGE = "average", catalogue.UNITS["average"]

    performance_set = models.ForeignKey(PerformanceSet, on_delete=models.CASCADE, related_name="indicators")
    position = models.PositiveSmallIntegerField()
    topic = models.CharField(max_length=60)
    code = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=200)
    unit = models.CharField(max_length=10, choices=Unit)
    values = models.JSONField(default=dict, help_text="Figures by month, such as 2026-04.")
    remarks = models.JSONField(default=dict, blank=True, help_text="Why a month has no figure, where the council says.")
    neighbours = models.FloatField("statistical neighbours", null=True, blank=True)
    england = models.FloatField("England", null=True, blank=True)
    compared = models.CharField("of which time the comparison is", max_length=40, blank=True)
    key_lines = models.ManyToManyField("scoping.KeyLineOfEnquiry", blank=True, related_name="indicators")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["performance_set", "position"], name="one_indicator_per_position"),
        ]

    def __str__(self):
        return self.name
