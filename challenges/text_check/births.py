"""Dates of birth: a date beside words of birth, or one that makes just the age that is told beside it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from challenges.text_check.marks import Kind, Mark

OLDEST_CHILD = 25  # services for care leavers go on until then
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = (
    r"(?P<month{n}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?P<year{n}>(?:19|20)\d\d|['’]?\d\d)"
_DATE = "|".join(
    [
        r"(?P<year0>(?:19|20)\d\d)\s?[-/.]\s?(?P<month0>\d{1,2})\s?[-/.]\s?(?P<day0>\d{1,2})",
        r"(?P<day1>\d{1,2})\s?[-/.\\ ]\s?(?P<month1>\d{1,2})\s?[-/.\\ ]\s?(?P<year1>(?:19|20)\d\d|\d\d)",
        rf"(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s\-,.]*{_MONTH.format(n=2)}[\s\-,]*{_YEAR.format(n=2)}",
        rf"{_MONTH.format(n=3)}[\s\-]*(?P<day3>\d{{1,2}})(?:st|nd|rd|th)?[\s\-,]+(?P<year3>(?:19|20)\d\d)",
        r"(?P<day4>[0-3]\d)(?P<month4>[01]\d)(?P<year4>(?:19|20)\d\d)",
    ]
)
_WHOLE = re.compile(rf"(?<![\w£$€/.-])(?:{_DATE})(?![\w%]|[./-]\d)", re.IGNORECASE)
# Not a whole date, and yet enough beside “born” or “birthday”: May 2014, 4 May.
_PART = re.compile(
    rf"(?<![\w£/.-])(?:(?P<day5>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH.format(n=5)}"
    rf"|{_MONTH.format(n=6)},?\s+(?P<year6>(?:19|20)\d\d))(?!\w)",
    re.IGNORECASE,
)
_CALLED = r"d\.?\s?o\.?\s?b\b\.?|date\s+of\s+birth|birth\s?-?date|birthdates?|dates\s+of\s+birth"
_BORN = r"(?<!-)\bborn\b(?!\s+out)|\bbirthdays?\b|\bb\.(?=\s?\d)"
_BEFORE = re.compile(
    rf"(?:\b(?:{_CALLED})[^.;!?]{{0,40}}?|(?:{_BORN})[^.;!?\n]{{0,25}}?)$",
    re.IGNORECASE,
)
_AFTER = re.compile(rf"[^.;!?\n]{{0,22}}?(?:\b(?:{_CALLED})|{_BORN})", re.IGNORECASE)
_NOT_BIRTH = re.compile(r"\b(?:un|new|still|high|first)-?born\b", re.IGNORECASE)
_AGE = re.compile(
    r"\b(?:aged?|now|turn(?:s|ed)|is)\s+(\d{1,2})\b(?!\s*(?:%|per cent|weeks|months|days|of))"
    r"|\b(\d{1,2})[\s-]*(?:years?[\s-]*olds?|yrs?[\s-]*olds?|y/?o\b|years\s+of\s+age)",
    re.IGNORECASE,
)
_WHY = "A date of birth leads to a person. The age band is enough."


# Without one of these no date is one of birth.
_HINT = re.compile(
    r"[bB][oO][rR][nN]|[bB][iI][rR][tT][hH]|[dD]\.?\s?[oO]\.?\s?[bB]|\bb\.\s?\d|[yY]/?[oO]\b|[yY](?:[eE][aA])?[rR][sS]?[\s-]|[aA][gG][eE]"
    r"|(?:[nN]ow|[tT]urn(?:s|ed)|\b[iI]s)\s+\d"
)


def find(text: str, *, today: datetime.date) -> Iterator[Mark]:
    if not _HINT.search(text):
        return
    taken = []
    for match in _WHOLE.finditer(text):
        date = _as_date(match, today)
        if date is None or date > today:
            continue
        if _near_birth(text, match.start(), match.end()):
            taken.append(match.span())
            yield Mark(*match.span(), Kind.BIRTH, match[0], _WHY)
        elif _makes_the_age_beside_it(text, match, date, today):
            taken.append(match.span())
            yield Mark(*match.span(), Kind.BIRTH, match[0], f"It makes the age told beside it. {_WHY}")
    for match in _PART.finditer(text):
        inside = any(start <= match.start() < end for start, end in taken) or _WHOLE.match(text, match.start())
        if not inside and _near_birth(text, match.start(), match.end()):
            yield Mark(*match.span(), Kind.BIRTH, match[0], f"Part of a date of birth. {_WHY}")


def _near_birth(text: str, start: int, end: int) -> bool:
    before = _NOT_BIRTH.sub("-", text[max(0, start - 60) : start])
    after = _NOT_BIRTH.sub("-", text[end : end + 40])
    return bool(_BEFORE.search(before) or _AFTER.match(after))


def _makes_the_age_beside_it(text: str, match: re.Match[str], date: datetime.date, today: datetime.date) -> bool:
    """Whether an age of two to 25 stands within thirty characters, and this date makes it today, or nearly."""
    age = today.year - date.year - ((today.month, today.day) < (date.month, date.day))
    around = text[max(0, match.start() - 30) : match.start()] + " | " + text[match.end() : match.end() + 30]
    ages = [int(one or other) for one, other in _AGE.findall(around)]
    return any(2 <= told <= OLDEST_CHILD and abs(told - age) <= 1 for told in ages)


def _as_date(match: re.Match[str], today: datetime.date) -> datetime.date | None:
    """The day these words tell, or None where there is no such day."""
    form = next(str(n) for n in range(5) if match[f"year{n}"])
    month = match[f"month{form}"]
    number = int(month) if month.isdecimal() else _MONTHS.index(month[:3].casefold()) + 1
    year = int(match[f"year{form}"].lstrip("'’"))
    if year < 100:
        year += 2000 if year <= today.year % 100 else 1900
    try:
        return datetime.date(year, number, int(match[f"day{form}"]))
    except ValueError:
        return None
