"""What stands in one cell: text, a date, an age. Whatever comes in, nothing here raises."""

from __future__ import annotations

import datetime
import math
import re
import unicodedata

LONGEST = 300  # characters of a cell that are looked at
NOTHING = {
    "",
    "#n/a",
    "#na",
    "#value!",
    "#ref!",
    "#name?",
    "#div/0!",
    "#null!",
    "#num!",
    "n/a",
    "null",
    "nan",
    "-",
    "--",
    "nat",
}
MONTHS = {
    month: at
    for at, month in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], start=1
    )
}
DAY_FIRST = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})(?:[ T].*)?")
YEAR_FIRST = re.compile(r"(\d{4})[/.\- ](\d{1,2})[/.\- ](\d{1,2})(?:[ T].*)?")
IN_WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ /.\-]*([a-z]{3,9})[ /.,\-]*(\d{4}|\d{2})(?:[ T].*)?", re.IGNORECASE)
RUN_TOGETHER = re.compile(r"(\d{4})(\d{2})(\d{2})")
FIRST_SERIAL, LAST_SERIAL = 1, 73_415  # 1 January 1900 to the end of 2100, as a workbook counts days
SERIALS_BEGIN = datetime.date(1899, 12, 30)
UNBORN = re.compile(r"unborn|expected|not yet born|edd", re.IGNORECASE)
NOT_A_DATE = object()


def text(value: object) -> str:
    """A cell as one line without control characters; "" for empty cells and for what stands for nothing (#N/A)."""
    if isinstance(value, str):
        if value.isascii() and value.isprintable():  # nearly every cell, at the price of a look
            line = value.strip()
        else:
            shown = unicodedata.normalize("NFKC", value[: LONGEST * 4])
            line = " ".join("".join(each if each.isprintable() else " " for each in shown).split())
        return "" if len(line) < 8 and line.casefold() in NOTHING else line[:LONGEST]
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            return ""
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)[:LONGEST]


def date(value: object, *, this_year: int) -> datetime.date | None | object:
    """A cell as a date, None when it is empty, NOT_A_DATE when it is something else. Days come before months.

    Of a year with two digits the century is the one that does not lie more than a year ahead.
    """
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _serial(float(value))
    words = text(value)
    return _in_words(words, this_year) if words else None


def _serial(value: float) -> datetime.date | object:
    if not math.isfinite(value) or not FIRST_SERIAL <= value <= LAST_SERIAL:
        return NOT_A_DATE
    return SERIALS_BEGIN + datetime.timedelta(days=int(value))


def _in_words(words: str, this_year: int) -> datetime.date | object:
    found: tuple[str, str, str] | None = None
    if match := DAY_FIRST.fullmatch(words):
        found = (match[3], match[2], match[1])
    elif match := YEAR_FIRST.fullmatch(words) or RUN_TOGETHER.fullmatch(words):
        found = (match[1], match[2], match[3])
    elif match := IN_WORDS.fullmatch(words):
        month = MONTHS.get(match[2][:3].lower())
        found = (match[3], str(month), match[1]) if month else None
    elif re.fullmatch(r"\d{5}(?:\.\d+)?", words):
        return _serial(float(words))
    if found is None:
        return NOT_A_DATE
    year, month_number, day = map(int, found)
    if year < 100:
        year += 2000 if 2000 + year <= this_year + 1 else 1900
    try:
        return datetime.date(year, month_number, day)
    except ValueError:
        return NOT_A_DATE


def age(value: object) -> int | None:
    """Whole years; -1 for a child who is not born yet; None when it is not an age."""
    words = text(value)
    if UNBORN.search(words):
        return -1
    try:
        years = math.floor(float(words))
    except (ValueError, OverflowError):
        return None
    return max(years, -1) if years <= 120 else None
