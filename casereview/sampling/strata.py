"""How many cases each part of a sample has: what the programme says, leaned towards the modules of the scope."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LISTS_IN_A_HINT = re.compile(r"\blists?((?:[ ,]|and|\d{1,2}\b)+)", re.IGNORECASE)
# Module: how many more of the parts drawn from these lists (domain notes, 6.2).
LEANING: dict[str, tuple[tuple[frozenset[int], int], ...]] = {
    "M4": ((frozenset({2}), 3),),
    "M5": ((frozenset({1, 3}), 3),),
    "M6": ((frozenset({6}), 3),),
    "M7": ((frozenset({5}), 2), (frozenset({7}), 3)),
    "M9": ((frozenset({8}), 3),),
    "M10": ((frozenset({9}), 3),),
}
LEAST = 1  # of a part that the programme has: leaning never empties one


@dataclass(frozen=True)
class Part:
    """A part of the sample: its name, the lists it is drawn from, and how many."""

    name: str
    lists: tuple[int, ...]
    number: int


def lists_in(hint: str) -> tuple[int, ...]:
    """The lists a programme names in the hint of a part, such as “Lists 1 and 3, with and without further action”."""
    return tuple(
        dict.fromkeys(
            number
            for found in LISTS_IN_A_HINT.findall(hint)
            for number in map(int, re.findall(r"\d+", found))
            if 1 <= number <= 10
        )
    )


def leaned(parts: Sequence[Part], modules: Iterable[str]) -> list[Part]:
    """The parts with more cases where the scope looks, and the same total: the largest of the others give them up."""
    numbers = {part.name: part.number for part in parts}
    favoured: set[str] = set()
    more = 0
    for module in modules:
        for lists, extra in LEANING.get(module, ()):
            part = next((each for each in parts if lists & set(each.lists)), None)
            if part and numbers[part.name]:
                numbers[part.name] += extra
                favoured.add(part.name)
                more += extra
    givers = [part.name for part in parts if part.name not in favoured]
    while more:
        giver = max(givers, key=lambda name: numbers[name], default=None)
        if giver is None or numbers[giver] <= LEAST:
            # Nobody has any left: those that gained most give some of it back.
            giver = max(favoured, key=lambda name: (numbers[name], name))
        numbers[giver] -= 1
        more -= 1
    return [Part(part.name, part.lists, numbers[part.name]) for part in parts]
