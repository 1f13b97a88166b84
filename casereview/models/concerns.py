"""Immediate concerns: somebody may be at risk now. Outside notes and findings, told at once, with a receipt."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from casereview.models.cases import Case
from challenges.models import COUNCIL_ROLES, Challenge, Membership, Role, User

# Who reads every concern of a challenge, whoever was told of it.
READ_ALL = frozenset({Role.SPONSOR, Role.CHALLENGE_MANAGER, Role.PROGRAMME_MANAGER})


# Whom the council may name: its people in the challenge.
HOST_ROLES = (*sorted(COUNCIL_ROLES), Role.CONTRIBUTOR)


class SafeguardingLeadQuerySet(QuerySet):
    def standing(self):
        """Those who are among the council's people still."""
        held = Membership.objects.holding(*HOST_ROLES).filter(challenge=OuterRef("challenge"), user=OuterRef("user"))
        return self.filter(Exists(held), user__is_active=True)


class SafeguardingLead(models.Model):
    """Who at the council is told of an immediate concern, beside the sponsor and the challenge manager."""

    challenge = models.OneToOneField(Challenge, on_delete=models.CASCADE, related_name="safeguarding_lead")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    named_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = SafeguardingLeadQuerySet.as_manager()

    def __str__(self):
        return str(self.user)


class ConcernQuerySet(QuerySet):
    def readable_by(self, user, challenge):
        """Those of this challenge that this person may read: raised by them, or told to them now or then."""
        seen = self.filter(challenge=challenge)
        if user.seen_by:  # someone looks on as this person: nothing that they may not read themselves
            theirs = type(self)(self.model).readable_by(user.seen_by, challenge)
            seen = seen.filter(pk__in=theirs.values("pk"))
        if READ_ALL & user.roles_in(challenge):
            return seen
        told = ConcernTold.objects.filter(person=user).values("concern")
        led = SafeguardingLead.objects.standing().filter(user=user).values("challenge__concerns")
        return seen.filter(Q(raised_by=user) | Q(pk__in=told) | Q(pk__in=led))

    def nobody_has(self):
        """Nobody who was told has said that they have it, and the council has not answered."""
        return self.filter(done_at=None).exclude(told__seen_at__isnull=False)


class Concern(models.Model):
    """A worry that cannot wait for the report. Read by who raised it, who is told, the challenge and programme managers."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="concerns")
    number = models.PositiveSmallIntegerField()
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.SET_NULL, related_name="concerns")
    place = models.CharField("where you came across it", max_length=200)
    words = models.TextField("what worries you")
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    done = models.TextField("what the council did", blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    chased_at = models.DateTimeField(
        null=True, blank=True, help_text="When the programme office was told of the silence."
    )

    objects = ConcernQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["challenge", "number"], name="one_concern_per_number"),
            models.CheckConstraint(
                name="concern_answered_at_and_by_together",
                condition=Q(done_at=None, done_by=None, done="")
                | (Q(done_at__isnull=False, done_by__isnull=False) & ~Q(done="")),
            ),
        ]

    def __str__(self):
        return f"Concern {self.number}"


class ConcernTold(models.Model):
    """Somebody who was told of a concern, and when they said that they have it."""

    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="told")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["concern", "person"], name="told_of_a_concern_once")]

    def __str__(self):
        return f"{self.person}, {self.concern}"
