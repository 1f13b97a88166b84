"""The end of the stage: the final report is issued to the council."""

from __future__ import annotations

from django.db import transaction

from challenges import audit, text_check
from challenges.action_tools import ActionRefused, check_move, locked
from challenges.actions import end_stage, open_document_to
from challenges.lifecycle import Stage
from challenges.models import Audience, Role, User
from challenges.moments import now
from challenges.queries import people
from reports import notifications, queries
from reports.models import Passage, Report, ReportVersion

State = Report.State


@transaction.atomic
def issue_report(report: Report, *, version: ReportVersion, subject: str, text: str, by: User) -> Report:
    """Issue the very PDF that was looked at to the council; from now on nothing about it can change."""
    report = locked(report)
    challenge = report.challenge
    if report.state != State.ANSWERED:
        raise ActionRefused(f"The report stands at “{report.get_state_display()}” and cannot be issued now.")
    if queries.points_to_respond_to(report).exists():
        raise ActionRefused("Answer every point the council made first.")
    if queries.passages_to_change(report).exists():
        raise ActionRefused("Change every passage where a point was accepted first.")
    current = queries.current_final(report)
    if current is None or current.pk != version.pk:
        raise ActionRefused("The text changed since this PDF was made. Make the final PDF again and read it.")
    if current.document.file_id is None:
        raise ActionRefused("The final PDF is not ready yet.")
    sponsors = list(people(challenge, Role.SPONSOR))
    if not sponsors:
        raise ActionRefused("Nobody is sponsor of this challenge. Add the sponsor under People first.")
    text_check.must_be_clean(challenge, report.texts(), audience=Audience.COUNCIL)
    check_move(Report.MOVES, State(report.state), State.FINAL)
    report.state = State.FINAL
    report.issued_at, report.issued_by = now(), by
    report.save()
    current.issued_at = report.issued_at
    current.save(update_fields=["issued_at"])
    open_document_to(current.document, permission="reports.view_final", by=by)
    Passage.objects.filter(report=report).update(audience=Audience.COUNCIL)
    for sponsor in sponsors:
        notifications.send("report.final", to=sponsor, challenge=challenge, subject=subject, text=text, by=by)
    audit.record(
        "report.issued",
        f"issued the final report (version {current.number})",
        by=by,
        challenge=challenge,
        target=report,
        audience=Audience.COUNCIL,
    )
    end_stage(challenge, Stage.REPORTING, by=by)
    return report
