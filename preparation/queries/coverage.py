"""What the people on the list and in the team cover together: themes, authorities, seniority; and what is missing."""

from __future__ import annotations

from dataclasses import dataclass, field

from challenges.models import Challenge, PeerProfile, Role
from preparation.models import Candidate, TeamPlace
from preparation.queries.places import team_needs
from scoping.queries import chosen_themes


@dataclass(frozen=True)
class Person:
    """One of the picture: on the list, invited or in the team."""

    user_id: int
    name: str
    place: str
    role: str
    state: str  # in words
    is_reserve: bool
    candidate_id: int | None
    authority: str
    region: str
    level: str
    profession: str
    skills: frozenset[str]


@dataclass(frozen=True)
class ThemeRow:
    """A theme, and for each person of the picture whether they know it."""

    theme: str
    marks: list[tuple[Person, bool]]

    @property
    def in_words(self) -> str:
        """Who covers it: reserves do not count until they are called up."""
        firm = sum(knows for person, knows in self.marks if not person.is_reserve)
        if firm:
            return "1 person" if firm == 1 else f"{firm} people"
        return "Reserve only" if any(knows for _person, knows in self.marks) else "Nobody yet"

    @property
    def is_covered(self) -> bool:
        return any(knows for person, knows in self.marks if not person.is_reserve)


@dataclass
class Picture:
    """The coverage of a team that is being put together."""

    people: list[Person]
    themes: list[ThemeRow]
    missing: list[str] = field(default_factory=list)

    @property
    def firm(self) -> list[Person]:
        return [person for person in self.people if not person.is_reserve]

    @property
    def authorities(self) -> list[tuple[str, list[str]]]:
        """Where they come from, with who does."""
        return _grouped(self.firm, lambda person: person.authority or "Not given")

    @property
    def levels(self) -> list[tuple[str, list[str]]]:
        """How senior they are, the most senior first, with who is."""
        order = [label for _value, label in PeerProfile.Seniority.choices]
        grouped = _grouped(self.firm, lambda person: person.level or "Not given")
        return sorted(grouped, key=lambda pair: order.index(pair[0]) if pair[0] in order else len(order))


def coverage(challenge: Challenge) -> Picture:
    """Who is on the list, invited or in the team, and what they cover. Observers cover nothing: they read along."""
    people = _people(challenge)
    names = list(chosen_themes(challenge).values_list("name", flat=True))
    rows = [ThemeRow(name, [(person, name in person.skills) for person in people]) for name in names]
    picture = Picture(people, rows)
    picture.missing = _missing(challenge, picture)
    return picture


def lacking_themes(challenge: Challenge) -> tuple[list[str], set[str]]:
    """Every theme of this challenge in its order, and those of them that nobody on the list or in the team knows."""
    names = list(chosen_themes(challenge).values_list("name", flat=True))
    known = {skill for person in _people(challenge) if not person.is_reserve for skill in person.skills}
    return names, set(names) - known


def _people(challenge: Challenge) -> list[Person]:
    peers = TeamPlace.objects.filter(challenge=challenge).exclude(role=Role.OBSERVER).select_related("user")
    places = [*peers.open(), *peers.in_team()]
    listed_peers = Candidate.objects.standing().filter(challenge=challenge).exclude(role=Role.OBSERVER)
    candidates = list(listed_peers.select_related("user").in_order())
    placed = {place.user_id for place in places}
    listed = {each.user_id: each.pk for each in candidates}
    users = placed | set(listed)
    profiles = {
        each.user_id: each
        for each in PeerProfile.objects.filter(user__in=users).select_related("council").prefetch_related("skills")
    }
    people = [
        _person(place.user, place, place.get_state_display(), profiles, candidate_id=listed.get(place.user_id))
        for place in sorted(places, key=lambda place: (_RANK.get(place.role, 2), place.pk))
    ]
    people += [
        _person(each.user, each, _state(each), profiles, reserve=each.is_reserve, candidate_id=each.pk)
        for each in candidates
        if each.user_id not in placed
    ]
    return sorted(people, key=lambda person: (person.is_reserve, _RANK.get(person.role, 2)))


_RANK = {Role.LEAD_PEER.value: 0, Role.PEER.value: 1}


def _state(candidate: Candidate) -> str:
    if candidate.is_reserve:
        return "Reserve"
    return "Accepted by the council" if candidate.answer == Candidate.Answer.ACCEPTED else "Proposed"


def _person(user, row, state, profiles, *, reserve=False, candidate_id=None) -> Person:
    profile = profiles.get(user.pk)
    council = profile.council if profile else None
    return Person(
        user_id=user.pk,
        name=user.name,
        place=row.place,
        role=row.role,
        state=state if state != "Accepted" else "In the team",
        is_reserve=reserve,
        candidate_id=candidate_id,
        authority=council.name if council else (profile.authority if profile else ""),
        region=council.region if council else "",
        level=profile.get_seniority_display() if profile else "",
        profession=profile.get_profession_display() if profile else "",
        skills=frozenset(skill.theme for skill in profile.skills.all()) if profile else frozenset(),
    )


def _missing(challenge: Challenge, picture: Picture) -> list[str]:
    """What the picture lacks, each a sentence."""
    said = []
    on_the_list = [person.role for person in picture.firm]
    for need in team_needs(challenge):
        short = need.least - on_the_list.count(need.role)
        if short > 0:
            said.append(
                f"{short} more {need.role.label.lower()}{'' if short == 1 else 's'}: the programme asks for {need.least}."
            )
    open_themes = [row.theme for row in picture.themes if not row.is_covered]
    if open_themes:
        said.append(f"Nobody yet who knows: {', '.join(open_themes)}.")
    for authority, names in picture.authorities:
        if authority != "Not given" and len(names) > 1:
            said.append(f"{len(names)} people come from {authority}.")
    if picture.firm and not any(person.is_reserve for person in picture.people):
        said.append("No reserve: peers drop out late.")
    return said


def _grouped(people, key) -> list[tuple[str, list[str]]]:
    grouped: dict[str, list[str]] = {}
    for person in people:
        grouped.setdefault(key(person), []).append(person.name)
    return list(grouped.items())
