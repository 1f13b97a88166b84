"""The end of the stage, and what stays when the notes go."""

from __future__ import annotations

from django.db import transaction

from casereview import counts
from casereview.models import CaseReviewCount
from challenges import actions as challenge_actions
from challenges import audit
from challenges.lifecycle import Stage
from challenges.models import Audience, Challenge, User


@transaction.atomic
def keep_counts(challenge: Challenge, *, by: User) -> None:
    """Before the notes on cases go: keep how many cases there were and how often each tag was given, and no more."""
    rows = counts.counted(challenge)
    if not rows or challenge.case_review_counts.exists():
        return
    CaseReviewCount.objects.bulk_create(rows)
    audit.record(
        "cases.counts_kept",
        "kept the counts of the case review, without a case or a person",
        by=by,
        challenge=challenge,
        target=challenge,
        audience=Audience.TEAM,
    )


@transaction.atomic
def end_case_review(challenge: Challenge, *, by: User, override_reason: str = "") -> Challenge:
    """End the case review and go on to the on-site week."""
    return challenge_actions.end_stage(challenge, Stage.CASE_REVIEW, by=by, override_reason=override_reason)
