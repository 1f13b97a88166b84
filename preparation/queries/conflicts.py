"""What stands against a person coming to a council, and what they have given already. Facts in words; nothing is weighed.

The list is closed: two kinds that nobody can waive, and four that can be waived with a reason.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from challenges.models import COUNCIL_ROLES, Challenge, Membership, PeerProfile, Role
from challenges.moments import is_working_day, months_after, today
from preparation.models import Declaration, TeamPlace

SAME_COUNCIL, WORKED_THERE = "same_council", "worked_there"
NEIGHBOUR, INTEREST, RECENT, BUSY = "neighbour", "interest", "recent", "busy"
HARD = frozenset({SAME_COUNCIL, WORKED_THERE})
MONTHS_BETWEEN = 12  # visits to the same council, and the time in which days are counted as many
MANY_DAYS = 10  # on site, within those months
DECLARED = ("family", "personal", "political", "anything_else")


@dataclass(frozen=True)
class Conflict:
    """One thing that stands against somebody. Hard: nobody can waive it."""

    code: str
    sentence: str

    @property
    def is_hard(self) -> bool:
        return self.code in HARD


@dataclass
class Record:
    """What is known of one person, apart from what they write in their profile."""

    conflicts: list[Conflict] = field(default_factory=list)
    days_this_year: int = 0
    challenges: int = 0
    led: int = 0
    declined_here: bool = False

    @property
    def hard(self) -> list[Conflict]:
        return [each for each in self.conflicts if each.is_hard]

    @property
    def waivable(self) -> list[Conflict]:
        return [each for each in self.conflicts if not each.is_hard]

    @property
    def days_in_words(self) -> str:
        year = today().year
        if not self.days_this_year:
            return f"No days given in {year}"
        return f"{self.days_this_year} {'day' if self.days_this_year == 1 else 'days'} given in {year}"

    @property
    def experience_in_words(self) -> str:
        if not self.challenges:
            return "New to peer challenges in this service"
        so_far = "1 challenge so far" if self.challenges == 1 else f"{self.challenges} challenges so far"
        return f"{so_far}, {self.led} as lead peer" if self.led else so_far


def on_site_days(first: datetime.date, last: datetime.date) -> int:
    """Working days from the first to the last day on site."""
    length = (last - first).days + 1
    return sum(is_working_day(first + datetime.timedelta(days=number)) for number in range(length))


def records(challenge: Challenge, profiles: Collection[PeerProfile], users: Iterable[int]) -> dict[int, Record]:
    """What stands against each of these people coming to this challenge, and what they gave, by the person's id.

    `profiles` are those of the people who have one, with `worked_for` prefetched. Four queries, however many people.
    """
    council = challenge.council
    keys = list(users)
    found: dict[int, Record] = {key: Record() for key in keys}
    against: dict[int, dict[str, str]] = defaultdict(dict)
    next_to_it = set(council.neighbours.values_list("pk", flat=True))
    for profile in profiles:
        same = profile.council_id == council.pk or profile.authority.strip().casefold() == council.name.casefold()
        if same:
            against[profile.user_id][SAME_COUNCIL] = f"Works for {council}."
        elif profile.council_id in next_to_it:
            against[profile.user_id][NEIGHBOUR] = f"Works for {profile.council}, next to {council}."
        if any(each.pk == council.pk for each in profile.worked_for.all()):
            against[profile.user_id][WORKED_THERE] = f"Worked for {council} in the last five years, as they say."
    _council_people(challenge, keys, against)
    _declared(challenge, keys, against)
    _given(challenge, keys, found, against)
    order = [SAME_COUNCIL, WORKED_THERE, NEIGHBOUR, INTEREST, RECENT, BUSY]
    for key, by_code in against.items():
        found[key].conflicts = [Conflict(code, by_code[code]) for code in order if code in by_code]
    return found


def record_of(challenge: Challenge, profile: PeerProfile | None, user: int) -> Record:
    """The same of one person."""
    return records(challenge, [profile] if profile else [], [user])[user]


def _council_people(challenge: Challenge, keys: list[int], against: dict[int, dict[str, str]]) -> None:
    """Who has spoken for this council in a challenge of it."""
    held = Membership.objects.filter(
        challenge__council=challenge.council_id, user__in=keys, role__in=[*COUNCIL_ROLES, Role.CONTRIBUTOR]
    )
    for user in held.values_list("user", flat=True).distinct():
        against[user].setdefault(SAME_COUNCIL, f"Takes or took part in a challenge for {challenge.council}.")


def _declared(challenge: Challenge, keys: list[int], against: dict[int, dict[str, str]]) -> None:
    """That something was declared about this council; what it is stays with the declaration."""
    newest = Declaration.objects.newest().filter(challenge__council=challenge.council_id, user__in=keys)
    for each in newest:
        if each.employment:
            against[each.user_id].setdefault(
                WORKED_THERE, f"Declared that they worked for {challenge.council} in the last five years."
            )
        if each.neighbour:
            against[each.user_id].setdefault(
                NEIGHBOUR, f"Declared that they work for a council next to {challenge.council}."
            )
        if any(getattr(each, name) for name in DECLARED):
            against[each.user_id][INTEREST] = f"Declared an interest in {challenge.council}."


def _given(challenge: Challenge, keys: list[int], found: dict[int, Record], against: dict[int, dict[str, str]]) -> None:
    """Days and challenges given; a visit or many days too near to this one; another team in the same week."""
    places = TeamPlace.objects.filter(Q(state=TeamPlace.State.ACCEPTED) | Q(challenge=challenge), user__in=keys)
    places = places.exclude(role=Role.OBSERVER).exclude(challenge__withdrawn_at__isnull=False)
    rows = places.values_list(
        "user",
        "role",
        "state",
        "challenge",
        "challenge__council",
        "challenge__starts_on",
        "challenge__ends_on",
    )
    recent_days: dict[int, int] = defaultdict(int)
    since = months_after(challenge.starts_on, -MONTHS_BETWEEN)
    year = today().year
    for user, role, state, its_challenge, its_council, first, last in rows:
        record = found[user]
        if its_challenge == challenge.pk:
            record.declined_here = record.declined_here or state == TeamPlace.State.DECLINED
            continue
        days = on_site_days(first, last)
        if first.year == year:
            record.days_this_year += days
        if last < today():
            record.challenges += 1
            record.led += role == Role.LEAD_PEER
        if since <= last < challenge.starts_on:
            recent_days[user] += days
            if its_council == challenge.council_id:
                against[user][RECENT] = f"Visited {challenge.council} in {first:%B %Y}, less than a year before."
        if first <= challenge.ends_on and last >= challenge.starts_on:
            against[user][BUSY] = "Is in another team that week."
    for user, days in recent_days.items():
        if days >= MANY_DAYS:
            against[user].setdefault(RECENT, f"Gave {days} days in the year before.")
