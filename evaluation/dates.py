"""Which milestones the evaluation has reached."""

from __future__ import annotations

from challenges.models import Challenge
from evaluation.models import EvaluationInterview


def reached(challenge: Challenge) -> set[str]:
    """The interview once it is recorded."""
    return {"evaluation"} if EvaluationInterview.objects.filter(challenge=challenge).exists() else set()
