"""When the timetable and the week may be changed, by whom it is peopled, and how a session is called."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.utils import timezone

from challenges.action_tools import ActionRefused, locked
from challenges.lifecycle import Stage
from challenges.models import Challenge, User
from onsite import queries
from onsite.models import Session

PLANNING = {Stage.PREPARATION, Stage.CASE_REVIEW, Stage.ON_SITE}


def open_for_planning(challenge: Challenge) -> Challenge:
    challenge = locked(challenge)
    if challenge.stage not in PLANNING:
        raise ActionRefused("The timetable can be changed from preparation until the on-site week ends.")
    return challenge


def on_site(challenge: Challenge) -> Challenge:
    challenge = locked(challenge)
    if challenge.stage != Stage.ON_SITE:
        raise ActionRefused("This can be done while the challenge is on site.")
    return challenge


def check_team(challenge: Challenge, people: Iterable[User]) -> None:
    team = {user.pk for user in queries.team(challenge)}
    for user in people:
        if user.pk not in team:
            raise ActionRefused(f"{user} is not in the peer team.")


def at(day: datetime.date, time: datetime.time) -> datetime.datetime:
    """The moment it is this time of this day in London."""
    return timezone.make_aware(datetime.datetime.combine(day, time))


def named(session: Session) -> str:
    return f"“{session.title}” on {session.day:%-d %B} at {session.starts:%H:%M}"
