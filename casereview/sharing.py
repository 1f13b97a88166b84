"""Deals cases out to reviewers: even in number, and a mix of the parts of the sample for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

Reader = TypeVar("Reader")
CaseKey = TypeVar("CaseKey")


def deal(
    cases: Iterable[tuple[CaseKey, str]],
    readers: Sequence[Reader],
    held: Mapping[Reader, Sequence[str]] | None = None,
) -> dict[CaseKey, Reader]:
    """Who reads which case: the same answer each time for the same cases and readers.

    `cases` are (case, part of the sample); `held` are the parts of the cases each reader has already. Whoever holds
    least is given most, so that in the end numbers differ by as little as they can: by one at most among people who
    start with none.
    """
    held = held or {}
    by_stratum: dict[str, list[CaseKey]] = {}
    for case, stratum in cases:
        by_stratum.setdefault(stratum, []).append(case)
    room = _levelled(sum(map(len, by_stratum.values())), readers, held)
    has = {reader: Counter(held.get(reader, ())) for reader in readers}
    dealt: dict[CaseKey, Reader] = {}
    for stratum, keys in by_stratum.items():
        for key in keys:
            # Fewest of this part of the sample first; among those, whoever has most room left; then in order.
            reader = min(
                (each for each in readers if room[each]),
                key=lambda each: (has[each][stratum], -room[each]),  # used at once
            )
            dealt[key] = reader
            room[reader] -= 1
            has[reader][stratum] += 1
    return dealt


def _levelled(how_many: int, readers: Sequence[Reader], held: Mapping[Reader, Sequence[str]]) -> dict[Reader, int]:
    """How many new cases each reader is given: one at a time to whoever has fewest."""
    has = {reader: len(held.get(reader, ())) for reader in readers}
    given = dict.fromkeys(readers, 0)
    for _ in range(how_many):
        reader = min(readers, key=lambda each: has[each] + given[each])
        given[reader] += 1
    return given
