"""Months as people write them, as `2026-04`."""

from __future__ import annotations

import datetime
import re

NAMES = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
FULL = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
]  # fmt: skip
WORD = re.compile(r"^(?:\d{1,2}(?:st|nd|rd|th)?[ \-./]+)?([a-z]{3,9})\.?[ \-./']*(\d{4}|\d{2})\b", re.IGNORECASE)
YEAR_FIRST = re.compile(r"^(\d{4})[ \-./]?(\d{2})(?:[ \-./]?\d{2})?(?:[ T]00:00(?::00)?)?$")
MONTH_FIRST = re.compile(r"^(?:\d{1,2}[\-./])?(\d{1,2})[\-./](\d{4})$")
YEARS = range(1990, 2200)


def month_of(cell: object) -> str | None:
    """`2026-04` for a date in April 2026, “Apr 2026”, “April 26”, “2026-04”, “04/2026”, “30/04/2026”; else None."""
    if isinstance(cell, datetime.date):  # a moment is one too
        return _key(cell.year, cell.month)
    if not isinstance(cell, str):
        return None
    text = " ".join(cell.split())
    if found := WORD.match(text):
        word = found[1].lower()
        for number, name in enumerate(NAMES, start=1):
            if word.startswith(name) and FULL[number - 1].lower().startswith(word.replace("sept", "sep")):
                return _key(_year(found[2]), number)
        return None
    if found := YEAR_FIRST.match(text):
        return _key(int(found[1]), int(found[2]))
    if found := MONTH_FIRST.match(text):
        return _key(int(found[2]), int(found[1]))
    return None


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _key(year: int, month: int) -> str | None:
    return f"{year:04d}-{month:02d}" if year in YEARS and 1 <= month <= 12 else None


def in_words(month: str, *, short: bool = False) -> str:
    """“April 2026”, or “Apr 26”."""
    year, number = month.split("-")
    name = FULL[int(number) - 1]
    return f"{name[:3]} {year[2:]}" if short else f"{name} {year}"


def before(day: datetime.date, how_many: int) -> list[str]:
    """The last whole months before a day, the oldest first."""
    last = day.year * 12 + day.month - 1
    return [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in range(last - how_many, last)]


def between(first: str, last: str) -> list[str]:
    """Every month from one to another."""
    (year, month), (to_year, to_month) = (map(int, each.split("-")) for each in (first, last))
    return [f"{each // 12:04d}-{each % 12 + 1:02d}" for each in range(year * 12 + month - 1, to_year * 12 + to_month)]
