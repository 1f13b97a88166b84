"""Puts the scoping proposal together from the scope and the programme."""

from __future__ import annotations

import datetime
from typing import Any

from challenges.lifecycle import Stage
from challenges.models import Challenge
from scoping.models import ScopingProposal
from scoping.queries import is_written
from scoping.scope_changes import marked


def pdf_context(
    challenge: Challenge,
    scope: dict[str, Any],
    *,
    number: int,
    made_on: datetime.date,
    sent: ScopingProposal | None = None,
) -> dict[str, Any]:
    """What templates/scoping/pdf/proposal.html says. `sent` is the version the council had last: what is different from
    it stands at the end, marked."""
    plan = challenge.programme.plan
    return {
        "title": "Scoping proposal",
        "version_line": f"Version {number}, made on {made_on:%-d %B %Y}",
        "core": [theme for theme in scope["themes"] if theme["kind"] != "module"],
        "modules": [theme for theme in scope["themes"] if theme["kind"] == "module"],
        "themes": scope["themes"],
        "derived": any(theme["derived"] for theme in scope["themes"]),
        "key_lines": scope["key_lines"],
        "people": scope["people"],
        "milestones": scope["dates"]["milestones"],
        "team": scope["team"],
        "also": scope["responsibilities"]["also"],
        "confidentiality": scope["confidentiality"],
        "feedback": scope["feedback"],
        "cases": plan.case_review.cases if Stage.CASE_REVIEW in plan.stages else 0,
        "has_report": Stage.REPORTING in plan.stages and is_written(challenge, scope),
        "has_recommendations": bool(plan.limits.recommendations),
        "accuracy_working_days": plan.report.accuracy_working_days,
        "has_evaluation": Stage.EVALUATION in plan.stages,
        "months_after": plan.evaluation.months_after,
        "publication": plan.publication,
        "compared_with": sent.number if sent else None,
        "changes": marked(sent.scope, scope) if sent else [],
    }
