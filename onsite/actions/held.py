"""Saying that sessions took place."""

from __future__ import annotations

import datetime

from django.db import transaction

from challenges import audit
from challenges.action_tools import ActionRefused, locked
from challenges.models import Audience, Challenge, User
from challenges.moments import now
from onsite import queries
from onsite.models import Session
from onsite.planning import named, on_site
from onsite.queries import counted


@transaction.atomic
def mark_session_held(session: Session, *, by: User) -> Session:
    """Say that a session took place. Saying it twice changes nothing."""
    challenge = on_site(session.challenge)
    session = locked(session)
    if session.held_at:
        return session
    if not queries.may_mark(challenge, by, going={attendance.user_id for attendance in session.attendances.all()}):
        raise ActionRefused("Those who go to a session mark it as held, or the lead peer or the challenge manager.")
    if session.starts_at > now():
        raise ActionRefused(f"{named(session)} is still to come. Mark it as held once it has begun.")
    session.held_at, session.held_by = now(), by
    session.save(update_fields=["held_at", "held_by"])
    audit.record(
        "session.held",
        f"marked {named(session)} as held",
        by=by,
        challenge=challenge,
        target=session,
        audience=Audience.COUNCIL,
    )
    return session


@transaction.atomic
def mark_session_not_held(session: Session, *, by: User) -> Session:
    """Take back that a session took place: it was the wrong one."""
    challenge = on_site(session.challenge)
    session = locked(session)
    if not queries.may_mark(challenge, by, going={attendance.user_id for attendance in session.attendances.all()}):
        raise ActionRefused(
            "Those who go to a session say whether it was held, or the lead peer or the challenge manager."
        )
    if not session.held_at:
        return session
    session.held_at = session.held_by = None
    session.save(update_fields=["held_at", "held_by"])
    audit.record(
        "session.not_held",
        f"took back that {named(session)} was held",
        by=by,
        challenge=challenge,
        target=session,
        audience=Audience.COUNCIL,
    )
    return session


@transaction.atomic
def mark_day_held(challenge: Challenge, day: datetime.date, *, by: User) -> int:
    """Say that every meeting of a day that has begun took place. Returns how many were not marked yet."""
    challenge = on_site(challenge)
    marked = challenge.sessions.meetings().to_mark(now()).on_day(day).update(held_at=now(), held_by=by)
    if not marked:
        raise ActionRefused(f"No session of {day:%-d %B} waits to be marked: each is marked already, or still to come.")
    audit.record(
        "session.day_held",
        f"marked {counted(marked, 'session', 'sessions')} of {day:%-d %B} as held",
        by=by,
        challenge=challenge,
        target=challenge,
        audience=Audience.COUNCIL,
    )
    return marked
