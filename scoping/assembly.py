"""Puts the scoping proposal together from the scope and the programme."""

from __future__ import annotations

import datetime
from typing import Any

from challenges.lifecycle import Stage
from challenges.models import Challenge


def pdf_context(challenge: Challenge, scope: dict[str, Any], *, number: int, made_on: datetime.date) -> dict[str, Any]:
    """What templates/scoping/pdf/proposal.html says."""
    plan = challenge.programme.plan
    return {
        "version_line": f"Version {number}, made on {made_on:%-d %B %Y}",
        "core": [theme for theme in scope["themes"] if theme["kind"] != "module"],
        "modules": [theme for theme in scope["themes"] if theme["kind"] == "module"],
        "key_lines": scope["key_lines"],
        "people": scope["people"],
        "milestones": [
            each | {"due_on": datetime.date.fromisoformat(each["due_on"])} for each in scope["dates"]["milestones"]
        ],
        "places": [
            {"label": place.label, "how_many": how_many(place.least, place.most), "days": place.days}
            for place in plan.team
        ],
        "cases": plan.case_review.cases if Stage.CASE_REVIEW in plan.stages else 0,
        "has_report": Stage.REPORTING in plan.stages,
        "has_recommendations": bool(plan.limits.recommendations),
        "accuracy_working_days": plan.report.accuracy_working_days,
        "has_evaluation": Stage.EVALUATION in plan.stages,
        "months_after": plan.evaluation.months_after,
    }


def how_many(least: int, most: int) -> str:
    """As: 1, 3 to 4, up to 1."""
    if least == most:
        return str(most)
    return f"{least} to {most}" if least else f"up to {most}"
