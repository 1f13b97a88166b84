"""What may be done with one session of the timetable."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import ProtectedError

from casereview.queries import lines_for_on_site
from challenges import audit
from challenges.action_tools import ActionRefused, SavedByAnother, check_clean, locked
from challenges.models import Audience, Challenge, Role, User
from challenges.moments import now
from challenges.queries import people as people_in
from onsite.actions.coverage import _set_lines
from onsite.models import Attendance, Participant, Room, Session
from onsite.planning import at, check_team, named, open_for_planning
from onsite.queries import listed

if TYPE_CHECKING:
    from casereview.models import CaseMessage
    from scoping.models import KeyLineOfEnquiry

# What the form of a session shows when two people saved it.
SHOWN = ["title", "kind", "who", "track", "day", "starts", "ends", "room"]


@transaction.atomic
def add_session(
    challenge: Challenge,
    *,
    title: str,
    kind: str,
    day: datetime.date,
    starts: datetime.time,
    ends: datetime.time,
    by: User,
    who: str = "",
    track: str = Session.ALL_TRACKS,
    room: str = "",
    key_lines: Iterable[KeyLineOfEnquiry] = (),
    lines: Iterable[CaseMessage] | None = None,
    people: Iterable[User] = (),
) -> Session:
    """Put a session into the timetable. Double bookings are shown, not refused."""
    challenge = open_for_planning(challenge)
    people = list(people)
    check_team(challenge, people)
    session = Session(
        challenge=challenge,
        title=title,
        kind=kind,
        who=who,
        track=track,
        starts_at=at(day, starts),
        ends_at=at(day, ends),
        room=_room(challenge, room),
    )
    check_clean(session)
    session.save()
    session.key_lines.set(key_lines)
    Attendance.objects.bulk_create(Attendance(session=session, user=user) for user in people)
    audit.record(
        "session.added",
        f"added {named(session)} to the timetable",
        by=by,
        challenge=challenge,
        target=session,
        audience=Audience.COUNCIL,
    )
    if lines is not None:
        _set_lines(session, lines, by=by)
    return session


@transaction.atomic
def edit_session(
    session: Session,
    *,
    version: int,
    title: str,
    kind: str,
    day: datetime.date,
    starts: datetime.time,
    ends: datetime.time,
    by: User,
    who: str = "",
    track: str = Session.ALL_TRACKS,
    room: str = "",
    key_lines: Iterable[KeyLineOfEnquiry] = (),
    lines: Iterable[CaseMessage] | None = None,
    people: Iterable[User] = (),
) -> Session:
    """Change a session: what, when, where and who goes. `lines` left out stay as they are."""
    challenge = open_for_planning(session.challenge)
    session = locked(session)
    was = _facts(session)
    going = {attendance.user_id: attendance.user for attendance in session.attendances.select_related("user")}
    people = list(people)
    check_team(challenge, [user for user in people if user.pk not in going])
    becomes = {
        "title": title,
        "kind": kind,
        "who": who,
        "track": track,
        "day": day,
        "starts": starts,
        "ends": ends,
        "room": room.strip(),
        "who goes": sorted(user.name for user in people),
        "key lines": sorted(line.number for line in key_lines),
    }
    lines = None if lines is None else list(lines)
    readable = {str(line) for line in lines_for_on_site(challenge, reader=by)}
    were = sorted({str(line) for line in session.lines.all()} & readable)
    same = lines is None or were == sorted(str(line) for line in lines)
    if session.version != version and not (was == becomes and same):
        raise _saved_by_another(session, was if lines is None else was | {"lines": were})
    session.title, session.kind, session.who, session.track = title, kind, who, track
    session.starts_at, session.ends_at = at(day, starts), at(day, ends)
    session.room = _room(challenge, room)
    session.version += 1
    session.changed_at, session.changed_by = now(), by
    check_clean(session)
    session.save()
    session.key_lines.set(key_lines)
    if lines is not None:
        _set_lines(session, lines, by=by)
    session.attendances.exclude(user__in=people).delete()
    Attendance.objects.bulk_create(Attendance(session=session, user=user) for user in people if user.pk not in going)
    changed = [field for field in was if was[field] != becomes[field]]
    audit.record(
        "session.changed",
        f"changed {named(session)} in the timetable",
        by=by,
        challenge=challenge,
        target=session,
        audience=Audience.COUNCIL,
        was={field: was[field] for field in changed},
        becomes={field: becomes[field] for field in changed},
    )
    return session


@transaction.atomic
def remove_session(session: Session, *, by: User) -> None:
    """Take a session out of the timetable, unless it was held or the team's evidence cites it."""
    challenge = open_for_planning(session.challenge)
    session = locked(session)
    if session.held_at:
        raise ActionRefused("This session was held, so it stays in the timetable.")
    name, pk = named(session), session.pk
    try:
        session.delete()
    except ProtectedError as error:
        # The council may not learn of the team's notes.
        raise ActionRefused("The team has worked with this session already, so it stays in the timetable.") from error
    session.pk = pk
    audit.record(
        "session.removed",
        f"removed {name} from the timetable",
        by=by,
        challenge=challenge,
        target=session,
        audience=Audience.COUNCIL,
    )


@transaction.atomic
def name_participants(session: Session, *, contributors: Iterable[User], by: User) -> Session:
    """Say which contributors a session names: they, and no other contributor, see it."""
    challenge = open_for_planning(session.challenge)
    session = locked(session)
    wanted = set(contributors)
    if wanted - set(people_in(challenge, Role.CONTRIBUTOR)):
        raise ActionRefused("Choose people who are contributors of this challenge.")
    was = {each.contributor: each for each in session.participants.select_related("contributor")}
    for person in was.keys() - wanted:
        was[person].delete()
    Participant.objects.bulk_create(
        Participant(session=session, contributor=person, named_at=now(), named_by=by)
        for person in sorted(wanted - was.keys(), key=lambda person: person.pk)
    )
    names = sorted(str(person) for person in wanted)
    audit.record(
        "session.participants_named",
        f"named {listed(names)} for {named(session)}" if names else f"names no contributor for {named(session)}",
        by=by,
        challenge=challenge,
        target=session,
        audience=Audience.COUNCIL,
        was={"contributors": sorted(str(person) for person in was)},
        becomes={"contributors": names},
    )
    return session


def _room(challenge: Challenge, name: str) -> Room | None:
    """The room of this name, made where there is none."""
    name = name.strip()
    if not name:
        return None
    room = challenge.rooms.filter(name__iexact=name).first()
    if room is None:
        room = Room(challenge=challenge, name=name)
        check_clean(room)
        room.save()
    return room


def _facts(session: Session) -> dict[str, Any]:
    """What people see of a session, as edits are compared and kept."""
    return {field: getattr(session, field) for field in SHOWN} | {
        "room": str(session.room or ""),
        "who goes": sorted(session.attendances.values_list("user__name", flat=True)),
        "key lines": sorted(session.key_lines.values_list("number", flat=True)),
    }


def _saved_by_another(session: Session, facts: dict[str, Any]) -> SavedByAnother:
    refusal = SavedByAnother(session, SHOWN)
    refusal.theirs |= {
        "room": facts["room"],
        "people": listed(facts["who goes"]),
        "key_lines": listed([str(number) for number in facts["key lines"]]),
    }
    if "lines" in facts:
        refusal.theirs["lines"] = listed(facts["lines"])
    return refusal
