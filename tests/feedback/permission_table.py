"""Who may do what with evidence notes, findings and the presentation."""

from challenges.lifecycle import Stage

READERS = "programme_manager challenge_manager adviser lead_peer peer observer"
WRITERS = "programme_manager challenge_manager lead_peer peer"
LEADERS = "programme_manager challenge_manager lead_peer"

MATRIX = [
    ("feedback.view_notes", Stage.PREPARATION, ""),
    ("feedback.view_notes", Stage.CASE_REVIEW, READERS),
    ("feedback.view_notes", Stage.FEEDBACK, READERS),
    ("feedback.view_notes", Stage.CLOSED, READERS),
    ("feedback.write_note", Stage.PREPARATION, ""),
    ("feedback.write_note", Stage.CASE_REVIEW, WRITERS),
    ("feedback.write_note", Stage.ON_SITE, WRITERS),
    ("feedback.write_note", Stage.FEEDBACK, WRITERS),
    ("feedback.write_note", Stage.REPORTING, ""),
    ("feedback.edit_note", Stage.ON_SITE, WRITERS),
    ("feedback.edit_note", Stage.REPORTING, ""),
    ("feedback.share_note", Stage.ON_SITE, WRITERS),
    ("feedback.share_note", Stage.REPORTING, ""),
    ("feedback.view_findings", Stage.CASE_REVIEW, ""),
    ("feedback.view_findings", Stage.ON_SITE, READERS),
    ("feedback.view_findings", Stage.FEEDBACK, READERS),
    ("feedback.view_findings", Stage.REPORTING, READERS),
    ("feedback.write_finding", Stage.CASE_REVIEW, ""),
    ("feedback.write_finding", Stage.ON_SITE, WRITERS),
    ("feedback.write_finding", Stage.FEEDBACK, WRITERS),
    ("feedback.write_finding", Stage.REPORTING, ""),
    ("feedback.edit_finding", Stage.FEEDBACK, WRITERS),
    ("feedback.edit_finding", Stage.REPORTING, ""),
    ("feedback.set_aside_finding", Stage.FEEDBACK, WRITERS),
    ("feedback.set_aside_finding", Stage.REPORTING, ""),
    ("feedback.take_up_finding", Stage.FEEDBACK, WRITERS),
    ("feedback.take_up_finding", Stage.REPORTING, ""),
    ("feedback.move_finding", Stage.FEEDBACK, WRITERS),
    ("feedback.move_finding", Stage.REPORTING, ""),
    ("feedback.view_presentation", Stage.CASE_REVIEW, ""),
    ("feedback.view_presentation", Stage.ON_SITE, READERS),
    ("feedback.view_presentation", Stage.FEEDBACK, READERS),
    ("feedback.view_presentation", Stage.REPORTING, f"{READERS} sponsor organiser"),
    ("feedback.view_presentation", Stage.CLOSED, f"{READERS} sponsor organiser"),
    ("feedback.edit_presentation", Stage.CASE_REVIEW, ""),
    ("feedback.edit_presentation", Stage.ON_SITE, LEADERS),
    ("feedback.edit_presentation", Stage.FEEDBACK, LEADERS),
    ("feedback.edit_presentation", Stage.REPORTING, ""),
    ("feedback.give_presentation", Stage.ON_SITE, ""),
    ("feedback.give_presentation", Stage.FEEDBACK, "challenge_manager lead_peer"),
    ("feedback.give_presentation", Stage.REPORTING, ""),
]
