"""The sample: how it was drawn, so that anyone can draw it again, and who is in it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from casereview.models.cases import Case
from challenges.models import Challenge, User


class Sample(models.Model):
    """How the sample of a challenge was drawn. It is drawn again, with a reason, until it is locked; then it is cases."""

    challenge = models.OneToOneField(Challenge, on_delete=models.CASCADE, related_name="sample")
    seed = models.CharField(max_length=32)
    method = models.CharField("version of the method", max_length=8)
    parts = models.JSONField(help_text="Each part of the sample: its name, its lists, its number.")
    per_worker = models.PositiveSmallIntegerField(default=1, help_text="0 is no limit.")
    per_family = models.PositiveSmallIntegerField(default=1, help_text="0 is no limit.")
    to_validate = models.PositiveSmallIntegerField(default=0)
    reserves = models.PositiveSmallIntegerField(default=5)
    compared = models.JSONField(
        default=dict, blank=True, help_text="The whole and the sample, trait by trait, as counts."
    )
    remarks = models.JSONField(
        default=dict, blank=True, help_text="What the parts lack, and how many were less likely."
    )
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    times_drawn = models.PositiveSmallIntegerField(default=1)
    drawn_again_because = models.CharField(max_length=300, blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)
    locked_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="sample_locked_by_somebody",
                condition=Q(locked_at=None, locked_by=None) | Q(locked_at__isnull=False, locked_by__isnull=False),
            ),
            models.CheckConstraint(
                name="sample_drawn_again_with_a_reason", condition=Q(times_drawn=1) | ~Q(drawn_again_because="")
            ),
        ]

    def __str__(self):
        return "Sample"

    @property
    def is_locked(self) -> bool:
        return self.locked_at is not None


class SampledChild(models.Model):
    """A child in the sample, in reserve, or taken out of it with a reason: by a code alone."""

    class State(models.TextChoices):
        CHOSEN = "chosen", "In the sample"
        RESERVE = "reserve", "In reserve"
        REPLACED = "replaced", "Replaced"

    sample = models.ForeignKey(Sample, on_delete=models.CASCADE, related_name="children")
    code = models.CharField(max_length=12)
    stratum = models.CharField("part of the sample", max_length=120)
    position = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State)
    to_validate = models.BooleanField("the council audited it too", default=False)
    facts = models.JSONField(default=dict, help_text="Age band, team, worker token, status, as the lists have them.")
    replaced_because = models.CharField(max_length=300, blank=True)
    in_place_of = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaced_with"
    )
    case = models.OneToOneField(Case, null=True, blank=True, on_delete=models.SET_NULL, related_name="sampled")

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["sample", "code"], name="one_place_per_sampled_child"),
            models.CheckConstraint(
                name="sampled_child_replaced_with_a_reason",
                condition=~Q(state="replaced") | ~Q(replaced_because=""),
            ),
        ]

    def __str__(self):
        return self.code
