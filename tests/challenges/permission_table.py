"""Who may, in the bottom app."""

from challenges.lifecycle import Stage

LGA = "programme_manager challenge_manager co_ordinator adviser"
TEAM = "lead_peer peer observer"
COUNCIL = "sponsor organiser"

MATRIX = [
    ("challenges.view_challenge", Stage.SCOPING, f"{LGA} {TEAM} {COUNCIL} contributor moderator"),
    ("challenges.view_history", Stage.SCOPING, f"{LGA} {TEAM} {COUNCIL}"),
    ("challenges.view_people", Stage.SCOPING, f"{LGA} {TEAM} {COUNCIL}"),
    ("challenges.add_person", Stage.SCOPING, "programme_manager challenge_manager co_ordinator"),
    ("challenges.add_person", Stage.CLOSED, ""),
    ("challenges.view_milestones", Stage.SCOPING, f"{LGA} {TEAM} {COUNCIL}"),
    ("challenges.view_mail", Stage.SCOPING, LGA),
    ("challenges.mend_mail", Stage.SCOPING, LGA),
]
