"""A whole sample: every part of it drawn by itself, from a seed that is written down, with reserves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from casereview.sampling.chance import Chance
from casereview.sampling.tournament import Entry, Limits, draw

VERSION = "1"  # of the method; a sample drawn by another one is not drawn again by this


@dataclass(frozen=True)
class Stratum:
    """A part of the sample: how many are drawn, and from whom. `audited` are the codes the council has audited itself."""

    name: str
    number: int
    entries: tuple[Entry, ...]
    audited: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Plan:
    """How a sample is drawn. `to_validate` is how many of it the council has audited itself, where there are so many."""

    seed: str
    limits: Limits = field(default_factory=Limits)
    to_validate: int = 0
    reserves: int = 5


@dataclass(frozen=True)
class Drawn:
    """One child drawn into a part of the sample."""

    stratum: str
    code: str
    to_validate: bool = False


@dataclass
class Sample:
    """What was drawn. `short` says how many a part lacks: too few children, or the limits stand in the way."""

    chosen: list[Drawn] = field(default_factory=list)
    reserves: list[Drawn] = field(default_factory=list)
    short: dict[str, int] = field(default_factory=dict)
    less_likely: dict[str, dict[str, Fraction]] = field(default_factory=dict)


def fair_chance(stratum: Stratum | None) -> Fraction:
    """The chance every child of a part has where no limit bends it."""
    if stratum is None or not stratum.entries:
        return Fraction(0)
    return Fraction(min(stratum.number, len(stratum.entries)), len(stratum.entries))


def draw_sample(strata: Sequence[Stratum], plan: Plan) -> Sample:
    """Draw every part of a sample. The same strata, in any order, and the same plan give the same sample.

    Parts are drawn in an order of chance, so that none is served first every time: who was drawn into one part is in no
    other, and counts for the limits of those that follow. Cases to validate are drawn first, from those the council has
    audited; reserves last, from who is left.
    """
    sample = Sample()
    ordered = Chance(f"{plan.seed}:order").shuffled(sorted(strata, key=lambda stratum: stratum.name))
    audited = shared_out(
        plan.to_validate, {each.name: min(each.number, len(each.audited)) for each in ordered}, seed=plan.seed
    )
    taken = _Taken(plan.limits)
    for stratum in ordered:
        among = [entry for entry in stratum.entries if entry.code in stratum.audited]
        _draw_part(sample, sample.chosen, stratum, among, audited[stratum.name], taken, plan, "validate")
    for stratum in ordered:
        among = [entry for entry in stratum.entries if entry.code not in stratum.audited or not plan.to_validate]
        number = stratum.number - sum(each.stratum == stratum.name for each in sample.chosen)
        _draw_part(sample, sample.chosen, stratum, among, number, taken, plan, "sample")
        lacking = stratum.number - sum(each.stratum == stratum.name for each in sample.chosen)
        if lacking:
            sample.short[stratum.name] = lacking
    spare = shared_out(plan.reserves, {each.name: each.number for each in ordered}, seed=plan.seed)
    for stratum in ordered:
        _draw_part(sample, sample.reserves, stratum, stratum.entries, spare[stratum.name], taken, plan, "reserve")
    place = {stratum.name: at for at, stratum in enumerate(strata)}
    sample.chosen.sort(key=lambda each: place[each.stratum])
    sample.reserves.sort(key=lambda each: place[each.stratum])
    return sample


def draw_one_more(
    stratum: Stratum, plan: Plan, *, others: Iterable[Entry], out: Iterable[str], time: int
) -> str | None:
    """One more child for a part whose reserves are used up: `others` are in the sample, `out` may not come back.

    `time` counts the replacements, so that each is a draw of its own from the same seed.
    """
    taken = _Taken(plan.limits)
    for entry in others:
        taken.add(entry)
    taken.codes |= set(out)
    free = taken.free(stratum.entries)
    stream = Chance(f"{plan.seed}:{stratum.name}:replacement {time}")
    drawn = draw(free, 1, stream, plan.limits, taken.groups).codes
    return drawn[0] if drawn else None


@dataclass
class _Taken:
    """Who is in the sample already, and with whom: what the parts drawn later go by."""

    limits: Limits
    codes: set[str] = field(default_factory=set)
    groups: Counter[Hashable] = field(default_factory=Counter)

    def add(self, entry: Entry) -> None:
        self.codes.add(entry.code)
        self.groups[("family", entry.family)] += bool(entry.family)
        self.groups[("worker", entry.worker)] += bool(entry.worker)

    def free(self, entries: Iterable[Entry]) -> list[Entry]:
        """Who may still be drawn."""
        return [
            entry
            for entry in entries
            if entry.code not in self.codes
            and not (self.limits.per_family and self.groups[("family", entry.family)] >= self.limits.per_family)
            and not (self.limits.per_worker and self.groups[("worker", entry.worker)] >= self.limits.per_worker)
        ]


def _draw_part(
    sample: Sample,
    into: list[Drawn],
    stratum: Stratum,
    among: Iterable[Entry],
    number: int,
    taken: _Taken,
    plan: Plan,
    purpose: str,
) -> None:
    """Draw this many into a part, one round after another while the limits of a round leave some to be drawn."""
    free = {entry.code: entry for entry in taken.free(among)}
    for turn in range(number):
        stream = Chance(f"{plan.seed}:{stratum.name}:{purpose} {turn}")
        drawn = draw(free.values(), number, stream, plan.limits, taken.groups)
        for code in drawn.codes:
            taken.add(free[code])
            into.append(Drawn(stratum.name, code, purpose == "validate"))
        if drawn.bent and not turn:
            sample.less_likely[stratum.name] = sample.less_likely.get(stratum.name, {}) | drawn.bent
        number -= len(drawn.codes)
        free = {entry.code: entry for entry in taken.free(free.values())}
        if number <= 0 or not drawn.codes:
            return


def shared_out(total: int, room: Mapping[str, int], *, seed: str = "") -> dict[str, int]:
    """Share a number out in proportion to the room each part has, none getting more than that (largest remainder).

    Where two have the same claim, chance decides.
    """
    total = max(0, min(total, sum(room.values())))
    if not total:
        return dict.fromkeys(room, 0)
    whole = sum(room.values())
    given = {name: total * size // whole for name, size in room.items()}
    by_chance = {name: at for at, name in enumerate(Chance(f"{seed}:shares").shuffled(sorted(room)))}
    claims = sorted(room, key=lambda name: (-(total * room[name] % whole), by_chance[name]))
    for name in claims[: total - sum(given.values())]:
        given[name] += 1
    return given
