"""The timetable and what is the matter with it, what is left to do, and what other apps may ask about the week."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from challenges.lifecycle import ToDo
from challenges.models import Challenge, Membership, Role, User
from challenges.moments import is_working_day
from challenges.queries import milestone_date
from onsite.models import Attendance, DailyNote, Room, Session

TEAM = [Role.LEAD_PEER, Role.PEER, Role.CHALLENGE_MANAGER, Role.OBSERVER]
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


def sessions(challenge: Challenge) -> QuerySet[Session]:
    """Every session of the timetable, in order."""
    return Session.objects.filter(challenge=challenge).select_related("room").order_by("starts_at", "track", "pk")


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


def timetable(rows: QuerySet[Session], challenge: Challenge) -> list[Slot]:
    """These sessions with those who go, in two queries. Who has left the team goes to nothing that was not held yet."""
    still_here = Membership.objects.holding(*TEAM).filter(challenge=challenge).values("user")
    going: dict[int, list[Attendee]] = defaultdict(list)
    attendances = (
        Attendance.objects.filter(session__challenge=challenge)
        .filter(Q(user__in=still_here) | Q(session__held_at__isnull=False))
        .order_by("pk")
        .values_list("session_id", "user_id", "user__name")
    )
    slots = [Slot(session) for session in rows]
    if slots:
        for session_id, user_id, name in attendances:
            going[session_id].append(Attendee(user_id, name))
    for slot in slots:
        slot.going = going[slot.session.pk]
    return slots


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
        elif first.room_id and second.room_id and first.room_id != second.room_id:
            told = short
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


def _close[K: Hashable](
    bookings: dict[K, list[Session]], slack: datetime.timedelta
) -> Iterator[tuple[K, Session, Session]]:
    """Pairs of sessions of one person or room of which the second starts before the first, and the slack, is over."""
    for key, booked in bookings.items():
        running: list[Session] = []
        for session in sorted(booked, key=lambda each: (each.starts_at, each.ends_at, each.pk)):
            running = [earlier for earlier in running if session.starts_at < earlier.ends_at + slack]
            for earlier in running:
                yield key, earlier, session
            running.append(session)
