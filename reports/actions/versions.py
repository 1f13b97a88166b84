"""Versions of the report: each is the whole text at one moment, frozen and made into a PDF."""

from __future__ import annotations

from django.db import transaction

from challenges import audit, documents
from challenges.action_tools import ActionRefused, locked
from challenges.models import Audience, Job, User
from challenges.moments import now
from reports import assembly, queries
from reports.models import Report, ReportVersion

State = Report.State
Kind = ReportVersion.Kind

# Who may read the PDF of a version, besides being in the challenge. Issuing opens the final one to the council.
PERMISSIONS = {
    Kind.DRAFT: "reports.view_draft",
    Kind.FOR_COUNCIL: "reports.view_sent_draft",
    Kind.FINAL: "reports.view_draft",
}


@transaction.atomic
def make_draft(report: Report, *, by: User) -> ReportVersion:
    """A PDF of the draft as it reads now, for those who work on it."""
    report = locked(report)
    if report.state == State.FINAL:
        raise ActionRefused("The final report is issued. No other version can be made.")
    return make_version(report, kind=Kind.DRAFT, by=by)


@transaction.atomic
def make_final(report: Report, *, by: User) -> ReportVersion:
    """The PDF that can be issued, once every point of the council has its answer and is worked in."""
    report = locked(report)
    if report.state == State.FINAL:
        raise ActionRefused("The final report is issued. No other version can be made.")
    if report.state != State.ANSWERED:
        raise ActionRefused("The final PDF can be made once the council has answered.")
    if queries.points_to_respond_to(report).exists():
        raise ActionRefused("Answer every point the council made first.")
    to_change = queries.passages_to_change(report).values_list("position", flat=True).first()
    if to_change:
        raise ActionRefused(
            f"Passage {to_change} reads as it did, and the council’s point about it was accepted. Change it first, or "
            "decline the point."
        )
    return make_version(report, kind=Kind.FINAL, by=by)


@transaction.atomic
def make_version(report: Report, *, kind: ReportVersion.Kind, by: User) -> ReportVersion:
    """Freeze the report as it reads now and have it made into a PDF. Call it with the report locked."""
    standing = queries.version_of_this_text(report, kind)
    if standing and standing.document.job.state != Job.State.FAILED:
        raise ActionRefused(f"Version {standing.number} has this very text. It stands under Versions.")
    newest = ReportVersion.objects.filter(report=report).order_by("-number").values_list("number", flat=True).first()
    number = (newest or 0) + 1
    challenge = report.challenge
    moment = now()
    document = documents.ask_for(
        challenge,
        kind=f"report_{kind}",
        title=_title(report, kind, number),
        permission=PERMISSIONS[kind],
        template="reports/pdf/report.html",
        context=assembly.pdf_context(report)
        | {
            "title": f"{challenge.programme.plan.called.capitalize()} report",
            "draft": kind != Kind.FINAL,
            "version_line": f"{kind.label}, version {number}, {moment:%-d %B %Y}",
        },
        by=by,
    )
    version = ReportVersion.objects.create(
        report=report,
        number=number,
        kind=kind,
        text_number=queries.text_number(report),
        document=document,
        made_at=moment,
        made_by=by,
    )
    audit.record(
        "report_version.made",
        f"made version {number} of the report ({kind.label.lower()})",
        by=by,
        challenge=challenge,
        target=version,
        audience=Audience.TEAM,
        becomes={"sha256": document.html_sha256},
    )
    return version


def _title(report: Report, kind: ReportVersion.Kind, number: int) -> str:
    """What the file is called."""
    name = f"{report.challenge.council} {report.challenge.programme.plan.called} report"
    return name if kind == Kind.FINAL else f"{name}, {kind.label.lower()}, version {number}"
