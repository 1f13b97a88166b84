"""Which milestones the case review has reached."""

from __future__ import annotations

from casereview.models import CaseReviewReport, ChildLists
from casereview.queries import progress
from challenges.models import Challenge


def reached(challenge: Challenge) -> set[str]:
    """The lists once they are kept or cases stand, the review once each is finished, the report once it is shared."""
    counts = progress(challenge)
    lists_in = counts.sampled or ChildLists.objects.filter(challenge=challenge, kept_at__isnull=False).exists()
    codes = {"child_lists"} if lists_in else set()
    if counts.is_complete:
        codes.add("case_review")
    if CaseReviewReport.objects.filter(challenge=challenge, shared_at__isnull=False).exists():
        codes.add("case_report")
    return codes
