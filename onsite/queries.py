"""The timetable and what is the matter with it, what is left to do, and what other apps may ask about the week."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from challenges.lifecycle import ToDo
from challenges.models import Challenge, Membership, Role, User
from challenges.moments import is_working_day
from challenges.queries import people
from onsite.models import Attendance, DailyNote, Participant, Room, Session, SessionQuerySet

K = TypeVar("K", bound=Hashable)
TEAM = [Role.LEAD_PEER, Role.PEER, Role.CHALLENGE_MANAGER, Role.OBSERVER]
MARKS_ANY_SESSION = {Role.LEAD_PEER, Role.CHALLENGE_MANAGER, Role.PROGRAMME_MANAGER}
ROOM_CHANGE = datetime.timedelta(minutes=15)


def on_site_days(challenge: Challenge) -> list[datetime.date]:
    """The working days from the first on-site day to the last."""
    length = (challenge.ends_on - challenge.starts_on).days
    days = (challenge.starts_on + datetime.timedelta(days=count) for count in range(length + 1))
    return [day for day in days if is_working_day(day)]


def team(challenge: Challenge) -> list[User]:
    """Who of the team can go to sessions: the lead peer first, then peers, the challenge manager and observers."""
    held = Membership.objects.holding(*TEAM).filter(challenge=challenge).select_related("user")
    in_order = sorted(held, key=lambda membership: (TEAM.index(Role(membership.role)), membership.pk))
    return list(dict.fromkeys(membership.user for membership in in_order))


def leaders(challenge: Challenge) -> list[User]:
    """The lead peer and the challenge manager, who meet the sponsor."""
    held = Membership.objects.holding(Role.LEAD_PEER, Role.CHALLENGE_MANAGER).filter(challenge=challenge)
    return list(User.objects.filter(pk__in=held.values("user")).order_by("pk"))


def rooms(challenge: Challenge) -> QuerySet[Room]:
    """The rooms known so far, by name."""
    return Room.objects.filter(challenge=challenge).order_by("name")


def sessions(challenge: Challenge) -> SessionQuerySet:
    """Every session of the timetable, in order."""
    return Session.objects.filter(challenge=challenge).select_related("room").order_by("starts_at", "track", "pk")


def participants(session: Session) -> list[User]:
    """The contributors a session names who still take part, by name."""
    named = Participant.objects.filter(session=session).values("contributor")
    return list(people(session.challenge, Role.CONTRIBUTOR).filter(pk__in=named))


@dataclass(frozen=True)
class Attendee:
    """One of the team who goes to a session."""

    pk: int
    name: str


@dataclass
class Slot:
    """A session with those who go to it."""

    session: Session
    going: Sequence[Attendee] = ()
    has_peer: bool = False  # someone who is a lead peer or peer now goes


def timetable(rows: Iterable[Session], challenge: Challenge) -> list[Slot]:
    """These sessions with those who go, in two queries. Who has left the team goes to nothing that was not held yet."""
    here = Membership.objects.filter(challenge=challenge)
    still_here = here.holding(*TEAM).values("user")
    peers = here.holding(Role.LEAD_PEER, Role.PEER).filter(user=OuterRef("user"))
    with_peer: set[int] = set()
    going: dict[int, list[Attendee]] = defaultdict(list)
    attendances = (
        Attendance.objects.filter(session__challenge=challenge)
        .filter(Q(user__in=still_here) | Q(session__held_at__isnull=False))
        .order_by("pk")
        .values_list("session_id", "user_id", "user__name", Exists(peers))
    )
    slots = [Slot(session) for session in rows]
    if slots:
        for session_id, user_id, name, is_peer in attendances:
            going[session_id].append(Attendee(user_id, name))
            if is_peer:
                with_peer.add(session_id)
    for slot in slots:
        slot.going, slot.has_peer = going[slot.session.pk], slot.session.pk in with_peer
    return slots


def people_of(slot: Slot) -> QuerySet[User]:
    """Those who go to a session, by name."""
    return User.objects.filter(pk__in=[attendee.pk for attendee in slot.going]).order_by("name", "pk")


def may_mark(challenge: Challenge, user: User, *, going: Collection[int]) -> bool:
    """Whether this person may say that a session was held: they go to it, or they lead the team."""
    return user.pk in going or bool(MARKS_ANY_SESSION & user.roles_in(challenge))


class ClashKind(StrEnum):
    PERSON = "person"
    ROOM = "room"
    OUTSIDE = "outside"
    SHORT = "short"  # too little time between two rooms: a hint, no more


@dataclass(frozen=True)
class Clash:
    """Something in the timetable that somebody may want to look at. It never stops anyone."""

    kind: ClashKind
    sessions: tuple[int, ...]
    sentence: str

    @property
    def is_hint(self) -> bool:
        return self.kind == ClashKind.SHORT

    @property
    def shown_at(self) -> int:
        """The session a reader is led to: the one that starts last."""
        return self.sessions[-1]


def clashes(slots: Iterable[Slot], days: Collection[datetime.date]) -> list[Clash]:
    """Who is booked twice, which room is, what lies outside the on-site days, and who has no time to change rooms.

    Sort and sweep: each person's and each room's sessions are gone through once in the order they start.
    """
    slots = list(slots)
    by_person: dict[Attendee, list[Session]] = defaultdict(list)
    by_room: dict[int, list[Session]] = defaultdict(list)
    for slot in slots:
        for attendee in slot.going:
            by_person[attendee].append(slot.session)
        if slot.session.room_id:
            by_room[slot.session.room_id].append(slot.session)

    twice: dict[tuple[int, int], tuple[Session, Session, list[str]]] = {}
    short: dict[tuple[int, int], tuple[Session, Session, list[str]]] = {}
    for person, first, second in _close(by_person, ROOM_CHANGE):
        if second.starts_at < first.ends_at:
            told = twice
        elif second.is_meeting and first.room_id and second.room_id and first.room_id != second.room_id:
            told = short  # the team's own time can wait for its last
        else:
            continue
        told.setdefault((first.pk, second.pk), (first, second, []))[2].append(person.name)

    found = [
        Clash(ClashKind.PERSON, (first.pk, second.pk), _booked_twice(listed(sorted(names)), len(names), first, second))
        for first, second, names in twice.values()
    ]
    found += [
        Clash(ClashKind.ROOM, (first.pk, second.pk), _booked_twice(f"The room “{first.room}”", 1, first, second))
        for _room, first, second in _close(by_room, datetime.timedelta(0))
    ]
    found += [
        Clash(ClashKind.OUTSIDE, (session.pk,), f"{_named(session, on=True)} lies outside the on-site days.")
        for session in (slot.session for slot in slots)
        if session.day not in days
    ]
    found += [
        Clash(ClashKind.SHORT, (first.pk, second.pk), _short_of_time(sorted(names), first, second))
        for first, second, names in short.values()
    ]
    return found


def _close(bookings: dict[K, list[Session]], slack: datetime.timedelta) -> Iterator[tuple[K, Session, Session]]:
    """Pairs of sessions of one person or room of which the second starts before the first, and the slack, is over."""
    for key, booked in bookings.items():
        running: list[Session] = []
        for session in sorted(booked, key=lambda each: (each.starts_at, each.ends_at, each.pk)):
            running = [earlier for earlier in running if session.starts_at < earlier.ends_at + slack]
            for earlier in running:
                yield key, earlier, session
            running.append(session)


def _named(session: Session, *, on: bool = False) -> str:
    day = f"{session.day:%-d %B}, " if on else ""
    return f"“{session.title}” ({day}{session.times})"


def _booked_twice(who: str, count: int, first: Session, second: Session) -> str:
    verb = "is" if count == 1 else "are"
    return f"{who} {verb} booked twice on {second.day:%-d %B}: {_named(first)} and {_named(second)}."


def _short_of_time(names: list[str], first: Session, second: Session) -> str:
    minutes = int((second.starts_at - first.ends_at).total_seconds() // 60)
    time = f"{counted(minutes, 'minute', 'minutes')}" if minutes else "no time"
    return (
        f"{listed(names)} {'has' if len(names) == 1 else 'have'} {time} on {second.day:%-d %B} to get from "
        f"{_named(first)} in “{first.room}” to {_named(second)} in “{second.room}”."
    )


def daily_notes(challenge: Challenge, *, reader: User) -> QuerySet[DailyNote]:
    """The no-surprises notes this reader may read, newest day first."""
    return DailyNote.objects.visible_to(reader).filter(challenge=challenge).order_by("-on_date", "-pk")


@dataclass(frozen=True)
class WeekInNumbers:
    """What the presentation says about the week: meetings planned, held, their hours, and the groups met."""

    sessions: int
    held: int
    hours: int
    groups: int


def week_in_numbers(challenge: Challenge) -> WeekInNumbers:
    """Counts meetings, not the time the team spends by itself; hours and groups are of those held."""
    meetings = Session.objects.filter(challenge=challenge).meetings()
    rows = list(meetings.values_list("starts_at", "ends_at", "who", "held_at"))
    held = [(ends - starts, who) for starts, ends, who, held_at in rows if held_at]
    length = sum((time for time, _who in held), datetime.timedelta())
    groups = {who.strip().casefold() for _time, who in held if who.strip()}
    return WeekInNumbers(
        sessions=len(rows), held=len(held), hours=round(length.total_seconds() / 3600), groups=len(groups)
    )


def left_to_do(challenge: Challenge) -> list[ToDo]:
    """A timetable with peers in every meeting, every meeting held, and the sponsor told as the week goes on."""
    return [*_timetable_left_to_do(challenge), *_notes_left_to_do(challenge)]


def _timetable_left_to_do(challenge: Challenge) -> list[ToDo]:
    page = "onsite:timetable"
    rows = Session.objects.filter(challenge=challenge)
    if not rows.exists():
        return [ToDo("Build the timetable", page, Role.ORGANISER, due_on=challenge.starts_on)]
    todos = []
    nobody = list(rows.meetings().without_a_peer().order_by("starts_at"))
    if nobody:
        url = reverse("onsite:day_fill", args=[challenge.slug, nobody[0].day.isoformat()])
        sentence = f"Say who of the team goes to {counted(len(nobody), 'session', 'sessions')}"
        todos.append(ToDo(sentence, page, Role.CHALLENGE_MANAGER, url=url, due_on=challenge.starts_on))
    to_hold = rows.meetings().not_held().count()
    if to_hold:
        sentence = f"Mark {counted(to_hold, 'session', 'sessions')} as held"
        todos.append(ToDo(sentence, page, Role.CHALLENGE_MANAGER, due_on=challenge.ends_on))
    return todos


def _notes_left_to_do(challenge: Challenge) -> list[ToDo]:
    page = "onsite:daily_note_list"
    notes = DailyNote.objects.filter(challenge=challenge)
    todos = []
    if not notes.shared().exists():
        sentence, url = (
            "Write a no-surprises note for the sponsor",
            reverse("onsite:daily_note_add", args=[challenge.slug]),
        )
        draft = notes.order_by("on_date", "pk").first()
        if draft:
            sentence = f"Share the no-surprises note of {draft.on_date:%-d %B} with the sponsor"
            url = reverse("onsite:daily_note_share", args=[challenge.slug, draft.pk])
        todos.append(ToDo(sentence, page, Role.LEAD_PEER, url=url, due_on=challenge.starts_on))
    todos += [
        ToDo(f"Read the no-surprises note of {note.on_date:%-d %B}", page, Role.SPONSOR, gates=False)
        for note in notes.unread().order_by("on_date", "pk")
    ]
    return todos


def counted(count: int, one: str, many: str) -> str:
    """As: 1 session, 3 sessions."""
    return f"{count} {one if count == 1 else many}"


def listed(words: Sequence[str]) -> str:
    """As: a, b and c."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
