"""The check itself: pure and quick. The same text and the same names give the same marks."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from challenges.moments import today
from challenges.text_check import (
    births,
    emails,
    judgement,
    names,
    national_insurance,
    nhs_numbers,
    phones,
    postcodes,
    pupil_numbers,
)
from challenges.text_check.marks import Kind, Mark

ORDER = list(Kind)


def check(text: str, *, names: names.Names | None = None, on: datetime.date | None = None) -> list[Mark]:
    """Every place in the text that leads to a person or reads as a judgement, in the order of the text.

    `names` are those the council's lists know; `on` is the day ages are worked out for, today when left out. Of two marks
    on the same words the stronger stands; two that only overlap both stand.
    """
    found = sorted(_found(text, names, on or today()), key=lambda mark: (ORDER.index(mark.kind), mark))
    kept: list[Mark] = []
    for mark in found:
        if not any(other.start <= mark.start and mark.end <= other.end for other in kept):
            kept.append(mark)
    return sorted(kept)


def identifiers(text: str, *, names: names.Names | None = None) -> list[Mark]:
    """The marks that stand between this text and its sharing."""
    return [mark for mark in check(text, names=names) if mark.kind.is_identifier]


def words_of_judgement(*texts: str) -> list[str]:
    """The words in these texts that sound like a judgement, each once, as they stand there."""
    found = [mark.words for text in texts for mark in sorted(judgement.find(text))]
    return list({words.lower(): words for words in reversed(found)}.values())[::-1]


def _found(text: str, known: names.Names | None, on: datetime.date) -> Iterator[Mark]:
    yield from pupil_numbers.find(text)
    yield from nhs_numbers.find(text)
    yield from national_insurance.find(text)
    yield from emails.find(text)
    yield from phones.find(text)
    yield from postcodes.find(text)
    yield from births.find(text, today=on)
    if known:
        yield from names.find(text, known)
    yield from judgement.find(text)
