"""What changed between two texts, word by word, as pieces that a page can mark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

# A word or a mark with the space after it, so that spaces alone never count as something in common.
TOKEN = re.compile(r"\w[\w’'-]*\s*|[^\w\s]\s*|\s+")
TOO_LONG = 12_000  # tokens of both texts together: beyond that the whole is shown as replaced
ISLAND = 2  # so few words in common between two changes are read as part of the change
KEPT_ROUND_A_CHANGE = 12  # words


@dataclass(frozen=True)
class Piece:
    """A stretch of text: `same`, `removed`, `added`, or `left_out` with how many words in a row did not change."""

    kind: str
    text: str = ""
    words: int = 0


def pieces(was: str, becomes: str) -> list[Piece]:
    """The way from one text to the other, in reading order; long unchanged stretches are counted, not told."""
    old, new = TOKEN.findall(was), TOKEN.findall(becomes)
    return [*_with_gaps(list(_joined(_steps(old, new))))]


def whole(was: str, becomes: str) -> list[Piece]:
    """The same with nothing left out."""
    return list(_joined(_steps(TOKEN.findall(was), TOKEN.findall(becomes))))


def plain(text: object) -> str:
    """A text as people compare it: lines end as they do everywhere else, and space at the ends does not count."""
    return str("" if text is None else text).replace("\r\n", "\n").strip()


def changed_words(told: list[Piece]) -> int:
    """How many words were taken out or put in."""
    return sum(len(piece.text.split()) for piece in told if piece.kind in {"removed", "added"})


def _steps(old: list[str], new: list[str]) -> Iterator[tuple[list[str], list[str], list[str]]]:
    """(same, removed, added) in turn, as lists of tokens."""
    if len(old) + len(new) > TOO_LONG:
        yield [], old, new
        return
    stripped_old, stripped_new = [each.rstrip() for each in old], [each.rstrip() for each in new]
    matcher = SequenceMatcher(None, stripped_old, stripped_new)
    for what, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if what == "equal":  # of two spaces after a word the longer one, since more may follow in either text
            yield [max(pair, key=len) for pair in zip(old[old_from:old_to], new[new_from:new_to], strict=True)], [], []
        else:
            yield [], old[old_from:old_to], new[new_from:new_to]


def _joined(steps: Iterator[tuple[list[str], list[str], list[str]]]) -> Iterator[Piece]:
    """Pieces, with islands of a word or two between changes taken into the change."""
    removed: list[str] = []
    added: list[str] = []
    island: list[str] = []
    for same, out, into in steps:
        if same and (removed or added) and len(same) <= ISLAND:
            island = same
            continue
        if same:
            yield from _change(removed, added, island)
            removed, added, island = [], [], []
            yield Piece("same", "".join(same))
            continue
        removed += island + out
        added += island + into
        island = []
    yield from _change(removed, added, island)


def _change(removed: list[str], added: list[str], after: list[str]) -> Iterator[Piece]:
    if removed:
        yield Piece("removed", "".join(removed))
    if added:
        yield Piece("added", "".join(added))
    if after:
        yield Piece("same", "".join(after))


def _with_gaps(told: list[Piece]) -> Iterator[Piece]:
    for number, piece in enumerate(told):
        words = re.findall(r"\S+\s*", piece.text)
        first, last = number == 0, number == len(told) - 1
        before = 0 if first else KEPT_ROUND_A_CHANGE
        after = 0 if last else KEPT_ROUND_A_CHANGE
        if piece.kind != "same" or (first and last) or len(words) <= before + after + KEPT_ROUND_A_CHANGE:
            yield piece
            continue
        if before:
            yield Piece("same", "".join(words[:before]))
        yield Piece("left_out", words=len(words) - before - after)
        if after:
            yield Piece("same", "".join(words[-after:]))
