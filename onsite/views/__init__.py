"""The pages of the timetable, its sessions and the no-surprises notes."""

from onsite.views.coverage import coverage, coverage_key_line, coverage_line
from onsite.views.daily_notes import (
    daily_note_add,
    daily_note_edit,
    daily_note_list,
    daily_note_mark_seen,
    daily_note_share,
)
from onsite.views.days import day_fill, day_mark_held
from onsite.views.ending import onsite_end
from onsite.views.sessions import (
    session,
    session_add,
    session_edit,
    session_mark_held,
    session_mark_not_held,
    session_participants,
    session_remove,
)
from onsite.views.timetable import timetable, timetable_fill, today

__all__ = [
    "coverage",
    "coverage_key_line",
    "coverage_line",
    "daily_note_add",
    "daily_note_edit",
    "daily_note_list",
    "daily_note_mark_seen",
    "daily_note_share",
    "day_fill",
    "day_mark_held",
    "onsite_end",
    "session",
    "session_add",
    "session_edit",
    "session_mark_held",
    "session_mark_not_held",
    "session_participants",
    "session_remove",
    "timetable",
    "timetable_fill",
    "today",
]
