"""The plan of a challenge as a picture: stages as bars, milestones as marks, over weeks. Numbers only; the page draws.

Units are those of the picture's own width and height (its viewBox), one row of ROW for each stage.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from challenges.lifecycle import WORKING_STAGES, Stage
from challenges.milestones import Line, State
from challenges.models import Challenge, SchoolHoliday
from challenges.moments import bank_holiday, today

WIDTH = 960
LEFT = 118  # for the names of the stages
RIGHT = 12
TOP = 52  # for the months and the words above the days
ROW = 38
BAR = 12
FOOT = 26
DAY = datetime.timedelta(days=1)
MOST_AFTERWARDS = 16 * 7 * DAY  # after the on-site days; what lies later is told in words, so that the weeks stay wide
MOST_MONTHS = 16  # named; a longer plan names every second or third


@dataclass(frozen=True)
class Band:
    """A stretch of days behind the rows: from x, so wide, and what it is."""

    x: float
    width: float
    words: str


@dataclass(frozen=True)
class Mark:
    """A milestone on its row."""

    x: float
    y: float
    kind: str  # done, late, due: also its shape, so that no colour is needed to tell
    words: str

    @property
    def diamond(self) -> str:
        """The points of a diamond about the mark."""
        return f"{self.x:.1f},{self.y - 7:.1f} {self.x + 7:.1f},{self.y:.1f} {self.x:.1f},{self.y + 7:.1f} {self.x - 7:.1f},{self.y:.1f}"


@dataclass(frozen=True)
class Bar:
    """A stage: from its first date to its last."""

    label: str
    x: float
    y: float
    width: float
    middle: float
    words: str
    lines: tuple[Line, ...]
    begins: datetime.date
    ends: datetime.date
    current: bool


@dataclass(frozen=True)
class Month:
    x: float
    words: str
    year: str  # where it is the first month shown of its year


@dataclass
class Picture:
    """Everything templates/challenges/_gantt.html draws."""

    height: float
    words: str  # the whole in a sentence or two, for who does not see it
    bars: list[Bar] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    months: list[Month] = field(default_factory=list)
    on_site: Band | None = None
    bank_holidays: list[Band] = field(default_factory=list)
    school_holidays: list[Band] = field(default_factory=list)
    today_x: float | None = None
    later: str = ""  # what lies too far ahead to be drawn
    width: int = WIDTH
    left: int = LEFT

    @property
    def right(self) -> int:
        return WIDTH - RIGHT

    @property
    def top(self) -> int:
        return TOP

    @property
    def bottom(self) -> float:
        return self.height - FOOT

    @property
    def depth(self) -> float:
        """How high the part with the rows is."""
        return self.bottom - TOP


def picture(challenge: Challenge, lines: Iterable[Line], holidays: Iterable[SchoolHoliday]) -> Picture | None:
    """The picture of these milestones; None where there are none. Asks the database nothing."""
    lines = list(lines)
    if not lines:
        return None
    far = challenge.ends_on + MOST_AFTERWARDS
    later = [line.milestone for line in lines if line.milestone.due_on > far]
    lines = [line for line in lines if line.milestone.due_on <= far]
    days = [challenge.starts_on, challenge.ends_on, *(line.milestone.due_on for line in lines)]
    first, last = min(days) - 5 * DAY, max(days) + 8 * DAY
    scale = _Scale(first, last)
    stages = [stage for stage in WORKING_STAGES if any(line.milestone.stage == stage for line in lines)]
    made = Picture(height=TOP + ROW * len(stages) + FOOT, words=_in_words(challenge, lines))
    for number, stage in enumerate(stages):
        _draw_stage(made, challenge, stage, [line for line in lines if line.milestone.stage == stage], number, scale)
    made.months = _months(scale)
    made.later = "; ".join(f"{each}, {each.due_on:%-d %B %Y}" for each in later)
    made.on_site = scale.band(challenge.starts_on, challenge.ends_on, f"On site, {challenge.on_site_dates}")
    every = [first + DAY * number for number in range((last - first).days + 1)]
    made.bank_holidays = [
        scale.band(day, day, f"{name}, {day:%-d %B %Y}") for day in every if (name := bank_holiday(day))
    ]
    made.school_holidays = [
        scale.band(max(each.first_day, first), min(each.last_day, last), f"School holidays: {each}")
        for each in holidays
        if each.first_day <= last and each.last_day >= first
    ]
    made.today_x = scale.at(today()) if first <= today() <= last else None
    return made


@dataclass(frozen=True)
class _Scale:
    first: datetime.date
    last: datetime.date

    def at(self, day: datetime.date) -> float:
        """Where a day begins."""
        return round(LEFT + (day - self.first).days * self.day, 1)

    @property
    def day(self) -> float:
        """How wide a day is."""
        return (WIDTH - LEFT - RIGHT) / ((self.last - self.first).days + 1)

    def band(self, first: datetime.date, last: datetime.date, words: str) -> Band:
        return Band(self.at(first), round(max(self.at(last + DAY) - self.at(first), 2), 1), words)


def _draw_stage(
    made: Picture, challenge: Challenge, stage: Stage, lines: list[Line], number: int, scale: _Scale
) -> None:
    days = [line.milestone.due_on for line in lines]
    if stage == Stage.ON_SITE:
        days += [challenge.starts_on, challenge.ends_on]
    first, last = min(days), max(days)
    middle = TOP + ROW * number + ROW / 2
    band = scale.band(first, last, "")
    words = (
        f"{stage.label}: {first:%-d %B %Y} to {last:%-d %B %Y}"
        if first != last
        else f"{stage.label}: {first:%-d %B %Y}"
    )
    made.bars.append(
        Bar(
            label=stage.label,
            x=band.x,
            y=middle - BAR / 2,
            width=max(band.width, 6),
            middle=middle,
            words=words,
            lines=tuple(sorted(lines, key=lambda line: line.milestone.due_on)),
            begins=first,
            ends=last,
            current=challenge.stage == stage,
        )
    )
    made.marks += [
        Mark(
            round(scale.at(line.milestone.due_on) + scale.day / 2, 1),
            middle,
            {State.DONE: "done", State.LATE: "late"}.get(line.state, "due"),
            f"{line.milestone}, {line.milestone.due_on:%-d %B %Y}: {line.state.lower()}",
        )
        for line in lines
    ]


def _months(scale: _Scale) -> list[Month]:
    months = []
    day = (scale.first.replace(day=1) + 32 * DAY).replace(day=1)
    while day <= scale.last:
        months.append(day)
        day = (day + 32 * DAY).replace(day=1)
    every = 1 + (len(months) - 1) // MOST_MONTHS if months else 1
    named = months[::every]
    return [
        Month(scale.at(day), f"{day:%b}", f"{day:%Y}" if number == 0 or day.year != named[number - 1].year else "")
        for number, day in enumerate(named)
    ]


def _in_words(challenge: Challenge, lines: list[Line]) -> str:
    late = [line for line in lines if line.state == State.LATE]
    coming = [line for line in lines if line.state == State.DUE]
    words = [f"On site {challenge.on_site_dates}."]
    done = sum(line.state == State.DONE for line in lines)
    words.append(f"{done} of {len(lines)} dates are done, {len(late)} late.")
    if coming:
        words.append(f"Next: {coming[0].milestone}, {coming[0].milestone.due_on:%-d %B %Y}.")
    return " ".join(words) + " The table below says the same."
