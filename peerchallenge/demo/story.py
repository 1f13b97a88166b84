"""Takes an invented challenge to a stage, by the real steps and at believable moments."""

from __future__ import annotations

import datetime
import re
from importlib import import_module

from django.utils import timezone

from challenges import actions
from challenges.lifecycle import WORKING_STAGES, Stage
from challenges.models import Challenge, Council, Programme, Role, User
from challenges.moments import acting_at, is_working_day, today, working_days_from
from challenges.retention import GROUPS
from peerchallenge.demo.cast import Cast
from peerchallenge.demo.holidays import school_holidays

# Council, the stage its challenge stands at, and how many working days from today its first on-site day is. One that is
# far from today starts on the Tuesday before that day.
CHALLENGES = [
    ("Larkdown Council", Stage.SCOPING, 69),
    ("Fellbridge Council", Stage.PREPARATION, 26),
    ("Midholm City Council", Stage.CASE_REVIEW, 14),
    ("Northshire County Council", Stage.ON_SITE, -2),
    ("Westvale Council", Stage.FEEDBACK, -4),
    ("Eastmarsh Council", Stage.REPORTING, -22),
    ("Southmoor Council", Stage.EVALUATION, -46),
]

DAYS_ON_SITE = 4
NEAR = 10  # working days: within them how near a challenge is matters more than its weekday
TUESDAY = 1
CHRISTMAS = [(12, day) for day in range(24, 32)] + [(1, 1)]  # councils are closed, bank holidays or not

# When each stage's work begins and ends, in working days from the first on-site day.
MOMENTS = {
    Stage.SCOPING: (-70, -60),
    Stage.PREPARATION: (-44, -18),
    Stage.CASE_REVIEW: (-16, -5),
    Stage.ON_SITE: (1, 3),
    Stage.FEEDBACK: (3, 3),
    Stage.REPORTING: (8, 32),
    Stage.EVALUATION: (33, 55),
}


def moment(day: datetime.date, hour: int = 11) -> datetime.datetime:
    """This day at this hour, in London; never later than now."""
    chosen = timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour)))
    return min(chosen, timezone.localtime())


def first_day(offset: int) -> datetime.date:
    """The first on-site day, about this many working days from today; exactly as many where that is near."""
    day = working_days_from(working_days_from(today(), 0), offset)
    if abs(offset) <= NEAR:
        return day
    day -= datetime.timedelta(days=(day.weekday() - TUESDAY) % 7)
    while not _is_a_plain_week(day):
        day += datetime.timedelta(weeks=1)
    return day


def _is_a_plain_week(day: datetime.date) -> bool:
    """Whether the on-site days can follow each other from this one, with no holiday and not about Christmas."""
    days = [day + datetime.timedelta(days=number) for number in range(DAYS_ON_SITE)]
    return all(is_working_day(each) and (each.month, each.day) not in CHRISTMAS for each in days)


def place(challenge: Challenge) -> str:
    """The area as people call it: Northshire, of Northshire County Council."""
    return re.sub(r"(?: County| City)? Council$", "", challenge.council.name)


def tell(council: Council, programme: Programme, stage: Stage, starts_on: datetime.date, cast: Cast) -> Challenge:
    """Make a challenge and take it to this stage, half-way through it."""
    created = working_days_from(starts_on, -78)
    with acting_at(moment(created, 10)):
        challenge = actions.create_challenge(
            council=council, programme=programme, starts_on=starts_on, by=cast.programme_manager, is_demo=True
        )
        add_people(challenge, cast)
        actions.enter_school_holidays(challenge, school_holidays(challenge), by=cast.organiser)
    for each in WORKING_STAGES[: WORKING_STAGES.index(stage) + 1]:
        play = import_module(f"peerchallenge.demo.{each.value}")
        begins, ends = (working_days_from(starts_on, offset) for offset in MOMENTS[each])
        with acting_at(moment(begins, 14)):
            play.begin(challenge, cast)
        challenge.refresh_from_db()
        if each != stage:
            with acting_at(moment(ends, 16)):
                play.complete(challenge, cast)
            challenge.refresh_from_db()
        if each == Stage.REPORTING and each != stage:
            with acting_at(moment(ends + datetime.timedelta(days=1), 4)):
                delete_what_is_due(challenge)
    return challenge


def delete_what_is_due(challenge: Challenge) -> None:
    """What the clock does by night. It leaves invented challenges alone, so the story does it, to show what is left."""
    for key in GROUPS:
        actions.purge_group(challenge, key, by=User.objects.clock())


def add_people(challenge: Challenge, cast: Cast) -> None:
    """The LGA's and the council's people; the peer team is invited in preparation."""
    for role in (Role.CHALLENGE_MANAGER, Role.ADVISER, Role.CO_ORDINATOR, Role.SPONSOR, Role.ORGANISER):
        user = getattr(cast, role.value)
        actions.add_person(challenge, email=user.email, name=user.name, role=role, by=cast.programme_manager)
        actions.use_invitations(challenge, by=user)
        user.__dict__.pop("roles_by_challenge", None)  # the cast lives longer than a request: read the roles again
