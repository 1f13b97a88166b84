"""Which cases the council audited itself, so that the team says how it sees them beside that audit."""

from __future__ import annotations

from django.db import transaction

from casereview.models import Case, CaseReview
from challenges import audit
from challenges.action_tools import ActionRefused, locked
from challenges.models import Audience, User


@transaction.atomic
def mark_audited(case: Case, *, audited: bool, by: User) -> Case:
    """Say that the council audited this case too, or that it did not; while nobody has finished it.

    The mark stays once its reviewer has noted something beside the audit: what they wrote would be nowhere.
    """
    case = locked(case)
    if case.to_validate == audited:
        return case
    review = CaseReview.objects.filter(case=case).first()
    if review and review.finished_at:
        raise ActionRefused(f"{case} is finished. Its reviewer reopens it first.")
    if review and not audited and (review.audit_view or review.audit_why.strip()):
        raise ActionRefused(f"The reviewer of {case} has noted something beside the council’s own audit, so it stays.")
    case.to_validate = audited
    case.save(update_fields=["to_validate"])
    audit.record(
        "case.audited" if audited else "case.not_audited",
        f"noted that the council audited case {case} too"
        if audited
        else f"noted that the council did not audit case {case}",
        by=by,
        challenge=case.challenge,
        target=case,
        audience=Audience.TEAM,
    )
    return case
