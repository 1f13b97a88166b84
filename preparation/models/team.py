"""The peer team, and how its people came into it."""

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, When

from challenges.models import Challenge, Membership, Role, User


class TeamPlaceQuerySet(models.QuerySet):
    def accepted(self):
        return self.filter(state=TeamPlace.State.ACCEPTED)

    def in_team(self):
        """Accepted, and still in the challenge in that role."""
        still_there = Membership.objects.current().filter(
            challenge=OuterRef("challenge"), user=OuterRef("user"), role=OuterRef("role")
        )
        return self.accepted().filter(Exists(still_there))

    def open(self):
        """Invited and not yet answered."""
        return self.filter(state=TeamPlace.State.INVITED)

    def lead_first(self):
        """The lead peer first, then the peers, then the observers."""
        rank = Case(When(role=Role.LEAD_PEER, then=0), When(role=Role.PEER, then=1), default=2)
        return self.order_by(rank, "pk")


class TeamPlace(models.Model):
    """An invitation into the peer team, and its answer."""

    class State(models.TextChoices):
        INVITED = "invited", "Invited"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"

    MOVES = {
        State.INVITED: {State.ACCEPTED, State.DECLINED, State.WITHDRAWN},
        State.ACCEPTED: {State.WITHDRAWN},
        State.DECLINED: set(),
        State.WITHDRAWN: set(),
    }

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="team_places")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="team_places")
    role = models.CharField(
        max_length=20, choices=[(r.value, r.label) for r in (Role.LEAD_PEER, Role.PEER, Role.OBSERVER)]
    )
    place = models.CharField("place in the team", max_length=200, help_text="Such as health peer.")
    brings = models.CharField("what they bring", max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.INVITED)
    invited_at = models.DateTimeField()
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.TextField(blank=True)

    objects = TeamPlaceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["challenge", "user"],
                condition=Q(state__in=["invited", "accepted"]),
                name="one_open_place_per_person",
                violation_error_message="This person has been invited already.",
            ),
            models.CheckConstraint(
                name="team_place_answered_at_when_answered",
                condition=Q(state__in=["invited", "withdrawn"]) | Q(answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="team_place_declined_with_a_reason",
                condition=~Q(state="declined") | ~Q(decline_reason=""),
                violation_error_message="Say in a few words why you decline.",
            ),
        ]

    def __str__(self):
        return f"{self.user}, {self.place}"

    @property
    def full_place(self):
        """The place, with the role where its name does not say it: “Health peer”, “Director (lead peer)”."""
        role = self.get_role_display().lower()
        return self.place if role in self.place.lower() else f"{self.place} ({role})"
