"""Codes in the place of children, tokens in the place of workers and families: by chance, so that nothing leads back."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable

from casereview.annex_a.reading import Row, plain_identifier

LETTERS = "ABDEFGHJKLMNPRTUVWXY"  # no C, as in the codes people type; none that look like another or like a figure
NUMBERS = 10_000
NOT_KEPT = {11}  # adopters are never in a sample of cases


def kept_rows(rows: Iterable[Row], lists: Collection[int]) -> list[Row]:
    """The rows a sample can be drawn from: of lists 1 to 9, and of 10 where a part of the sample is drawn from it."""
    wanted = set(range(1, 10)) | (set(lists) - NOT_KEPT)
    return [row for row in rows if row.number in wanted]


def codes_for(children: Iterable[str], *, taken: Collection[str], chance: random.Random) -> dict[str, str]:
    """A code for each child, such as KD-0417, by the child's identifier as it is compared between lists."""
    every = sorted(children)
    most = len(LETTERS) ** 2 * NUMBERS
    numbers = iter(chance.sample(range(most), len(every) + len(taken)))
    found: dict[str, str] = {}
    for child in every:
        found[child] = next(code for code in map(_code, numbers) if code not in taken)
    return found


def _code(number: int) -> str:
    pair, number = divmod(number, NUMBERS)
    first, second = divmod(pair, len(LETTERS))
    return f"{LETTERS[first]}{LETTERS[second]}-{number:04}"


def tokens_for(names: Iterable[str], letter: str, *, chance: random.Random) -> dict[str, str]:
    """A token for each worker or family, such as W-012; "" stays "". Names that differ in spaces or capitals are one."""
    different = sorted({plain(name) for name in names if name})
    order = chance.sample(range(1, len(different) + 1), len(different))
    return {"": ""} | {name: f"{letter}-{number:03}" for name, number in zip(different, order, strict=True)}


def plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def identifier(row: Row) -> str:
    """The child of a row as it is compared between lists."""
    return plain_identifier(row.child)
