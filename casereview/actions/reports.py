"""The case review report: written, made into a PDF, shared."""

from __future__ import annotations

from django.db import transaction

from casereview import notifications, phases, queries
from casereview.models import CaseReviewReport
from challenges import audit, documents, text_check
from challenges.action_tools import ActionRefused, check_clean, locked, save_edit
from challenges.models import Audience, Challenge, RenderedDocument, Role, User
from challenges.moments import now
from challenges.queries import people

TITLE = "Case review report"


@transaction.atomic
def write_report(
    challenge: Challenge,
    *,
    by: User,
    version: int,
    overall_messages: str,
    strengths: str,
    areas: str,
    lines_for_on_site: str,
    make_pdf: bool = False,
) -> CaseReviewReport:
    """Write the case review report, or change it, and make its PDF if asked; its words are frozen once it is shared."""
    if phases.reads_own_cases_first(by, challenge):
        raise ActionRefused(
            "Finish your own cases first. Then you read what the others noted, and write about all of it."
        )
    moment = now()
    report, _made = CaseReviewReport.objects.get_or_create(
        challenge=challenge,
        defaults={
            "audience": Audience.TEAM,
            "written_by": by,
            "written_at": moment,
            "changed_by": by,
            "changed_at": moment,
        },
    )
    report = locked(report)
    if report.shared_at:
        raise ActionRefused("The report is shared with the council. Its words stay as they are.")
    words = {
        "overall_messages": overall_messages,
        "strengths": strengths,
        "areas": areas,
        "lines_for_on_site": lines_for_on_site,
    }
    text_check.must_be_clean(challenge, words, audience=Audience.TEAM)
    report, was, becomes = save_edit(report, by=by, version=version, changes=words)
    audit.record(
        "case_review_report.written",
        "wrote the case review report",
        by=by,
        challenge=challenge,
        target=report,
        audience=Audience.TEAM,
        was=was,
        becomes=becomes,
    )
    if make_pdf:
        make_draft(challenge, by=by)
    return report


@transaction.atomic
def make_draft(challenge: Challenge, *, by: User) -> RenderedDocument:
    """Ask for the PDF of the report as it stands, for the team."""
    report = CaseReviewReport.objects.select_for_update(of=("self",)).filter(challenge=challenge).first()
    if report is None:
        raise ActionRefused("Write the report first, then make the PDF.")
    if report.shared_at:
        raise ActionRefused("The report is shared with the council. Its PDF stands for good.")
    report.document = _ask_for_pdf(report, by=by, draft=True)
    report.save(update_fields=["document"])
    audit.record(
        "case_review_report.draft_made",
        "made the draft PDF of the case review report",
        by=by,
        challenge=challenge,
        target=report,
        audience=Audience.TEAM,
    )
    return report.document


@transaction.atomic
def share_report(challenge: Challenge, *, by: User, version: int, subject: str, body: str) -> CaseReviewReport:
    """Share the report with the council and tell the sponsor; its words and its PDF stand from then on."""
    report = CaseReviewReport.objects.select_for_update(of=("self",)).filter(challenge=challenge).first()
    if report and report.shared_at:
        raise ActionRefused("The report is shared already.")
    missing = queries.missing_to_share(report)
    if report is None or missing:
        raise ActionRefused(" ".join(missing))
    if report.version != version:
        raise ActionRefused(
            f"{report.changed_by} changed the report since you opened this page. Read it again, then share it."
        )
    sponsors = list(people(challenge, Role.SPONSOR))
    if not sponsors:
        raise ActionRefused("This challenge has no sponsor to write to. Add the sponsor under People first.")
    words = {name: getattr(report, name) for name in queries.REPORT_TEXTS}
    text_check.must_be_clean(challenge, words, audience=Audience.COUNCIL)
    report.shared_at, report.shared_by, report.audience = now(), by, Audience.COUNCIL
    report.document = _ask_for_pdf(report, by=by, draft=False)
    check_clean(report)
    report.save()
    for sponsor in sponsors:
        notifications.report_shared(challenge, to=sponsor, subject=subject, body=body, by=by)
    audit.record(
        "case_review_report.shared",
        "shared the case review report with the council",
        by=by,
        challenge=challenge,
        target=report,
        audience=Audience.COUNCIL,
    )
    return report


def _ask_for_pdf(report: CaseReviewReport, *, by: User, draft: bool) -> RenderedDocument:
    challenge = report.challenge
    return documents.ask_for(
        challenge,
        kind="case_review_report_draft" if draft else "case_review_report",
        title=TITLE,
        # A draft stays with those who work with cases for good, also when the report it came from is shared later: two
        # drafts of two days hold two tables, and the difference would be a case or two (ADR 0034).
        permission="casereview.view_full_picture" if draft else "casereview.view_report",
        template="casereview/pdf/report.html",
        context={
            "draft": draft,
            "report": report,
            "method": queries.method(challenge),
            "tags": queries.tags(),
            "rows": queries.tag_counts(challenge, for_council=True),
            "few": queries.FEW,
        },
        by=by,
    )
