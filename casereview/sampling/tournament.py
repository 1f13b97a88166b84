"""Draws children so that each is as likely as the next, and those drawn differ from one another.

It is a tournament of those most alike (statisticians know it as the local pivotal method). Everyone enters with the same
chance: three of sixty, say. Two children who are alike meet. Chance decides, in proportion to what each holds, which of
them goes on with the chance of both, and which is out; a child whose chance has grown to 1 is drawn, and the rest of
what the two held stays with the other. So the chances always add up to the same number, no child gains or loses by it in
the long run, and two who are alike are seldom drawn together.

Who meets first decides what a sample cannot hold twice. Children of one family meet before all others, then those of one
worker: as long as such a group holds no more chance than its limit allows, the limit is kept and costs nobody anything.
Where a group is too large for that (one worker holds half of a list of which three are drawn) its chance is cut to the
limit beforehand, and the others share what is left: `Entry.chance` and `Draw.bent` say so exactly.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType

from casereview.sampling.chance import Chance

NOBODY = Fraction(0)
CERTAIN = Fraction(1)
FEW = 200  # left undecided: then everyone looks for the nearest of all


@dataclass(frozen=True)
class Entry:
    """A child who may be drawn: by a code, with what a sample should be spread over (the same traits for all, the most
    important first), and in which groups they stand.

    `worker` and `family` are "" where they are not known: then no limit holds.
    """

    code: str
    traits: tuple[str, ...] = ()
    worker: str = ""
    family: str = ""


@dataclass(frozen=True)
class Limits:
    """How many of a sample may share a family, or a worker. 0 is no limit."""

    per_family: int = 1
    per_worker: int = 1


@dataclass
class Draw:
    """Who was drawn, in the order they were; with what chance each entered, where that is not the same for all."""

    codes: list[str]
    chance: Fraction
    bent: dict[str, Fraction] = field(default_factory=dict)


def draw(
    entries: Iterable[Entry],
    number: int,
    chance: Chance,
    limits: Limits = Limits(),
    taken: Mapping[Hashable, int] = MappingProxyType({}),
) -> Draw:
    """Draw this many of the entries, or as many as the limits allow. Codes must be unique; their order does not matter.

    taken: by ("family", name) and ("worker", name), how many of them are in the sample already and count for the limits.
    """
    field_ = sorted(entries, key=lambda entry: entry.code)
    number = min(number, len(field_))
    if number <= 0:
        return Draw([], NOBODY)
    fair = Fraction(number, len(field_))
    holds = {entry.code: fair for entry in field_}
    kinds = [(of, limit) for of, limit in ((_family, limits.per_family), (_worker, limits.per_worker)) if limit]
    limited = [
        [(group, max(0, limit - taken.get(of(group[0]), 0))) for group in _groups(field_, of)] for of, limit in kinds
    ]
    _cut([each for groups in limited for each in groups], holds)
    bent = {code: held for code, held in holds.items() if held != fair}
    for groups in limited:
        _cut(groups, holds)  # only siblings with several workers can have brought a group above its limit again
        _meet_within([group for group, _limit in groups], holds, chance)
    left = _meet_alike(field_, holds, chance)
    _meet_the_nearest(left, holds, chance)
    return Draw(chance.shuffled([code for code in holds if holds[code] == CERTAIN]), fair, bent)


def undecided(chance: Fraction) -> bool:
    return NOBODY < chance < CERTAIN


def _family(entry: Entry) -> Hashable:
    return ("family", entry.family) if entry.family else None


def _worker(entry: Entry) -> Hashable:
    return ("worker", entry.worker) if entry.worker else None


def _groups(entries: Iterable[Entry], group_of: Callable[[Entry], Hashable]) -> list[list[Entry]]:
    """The groups in the order of their first entry; who stands in none is left out."""
    groups: dict[Hashable, list[Entry]] = defaultdict(list)
    for entry in entries:
        if group_of(entry) is not None:
            groups[group_of(entry)].append(entry)
    return list(groups.values())


def _cut(groups: Sequence[tuple[list[Entry], int]], holds: dict[str, Fraction]) -> None:
    """Cut what a group holds to its limit; the others share the rest, in proportion, until no group holds too much.

    With no one left to take it the rest is lost: the limits then allow fewer than were asked for.
    """
    full: set[str] = {code for code, held in holds.items() if not undecided(held)}
    while True:
        rest = NOBODY
        for group, limit in groups:
            total = sum((holds[entry.code] for entry in group), NOBODY)
            if total > limit:
                rest += total - limit
                for entry in group:
                    holds[entry.code] *= limit / total
                full |= {entry.code for entry in group}
        for code, held in holds.items():
            if held > CERTAIN:
                rest += held - CERTAIN
                holds[code] = CERTAIN
                full.add(code)
        takers = [code for code in holds if code not in full]
        if not rest or not takers:
            return
        together = sum((holds[code] for code in takers), NOBODY)
        for code in takers:
            holds[code] *= 1 + rest / together


def _meet_within(groups: Iterable[list[Entry]], holds: dict[str, Fraction], chance: Chance) -> None:
    """In each group, two by two, until one at the most is undecided."""
    for group in groups:
        waiting: str | None = None
        for entry in chance.shuffled([entry for entry in group if undecided(holds[entry.code])]):
            if waiting is None:
                waiting = entry.code
                continue
            _meet(waiting, entry.code, holds, chance)
            waiting = next((code for code in (waiting, entry.code) if undecided(holds[code])), None)


def _meet_alike(entries: list[Entry], holds: dict[str, Fraction], chance: Chance) -> list[Entry]:
    """Those with all traits in common meet; while many are left, those with all but the last, and so on."""
    most = len(entries[0].traits)
    for shared in range(most, 0, -1):
        if shared < most and len(entries) <= FEW:
            break
        _meet_within(_groups(entries, lambda entry, shared=shared: entry.traits[:shared]), holds, chance)  # type: ignore[misc]
        entries = [entry for entry in entries if undecided(holds[entry.code])]
    return [entry for entry in entries if undecided(holds[entry.code])]


def _meet_the_nearest(entries: Sequence[Entry], holds: dict[str, Fraction], chance: Chance) -> None:
    """One of those left meets whoever differs from them least, until nobody is undecided. The first trait counts most."""
    left = {entry.code: entry for entry in entries}
    while len(left) > 1:
        one = left[chance.one_of(list(left))]
        distances = {
            code: sum(
                len(one.traits) - at
                for at, (mine, theirs) in enumerate(zip(one.traits, other.traits, strict=True))
                if mine != theirs
            )
            for code, other in left.items()
            if code != one.code
        }
        nearest = min(distances.values())
        other = chance.one_of([code for code, distance in distances.items() if distance == nearest])
        _meet(one.code, other, holds, chance)
        for code in (one.code, other):
            if not undecided(holds[code]):
                del left[code]


def _meet(one: str, other: str, holds: dict[str, Fraction], chance: Chance) -> None:
    """Two meet: afterwards one of them is decided, and each holds on average what they held before."""
    together = holds[one] + holds[other]
    if together <= CERTAIN:
        winner, loser = (one, other) if chance.happens(holds[one] / together) else (other, one)
        holds[winner], holds[loser] = together, NOBODY
    else:
        first = chance.happens((CERTAIN - holds[other]) / (2 - together))
        winner, loser = (one, other) if first else (other, one)
        holds[winner], holds[loser] = CERTAIN, together - CERTAIN
