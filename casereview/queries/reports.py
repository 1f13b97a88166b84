"""The case review report."""

from __future__ import annotations

from django.db.models import Q

from casereview.models import CaseMessage, CaseReviewReport, Concern
from casereview.queries.counted import FEW
from casereview.queries.identifiers import codes_by_place, small_numbers
from casereview.queries.messages import in_report, messages
from challenges.models import Audience, Challenge, RenderedDocument, User

REPORT_PARTS = {  # the parts a report needs before it is shared
    "overall_messages": "overall messages",
    "strengths": "strengths",
    "areas": "areas for consideration",
}


# What people call each part, in the order of the report (domain: purpose and method come first, the counts by aspect and
# by stage before the council's own audits).
REPORT_LABELS = {
    "overall_messages": "Overall messages",
    "strengths": "Strengths",
    "areas": "Areas for consideration",
    "audit_validation": "The council’s own audits",
    "data_quality": "Data quality",
    "lines_for_on_site": "Lines of enquiry for the on-site week",
    "immediate_issues": "Immediate issues and what the council did",
}
REPORT_TEXTS = list(REPORT_LABELS)


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
    return sentences + codes_by_place(report.challenge, texts_by_place(report))


def texts_by_place(report: CaseReviewReport) -> dict[str, str]:
    """What the report says, by what people call each part."""
    return {label: getattr(report, name) for name, label in REPORT_LABELS.items()}


def pointed_out(report: CaseReviewReport | None) -> list[str]:
    """What to think about before it is shared, as sentences; nothing here stands in the way."""
    if report is None:
        return []
    return [
        f"“{words}” in “{place}”: a number below {FEW} can lead to a child. Say it without the number."
        for place, words in small_numbers(texts_by_place(report))
    ]


def concerns_known_to(challenge: Challenge, reader: User) -> int:
    """How many immediate concerns were raised that this person was told of, or raised: the report says what became of them."""
    known = Q(raised_by=reader) | Q(told__person=reader)
    return Concern.objects.filter(known, challenge=challenge).distinct().count()


def lines_to_share(challenge: Challenge, report: CaseReviewReport) -> list[CaseMessage]:
    """The lines of enquiry whose words stand in the report: with it, they reach the council for the week on site."""
    standing = in_report(report, messages(challenge).filter(kind=CaseMessage.Kind.LINE))
    return [each.message for each in standing if each.is_there]
