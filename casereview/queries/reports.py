"""The case review report."""

from __future__ import annotations

import re

from casereview.models import Case, CaseReviewReport
from challenges.models import Audience, Challenge, RenderedDocument, User

REPORT_PARTS = {  # the parts a report needs before it is shared
    "overall_messages": "overall messages",
    "strengths": "strengths",
    "areas": "areas for consideration",
}


REPORT_TEXTS = [*REPORT_PARTS, "lines_for_on_site"]


def report(challenge: Challenge) -> CaseReviewReport | None:
    return CaseReviewReport.objects.filter(challenge=challenge).select_related("changed_by", "shared_by").first()


def document_of(report: CaseReviewReport) -> RenderedDocument | None:
    """The newest PDF of the report, with what a page shows of it."""
    documents = RenderedDocument.objects.select_related("job", "file", "challenge").defer("html")
    return documents.filter(pk=report.document_id).first() if report.document_id else None


def shared_report(challenge: Challenge, *, reader: User | None = None) -> CaseReviewReport | None:
    """The case review report, once the council may read it: the appendix of the final report.

    reader: none for who may not read it; left out where we put it into a document of ours.
    """
    reports = CaseReviewReport.objects.visible_to(reader) if reader else CaseReviewReport.objects.all()
    return reports.filter(challenge=challenge, audience=Audience.COUNCIL).first()


def missing_to_share(report: CaseReviewReport | None) -> list[str]:
    """What the report needs before it is shared, as sentences."""
    if report is None:
        return ["Write the report first."]
    empty = [name for part, name in REPORT_PARTS.items() if not getattr(report, part).strip()]
    sentences = [f"Write the {' and the '.join(empty)}."] if empty else []
    text = "\n".join(getattr(report, name) for name in REPORT_TEXTS)
    codes = Case.objects.filter(challenge=report.challenge_id).values_list("code", flat=True)
    named = [f"“{code}” (a case code)" for code in codes if _stands_in(code, text)]
    if named:
        sentences.append(f"Take this out: {', '.join(named)}.")
    return sentences


def _stands_in(code: str, text: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(code)}(?!\w)", text, re.IGNORECASE))
