"""What time it is, and working days.

Actions ask `now()` and `today()` here, so that the demo can act at an earlier moment. Working days know the bank
holidays of England.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

import holidays
from django.utils import timezone

_moment: ContextVar[datetime.datetime | None] = ContextVar("moment", default=None)


def now() -> datetime.datetime:
    """The moment an act is recorded at, with its time zone."""
    return _moment.get() or timezone.now()


def today() -> datetime.date:
    """The day it is in London."""
    return timezone.localdate(now())


@contextmanager
def acting_at(moment: datetime.datetime) -> Iterator[None]:
    """Record what happens inside as if it were this moment; for the demo, which tells of the past."""
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)


@lru_cache(maxsize=64)
def bank_holidays(year: int) -> frozenset[datetime.date]:
    """The bank holidays of England in this year."""
    return frozenset(_holidays(year))


@lru_cache(maxsize=64)
def _holidays(year: int) -> dict[datetime.date, str]:
    return dict(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_working_day(day: datetime.date) -> bool:
    return day.weekday() < 5 and day not in bank_holidays(day.year)


def working_days_from(day: datetime.date, count: int) -> datetime.date:
    """The day this many working days after (or, negative, before) another; with 0, the first working day from it on."""
    step = datetime.timedelta(days=-1 if count < 0 else 1)
    if count == 0:
        while not is_working_day(day):
            day += step
        return day
    for _ in range(abs(count)):
        day += step
        while not is_working_day(day):
            day += step
    return day


def working_days_between(first: datetime.date, last: datetime.date) -> int:
    """How many working days `last` lies after `first`, negative before: working_days_from(first, n) of working days."""
    if last < first:
        return -working_days_between(last, first)
    days = (first + datetime.timedelta(days=number) for number in range(1, (last - first).days + 1))
    return sum(is_working_day(day) for day in days)


def bank_holiday(day: datetime.date) -> str:
    """What the bank holiday of England on this day is called, or nothing."""
    return _holidays(day.year).get(day, "")


def months_after(day: datetime.date, months: int) -> datetime.date:
    """The same day this many months later; the month's last day where it has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    first_of_next = datetime.date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = (first_of_next - datetime.timedelta(days=1)).day
    return datetime.date(year, month + 1, min(day.day, last))
