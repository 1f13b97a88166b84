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
    ("challenges.check_text", Stage.CASE_REVIEW, f"{LGA} lead_peer peer {COUNCIL}"),
    ("challenges.watch_names", Stage.PREPARATION, COUNCIL),
    ("challenges.watch_names", Stage.CLOSED, ""),
    ("challenges.view_mail", Stage.SCOPING, LGA),
    ("challenges.mend_mail", Stage.SCOPING, LGA),
]
