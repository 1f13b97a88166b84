"""Who may do what with the timetable and the no-surprises notes."""

from challenges.lifecycle import Stage

READERS = "programme_manager challenge_manager co_ordinator adviser lead_peer peer observer sponsor organiser"
PLANNERS = "programme_manager challenge_manager co_ordinator organiser"
TEAM = "programme_manager challenge_manager lead_peer peer"
NOTE_READERS = f"{TEAM} observer sponsor"
LEADERS = "lead_peer challenge_manager"

MATRIX = [
    ("onsite.view_timetable", Stage.SCOPING, ""),
    ("onsite.view_timetable", Stage.PREPARATION, READERS),
    ("onsite.view_timetable", Stage.ON_SITE, READERS),
    ("onsite.view_timetable", Stage.CLOSED, READERS),
    ("onsite.view_sessions", Stage.SCOPING, ""),
    ("onsite.view_sessions", Stage.PREPARATION, f"{READERS} contributor"),
    ("onsite.view_sessions", Stage.CLOSED, f"{READERS} contributor"),
    ("onsite.edit_timetable", Stage.SCOPING, ""),
    ("onsite.edit_timetable", Stage.PREPARATION, PLANNERS),
    ("onsite.edit_timetable", Stage.CASE_REVIEW, PLANNERS),
    ("onsite.edit_timetable", Stage.ON_SITE, PLANNERS),
    ("onsite.edit_timetable", Stage.FEEDBACK, ""),
    ("onsite.mark_session_held", Stage.CASE_REVIEW, ""),
    ("onsite.mark_session_held", Stage.ON_SITE, TEAM),
    ("onsite.mark_session_held", Stage.FEEDBACK, ""),
    ("onsite.mark_day_held", Stage.CASE_REVIEW, ""),
    ("onsite.mark_day_held", Stage.ON_SITE, "programme_manager challenge_manager lead_peer"),
    ("onsite.mark_day_held", Stage.FEEDBACK, ""),
    ("onsite.view_daily_notes", Stage.CASE_REVIEW, ""),
    ("onsite.view_daily_notes", Stage.ON_SITE, NOTE_READERS),
    ("onsite.view_daily_notes", Stage.REPORTING, NOTE_READERS),
    ("onsite.write_daily_note", Stage.CASE_REVIEW, ""),
    ("onsite.write_daily_note", Stage.ON_SITE, LEADERS),
    ("onsite.write_daily_note", Stage.FEEDBACK, ""),
    ("onsite.share_daily_note", Stage.ON_SITE, LEADERS),
    ("onsite.share_daily_note", Stage.FEEDBACK, ""),
    ("onsite.mark_daily_note_seen", Stage.CASE_REVIEW, ""),
    ("onsite.mark_daily_note_seen", Stage.ON_SITE, "sponsor"),
    ("onsite.mark_daily_note_seen", Stage.FEEDBACK, "sponsor"),
    ("onsite.end_onsite", Stage.CASE_REVIEW, ""),
    ("onsite.end_onsite", Stage.ON_SITE, LEADERS),
    ("onsite.end_onsite", Stage.FEEDBACK, ""),
]
