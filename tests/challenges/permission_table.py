"""Who may, in the bottom app."""

from challenges.lifecycle import Stage

LGA = "programme_manager challenge_manager co_ordinator adviser"
TEAM = "lead_peer peer observer"
COUNCIL = "sponsor organiser"

MATRIX = [
    ("challenges.view_challenge", Stage.SCOPING, f"{LGA} {TEAM} {COUNCIL} contributor moderator"),
    ("challenges.view_history", Stage.SCOPING, f"{LGA} {TEAM} {COUNCIL}"),
    ("challenges.view_openings", Stage.SCOPING, "programme_manager"),
    ("challenges.view_openings", Stage.CLOSED, "programme_manager"),
    ("challenges.view_retention", Stage.SCOPING, f"programme_manager challenge_manager {COUNCIL}"),
    ("challenges.view_retention", Stage.CLOSED, f"programme_manager challenge_manager {COUNCIL}"),
    ("challenges.hold_retention", Stage.CLOSED, "programme_manager"),
    ("challenges.view_people", Stage.SCOPING, f"{LGA} {TEAM} {COUNCIL}"),
    ("challenges.add_person", Stage.SCOPING, f"programme_manager challenge_manager co_ordinator {COUNCIL}"),
    ("challenges.add_person", Stage.CLOSED, ""),
    ("challenges.hand_over", Stage.SCOPING, f"{LGA} {COUNCIL}"),
    ("challenges.hand_over", Stage.CLOSED, ""),
    ("challenges.see_as", Stage.SCOPING, "programme_manager"),
    ("challenges.see_as", Stage.CLOSED, "programme_manager"),
    ("challenges.agree_observer", Stage.SCOPING, COUNCIL),
    ("challenges.agree_observer", Stage.CLOSED, ""),
    ("challenges.retry_document", Stage.SCOPING, f"{LGA} lead_peer peer {COUNCIL}"),
    ("challenges.upload_files", Stage.PREPARATION, f"{COUNCIL} contributor"),
    ("challenges.upload_files", Stage.CLOSED, ""),
    ("challenges.view_milestones", Stage.SCOPING, f"{LGA} {TEAM} {COUNCIL}"),
    ("challenges.change_dates", Stage.SCOPING, "programme_manager challenge_manager"),
    ("challenges.change_dates", Stage.CLOSED, ""),
    ("challenges.change_dates", Stage.WITHDRAWN, ""),
    ("challenges.mark_milestone", Stage.SCOPING, f"{LGA} lead_peer {COUNCIL}"),
    ("challenges.mark_milestone", Stage.CLOSED, ""),
    ("challenges.enter_school_holidays", Stage.SCOPING, f"programme_manager challenge_manager {COUNCIL}"),
    ("challenges.enter_school_holidays", Stage.CLOSED, ""),
    ("challenges.pause_challenge", Stage.ON_SITE, "programme_manager"),
    ("challenges.pause_challenge", Stage.CLOSED, ""),
    ("challenges.resume_challenge", Stage.ON_SITE, "programme_manager"),
    ("challenges.resume_challenge", Stage.WITHDRAWN, ""),
    ("challenges.withdraw_challenge", Stage.REPORTING, "programme_manager"),
    ("challenges.withdraw_challenge", Stage.EVALUATION, ""),
    ("challenges.withdraw_challenge", Stage.WITHDRAWN, ""),
    ("challenges.ask_to_pause", Stage.SCOPING, "sponsor"),
    ("challenges.ask_to_pause", Stage.CLOSED, ""),
    ("challenges.answer_pause", Stage.SCOPING, "programme_manager"),
    ("challenges.answer_pause", Stage.WITHDRAWN, ""),
    ("challenges.check_text", Stage.CASE_REVIEW, f"{LGA} lead_peer peer {COUNCIL}"),
    ("challenges.watch_names", Stage.PREPARATION, COUNCIL),
    ("challenges.watch_names", Stage.CLOSED, ""),
    # The challenge of this table is of the LGA's programme; tests/challenges/test_together.py asks of regional ones.
    ("challenges.view_visits", Stage.SCOPING, ""),
    ("challenges.match_visitors", Stage.SCOPING, ""),
    ("challenges.view_group", Stage.SCOPING, ""),
    ("challenges.view_mail", Stage.SCOPING, LGA),
    ("challenges.mend_mail", Stage.SCOPING, LGA),
]
