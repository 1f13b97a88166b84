"""Who may, in the scoping stage."""

from challenges.lifecycle import Stage

LGA = "programme_manager challenge_manager co_ordinator adviser"
TEAM = "lead_peer peer observer"
COUNCIL = "sponsor organiser"
MANAGERS = "programme_manager challenge_manager"

MATRIX = [
    ("scoping.view_scope", Stage.SCOPING, f"{LGA} {TEAM} {COUNCIL}"),
    ("scoping.view_scope", Stage.CLOSED, f"{LGA} {TEAM} {COUNCIL}"),
    ("scoping.view_meeting", Stage.SCOPING, f"{LGA} {TEAM} {COUNCIL}"),
    ("scoping.view_meeting", Stage.CLOSED, f"{LGA} {TEAM} {COUNCIL}"),
    ("scoping.record_meeting", Stage.SCOPING, MANAGERS),
    ("scoping.record_meeting", Stage.PREPARATION, ""),
    ("scoping.choose_probes", Stage.SCOPING, f"{MANAGERS} {COUNCIL}"),
    ("scoping.choose_probes", Stage.PREPARATION, ""),
    ("scoping.edit_terms", Stage.SCOPING, MANAGERS),
    ("scoping.edit_terms", Stage.PREPARATION, ""),
    ("scoping.comment_proposal", Stage.SCOPING, COUNCIL),
    ("scoping.comment_proposal", Stage.PREPARATION, ""),
    ("scoping.answer_comment", Stage.SCOPING, MANAGERS),
    ("scoping.answer_comment", Stage.PREPARATION, ""),
    ("scoping.choose_themes", Stage.SCOPING, MANAGERS),
    ("scoping.choose_themes", Stage.PREPARATION, ""),
    ("scoping.add_key_line", Stage.SCOPING, f"{MANAGERS} {COUNCIL}"),
    ("scoping.add_key_line", Stage.PREPARATION, ""),
    ("scoping.edit_key_line", Stage.SCOPING, f"{MANAGERS} {COUNCIL}"),
    ("scoping.edit_key_line", Stage.PREPARATION, ""),
    ("scoping.remove_key_line", Stage.SCOPING, MANAGERS),
    ("scoping.remove_key_line", Stage.PREPARATION, ""),
    ("scoping.view_proposal", Stage.SCOPING, f"{LGA} {TEAM} {COUNCIL}"),
    ("scoping.view_proposal", Stage.CLOSED, f"{LGA} {TEAM} {COUNCIL}"),
    ("scoping.view_unsent_proposal", Stage.SCOPING, LGA),
    ("scoping.view_unsent_proposal", Stage.PREPARATION, LGA),
    ("scoping.make_proposal", Stage.SCOPING, MANAGERS),
    ("scoping.make_proposal", Stage.PREPARATION, ""),
    ("scoping.send_proposal", Stage.SCOPING, MANAGERS),
    ("scoping.send_proposal", Stage.PREPARATION, ""),
    ("scoping.agree_proposal", Stage.SCOPING, "sponsor"),
    ("scoping.agree_proposal", Stage.PREPARATION, ""),
]
