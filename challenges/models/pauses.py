"""What the sponsor asks of the programme manager: to pause the challenge, or to end it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from challenges.models.challenge import Challenge
from challenges.models.people import User


class PauseRequestQuerySet(models.QuerySet):
    def waiting(self):
        """Not answered yet."""
        return self.filter(answered_at=None)


class PauseRequest(models.Model):
    """That the sponsor asks for the challenge to rest or to end, why, and what the programme manager answered."""

    class Kind(models.TextChoices):
        PAUSE = "pause", "Pause the challenge"
        WITHDRAW = "withdraw", "Withdraw from the challenge"

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="pause_requests")
    kind = models.CharField(max_length=10, choices=Kind)
    because = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    followed = models.BooleanField(null=True, blank=True, help_text="Whether it was done; empty while nobody answered.")
    answer = models.TextField(blank=True)

    objects = PauseRequestQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["challenge"],
                condition=Q(answered_at=None),
                name="one_pause_request_at_a_time",
                violation_error_message="You have asked already. The programme manager answers.",
            ),
            models.CheckConstraint(
                name="pause_request_answered_in_full",
                condition=Q(answered_at=None, answered_by=None, followed=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False, followed__isnull=False),
            ),
        ]

    def __str__(self):
        return self.get_kind_display()
