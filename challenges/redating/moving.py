"""Which dates move, and where to."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from challenges.action_tools import ActionRefused
from challenges.lifecycle import WORKING_STAGES, Stage
from challenges.milestones import FIRST_DAY
from challenges.models import Challenge, Milestone
from challenges.moments import is_working_day, working_days_between, working_days_from

MOST = 260  # working days: about a year
DONE = "it is done"


@dataclass(frozen=True)
class Wish:
    """What somebody asks for: a new first on-site day, or a shift by working days; all of it or from one date on."""

    starts_on: datetime.date | None = None
    working_days: int = 0
    since: Milestone | None = None
    moves_set_by_hand: bool = True


@dataclass(frozen=True)
class Shift:
    """By how many working days what moves moves: later, or earlier where it is negative."""

    working_days: int
    since: datetime.date | None = None  # only dates from this day on
    on_site: bool = True  # whether the on-site days move too

    def of(self, day: datetime.date) -> datetime.date:
        """Where a day lands: always a working day. One that is none counts as the next that is."""
        return working_days_from(working_days_from(day, 0), self.working_days)

    def moves(self, day: datetime.date) -> bool:
        """Whether a date lies in the part that moves."""
        return self.since is None or day >= self.since

    @property
    def words(self) -> str:
        """As: 5 working days later."""
        count = abs(self.working_days)
        return f"{count} working day{'' if count == 1 else 's'} {'later' if self.working_days > 0 else 'earlier'}"


@dataclass(frozen=True)
class Row:
    """One milestone in the move: its old and its new date, and why it stays where it does."""

    milestone: Milestone
    was: datetime.date
    becomes: datetime.date
    stays_because: str = ""

    @property
    def moves(self) -> bool:
        return self.was != self.becomes


@dataclass(frozen=True)
class Moved:
    """Something else that has a date and moves with the milestones."""

    name: str
    was: datetime.date
    becomes: datetime.date
    people: frozenset[int] = field(default_factory=frozenset)  # the keys of contributors whose business it is


@dataclass(frozen=True)
class Dated:
    """A kind of thing that moves with the dates, told by the app that owns it.

    look(challenge, shift) -> [Moved, ...] changes nothing; move(challenge, shift, by=user) does it, inside the act.
    """

    what: str  # "Due dates of documents that are not in"
    look: Callable[[Challenge, Shift], list[Moved]]
    move: Callable[..., None]


DATED: list[Dated] = []


def shift_for(challenge: Challenge, wish: Wish, *, reached: set[str]) -> Shift:
    """The shift that a wish means. Refuses with a sentence what cannot be meant."""
    on_site_begun = not on_site_can_move(challenge, reached=reached)
    since = wish.since.due_on if wish.since else None
    on_site = not on_site_begun and (since is None or challenge.starts_on >= since)
    count = wish.working_days
    if wish.starts_on:
        if on_site_begun:
            raise ActionRefused("The on-site days have begun. Move the later dates by working days instead.")
        if not on_site:
            raise ActionRefused(
                "The first on-site day lies before the date you want to begin with. Choose an earlier one, or move by "
                "working days."
            )
        if not is_working_day(wish.starts_on):
            raise ActionRefused("The first on-site day must be a working day in England. Choose another date.")
        count = working_days_between(working_days_from(challenge.starts_on, 0), wish.starts_on)
    if not count:
        raise ActionRefused("Nothing would move. Choose another day.")
    if abs(count) > MOST:
        raise ActionRefused(f"This is {abs(count)} working days away. Dates move by {MOST} at most.")
    return Shift(count, since, on_site)


def rows_of(
    milestones: Iterable[Milestone], shift: Shift, *, done: Callable[[Milestone], bool], moves_set_by_hand: bool = True
) -> list[Row]:
    """Each milestone with where it goes, in the order given. What is done stays; so do the others told to."""
    return [_row(each, shift, is_done=done(each), moves_set_by_hand=moves_set_by_hand) for each in milestones]


def _row(milestone: Milestone, shift: Shift, *, is_done: bool, moves_set_by_hand: bool) -> Row:
    day = milestone.due_on
    if milestone.code == FIRST_DAY and shift.on_site:  # one with the on-site days, whatever was done to it
        return Row(milestone, day, shift.of(day))
    if is_done:
        return Row(milestone, day, day, DONE)
    if not shift.moves(day):
        return Row(milestone, day, day, "it comes before")
    if milestone.set_by_hand and not moves_set_by_hand:
        return Row(milestone, day, day, "it was set by hand")
    return Row(milestone, day, shift.of(day))


def on_site_can_move(challenge: Challenge, *, reached: set[str]) -> bool:
    """Whether the on-site days are still to come, as far as what was done says."""
    return FIRST_DAY not in reached and challenge.stood_in in {*WORKING_STAGES[:3], Stage.ON_SITE}
