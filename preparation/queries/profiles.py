"""What is shown of a peer: what they wrote themselves, and the challenges they took part in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from challenges.models import Challenge, PeerProfile, PeerSkill, User
from challenges.moments import today
from preparation.models import TeamPlace


def places_with_profiles(challenge: Challenge, *, everyone: bool) -> QuerySet[TeamPlace]:
    """The places whose people are shown: in the team or proposed; for who invites, those who declined or left too."""
    places = TeamPlace.objects.filter(challenge=challenge).select_related("user")
    if everyone:
        return places
    in_team = TeamPlace.objects.filter(challenge=challenge).in_team().values("pk")
    return places.filter(Q(state=TeamPlace.State.INVITED) | Q(pk__in=in_team))


@dataclass(frozen=True)
class Shown:
    """A profile with its lists, read in three queries."""

    profile: PeerProfile
    skills: list[str] = field(default_factory=list)
    months: list[str] = field(default_factory=list)


def profile_of(user: User) -> Shown | None:
    """What the person wrote, or None. Months that have passed are left out."""
    profile = PeerProfile.objects.filter(user=user).first()
    if profile is None:
        return None
    coming = profile.months.filter(month__gte=today().replace(day=1)).values_list("month", flat=True)
    return Shown(
        profile,
        skills=list(profile.skills.values_list("theme", flat=True)),
        months=[f"{month:%B %Y}" for month in coming],
    )


def skills_of(people: Iterable[User]) -> dict[int, set[str]]:
    """The themes each of these people says they know, by the person's id; one query."""
    known: dict[int, set[str]] = {}
    skills = PeerSkill.objects.filter(profile__user__in=list(people))
    for user_id, theme in skills.values_list("profile__user", "theme"):
        known.setdefault(user_id, set()).add(theme)
    return known


@dataclass(frozen=True)
class PastChallenge:
    """A challenge somebody was in the team of. The council is named to those who may know of it."""

    place: str
    programme: str
    when: str
    council: str


def past_challenges(user: User, *, reader: User, apart_from: Challenge) -> list[PastChallenge]:
    """Challenges whose week is over, the newest first; a council a reader knows nothing of is not named."""
    places = TeamPlace.objects.accepted().filter(user=user, challenge__ends_on__lt=today())
    places = places.exclude(challenge=apart_from).select_related("challenge__council", "challenge__programme")
    known = set(Challenge.objects.visible_to(reader).filter(team_places__in=places).values_list("pk", flat=True))
    return [
        PastChallenge(
            place.full_place,
            place.challenge.programme.name,
            f"{place.challenge.starts_on:%B %Y}",
            place.challenge.council.name if place.challenge_id in known else "",
        )
        for place in places.order_by("-challenge__starts_on", "-pk")
    ]
