"""What may be done with the timetable, its sessions and the no-surprises notes."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from challenges import audit, text_check
from challenges.action_tools import ActionRefused, SavedByAnother, check_clean, locked, save_edit
from challenges.actions import end_stage
from challenges.lifecycle import Stage
from challenges.models import Audience, Challenge, Role, User
from challenges.moments import now
from challenges.queries import people as people_in
from onsite import dates, notifications, queries
from onsite.models import Attendance, DailyNote, Participant, Room, Session
from onsite.queries import counted, listed

if TYPE_CHECKING:
    from challenges.redating import Shift
    from scoping.models import KeyLineOfEnquiry

PLANNING = {Stage.PREPARATION, Stage.CASE_REVIEW, Stage.ON_SITE}
WITH_THE_SPONSOR = {"no_surprises", "preview"}  # kinds of session the lead peer and the challenge manager hold
# What the form of a session shows when two people saved it.
SHOWN = ["title", "kind", "who", "track", "day", "starts", "ends", "room"]


# The timetable


@transaction.atomic
def fill_timetable(challenge: Challenge, *, by: User) -> list[Session]:
    """Start from the programme's timetable: its sessions, on the on-site days.

    The whole team goes to what stands on all tracks; the lead peer and the challenge manager meet the sponsor.
    """
    challenge = _open_for_planning(challenge)
    if challenge.sessions.exists():
        raise ActionRefused("There are sessions in the timetable already. Change those, or add to them.")
    days = queries.on_site_days(challenge)
    slots = [slot for slot in challenge.programme.plan.timetable_in(challenge.shape) if slot.day <= len(days)]
    made = []
    for slot in slots:
        starts_at = _at(days[slot.day - 1], datetime.time.fromisoformat(slot.starts))
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
    challenge = _open_for_planning(challenge)
    for plan in tracks.values():
        _check_team(challenge, plan.people)
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
    people: Iterable[User] = (),
) -> Session:
    """Put a session into the timetable. Double bookings are shown, not refused."""
    challenge = _open_for_planning(challenge)
    people = list(people)
    _check_team(challenge, people)
    session = Session(
        challenge=challenge,
        title=title,
        kind=kind,
        who=who,
        track=track,
        starts_at=_at(day, starts),
        ends_at=_at(day, ends),
        room=_room(challenge, room),
    )
    check_clean(session)
    session.save()
    session.key_lines.set(key_lines)
    Attendance.objects.bulk_create(Attendance(session=session, user=user) for user in people)
    audit.record(
        "session.added",
        f"added {_named(session)} to the timetable",
        by=by,
        challenge=challenge,
        target=session,
        audience=Audience.COUNCIL,
    )
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
    people: Iterable[User] = (),
) -> Session:
    """Change a session: what, when, where and who goes."""
    challenge = _open_for_planning(session.challenge)
    session = locked(session)
    was = _facts(session)
    going = {attendance.user_id: attendance.user for attendance in session.attendances.select_related("user")}
    people = list(people)
    _check_team(challenge, [user for user in people if user.pk not in going])
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
    if session.version != version and was != becomes:
        raise _saved_by_another(session, was)
    session.title, session.kind, session.who, session.track = title, kind, who, track
    session.starts_at, session.ends_at = _at(day, starts), _at(day, ends)
    session.room = _room(challenge, room)
    session.version += 1
    session.changed_at, session.changed_by = now(), by
    check_clean(session)
    session.save()
    session.key_lines.set(key_lines)
    session.attendances.exclude(user__in=people).delete()
    Attendance.objects.bulk_create(Attendance(session=session, user=user) for user in people if user.pk not in going)
    changed = [field for field in was if was[field] != becomes[field]]
    audit.record(
        "session.changed",
        f"changed {_named(session)} in the timetable",
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
    challenge = _open_for_planning(session.challenge)
    session = locked(session)
    if session.held_at:
        raise ActionRefused("This session was held, so it stays in the timetable.")
    named, pk = _named(session), session.pk
    try:
        session.delete()
    except ProtectedError as error:
        # The council may not learn of the team's notes.
        raise ActionRefused("The team has worked with this session already, so it stays in the timetable.") from error
    session.pk = pk
    audit.record(
        "session.removed",
        f"removed {named} from the timetable",
        by=by,
        challenge=challenge,
        target=session,
        audience=Audience.COUNCIL,
    )


@transaction.atomic
def name_participants(session: Session, *, contributors: Iterable[User], by: User) -> Session:
    """Say which contributors a session names: they, and no other contributor, see it."""
    challenge = _open_for_planning(session.challenge)
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
        f"named {listed(names)} for {_named(session)}" if names else f"names no contributor for {_named(session)}",
        by=by,
        challenge=challenge,
        target=session,
        audience=Audience.COUNCIL,
        was={"contributors": sorted(str(person) for person in was)},
        becomes={"contributors": names},
    )
    return session


@transaction.atomic
def mark_session_held(session: Session, *, by: User) -> Session:
    """Say that a session took place. Saying it twice changes nothing."""
    challenge = _on_site(session.challenge)
    session = locked(session)
    if session.held_at:
        return session
    if not queries.may_mark(challenge, by, going={attendance.user_id for attendance in session.attendances.all()}):
        raise ActionRefused("Those who go to a session mark it as held, or the lead peer or the challenge manager.")
    if session.starts_at > now():
        raise ActionRefused(f"{_named(session)} is still to come. Mark it as held once it has begun.")
    session.held_at, session.held_by = now(), by
    session.save(update_fields=["held_at", "held_by"])
    audit.record(
        "session.held",
        f"marked {_named(session)} as held",
        by=by,
        challenge=challenge,
        target=session,
        audience=Audience.COUNCIL,
    )
    return session


@transaction.atomic
def mark_session_not_held(session: Session, *, by: User) -> Session:
    """Take back that a session took place: it was the wrong one."""
    challenge = _on_site(session.challenge)
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
        f"took back that {_named(session)} was held",
        by=by,
        challenge=challenge,
        target=session,
        audience=Audience.COUNCIL,
    )
    return session


@transaction.atomic
def mark_day_held(challenge: Challenge, day: datetime.date, *, by: User) -> int:
    """Say that every meeting of a day that has begun took place. Returns how many were not marked yet."""
    challenge = _on_site(challenge)
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


# The no-surprises notes


@transaction.atomic
def write_daily_note(challenge: Challenge, *, on_date: datetime.date, text: str, by: User) -> DailyNote:
    """Write what the sponsor should hear at the end of a day. The team reads it until it is shared."""
    challenge = _on_site(challenge)
    text_check.must_be_clean(challenge, {"text": text}, audience=Audience.TEAM)
    note = DailyNote(
        challenge=challenge,
        on_date=on_date,
        text=text,
        audience=Audience.TEAM,
        written_by=by,
        written_at=now(),
        changed_by=by,
        changed_at=now(),
    )
    check_clean(note)
    note.save()
    audit.record(
        "daily_note.written",
        f"wrote the no-surprises note of {on_date:%-d %B}",
        by=by,
        challenge=challenge,
        target=note,
        audience=Audience.TEAM,
    )
    return note


@transaction.atomic
def edit_daily_note(note: DailyNote, *, version: int, on_date: datetime.date, text: str, by: User) -> DailyNote:
    challenge = _on_site(note.challenge)
    if locked(note).shared_at:
        raise ActionRefused("This note is with the sponsor and stays as it is. Write another note for what is new.")
    text_check.must_be_clean(challenge, {"text": text}, audience=Audience.TEAM)
    note, was, becomes = save_edit(note, by=by, version=version, changes={"on_date": on_date, "text": text})
    # Observers read the team's history, and not the notes: what the note said is for the one who changed it.
    audit.record(
        "daily_note.changed",
        f"changed the no-surprises note of {on_date:%-d %B}",
        by=by,
        challenge=challenge,
        target=note,
        audience=Audience.AUTHOR,
        was=was,
        becomes=becomes,
    )
    return note


@transaction.atomic
def share_daily_note(note: DailyNote, *, by: User) -> DailyNote:
    """Give a note to the sponsor, and tell them by mail that it is there, without what it says."""
    challenge = _on_site(note.challenge)
    note = locked(note)
    if note.shared_at:
        raise ActionRefused("This note is with the sponsor already.")
    text_check.must_be_clean(challenge, {"the note": note.text}, audience=Audience.COUNCIL)
    sponsors = list(people_in(challenge, Role.SPONSOR))
    if not sponsors:
        raise ActionRefused("This challenge has no sponsor to share the note with. Add one under People first.")
    note.audience = Audience.COUNCIL
    note.shared_at, note.shared_by = now(), by
    check_clean(note)
    note.save()
    # Not for the council: the organiser reads its history, and the notes are for the sponsor alone.
    audit.record(
        "daily_note.shared",
        f"shared the no-surprises note of {note.on_date:%-d %B} with {listed([str(sponsor) for sponsor in sponsors])}",
        by=by,
        challenge=challenge,
        target=note,
        audience=Audience.TEAM,
    )
    for sponsor in sponsors:
        notifications.tell_of_daily_note(note, to=sponsor, by=by)
    return note


@transaction.atomic
def mark_daily_note_seen(note: DailyNote, *, by: User) -> DailyNote:
    """The sponsor has read it. Saying it twice changes nothing."""
    note = locked(note)
    if not note.shared_at:
        raise ActionRefused("This note is not shared yet.")
    if note.seen_at:
        return note
    note.seen_at, note.seen_by = now(), by
    note.save(update_fields=["seen_at", "seen_by"])
    audit.record(
        "daily_note.seen",
        f"read the no-surprises note of {note.on_date:%-d %B}",
        by=by,
        challenge=note.challenge,
        target=note,
        audience=Audience.TEAM,
    )
    return note


@transaction.atomic
def end_onsite(challenge: Challenge, *, by: User, override_reason: str = "") -> Challenge:
    """End the on-site week; the challenge goes on to the feedback."""
    return end_stage(challenge, Stage.ON_SITE, by=by, override_reason=override_reason)


# What the actions above share


def _open_for_planning(challenge: Challenge) -> Challenge:
    challenge = locked(challenge)
    if challenge.stage not in PLANNING:
        raise ActionRefused("The timetable can be changed from preparation until the on-site week ends.")
    return challenge


def _on_site(challenge: Challenge) -> Challenge:
    challenge = locked(challenge)
    if challenge.stage != Stage.ON_SITE:
        raise ActionRefused("This can be done while the challenge is on site.")
    return challenge


def _at(day: datetime.date, time: datetime.time) -> datetime.datetime:
    """The moment it is this time of this day in London."""
    return timezone.make_aware(datetime.datetime.combine(day, time))


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


def _check_team(challenge: Challenge, people: Iterable[User]) -> None:
    team = {user.pk for user in queries.team(challenge)}
    for user in people:
        if user.pk not in team:
            raise ActionRefused(f"{user} is not in the peer team.")


def _named(session: Session) -> str:
    return f"“{session.title}” on {session.day:%-d %B} at {session.starts:%H:%M}"


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
    return refusal


# The dates of the challenge


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
