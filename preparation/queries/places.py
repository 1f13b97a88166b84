"""Who is in the team, and who is still wanted."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from challenges.models import COUNCIL_ROLES, Challenge, Role, User
from preparation.models import TeamPlace


def team_places(challenge: Challenge) -> QuerySet[TeamPlace]:
    """The places of those who are in the team: the lead peer first, observers last."""
    return TeamPlace.objects.filter(challenge=challenge).in_team().select_related("user").lead_first()


def team(challenge: Challenge) -> QuerySet[User]:
    """The people who accepted a place in the team, in the same order."""
    theirs = team_places(challenge).filter(user=OuterRef("pk"))
    placed = User.objects.filter(Exists(theirs))
    # The order of places: the rank of the role, then who was invited first.
    roles = [Role.LEAD_PEER, Role.PEER, Role.OBSERVER]
    of_role = [Exists(theirs.filter(role=role)).desc() for role in roles]
    return placed.order_by(*of_role, Subquery(theirs.values("pk")[:1]))


@dataclass(frozen=True)
class RoleNeed:
    """What the programme asks for in one role of the team, and what stands."""

    role: Role
    wanted: list[str]  # a line for each kind of place
    least: int
    most: int
    accepted: int
    invited: int

    @property
    def short(self) -> int:
        return max(0, self.least - self.accepted)

    @property
    def to_invite(self) -> int:
        return max(0, self.short - self.invited)

    @property
    def sentence(self) -> str:
        """What is short, or nothing."""
        if not self.short:
            return ""
        who = self.role.label.lower() + ("" if self.short == 1 else "s")
        waiting = f" {self.invited} invited." if self.invited else ""
        return f"The team is {self.short} {who} short.{waiting}"

    @property
    def is_full(self) -> bool:
        return self.accepted + self.invited >= self.most


def team_needs(challenge: Challenge) -> list[RoleNeed]:
    """The programme's team shape against the places taken, a row for each role it names."""
    places = TeamPlace.objects.filter(challenge=challenge)
    accepted = list(places.in_team().order_by().values_list("role", flat=True))
    invited = list(places.open().order_by().values_list("role", flat=True))
    needs = []
    for role in [Role.LEAD_PEER, Role.PEER, Role.OBSERVER]:
        specs = [spec for spec in challenge.programme.plan.team if spec.role == role]
        if specs:
            needs.append(
                RoleNeed(
                    role=role,
                    wanted=[f"{_from_to(spec.least, spec.most)} – {spec.label}" for spec in specs],
                    least=sum(spec.least for spec in specs),
                    most=sum(spec.most for spec in specs),
                    accepted=accepted.count(role),
                    invited=invited.count(role),
                )
            )
    return needs


def past_places(challenge: Challenge) -> QuerySet[TeamPlace]:
    """Places that came to nothing, or that someone has left."""
    places = TeamPlace.objects.filter(challenge=challenge)
    answered = places.exclude(state=TeamPlace.State.INVITED)
    return answered.exclude(pk__in=places.in_team().values("pk")).select_related("user").order_by("-pk")


def days_expected(place: TeamPlace) -> list[tuple[str, str]]:
    """The days a place takes: those the programme gives for a place so called, else for every kind in its role."""
    specs = [spec for spec in place.challenge.programme.plan.team if spec.role == place.role]
    same = [spec for spec in specs if spec.label.partition(":")[0].casefold() == place.place.casefold()]
    return [(spec.label, spec.days or "By agreement") for spec in same or specs]


def _from_to(least: int, most: int) -> str:
    if least == most:
        return str(most)
    return f"{least} to {most}" if least else f"up to {most}"


def no_place_for(challenge: Challenge, user: User) -> str:
    """Why this person cannot be offered a place at all, as sentences; nothing for most people."""
    held = challenge.memberships.current().filter(user=user)
    if own := held.filter(role__in=COUNCIL_ROLES | {Role.CONTRIBUTOR}).first():
        return (
            f"{user} is {own.get_role_display().lower()} of this challenge. "
            "Nobody joins the peer team of their own council."
        )
    if held.filter(role__in=[Role.LEAD_PEER, Role.PEER, Role.OBSERVER]).exists():
        return f"{user} is in the peer team already."
    return ""
