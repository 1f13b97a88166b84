"""The timetable as its pages draw it: days, rows of the same time, and a cell for each session.

Everything a cell says is worked out here, so that a page of a hundred sessions stays quick.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.urls import reverse

from challenges.models import Challenge, User
from challenges.moments import today
from onsite.actions import may_mark
from onsite.models import Session
from onsite.queries import Clash, Slot, counted


@dataclass(frozen=True)
class Reader:
    """Who looks at the timetable, and what they may do with it."""

    user: User
    may_edit: bool
    may_mark: bool
    may_mark_day: bool
    may_note: bool


def reader(user: User, challenge: Challenge) -> Reader:
    return Reader(
        user=user,
        may_edit=user.has_perm("onsite.edit_timetable", challenge),
        may_mark=user.has_perm("onsite.mark_session_held", challenge),
        may_mark_day=user.has_perm("onsite.mark_day_held", challenge),
        may_note=user.has_perm("feedback.write_note", challenge),
    )


@dataclass(frozen=True)
class Cell:
    """One session as the page shows it."""

    pk: int
    title: str
    look: str
    times: str
    track: str
    who: str
    room: str
    going: str
    is_meeting: bool
    is_mine: bool
    is_held: bool
    may_mark: bool
    url: str
    note_url: str  # where the reader writes an evidence note for it; empty where they do not
    warnings: list[str]
    hints: list[str]


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
    to_hold: int = 0
    has_come: bool = False

    @property
    def iso(self) -> str:
        return self.date.isoformat()

    @property
    def who_goes(self) -> str:
        return f"Say who goes ({counted(self.without_a_peer, 'session has', 'sessions have')} no peer yet)"


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
    days = []
    for date in sorted({*on_site, *by_day}):
        day = Day(date, on_site.index(date) + 1 if date in on_site else None, has_come=date <= today())
        rows: dict[datetime.time, list[Cell]] = defaultdict(list)
        for slot in by_day[date]:
            rows[slot.session.starts].append(made[slot.session.pk])
            if slot.session.is_meeting:
                day.without_a_peer += not slot.has_peer
                day.to_hold += slot.session.held_at is None
        day.rows = [Row(starts, cells) for starts, cells in sorted(rows.items())]
        day.tracks = len({slot.session.track for slot in by_day[date]} - {Session.ALL_TRACKS})
        days.append(day)
    return days


def cells_of(slots: Sequence[Slot], clashes: Iterable[Clash], reader: Reader, challenge: Challenge) -> list[Cell]:
    """A cell for each of these sessions."""
    warnings: dict[int, list[str]] = defaultdict(list)
    hints: dict[int, list[str]] = defaultdict(list)
    for clash in clashes:
        for pk in clash.sessions:
            (hints if clash.is_hint else warnings)[pk].append(clash.sentence)
    page = reverse("onsite:session", args=[challenge.slug, 0]).replace("/0/", "/{}/")
    note = f"{reverse('feedback:note_add', args=[challenge.slug])}?session=" if reader.may_note else ""
    day = today()
    cells = []
    for slot in slots:
        session = slot.session
        session.challenge = challenge
        going = [attendee.pk for attendee in slot.going]
        cells.append(
            Cell(
                pk=session.pk,
                title=session.title,
                look=_look(session, is_mine=reader.user.pk in going),
                times=session.times,
                track="" if session.track == Session.ALL_TRACKS else session.track,
                who=session.who if session.who.casefold() != session.title.casefold() else "",
                room=session.room.name if session.room else "",
                going=", ".join(attendee.name for attendee in slot.going),
                is_meeting=session.is_meeting,
                is_mine=reader.user.pk in going,
                is_held=session.held_at is not None,
                may_mark=(
                    reader.may_mark
                    and session.held_at is None
                    and session.is_meeting
                    and session.day <= day
                    and may_mark(session, reader.user, going=going)
                ),
                url=page.format(session.pk),
                note_url=f"{note}{session.pk}" if note and session.is_meeting else "",
                warnings=warnings[session.pk],
                hints=hints[session.pk],
            )
        )
    return cells


def _look(session: Session, *, is_mine: bool) -> str:
    look = f"session--{session.track.lower()}"
    if not session.is_meeting:
        look += " session--break"
    return f"{look} session--mine" if is_mine else look
