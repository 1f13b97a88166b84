"""What may be done with the timetable as a whole, and with a day of it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from challenges import audit
from challenges.action_tools import ActionRefused
from challenges.models import Audience, Challenge, User
from challenges.moments import now
from onsite import dates, queries
from onsite.actions.sessions import _room
from onsite.models import Attendance, Session
from onsite.planning import at, check_team, open_for_planning
from onsite.queries import counted

if TYPE_CHECKING:
    from challenges.redating import Shift

WITH_THE_SPONSOR = {"no_surprises", "preview"}  # kinds of session the lead peer and the challenge manager hold


@transaction.atomic
def fill_timetable(challenge: Challenge, *, by: User) -> list[Session]:
    """Start from the programme's timetable: its sessions, on the on-site days.

    The whole team goes to what stands on all tracks; the lead peer and the challenge manager meet the sponsor.
    """
    challenge = open_for_planning(challenge)
    if challenge.sessions.exists():
        raise ActionRefused("There are sessions in the timetable already. Change those, or add to them.")
    days = queries.on_site_days(challenge)
    slots = [slot for slot in challenge.programme.plan.timetable_in(challenge.shape) if slot.day <= len(days)]
    made = []
    for slot in slots:
        starts_at = at(days[slot.day - 1], datetime.time.fromisoformat(slot.starts))
        made.append(
            Session(
                challenge=challenge,
                title=slot.title,
                kind=slot.kind,
                who=slot.who,
                track=slot.track,
                starts_at=starts_at,
                ends_at=starts_at + datetime.timedelta(minutes=slot.minutes),
            )
        )
    made = Session.objects.bulk_create(made)
    everyone, leaders = queries.team(challenge), queries.leaders(challenge)
    Attendance.objects.bulk_create(
        Attendance(session=session, user=user)
        for session in made
        if session.track == Session.ALL_TRACKS
        for user in (leaders if session.kind in WITH_THE_SPONSOR else everyone)
    )
    audit.record(
        "timetable.filled",
        f"started the timetable from the programme’s: {counted(len(made), 'session', 'sessions')}",
        by=by,
        challenge=challenge,
        target=challenge,
        audience=Audience.COUNCIL,
    )
    return made


@dataclass(frozen=True)
class TrackPlan:
    """Who goes on a track for a day, and in which room it is."""

    people: Sequence[User] = ()
    room: str = ""


@transaction.atomic
def fill_day(challenge: Challenge, day: datetime.date, *, tracks: Mapping[str, TrackPlan], by: User) -> int:
    """Say for each track of a day who goes and where, for the sessions that have no peer or no room yet.

    Returns how many sessions changed. What stands already stays.
    """
    challenge = open_for_planning(challenge)
    for plan in tracks.values():
        check_team(challenge, plan.people)
    nobody = set(challenge.sessions.on_day(day).without_a_peer().values_list("pk", flat=True))
    going, roomed = [], []
    for session in challenge.sessions.on_day(day):
        plan = tracks.get(session.track, TrackPlan())
        if session.pk in nobody:
            going += [Attendance(session=session, user=user) for user in plan.people]
        if plan.room.strip() and not session.room_id:
            session.room = _room(challenge, plan.room)
            session.version += 1
            session.changed_at, session.changed_by = now(), by
            roomed.append(session)
    Attendance.objects.bulk_create(going, ignore_conflicts=True)
    Session.objects.bulk_update(roomed, ["room", "version", "changed_at", "changed_by"])
    changed = len({attendance.session_id for attendance in going} | {session.pk for session in roomed})
    if changed:
        audit.record(
            "timetable.day_filled",
            f"said who goes to {counted(changed, 'session', 'sessions')} on {day:%-d %B}, and where",
            by=by,
            challenge=challenge,
            target=challenge,
            audience=Audience.COUNCIL,
        )
    return changed


@transaction.atomic
def move_sessions(challenge: Challenge, shift: Shift, *, by: User) -> int:
    """Move the sessions with the on-site days (challenges/redating); returns how many moved."""
    sessions = list(dates.sessions_that_move(challenge, shift).select_for_update(of=("self",)))
    for session in sessions:
        session.starts_at, session.ends_at = dates.shifted(session, shift)
        session.version += 1
    Session.objects.bulk_update(sessions, ["starts_at", "ends_at", "version"])
    if sessions:
        audit.record(
            "timetable.moved",
            f"moved {len(sessions)} sessions of the timetable {shift.words}",
            by=by,
            challenge=challenge,
            target=challenge,
            audience=Audience.COUNCIL,
        )
    return len(sessions)
