"""School holidays as people paste them: one to a line, a name with its first and last day."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from challenges.form_fields import month_number

# Monday 29 March 2027, 29th March, 29/03/2027, 2027-03-29
WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?"


def _pattern(which: int) -> str:
    """A day in one of three forms; its parts are named for the form (i, n, w) and for which of the two days it is."""
    return (
        rf"{WEEKDAY}(?:(?P<year_i{which}>20\d\d)-(?P<month_i{which}>\d\d)-(?P<day_i{which}>\d\d)"
        rf"|(?P<day_n{which}>\d{{1,2}})[/.](?P<month_n{which}>\d{{1,2}})[/.](?P<year_n{which}>20\d\d)"
        rf"|(?P<day_w{which}>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month_w{which}>[a-z]{{3,9}})\.?(?:,?\s+(?P<year_w{which}>20\d\d))?)"
    )


LINE = re.compile(
    rf"^(?P<name>.*?)[\s,:;(–-]*(?:from\s+)?\b{_pattern(1)}(?:\s*(?:to|until|till|–|—|-|,|;)\s*{_pattern(2)})?\s*\)?\.?$",
    re.IGNORECASE,
)
LONGEST_NAME = 80
MOST_DAYS = 70
NO_NAME = "School holidays"


@dataclass(frozen=True)
class Read:
    """What was read from the lines: holidays as (name, first day, last day), and a sentence for each line not understood."""

    holidays: list[tuple[str, datetime.date, datetime.date]]
    problems: list[str]


def read(text: str) -> Read:
    """The holidays in these lines. A single day is its own last day; a first day without a year takes that of the last."""
    found: Read = Read([], [])
    for number, line in enumerate(text.splitlines(), start=1):
        line = re.sub(r"\s+", " ", line.replace("\t", ", ")).strip(" ,;*•")
        if not line:
            continue
        holiday = _holiday(line)
        if isinstance(holiday, str):
            found.problems.append(f"Line {number}: {holiday}")
        else:
            found.holidays.append(holiday)
    return found


def _holiday(line: str) -> tuple[str, datetime.date, datetime.date] | str:
    match = LINE.match(line)
    if match is None:
        return "no dates found. Write it like: Easter holidays, 29 March 2027 to 9 April 2027"
    try:
        last = _day(match, "2", year=None) if _is_there(match, "2") else None
        first = _day(match, "1", year=last.year if last else None)
        if last and first > last and not _year(match, "1"):
            first = _day(match, "1", year=last.year - 1)  # Christmas: 21 December to 1 January 2027
    except ValueError as problem:
        return str(problem)
    last = last or first
    if last < first:
        return "the last day is before the first"
    if (last - first).days > MOST_DAYS:
        return f"these are more than {MOST_DAYS} days"
    name = match["name"].strip(" ,:;-–(") or NO_NAME
    return name[:LONGEST_NAME], first, last


def _is_there(match: re.Match[str], which: str) -> bool:
    return any(match[f"day_{form}{which}"] for form in "inw")


def _year(match: re.Match[str], which: str) -> str | None:
    return next((match[f"year_{form}{which}"] for form in "inw" if match[f"year_{form}{which}"]), None)


def _day(match: re.Match[str], which: str, *, year: int | None) -> datetime.date:
    form = next(form for form in "inw" if match[f"day_{form}{which}"])
    written = _year(match, which)
    if not written and year is None:
        raise ValueError("a year is missing. Write it like: 9 April 2027")
    try:
        month = month_number(match[f"month_{form}{which}"])
        return datetime.date(int(written or year or 0), month, int(match[f"day_{form}{which}"]))
    except ValueError:
        raise ValueError("there is no such day") from None
