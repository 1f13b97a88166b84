"""Reads what the organiser types about children in the lists, by code: which cases were audited, who are brothers and sisters."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterator

from challenges.form_fields import month_number
from challenges.moments import months_after

AUDITED_WITHIN = datetime.timedelta(days=183)  # as the sampler counts six months
DAY = re.compile(r"([0-9]{1,2})[ ./-]([0-9]{1,2}|[A-Za-z]{3,9})[ ./-]([0-9]{4})")
ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})(?:-([0-9]{1,2}))?")
MONTH = re.compile(r"([0-9]{1,2}|[A-Za-z]{3,9})[ ./-]([0-9]{4})")


class LineWrong(Exception):  # what is wrong with one line, in words
    pass


def audited(text: str, *, known: Collection[str], on: datetime.date) -> tuple[dict[str, datetime.date], list[str]]:
    """The day of the audit by code, and a sentence for each line that is wrong. Of a month its last day counts."""
    found: dict[str, datetime.date] = {}
    lines: dict[str, int] = {}
    wrong = []
    for number, line in _filled(text):
        typed, _, when = (part.strip() for part in _one_break(line).partition("\t"))
        try:
            code = _code(typed, known, lines, number)
            found[code] = _day(when, on)
        except LineWrong as reason:
            wrong.append(f"Line {number}: {reason}")
    return found, wrong


def families(text: str, *, known: Collection[str]) -> tuple[list[list[str]], list[str]]:
    """The codes of each family, and a sentence for each line that is wrong."""
    found: list[list[str]] = []
    lines: dict[str, int] = {}
    wrong = []
    for number, line in _filled(text):
        try:
            codes = [_code(typed, known, lines, number) for typed in re.split(r"[,;\s]+", _joined(line)) if typed]
            if len(codes) < 2:
                raise LineWrong("one code alone is no family. Put the codes of brothers and sisters on one line.")
            found.append(codes)
        except LineWrong as reason:
            wrong.append(f"Line {number}: {reason}")
    return found, wrong


def _filled(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip(" \t,;"):
            yield number, line.strip(" \t,;")


def _joined(line: str) -> str:
    """KD – 0012 as KD-0012."""
    return re.sub(r"\s*[-–—]\s*", "-", line)


def _one_break(line: str) -> str:
    """A tab between the code and the date, whatever was typed there."""
    broken = re.sub(r"^([A-Za-z]{1,3}\s*[-–—]?\s*[0-9]{1,4})[,;:\s]+", "\\1\t", line, count=1)
    return broken if "\t" in broken else re.sub(r"[,;:]\s*", "\t", line, count=1)


def _code(typed: str, known: Collection[str], lines: dict[str, int], number: int) -> str:
    code = _joined(typed).upper()
    if code not in known:
        raise LineWrong(f"“{typed[:40]}” is no code of your key.")
    if code in lines:
        same = lines[code] == number
        raise LineWrong(f"{code} stands twice in it." if same else f"{code} stands in line {lines[code]} already.")
    lines[code] = number
    return code


def _day(typed: str, on: datetime.date) -> datetime.date:
    if not typed:
        raise LineWrong("the month or the day of the audit is missing, such as March 2027 or 14 March 2027.")
    first, last = _span(typed)
    if first > on:
        raise LineWrong(f"{typed} is in the future.")
    if last < on - AUDITED_WITHIN:
        raise LineWrong(f"{typed} is more than six months ago, so it does not count. Take the line out.")
    return min(last, on)


def _span(typed: str) -> tuple[datetime.date, datetime.date]:
    """The first and the last day it can be."""
    try:
        if match := ISO.fullmatch(typed):
            year, month, day = int(match[1]), int(match[2]), int(match[3] or 0)
        elif match := DAY.fullmatch(typed):
            year, month, day = int(match[3]), month_number(match[2]), int(match[1])
        elif match := MONTH.fullmatch(typed):
            year, month, day = int(match[2]), month_number(match[1]), 0
        else:
            raise ValueError(typed)
        first = datetime.date(year, month, day or 1)
        return first, first if day else months_after(first, 1) - datetime.timedelta(days=1)
    except (ValueError, OverflowError):
        raise LineWrong(f"“{typed[:40]}” is no month and no day. Write March 2027 or 14 March 2027.") from None
