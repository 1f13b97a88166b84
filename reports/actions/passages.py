"""The words of the report: put together from the findings, then edited passage by passage."""

from __future__ import annotations

from django.db import transaction

from challenges import audit, text_check
from challenges.action_tools import ActionRefused, locked, save_edit
from challenges.lifecycle import Stage
from challenges.models import Audience, Challenge, User
from challenges.moments import now
from reports import assembly
from reports.models import Passage, Report


@transaction.atomic
def make_report(challenge: Challenge, *, by: User) -> Report:
    """Put the draft together from the findings, one passage each."""
    challenge = locked(challenge)
    if challenge.stage != Stage.REPORTING:
        raise ActionRefused("The report is put together once the feedback has been given.")
    if Report.objects.filter(challenge=challenge).exists():
        raise ActionRefused("The draft has been put together already.")
    moment = now()
    report = Report.objects.create(challenge=challenge, made_at=moment, made_by=by)
    Passage.objects.bulk_create(
        Passage(
            challenge=challenge,
            report=report,
            section=piece.section,
            heading=piece.heading,
            text=piece.text,
            finding=piece.finding,
            theme=piece.theme,
            position=position,
            audience=Audience.TEAM,
            written_by=by,
            written_at=moment,
            changed_by=by,
            changed_at=moment,
        )
        for position, piece in enumerate(assembly.pieces(challenge), start=1)
    )
    audit.record(
        "report.put_together",
        "put the draft report together from the findings",
        by=by,
        challenge=challenge,
        target=report,
        audience=Audience.TEAM,
    )
    return report


@transaction.atomic
def edit_passage(passage: Passage, *, heading: str, text: str, version: int, by: User) -> Passage:
    """Change the words of a passage while the report is being drafted, or after the council answered."""
    report = locked(passage.report)
    if not report.is_editable:
        raise ActionRefused(
            f"The report stands at “{report.get_state_display()}”. Its text can be changed while it is drafted, and "
            "once the council has answered."
        )
    text_check.must_be_clean(report.challenge, {"heading": heading, "text": text}, audience=Audience.TEAM)
    edited, was, becomes = save_edit(passage, by=by, version=version, changes={"heading": heading, "text": text})
    audit.record(
        "passage.edited",
        f"edited passage {passage.position} of the report",
        by=by,
        challenge=report.challenge,
        target=edited,
        audience=edited.audience,
        was=was,
        becomes=becomes,
    )
    return edited
