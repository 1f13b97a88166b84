"""What a position statement is made of, without a row: how long a box may be, what holds it up, what changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from challenges.programme_files import ProgrammeFile
from challenges.word_diff import Piece, pieces
from preparation.models import Box

ASKED_FOR = "position statement"  # how the title of its item begins in a programme's list
KIND = "position_statement"  # of the PDF


def item_code(plan: ProgrammeFile) -> str:
    """The number of the item that asks for a position statement in the programme's list; empty where none does."""
    return next((each.code for each in plan.documents if each.title.lower().startswith(ASKED_FOR)), "")


@dataclass(frozen=True)
class Limits:
    """How long a statement may be. A programme has no say in it yet.

    The pages are those of the published list (10 to 12); words on a page as our PDF sets them.
    """

    pages: int = 12
    words_on_a_page: int = 440
    most_in_a_box: int = 250
    least_in_a_box: int = 80

    def words_in_a_box(self, key_lines: int) -> int:
        """With many key lines a box holds less, in tens, so that the whole still fits."""
        share = self.pages * self.words_on_a_page // (len(Box) * max(1, key_lines)) // 10 * 10
        return max(self.least_in_a_box, min(self.most_in_a_box, share))


def count_words(text: str) -> int:
    """As the counter beside a box counts them."""
    return len(text.split())


@dataclass(frozen=True)
class Section:
    """One key line's boxes, with what is to be said of them."""

    number: int
    texts: Mapping[str, str]
    brought: Mapping[str, str]
    limit: int

    @property
    def words(self) -> int:
        return sum(count_words(text) for text in self.texts.values())

    @property
    def empty(self) -> list[str]:
        """The boxes that say nothing, in words."""
        return [str(box.label) for box in Box if not self.texts.get(box, "").strip()]

    @property
    def is_empty(self) -> bool:
        return len(self.empty) == len(Box)

    @property
    def in_the_way(self) -> list[str]:
        """What must change before it is ready, box by box."""
        return [*self._too_long(), *self._not_looked_at()]

    def _too_long(self) -> Iterable[str]:
        for box in Box:
            over = count_words(self.texts.get(box, "")) - self.limit
            if over > 0:
                words = "1 word" if over == 1 else f"{over} words"
                yield f"Key line {self.number}, “{box.label}”: {words} over the limit of {self.limit}. Shorten it."

    def _not_looked_at(self) -> Iterable[str]:
        for box in Box:
            if box in self.brought:
                yield (
                    f"Key line {self.number}, “{box.label}”: still as it was brought forward from {self.brought[box]}. "
                    "Edit it, or tick that it still holds."
                )


@dataclass(frozen=True)
class Change:
    """A box that a later version says otherwise."""

    section: int
    question: str
    label: str
    was: str
    becomes: str

    @property
    def pieces(self) -> list[Piece]:
        return pieces(self.was, self.becomes)


def changes(was: Mapping[str, Any], becomes: Mapping[str, Any]) -> list[Change]:
    """The boxes that changed between two frozen statements, in their order."""
    before = {each["key_line"]: each["texts"] for each in was.get("sections", [])}
    return [
        Change(section["number"], section["question"], str(box.label), earlier, later)
        for section in becomes.get("sections", [])
        for box in Box
        if (earlier := before.get(section["key_line"], {}).get(box, "")) != (later := section["texts"].get(box, ""))
    ]
