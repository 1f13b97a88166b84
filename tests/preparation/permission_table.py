"""Who may, in preparation."""

from challenges.lifecycle import Stage

LGA = "programme_manager challenge_manager co_ordinator adviser"
TEAM = "lead_peer peer observer"
COUNCIL = "sponsor organiser"
MANAGERS = "programme_manager challenge_manager"

MATRIX = [
    ("preparation.view_team", Stage.SCOPING, ""),
    ("preparation.view_team", Stage.PREPARATION, f"{LGA} {TEAM} {COUNCIL}"),
    ("preparation.view_team", Stage.CLOSED, f"{LGA} {TEAM} {COUNCIL}"),
    ("preparation.view_invitations", Stage.SCOPING, ""),
    ("preparation.view_invitations", Stage.PREPARATION, f"{LGA} {TEAM}"),
    ("preparation.view_interests", Stage.SCOPING, ""),
    ("preparation.view_interests", Stage.PREPARATION, MANAGERS),
    ("preparation.invite_person", Stage.SCOPING, ""),
    ("preparation.invite_person", Stage.PREPARATION, f"{MANAGERS} co_ordinator"),
    ("preparation.invite_person", Stage.ON_SITE, f"{MANAGERS} co_ordinator"),
    ("preparation.invite_person", Stage.FEEDBACK, ""),
    ("preparation.withdraw_place", Stage.PREPARATION, f"{MANAGERS} co_ordinator"),
    ("preparation.withdraw_place", Stage.FEEDBACK, ""),
    ("preparation.view_documents", Stage.SCOPING, ""),
    ("preparation.view_documents", Stage.PREPARATION, f"{LGA} {TEAM} {COUNCIL}"),
    ("preparation.view_documents", Stage.EVALUATION, f"{LGA} {TEAM} {COUNCIL}"),
    ("preparation.view_readings", Stage.SCOPING, ""),
    ("preparation.view_readings", Stage.PREPARATION, f"{LGA} {TEAM}"),
    ("preparation.upload_documents", Stage.SCOPING, ""),
    ("preparation.upload_documents", Stage.PREPARATION, COUNCIL),
    ("preparation.upload_documents", Stage.CASE_REVIEW, COUNCIL),
    ("preparation.upload_documents", Stage.ON_SITE, COUNCIL),
    ("preparation.upload_documents", Stage.FEEDBACK, ""),
    ("preparation.mark_read", Stage.PREPARATION, "lead_peer peer"),
    ("preparation.mark_read", Stage.CLOSED, ""),
    ("preparation.add_document", Stage.PREPARATION, MANAGERS),
    ("preparation.add_document", Stage.FEEDBACK, ""),
    ("preparation.end_preparation", Stage.PREPARATION, MANAGERS),
    ("preparation.end_preparation", Stage.CASE_REVIEW, ""),
]
