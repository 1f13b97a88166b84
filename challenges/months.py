"""One month of a challenge, week by week, with what falls on each day."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass

from challenges.models import Challenge, Milestone, SchoolHoliday
from challenges.moments import bank_holiday, is_working_day, today

MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Day:
    """One day as the calendar shows it."""

    day: datetime.date
    in_month: bool
    is_today: bool
    is_working: bool
    on_site: bool
    bank_holiday: str
    school_holiday: str
    milestones: tuple[Milestone, ...]

    @property
    def says_something(self) -> bool:
        """Whether it stands in the list that a phone shows."""
        return self.in_month and bool(self.milestones or self.on_site or self.bank_holiday or self.is_today)


@dataclass(frozen=True)
class MonthPage:
    """A month, and the ways to the one before and the one after."""

    begins: datetime.date
    weeks: list[list[Day]]
    before: str
    after: str
    school_holidays: list[SchoolHoliday]

    @property
    def days(self) -> list[Day]:
        return [day for week in self.weeks for day in week if day.says_something]


def chosen(text: str, *, otherwise: datetime.date) -> datetime.date:
    """The first day of the month asked for, as 2027-03; of the month of another day where that is no month."""
    found = MONTH.fullmatch(text)
    return datetime.date(int(found[1]), int(found[2]), 1) if found else otherwise.replace(day=1)


def page(
    challenge: Challenge, first: datetime.date, milestones: Iterable[Milestone], holidays: Iterable[SchoolHoliday]
) -> MonthPage:
    """The weeks that this month touches, Monday first."""
    by_day: dict[datetime.date, list[Milestone]] = {}
    for each in milestones:
        by_day.setdefault(each.due_on, []).append(each)
    holidays = list(holidays)
    weeks = [
        [_day(day, first, challenge, by_day.get(day, []), holidays) for day in week]
        for week in calendar.Calendar().monthdatescalendar(first.year, first.month)
    ]
    before = first - datetime.timedelta(days=1)
    after = (first + datetime.timedelta(days=32)).replace(day=1)
    in_month = [each for each in holidays if each.first_day < after and each.last_day > before]
    return MonthPage(first, weeks, f"{before:%Y-%m}", f"{after:%Y-%m}", in_month)


def _day(
    day: datetime.date,
    first: datetime.date,
    challenge: Challenge,
    milestones: list[Milestone],
    holidays: list[SchoolHoliday],
) -> Day:
    return Day(
        day=day,
        in_month=(day.year, day.month) == (first.year, first.month),
        is_today=day == today(),
        is_working=is_working_day(day),
        on_site=challenge.starts_on <= day <= challenge.ends_on and is_working_day(day),
        bank_holiday=bank_holiday(day),
        school_holiday=next((str(each) for each in holidays if each.first_day <= day <= each.last_day), ""),
        milestones=tuple(milestones),
    )
