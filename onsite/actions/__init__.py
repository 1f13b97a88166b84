"""What may be done with the timetable, its sessions and the no-surprises notes."""

from onsite.actions.coverage import speak_to_key_line, speak_to_line
from onsite.actions.daily_notes import edit_daily_note, mark_daily_note_seen, share_daily_note, write_daily_note
from onsite.actions.ending import end_onsite
from onsite.actions.held import mark_day_held, mark_session_held, mark_session_not_held
from onsite.actions.sessions import SHOWN, add_session, edit_session, name_participants, remove_session
from onsite.actions.timetable import TrackPlan, fill_day, fill_timetable, move_sessions

__all__ = [
    "SHOWN",
    "TrackPlan",
    "add_session",
    "edit_daily_note",
    "edit_session",
    "end_onsite",
    "fill_day",
    "fill_timetable",
    "mark_daily_note_seen",
    "mark_day_held",
    "mark_session_held",
    "mark_session_not_held",
    "move_sessions",
    "name_participants",
    "remove_session",
    "share_daily_note",
    "speak_to_key_line",
    "speak_to_line",
    "write_daily_note",
]
