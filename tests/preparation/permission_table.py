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
    ("preparation.decide_interests", Stage.SCOPING, ""),
    ("preparation.decide_interests", Stage.ON_SITE, MANAGERS),
    ("preparation.decide_interests", Stage.CLOSED, ""),
    ("preparation.declare_interests", Stage.SCOPING, ""),
    ("preparation.declare_interests", Stage.PREPARATION, TEAM),
    ("preparation.declare_interests", Stage.CLOSED, ""),
    ("preparation.view_profiles", Stage.SCOPING, ""),
    ("preparation.view_profiles", Stage.PREPARATION, f"{LGA} {TEAM} {COUNCIL}"),
    ("preparation.view_contact", Stage.SCOPING, ""),
    ("preparation.view_contact", Stage.PREPARATION, f"{LGA} {TEAM}"),
    ("preparation.view_agreements", Stage.SCOPING, f"{LGA} {TEAM} {COUNCIL} contributor moderator"),
    ("preparation.accept_agreements", Stage.SCOPING, f"{TEAM} contributor moderator"),
    ("preparation.accept_agreements", Stage.CLOSED, f"{TEAM} contributor moderator"),
    ("preparation.write_agreement", Stage.SCOPING, f"{MANAGERS} organiser"),
    ("preparation.write_agreement", Stage.CLOSED, ""),
    ("preparation.invite_person", Stage.SCOPING, ""),
    ("preparation.invite_person", Stage.PREPARATION, f"{MANAGERS} co_ordinator"),
    ("preparation.invite_person", Stage.ON_SITE, f"{MANAGERS} co_ordinator"),
    ("preparation.invite_person", Stage.FEEDBACK, ""),
    ("preparation.withdraw_place", Stage.PREPARATION, f"{MANAGERS} co_ordinator"),
    ("preparation.withdraw_place", Stage.FEEDBACK, ""),
    ("preparation.view_documents", Stage.SCOPING, ""),
    ("preparation.view_documents", Stage.PREPARATION, f"{LGA} {TEAM} {COUNCIL} contributor"),
    ("preparation.view_documents", Stage.EVALUATION, f"{LGA} {TEAM} {COUNCIL} contributor"),
    ("preparation.view_readings", Stage.SCOPING, ""),
    ("preparation.view_readings", Stage.PREPARATION, f"{LGA} {TEAM}"),
    ("preparation.upload_documents", Stage.SCOPING, ""),
    ("preparation.upload_documents", Stage.PREPARATION, f"{COUNCIL} contributor"),
    ("preparation.upload_documents", Stage.CASE_REVIEW, f"{COUNCIL} contributor"),
    ("preparation.upload_documents", Stage.ON_SITE, f"{COUNCIL} contributor"),
    ("preparation.upload_documents", Stage.FEEDBACK, ""),
    ("preparation.ask_contributor", Stage.SCOPING, ""),
    ("preparation.ask_contributor", Stage.PREPARATION, COUNCIL),
    ("preparation.ask_contributor", Stage.FEEDBACK, ""),
    ("preparation.mark_read", Stage.PREPARATION, "lead_peer peer"),
    ("preparation.mark_read", Stage.CLOSED, ""),
    ("preparation.add_document", Stage.PREPARATION, MANAGERS),
    ("preparation.add_document", Stage.FEEDBACK, ""),
    ("preparation.end_preparation", Stage.PREPARATION, MANAGERS),
    ("preparation.end_preparation", Stage.CASE_REVIEW, ""),
]
