"""The dates of one challenge as its pages show them: how each is reckoned, whose it is, whether it is done or late."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from challenges import standstill
from challenges.lifecycle import REACHED, WORKING_STAGES, Stage
from challenges.models import Challenge, Membership, Milestone, Role, User
from challenges.moments import today, working_days_between, working_days_from
from challenges.programme_files import MilestoneSpec
from challenges.programme_files.specs import FINAL_REPORT

FIRST_DAY = "first_day"
ANCHORS = {
    "first_day": "the first on-site day",
    "last_day": "the last on-site day",
    "final_report": "the final report",
}


class State(StrEnum):
    """Where a date stands. The words are those of the page."""

    DONE = "Done"
    LATE = "Late"
    DUE = "Due"
    NOT_REACHED = "Not reached"  # of a withdrawn challenge
    RESTS = "Rests"  # of a paused one


@dataclass(frozen=True)
class Line:
    """One milestone with what its page says of it."""

    milestone: Milestone
    reckoned: str  # "20 working days before the first on-site day"
    programme: str  # what the programme has, where that is something else
    people: tuple[str, ...]  # who holds the owner's role now
    state: State
    is_on_site_day: bool  # moved with the on-site days, never alone

    is_near: bool  # of a stage that has begun, or in the past: what can be marked as done without looking far ahead

    @property
    def stage_label(self) -> str:
        return Stage(self.milestone.stage).label


def specs(challenge: Challenge) -> dict[str, MilestoneSpec]:
    """What the programme of the challenge says of each milestone, by code."""
    return {spec.code: spec for spec in challenge.programme.plan.milestones}


def lines(challenge: Challenge, milestones: Iterable[Milestone], *, reached: set[str]) -> list[Line]:
    """The milestones as lines, in the order given; one query for the people. `reached` is from `reached_by_now`."""
    milestones = list(milestones)
    known, anchors = specs(challenge), anchors_of(challenge, milestones)
    holders: dict[str, list[str]] = {}
    held = Membership.objects.current().filter(challenge=challenge, user__is_active=True).order_by("user__name", "pk")
    for role, name in held.values_list("role", "user__name"):
        holders.setdefault(role, []).append(name)
    return [
        Line(
            milestone=each,
            reckoned=reckoned(each.due_on, known.get(each.code), anchors),
            programme=_of_the_programme(each, known.get(each.code), anchors),
            people=tuple(dict.fromkeys(holders.get(each.owner, ()))),
            state=state_of(each, challenge, reached=reached),
            is_on_site_day=each.code == FIRST_DAY,
            is_near=each.due_on <= today() or _has_begun(each, challenge),
        )
        for each in milestones
    ]


def anchors_of(challenge: Challenge, milestones: Iterable[Milestone]) -> dict[str, datetime.date]:
    """The days that others are counted from."""
    anchors = {"first_day": challenge.starts_on, "last_day": challenge.ends_on}
    issued = next((each.due_on for each in milestones if each.code == FINAL_REPORT), challenge.ends_on)
    return anchors | {"final_report": issued}


def reckoned(day: datetime.date, spec: MilestoneSpec | None, anchors: dict[str, datetime.date]) -> str:
    """How far a day lies from its anchor, in words; where the programme does not know it, from the first on-site day."""
    anchor = spec.anchor if spec else "first_day"
    return in_words(working_days_between(anchors[anchor], day), anchor)


def in_words(count: int, anchor: str) -> str:
    if count == 0:
        return f"On {ANCHORS[anchor]}" if anchor != "final_report" else "With the final report"
    days = "1 working day" if abs(count) == 1 else f"{abs(count)} working days"
    return f"{days} {'before' if count < 0 else 'after'} {ANCHORS[anchor]}"


def _of_the_programme(milestone: Milestone, spec: MilestoneSpec | None, anchors: dict[str, datetime.date]) -> str:
    if spec is None or milestone.due_on == working_days_from(anchors[spec.anchor], spec.working_days):
        return ""
    words = in_words(spec.working_days, spec.anchor)
    return words[0].lower() + words[1:]


def reached_by_now(challenge: Challenge) -> set[str]:
    """The codes of the milestones that the stages know to be done. Some queries per stage: for one page."""
    return set().union(*(codes(challenge) for codes in REACHED))


def is_done(milestone: Milestone, challenge: Challenge, *, reached: set[str]) -> bool:
    """Marked as done, known to be done, or of a stage that has ended."""
    if milestone.done_at or milestone.code in reached or challenge.stood_in == Stage.CLOSED:
        return True
    stage, stands = Stage(milestone.stage), challenge.stood_in
    return stands in WORKING_STAGES and WORKING_STAGES.index(stage) < WORKING_STAGES.index(stands)


def state_of(milestone: Milestone, challenge: Challenge, *, reached: set[str]) -> State:
    if is_done(milestone, challenge, reached=reached):
        return State.DONE
    if challenge.stage == Stage.WITHDRAWN:
        return State.NOT_REACHED
    if standstill.is_paused(challenge):
        return State.RESTS
    return State.LATE if milestone.due_on < today() else State.DUE


def _has_begun(milestone: Milestone, challenge: Challenge) -> bool:
    stands = challenge.stood_in
    return stands not in WORKING_STAGES or WORKING_STAGES.index(Stage(milestone.stage)) <= WORKING_STAGES.index(stands)


def may_mark(user: User, milestone: Milestone, challenge: Challenge) -> bool:
    """Whether this person says that it is done: whose milestone it is, and who runs the challenge."""
    return bool(user.roles_in(challenge) & {milestone.owner, Role.CHALLENGE_MANAGER, Role.PROGRAMME_MANAGER})


# Order


@dataclass(frozen=True)
class OutOfOrder:
    """Two milestones that the plan has in this order, and the dates have not."""

    earlier: Milestone
    later: Milestone
    earlier_on: datetime.date
    later_on: datetime.date

    def __str__(self) -> str:
        return (
            f"“{self.later}” comes after “{self.earlier}” in the plan, but is dated before it: "
            f"{self.later_on:%-d %B %Y} and {self.earlier_on:%-d %B %Y}"
        )


def out_of_order(
    challenge: Challenge, dates: dict[Milestone, datetime.date], *, only: set[int] | None = None
) -> list[OutOfOrder]:
    """Pairs that the programme has one after the other and these dates the other way round.

    `only` keeps the pairs in which one of these milestones (by key) stands.
    """
    planned = _planned(challenge)
    ordered = sorted((each for each in dates if each.code in planned), key=lambda each: planned[each.code])
    found = []
    for number, earlier in enumerate(ordered):
        for later in ordered[number + 1 :]:
            wrong = planned[earlier.code] < planned[later.code] and dates[earlier] > dates[later]
            if wrong and (only is None or {earlier.pk, later.pk} & only):
                found.append(OutOfOrder(earlier, later, dates[earlier], dates[later]))
    return found


def _planned(challenge: Challenge) -> dict[str, datetime.date]:
    """When each milestone would be if nothing but the programme said."""
    anchors = {"first_day": challenge.starts_on, "last_day": challenge.ends_on, "final_report": challenge.ends_on}
    known = specs(challenge)
    if issued := known.get(FINAL_REPORT):
        anchors["final_report"] = working_days_from(anchors[issued.anchor], issued.working_days)
    return {code: working_days_from(anchors[spec.anchor], spec.working_days) for code, spec in known.items()}
