"""Deals cases out to readers: even in number, to who knows the theme, a mix for each, and never to who must not read one.

Pure: no Django, no database. The deal is a flow of least cost (successive shortest paths, as in Edmonds and Karp 1972): cases
flow to readers, and each further case of one reader costs more than the last, so that numbers are as even as they can be
whatever is barred. Among deals that are equally even, the one with most cases read by who knows the theme; among those,
the best mix of parts for each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Reader = TypeVar("Reader", bound=Hashable)
CaseKey = TypeVar("CaseKey", bound=Hashable)
# What a step costs: first how uneven numbers become, then whether the reader knows the theme, then the mix.
Cost = tuple[int, int, int]
NOTHING: Cost = (0, 0, 0)


def deal(
    cases: Iterable[tuple[CaseKey, str]],
    readers: Sequence[Reader],
    held: Mapping[Reader, Sequence[str]] | None = None,
    *,
    barred: Mapping[CaseKey, Collection[Reader]] | None = None,
    knows: Mapping[str, Collection[Reader]] | None = None,
) -> dict[CaseKey, Reader]:
    """Who reads which case: the same answer each time for the same cases and readers.

    `cases` are (case, part of the sample); `held` are the parts of the cases each reader has already; `barred` who must
    not read a case; `knows` who knows the theme of a part. Where nothing is barred numbers differ by one at most among
    people who start with none. A case that everyone is barred from is not in the answer.
    """
    held, barred, knows = held or {}, barred or {}, knows or {}
    # Cases of the same part that are barred to the same people are alike: they flow together.
    alike: dict[tuple[str, frozenset[Reader]], list[CaseKey]] = {}
    for key, stratum in cases:
        out = frozenset(barred.get(key, ())) & frozenset(readers)
        alike.setdefault((stratum, out), []).append(key)
    flow = _Flow[Reader](
        [_Lot(stratum, out, len(keys)) for (stratum, out), keys in alike.items()],
        list(dict.fromkeys(readers)),
        {reader: Counter(held.get(reader, ())) for reader in readers},
        {stratum: frozenset(people) for stratum, people in knows.items()},
    )
    given = flow.run()
    dealt = {}
    for lot, keys in enumerate(alike.values()):
        waiting = iter(keys)
        for reader in flow.readers:
            for _ in range(given[lot, reader]):
                dealt[next(waiting)] = reader
    return dealt


@dataclass(frozen=True)
class _Lot(Generic[Reader]):
    """Cases that are alike."""

    stratum: str
    barred: frozenset[Reader]
    number: int


@dataclass
class _Flow(Generic[Reader]):
    lots: list[_Lot[Reader]]
    readers: list[Reader]
    held: dict[Reader, Counter[str]]
    knows: dict[str, frozenset[Reader]]
    given: Counter[tuple[int, Reader]] = field(default_factory=Counter)

    def run(self) -> Counter[tuple[int, Reader]]:
        """Deal one case after the other, each time by the cheapest way, which may move cases dealt before."""
        # Round by round over the lots, so that what is dealt first is a mix too.
        left = [lot.number for lot in self.lots]
        while any(left):
            for number in range(len(self.lots)):
                if left[number]:
                    self._deal_one(number)
                    left[number] -= 1
        return self.given

    def _deal_one(self, start: int) -> None:
        """Bellman and Ford over lots, the parts each reader has, and readers: costs of moving back are negative."""
        here: dict[tuple, Cost] = {("lot", start): NOTHING}
        came: dict[tuple, tuple] = {}
        changed = [("lot", start)]
        while changed:
            again = []
            for node in changed:
                for to, cost in self._steps(node):
                    total = _plus(here[node], cost)
                    if to not in here or total < here[to]:
                        here[to], came[to] = total, node
                        again.append(to)
            changed = list(dict.fromkeys(again))
        ends = [reader for reader in self.readers if ("reader", reader) in here]
        if not ends:
            return  # nobody may read it
        end = min(ends, key=lambda reader: _plus(here["reader", reader], (2 * self._has(reader) + 1, 0, 0)))
        here_now: tuple = ("reader", end)
        while here_now in came:
            before = came[here_now]
            if before[0] == "lot" and here_now[0] == "part":
                self.given[before[1], here_now[1]] += 1
            elif before[0] == "part" and here_now[0] == "lot":
                self.given[here_now[1], before[1]] -= 1
            here_now = before

    def _steps(self, node: tuple) -> Iterable[tuple[tuple, Cost]]:
        """Where a case can go on to from here, and what that costs."""
        kind = node[0]
        if kind == "lot":
            lot = self.lots[node[1]]
            for reader in self.readers:
                if reader not in lot.barred:
                    yield ("part", reader, lot.stratum), (0, self._skill(reader, lot.stratum), 0)
        elif kind == "part":
            _kind, reader, stratum = node
            yield ("reader", reader), (0, 0, 2 * self._has_of(reader, stratum) + 1)
            for number, lot in enumerate(self.lots):
                if lot.stratum == stratum and self.given[number, reader]:
                    yield ("lot", number), (0, -self._skill(reader, stratum), 0)
        else:
            reader = node[1]
            for stratum in dict.fromkeys(lot.stratum for lot in self.lots):
                if any(self.given[number, reader] for number, lot in enumerate(self.lots) if lot.stratum == stratum):
                    yield ("part", reader, stratum), (0, 0, 1 - 2 * self._has_of(reader, stratum))

    def _skill(self, reader: Reader, stratum: str) -> int:
        return -1 if reader in self.knows.get(stratum, ()) else 0

    def _has_of(self, reader: Reader, stratum: str) -> int:
        dealt = sum(self.given[number, reader] for number, lot in enumerate(self.lots) if lot.stratum == stratum)
        return self.held[reader][stratum] + dealt

    def _has(self, reader: Reader) -> int:
        return self.held[reader].total() + sum(self.given[number, reader] for number in range(len(self.lots)))


def _plus(one: Cost, other: Cost) -> Cost:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2]


def pick(
    cases: Iterable[tuple[CaseKey, str, Reader]],
    how_many: int,
    held: Mapping[str, int] | None = None,
) -> list[CaseKey]:
    """Which cases are read twice: spread over the parts of the sample, then over the first readers; largest part first.

    `cases` are (case, part of the sample, first reader), in order; `held` how many of each part are read twice already.
    """
    parts: dict[str, list[tuple[CaseKey, Reader]]] = {}
    for key, stratum, reader in cases:
        parts.setdefault(stratum, []).append((key, reader))
    has = Counter(held or {})
    sizes = {stratum: len(found) for stratum, found in parts.items()}
    of_reader: Counter[Reader] = Counter()
    picked: list[CaseKey] = []
    while len(picked) < how_many and any(parts.values()):
        stratum = min((each for each in parts if parts[each]), key=lambda each: (has[each], -sizes[each]))
        chosen = min(parts[stratum], key=lambda pair: of_reader[pair[1]])
        parts[stratum].remove(chosen)
        has[stratum] += 1
        of_reader[chosen[1]] += 1
        picked.append(chosen[0])
    return picked
