"""Invitations: the links by which people come in for the first time."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from challenges.models.people import Role, User
from challenges.moments import today


class InvitationQuerySet(models.QuerySet):
    def unused(self):
        """Sent, and the person has not come in by any door; the date may have passed."""
        return self.filter(used_at=None, withdrawn_at=None)

    def open(self):
        """Unused, and the clock has not closed it."""
        return self.unused().filter(lapsed_at=None)

    def newest(self):
        """Not followed by another to the same person for the same role."""
        later = Invitation.objects.filter(
            challenge=OuterRef("challenge"), person=OuterRef("person"), role=OuterRef("role"), pk__gt=OuterRef("pk")
        )
        return self.exclude(Exists(later))


class Invitation(models.Model):
    """That a person was asked into a challenge, and the life of the link they got (challenges/invitation_links.py).

    No part of the link is kept here: it is worked out from this row, and the row decides whether it still opens a door.
    """

    challenge = models.ForeignKey("challenges.Challenge", on_delete=models.CASCADE, related_name="invitations")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="invitations")
    role = models.CharField(max_length=20, choices=Role)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    expires_on = models.DateField(help_text="The last day on which the link works.")
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True, help_text="Also when a newer one took its place.")
    lapsed_at = models.DateTimeField(null=True, blank=True, help_text="When the clock saw that its date had passed.")
    asked_at = models.DateTimeField("new one asked for at", null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True, help_text="When it was decided to send no new one.")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["person", "challenge"], name="invitation_person_challenge")]
        constraints = [
            models.UniqueConstraint(
                fields=["challenge", "person", "role"],
                condition=Q(used_at=None, withdrawn_at=None, lapsed_at=None),
                name="one_open_invitation_per_role",
                violation_error_message="This person is invited already.",
            ),
            models.CheckConstraint(
                name="invitation_is_used_or_withdrawn_not_both",
                condition=Q(used_at=None) | Q(withdrawn_at=None),
                violation_error_message="An invitation that was used cannot be withdrawn.",
            ),
            models.CheckConstraint(
                name="invitation_is_used_after_it_is_made",
                condition=Q(used_at=None) | Q(used_at__gte=F("made_at")),
            ),
        ]

    def __str__(self):
        return f"{self.person}, {self.get_role_display()}"

    @property
    def is_over(self) -> bool:
        """Whether its date has passed, whether or not the clock has seen it."""
        return self.lapsed_at is not None or self.expires_on < today()

    @property
    def is_open(self) -> bool:
        """Whether its link works today."""
        return self.used_at is None and self.withdrawn_at is None and not self.is_over
