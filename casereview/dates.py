"""Which milestones the case review has reached."""

from __future__ import annotations

from casereview.models import CaseReviewReport
from casereview.queries import progress
from challenges.models import Challenge


def reached(challenge: Challenge) -> set[str]:
    """The lists once cases stand, the review once each is finished, the report once it is shared."""
    counts = progress(challenge)
    codes = {"child_lists"} if counts.sampled else set()
    if counts.is_complete:
        codes.add("case_review")
    if CaseReviewReport.objects.filter(challenge=challenge, shared_at__isnull=False).exists():
        codes.add("case_report")
    return codes
