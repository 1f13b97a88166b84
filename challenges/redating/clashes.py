"""What stands in the way of new dates: said, and never forbidden. People know more than a calendar."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from challenges.milestones import out_of_order
from challenges.models import (
    COUNCIL_ROLES,
    Challenge,
    Membership,
    Milestone,
    Role,
    SchoolHoliday,
    User,
)
from challenges.moments import bank_holiday, is_working_day, today
from challenges.redating.moving import DONE, Row

TEAM = [Role.LEAD_PEER, Role.PEER, Role.OBSERVER, Role.CHALLENGE_MANAGER]
NEAR = datetime.timedelta(weeks=12)  # between two reviews of one council
DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Clash:
    """One sentence about a day that is not as good as it looks; `weighs` where the on-site days or a person are hit."""

    sentence: str
    weighs: bool = False


def clashes_of(
    challenge: Challenge, rows: list[Row], *, first: datetime.date, last: datetime.date, reader: User
) -> list[Clash]:
    """Everything to think of before these dates stand; the heavier first. `first` and `last` are the on-site days.

    `reader` is shown other challenges by name only where they may know them. Four queries.
    """
    found = [
        *_in_the_past(rows),
        *_of_the_week(first, last),
        *_of_the_schools(challenge, rows, first, last),
        *_at_christmas(rows, first, last),
        *_no_working_days(rows),
        *[Clash(str(each)) for each in out_of_order(challenge, _still_to_come(rows))],
        *_of_the_team(challenge, first, last, reader=reader),
        *_of_the_council(challenge, first, last, reader=reader),
    ]
    return sorted(found, key=lambda clash: not clash.weighs)


def days_between(first: datetime.date, last: datetime.date) -> list[datetime.date]:
    """Every day from one to the other, both included."""
    return [first + DAY * number for number in range((last - first).days + 1)]


def _still_to_come(rows: Iterable[Row]) -> dict[Milestone, datetime.date]:
    return {row.milestone: row.becomes for row in rows if row.stays_because != DONE}


def _in_the_past(rows: Iterable[Row]) -> list[Clash]:
    return [
        Clash(f"“{row.milestone}” would lie in the past: {row.becomes:%-d %B %Y}", weighs=True)
        for row in rows
        if row.moves and row.becomes < today()
    ]


def _of_the_week(first: datetime.date, last: datetime.date) -> list[Clash]:
    days = days_between(first, last)
    found = [
        Clash(f"{name}, {day:%A %-d %B %Y}, lies between the on-site days", weighs=True)
        for day in days
        if (name := bank_holiday(day))
    ]
    if any(day.weekday() > 4 for day in days):
        found.append(Clash("The on-site days go over a weekend", weighs=True))
    return found


def _of_the_schools(challenge: Challenge, rows: list[Row], first: datetime.date, last: datetime.date) -> list[Clash]:
    days = [row.becomes for row in rows] + [first, last]
    found = []
    for holiday in SchoolHoliday.objects.filter(council=challenge.council_id).touching(min(days), max(days)):
        words = f"school holidays ({holiday}, {holiday.first_day:%-d %B} to {holiday.last_day:%-d %B %Y})"
        if holiday.first_day <= last and holiday.last_day >= first:
            found.append(Clash(f"The on-site days touch the {words}", weighs=True))
        for row in rows:
            of_the_council = row.milestone.owner in COUNCIL_ROLES
            if row.moves and of_the_council and holiday.first_day <= row.becomes <= holiday.last_day:
                found.append(Clash(f"“{row.milestone}” of the council would fall into the {words}"))
    return found


def is_at_christmas(day: datetime.date) -> bool:
    """From Christmas Eve to New Year's Day, when councils are closed, bank holidays or not."""
    return (day.month == 12 and day.day >= 24) or (day.month == 1 and day.day == 1)


def _at_christmas(rows: list[Row], first: datetime.date, last: datetime.date) -> list[Clash]:
    found = []
    if any(is_at_christmas(day) for day in days_between(first, last)):
        found.append(Clash("The on-site days lie in Christmas week", weighs=True))
    return found + [
        Clash(f"“{row.milestone}” would be on {row.becomes:%-d %B %Y}, in Christmas week")
        for row in rows
        if row.moves and is_at_christmas(row.becomes)
    ]


def _no_working_days(rows: list[Row]) -> list[Clash]:
    return [
        Clash(f"“{row.milestone}” stays on {row.becomes:%A %-d %B %Y}, which is no working day")
        for row in rows
        if not row.moves and row.stays_because != DONE and not is_working_day(row.becomes)
    ]


def _of_the_team(challenge: Challenge, first: datetime.date, last: datetime.date, *, reader: User) -> list[Clash]:
    ours = Membership.objects.holding(*TEAM).filter(challenge=challenge, user__is_active=True)
    same_days = Q(challenge__starts_on__lte=last, challenge__ends_on__gte=first)
    elsewhere = (
        Membership.objects.holding(*TEAM)
        .filter(same_days, user__in=ours.values("user"), challenge__in=Challenge.objects.open())
        .exclude(challenge=challenge)
        .select_related("user", "challenge__council")
        .order_by("user__name", "pk")
    )
    visible = Challenge.objects.visible_to(reader).filter(pk__in=elsewhere.values("challenge"))
    known = set(visible.values_list("pk", flat=True))
    found = []
    for each in elsewhere:
        where = f"with {each.challenge.council} then" if each.challenge_id in known else "in another challenge then"
        found.append(Clash(f"{each.user} is on site {where}, {each.challenge.on_site_dates}", weighs=True))
    return list(dict.fromkeys(found))


def _of_the_council(challenge: Challenge, first: datetime.date, last: datetime.date, *, reader: User) -> list[Clash]:
    near = Challenge.objects.open().filter(
        council=challenge.council_id, starts_on__lte=last + NEAR, ends_on__gte=first - NEAR
    )
    visible = set(
        Challenge.objects.visible_to(reader).filter(council=challenge.council_id).values_list("pk", flat=True)
    )
    found = []
    for each in near.exclude(pk=challenge.pk).select_related("programme").order_by("starts_on", "pk"):
        if each.pk in visible:
            found.append(Clash(f"This council has another challenge near by: {each.programme}, {each.on_site_dates}"))
        else:
            found.append(Clash("This council has another review near these days. The programme office knows more."))
    return found
