"""Who may, in the evaluation."""

from challenges.lifecycle import Stage

LGA = "programme_manager challenge_manager co_ordinator adviser"
MANAGERS = "programme_manager challenge_manager"

MATRIX = [
    ("evaluation.view_interview", Stage.REPORTING, ""),
    ("evaluation.view_interview", Stage.EVALUATION, f"{LGA} sponsor"),
    ("evaluation.view_interview", Stage.CLOSED, f"{LGA} sponsor"),
    ("evaluation.record_interview", Stage.REPORTING, ""),
    ("evaluation.record_interview", Stage.EVALUATION, MANAGERS),
    ("evaluation.record_interview", Stage.CLOSED, ""),
    ("evaluation.end_evaluation", Stage.REPORTING, ""),
    ("evaluation.end_evaluation", Stage.EVALUATION, MANAGERS),
    ("evaluation.end_evaluation", Stage.CLOSED, ""),
]
