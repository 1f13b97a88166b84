"""Which sessions speak to a key line or to a line of enquiry."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction

from casereview.queries import lines_for_on_site
from challenges import audit
from challenges.action_tools import ActionRefused, locked
from challenges.models import Audience, Challenge, User
from challenges.moments import now
from onsite.models import Session
from onsite.planning import named, open_for_planning

if TYPE_CHECKING:
    from casereview.models import CaseMessage
    from scoping.models import KeyLineOfEnquiry


@transaction.atomic
def speak_to_key_line(key_line: KeyLineOfEnquiry, *, sessions: Iterable[Session], by: User) -> None:
    """Say which sessions of the timetable speak to a key line: these, and no others."""
    challenge = open_for_planning(key_line.challenge)
    becomes = _of(challenge, sessions)
    was = set(Session.objects.filter(challenge=challenge, key_lines=key_line))
    for session in sorted(was ^ becomes, key=lambda session: session.pk):
        session = locked(session)
        speaks = session in becomes
        (session.key_lines.add if speaks else session.key_lines.remove)(key_line)
        _changed(session, by=by)
        audit.record(
            "session.changed",
            f"put {named(session)} to key line {key_line.number}"
            if speaks
            else f"took {named(session)} from key line {key_line.number}",
            by=by,
            challenge=challenge,
            target=session,
            audience=Audience.COUNCIL,
        )


@transaction.atomic
def speak_to_line(line: CaseMessage, *, sessions: Iterable[Session], by: User) -> None:
    """Say which sessions take up a line of enquiry of the case review: these, and no others."""
    challenge = open_for_planning(line.challenge)
    if not lines_for_on_site(challenge, reader=by).filter(pk=line.pk).exists():
        raise ActionRefused("Choose a line of enquiry that you can read.")
    becomes = _of(challenge, sessions)
    was = set(Session.objects.filter(challenge=challenge, lines=line))
    for session in sorted(was ^ becomes, key=lambda session: session.pk):
        session = locked(session)
        speaks = session in becomes
        (session.lines.add if speaks else session.lines.remove)(line)
        _changed(session, by=by)
        _record_lines(session, f"{line}", by=by, taken_up=speaks)


def _set_lines(session: Session, lines: Iterable[CaseMessage], *, by: User) -> None:
    """The lines a session takes up, as its form has them. What whoever saves it cannot read stays as it is."""
    readable = set(lines_for_on_site(session.challenge, reader=by))
    wanted = set(lines)
    if wanted - readable:
        raise ActionRefused("Choose lines of enquiry that you can read.")
    was = set(session.lines.all())
    becomes = (was - readable) | wanted
    session.lines.set(becomes)
    for line in sorted(was ^ becomes, key=lambda line: line.number):
        _record_lines(session, str(line), by=by, taken_up=line in becomes)


def _record_lines(session: Session, line: str, *, by: User, taken_up: bool) -> None:
    """For the team alone: the council reads of lines once the report is shared, and of their history never."""
    audit.record(
        "session.line_taken_up" if taken_up else "session.line_left",
        f"put {named(session)} to line of enquiry {line}"
        if taken_up
        else f"took {named(session)} from line of enquiry {line}",
        by=by,
        challenge=session.challenge,
        target=session,
        audience=Audience.TEAM,
    )


def _of(challenge: Challenge, sessions: Iterable[Session]) -> set[Session]:
    chosen = set(sessions)
    if any(session.challenge_id != challenge.pk for session in chosen):
        raise ActionRefused("Choose sessions of this challenge.")
    return chosen


def _changed(session: Session, *, by: User) -> None:
    """Another page of the session that is open knows that it is no longer what stands."""
    session.version += 1
    session.changed_at, session.changed_by = now(), by
    session.save(update_fields=["version", "changed_at", "changed_by"])
