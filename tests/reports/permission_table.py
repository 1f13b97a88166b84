"""Who may do what with the report."""

from challenges.lifecycle import Stage

LGA = "programme_manager challenge_manager co_ordinator adviser"
TEAM = "lead_peer peer observer"
READERS = "programme_manager challenge_manager adviser lead_peer peer observer"
MANAGERS = "programme_manager challenge_manager"

MATRIX = [
    ("reports.view_report", Stage.FEEDBACK, ""),
    ("reports.view_report", Stage.REPORTING, f"{LGA} {TEAM} sponsor organiser"),
    ("reports.view_report", Stage.CLOSED, f"{LGA} {TEAM} sponsor organiser"),
    ("reports.view_draft", Stage.FEEDBACK, ""),
    ("reports.view_draft", Stage.REPORTING, READERS),
    ("reports.view_draft", Stage.EVALUATION, READERS),
    ("reports.view_sent_draft", Stage.FEEDBACK, ""),
    ("reports.view_sent_draft", Stage.REPORTING, f"{READERS} sponsor"),
    ("reports.view_final", Stage.FEEDBACK, ""),
    ("reports.view_final", Stage.EVALUATION, f"{LGA} {TEAM} sponsor organiser"),
    ("reports.make_report", Stage.FEEDBACK, ""),
    ("reports.make_report", Stage.REPORTING, MANAGERS),
    ("reports.make_report", Stage.EVALUATION, ""),
    ("reports.write_report", Stage.FEEDBACK, ""),
    ("reports.write_report", Stage.REPORTING, "challenge_manager lead_peer"),
    ("reports.write_report", Stage.EVALUATION, ""),
    ("reports.agree_report", Stage.REPORTING, "lead_peer"),
    ("reports.agree_report", Stage.EVALUATION, ""),
    ("reports.review_quality", Stage.REPORTING, "programme_manager adviser"),
    ("reports.review_quality", Stage.EVALUATION, ""),
    ("reports.send_report", Stage.REPORTING, MANAGERS),
    ("reports.send_report", Stage.EVALUATION, ""),
    ("reports.view_accuracy", Stage.FEEDBACK, ""),
    ("reports.view_accuracy", Stage.REPORTING, f"{READERS} sponsor"),
    ("reports.view_accuracy", Stage.CLOSED, f"{READERS} sponsor"),
    ("reports.answer_accuracy", Stage.REPORTING, "sponsor"),
    ("reports.answer_accuracy", Stage.EVALUATION, ""),
    ("reports.respond_accuracy", Stage.REPORTING, MANAGERS),
    ("reports.respond_accuracy", Stage.EVALUATION, ""),
    ("reports.issue_report", Stage.REPORTING, "programme_manager"),
    ("reports.issue_report", Stage.EVALUATION, ""),
]
