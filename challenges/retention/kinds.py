"""The kinds of rule there are. Of several rules of one model the first that comes due takes the row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

if TYPE_CHECKING:
    from challenges.programme_files.specs import RetentionSpec

PURGE = "purge_what_is_due"  # the clock's job
YEAR = 365.25
EVERY = Q()


@dataclass(frozen=True)
class ForGood:
    """Never deleted, and why it may stay."""

    reason: str
    rows: Q = EVERY


@dataclass(frozen=True)
class With:
    """Goes with the row that one of its fields leads to and that it cannot be without."""

    parent: str
    rows: Q = EVERY


@dataclass(frozen=True)
class HeldBy:
    """Goes with the row that holds it: the columns that point at it, as app.Model.field."""

    holders: tuple[str, ...]


@dataclass(frozen=True)
class Period:
    """A period of the programme: [retention.<key>] of its file, or the group's own where the file says nothing."""

    key: str
    rows: Q = EVERY


@dataclass(frozen=True)
class OwnDate:
    """So many days after a date of its own. The clock's `job` takes it.

    `since` says in words what the date is; `key` names a period of the programme that has a say in the days.
    """

    field: str
    days: int
    since: str
    reason: str
    rows: Q = EVERY
    key: str = ""
    job: str = PURGE


@dataclass(frozen=True)
class WhileUsed:
    """An account: so many days after it was last used, by challenges/actions/erasing.py."""

    days: int
    reason: str


Rule = ForGood | With | HeldBy | Period | OwnDate | WhileUsed


@dataclass(frozen=True)
class Group:
    """What goes together on one day: a period of the programme, in words."""

    key: str
    title: str
    what: str
    default: RetentionSpec
    stays: str = ""  # what of it stays, as a sentence
    events: tuple[str, ...] = ()  # what the history tells of all its rows at once, by the beginning of `what`


def duration(days: int) -> str:
    """Days in words: six years, six months, 30 days."""
    words = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
    for unit, length in (("year", YEAR), ("month", YEAR / 12)):
        number = round(days / length)
        if 1 <= number <= 12 and abs(days - number * length) <= 2 and (unit, number) != ("month", 1):
            return f"{words[number]} {unit}{'' if number == 1 else 's'}"
    return f"{days} day{'' if days == 1 else 's'}"
