"""The demo's pool: invented people known by what they are, who agreed to be found, and the team proposed from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from challenges import actions as bottom
from challenges.models import AuthorityType, Council, PeerProfile, Region, User
from challenges.moments import months_after
from preparation import actions

if TYPE_CHECKING:
    from challenges.models import Challenge
    from peerchallenge.demo.cast import Cast

# Council, region, kind: where they work. All invented.
COUNCILS = [
    ("Harrowmere Borough Council", Region.NORTH_WEST, AuthorityType.METROPOLITAN),
    ("Stonebeck County Council", Region.EAST_MIDLANDS, AuthorityType.COUNTY),
    ("Quaybourne Council", Region.SOUTH_WEST, AuthorityType.UNITARY),
    ("Allingford London Borough", Region.LONDON, AuthorityType.LONDON),
]
SHOWN_AT = "Fellbridge Council"  # the one that stands in preparation
NEXT_DOOR = "Harrowmere Borough Council"

# What they are, council (its number above; None for another organisation), field, level, words in the names of the themes
# they know, months from the week on site in which they are free.
PEOPLE = [
    ("Director, county", 1, "social_care", "chief", ("leadership", "partner"), (0, 1)),
    ("Director, metropolitan", 0, "social_care", "chief", ("leadership", "capacity"), (0,)),
    ("Assistant director, safeguarding", 3, "social_care", "assistant", ("protection", "practice"), (0, 2)),
    ("Assistant director, early help", 2, "early_help", "assistant", ("early help", "front door"), (0,)),
    ("Assistant director, corporate parenting", 1, "social_care", "assistant", ("looked after", "care leavers"), (1,)),
    ("Head of front door", 2, "social_care", "head", ("front door", "early help"), (0, 1)),
    ("Head of front door, next door", 0, "social_care", "head", ("front door", "demand"), (0,)),
    ("Head of quality assurance", 3, "performance", "head", ("quality", "practice"), (0, 1)),
    ("Head of disabled children", 1, "social_care", "head", ("disab", "cin"), (2,)),
    ("Head of care leavers service", 3, "social_care", "head", ("care leavers", "looked after"), (0,)),
    ("Principal social worker", 2, "social_care", "practitioner", ("practice", "capacity"), (0,)),
    ("Team manager, assessment", 1, "social_care", "team_manager", ("front door", "protection"), (0, 1)),
    ("Virtual school head", 3, "education", "head", ("looked after", "vulnerab"), (0,)),
    ("Designated doctor", None, "health", "practitioner", ("partner", "protection"), (0,)),
    ("Health commissioner", None, "health", "assistant", ("partner", "demand"), (1,)),
    ("Detective superintendent", None, "police", "head", ("vulnerab", "partner"), (0,)),
    ("Performance manager", 2, "performance", "team_manager", ("quality", "demand"), (0,)),
    ("Finance partner", 1, "performance", "head", ("capacity", "corporate"), (0,)),
    ("Lead member, county", 1, "elected", "member", ("corporate", "leadership"), (0,)),
    ("Lead member, unitary", 2, "elected", "member", ("care leavers", "corporate"), (1,)),
]
RESERVE = "Team manager, assessment"
PROPOSED = "Head of front door"
WAIVED = "Head of front door, next door"


def fill_pool(challenge: Challenge, cast: Cast) -> None:
    """The people of the pool write their profiles, where they have none."""
    councils = [_council(name, region, kind, by=cast.programme_manager) for name, region, kind in COUNCILS]
    themes = list(challenge.programme.themes.values_list("name", flat=True))
    month = challenge.starts_on.replace(day=1)
    known = set(User.objects.filter(email__endswith=DOMAIN).values_list("email", flat=True))
    for title, number, field, level, words, free in PEOPLE:
        if _address(title) in known:
            continue
        council = None if number is None else councils[number]
        user = User.objects.create(email=_address(title), password="!", name=title, is_demo=True)  # noqa: S106  # nosec B106
        bottom.save_profile(
            user,
            version=1,
            authority=council.name if council else "Another organisation of the area",
            council=council,
            profession=field,
            seniority=level,
            about="An invented person. In a real profile they say here what they have led or changed.",
            skills=[name for name in themes if any(word in name.lower() for word in words)],
            months=[months_after(month, count) for count in free],
            in_pool=True,
            by=user,
        )
    neighbour = next(council for council in councils if council.name == NEXT_DOOR)
    challenge.council.neighbours.add(neighbour)


def propose(challenge: Challenge, cast: Cast) -> None:
    """One peer and a reserve are shown to the council, which asks; one more is on the list, for a reason."""
    by = cast.challenge_manager
    reserve, proposed, waived = (_person(title) for title in (RESERVE, PROPOSED, WAIVED))
    place = {"role": "peer", "place": "Front door peer", "by": by}
    candidate = actions.add_candidate(
        challenge, user=proposed, brings="Runs a front door that works with early help.", **place
    )
    actions.add_candidate(challenge, user=reserve, standing_as="reserve", **place)
    actions.show_candidates(challenge, by=by)
    candidate.refresh_from_db()
    actions.ask_about_candidate(candidate, text="Has this peer worked in an area as rural as ours?", by=cast.sponsor)
    actions.add_candidate(
        challenge,
        user=waived,
        waived_because="The sponsor wants to hear how the council next door joined its front door with early help.",
        standing_as="reserve",
        **place,
    )


DOMAIN = "@pool.demo.invalid"


def _address(title: str) -> str:
    return title.lower().replace(",", "").replace(" ", "-") + DOMAIN


def _person(title: str) -> User:
    return PeerProfile.objects.select_related("user").get(user__email=_address(title)).user


def _council(name: str, region: str, kind: str, *, by: User) -> Council:
    council = Council.objects.filter(name=name).first()
    if council is None:
        council = bottom.add_council(name=name, region=region, by=by, is_demo=True)
        bottom.place_council(council, region=region, kind=kind, by=by)
    return council
