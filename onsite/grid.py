"""The timetable as its pages draw it: days, rows of the same time, and a cell for each session.

Everything a cell says is worked out here, so that a page of a hundred sessions stays quick.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.urls import reverse

from challenges.models import Challenge, User
from challenges.moments import now
from onsite import queries
from onsite.models import Session
from onsite.queries import Clash, Slot, counted, may_mark


@dataclass(frozen=True)
class Reader:
    """Who looks at the timetable, and what they may do with it."""

    user: User
    may_edit: bool
    may_mark: bool
    may_mark_day: bool
    may_note: bool
    team: frozenset[int]  # everyone who can go to sessions


def reader(user: User, challenge: Challenge) -> Reader:
    return Reader(
        user=user,
        may_edit=user.has_perm("onsite.edit_timetable", challenge),
        may_mark=user.has_perm("onsite.mark_session_held", challenge),
        may_mark_day=user.has_perm("onsite.mark_day_held", challenge),
        may_note=user.has_perm("feedback.write_note", challenge),
        team=frozenset(member.pk for member in queries.team(challenge)),
    )


@dataclass(frozen=True)
class Cell:
    """One session as the page shows it."""

    pk: int
    title: str
    look: str
    facts: str  # when, on which track, where
    who: str
    going: str
    is_meeting: bool
    is_mine: bool
    is_held: bool
    may_mark: bool
    url: str
    note_url: str  # where the reader writes an evidence note for it; empty where they do not
    warnings: list[str]
    hints: list[str]
    news: str  # what just became of it, for people who hear the page

    @property
    def has_tags(self) -> bool:
        return self.is_mine or self.is_held


@dataclass(frozen=True)
class Row:
    """What starts at the same time."""

    starts: datetime.time
    cells: list[Cell]


@dataclass
class Day:
    """One day of the timetable."""

    date: datetime.date
    number: int | None  # which of the on-site days it is; None outside them
    rows: list[Row] = field(default_factory=list)
    tracks: int = 0
    without_a_peer: int = 0
    without_a_room: int = 0
    to_mark: int = 0

    @property
    def iso(self) -> str:
        return self.date.isoformat()

    @property
    def gaps(self) -> str:
        return gaps(self.without_a_peer, self.without_a_room)


def gaps(without_a_peer: int, without_a_room: int) -> str:
    """As: 3 sessions without a peer, 2 without a room; empty when there is no gap."""
    words = [counted(without_a_peer, "session", "sessions") + " without a peer"] if without_a_peer else []
    if without_a_room:
        what = str(without_a_room) if words else counted(without_a_room, "session", "sessions")
        words.append(f"{what} without a room")
    return ", ".join(words)


def gaps_by_track(slots: Sequence[Slot]) -> dict[str, str]:
    """What is open on each track, for the tracks on which something is; what is on all tracks first."""
    nobody: Counter[str] = Counter()
    nowhere: Counter[str] = Counter()
    for slot in slots:
        nobody[slot.session.track] += slot.session.is_meeting and not slot.has_peer
        nowhere[slot.session.track] += slot.session.room_id is None
    tracks = sorted(nobody, key=lambda track: (track != Session.ALL_TRACKS, track))
    return {track: words for track in tracks if (words := gaps(nobody[track], nowhere[track]))}


def days_of(
    slots: Iterable[Slot],
    on_site: Sequence[datetime.date],
    clashes: Iterable[Clash],
    *,
    reader: Reader,
    challenge: Challenge,
) -> list[Day]:
    """Every on-site day, and any other day that has a session, with its rows."""
    slots = list(slots)
    by_day: dict[datetime.date, list[Slot]] = defaultdict(list)
    for slot in slots:
        by_day[slot.session.day].append(slot)
    made = {
        slot.session.pk: cell for slot, cell in zip(slots, cells_of(slots, clashes, reader, challenge), strict=True)
    }
    days, moment = [], now()
    for date in sorted({*on_site, *by_day}):
        day = Day(date, on_site.index(date) + 1 if date in on_site else None)
        rows: dict[datetime.time, list[Cell]] = defaultdict(list)
        for slot in by_day[date]:
            rows[slot.session.starts].append(made[slot.session.pk])
            if slot.session.is_meeting:
                day.without_a_peer += not slot.has_peer
                day.to_mark += slot.session.held_at is None and slot.session.starts_at <= moment
            day.without_a_room += slot.session.room_id is None
        day.rows = [Row(starts, cells) for starts, cells in sorted(rows.items())]
        day.tracks = len({slot.session.track for slot in by_day[date]} - {Session.ALL_TRACKS})
        days.append(day)
    return days


def cells_of(
    slots: Sequence[Slot], clashes: Iterable[Clash], reader: Reader, challenge: Challenge, *, news: str = ""
) -> list[Cell]:
    """A cell for each of these sessions."""
    warnings: dict[int, list[str]] = defaultdict(list)
    hints: dict[int, list[str]] = defaultdict(list)
    for clash in clashes:
        if clash.is_hint:
            hints[clash.shown_at].append(clash.sentence)
            continue
        for pk in clash.sessions:
            warnings[pk].append(clash.sentence)
    page = reverse("onsite:session", args=[challenge.slug, 0]).replace("/0/", "/{}/")
    note = f"{reverse('feedback:note_add', args=[challenge.slug])}?session=" if reader.may_note else ""
    moment = now()
    cells = []
    for slot in slots:
        session = slot.session
        going = [attendee.pk for attendee in slot.going]
        cells.append(
            Cell(
                pk=session.pk,
                title=session.title,
                look=_look(session, is_mine=reader.user.pk in going),
                facts=_facts(session),
                who=session.who if session.who.casefold() != session.title.casefold() else "",
                going=_names(slot, reader.team) or ("nobody yet" if session.is_meeting else ""),
                is_meeting=session.is_meeting,
                is_mine=reader.user.pk in going,
                is_held=session.held_at is not None,
                may_mark=(
                    reader.may_mark
                    and session.held_at is None
                    and session.is_meeting
                    and session.starts_at <= moment
                    and may_mark(challenge, reader.user, going=going)
                ),
                url=page.format(session.pk),
                note_url=f"{note}{session.pk}" if note and session.is_meeting else "",
                warnings=warnings[session.pk],
                hints=hints[session.pk],
                news=news,
            )
        )
    return cells


def _facts(session: Session) -> str:
    """As: 10:45 to 11:45, track A, Committee room 1."""
    words = session.times
    if session.track != Session.ALL_TRACKS:
        words += f", track {session.track}"
    if session.room:
        return f"{words}, {session.room.name}"
    return f"{words}, no room yet" if session.is_meeting else words


def _names(slot: Slot, team: frozenset[int]) -> str:
    if len(team) > 2 and team <= {attendee.pk for attendee in slot.going}:
        return "the whole team"
    return ", ".join(attendee.name for attendee in slot.going)


def _look(session: Session, *, is_mine: bool) -> str:
    look = f"session--{session.track.lower()}"
    if not session.is_meeting:
        look += " session--break"
    return f"{look} session--mine" if is_mine else look
