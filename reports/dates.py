"""Which milestones the report has reached."""

from __future__ import annotations

from challenges.models import Challenge
from reports.models import Report

State = Report.State
# What is behind a report at each point of its way, each with what came before.
REACHED = [
    (State.QUALITY_ASSURANCE, "draft_report"),
    (State.READY_FOR_COUNCIL, "quality_assured"),
    (State.FACTUAL_ACCURACY, "draft_sent"),
    (State.ANSWERED, "accuracy_ends"),
    (State.FINAL, "final_report"),
]


def reached(challenge: Challenge) -> set[str]:
    """Whatever lies behind the report where it stands now."""
    state = Report.objects.filter(challenge=challenge).values_list("state", flat=True).first()
    if state is None:
        return set()
    order = list(State)
    return {code for point, code in REACHED if order.index(State(state)) >= order.index(point)}
