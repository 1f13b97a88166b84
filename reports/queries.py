"""What the report stage answers, and what later stages may ask."""

from __future__ import annotations

import datetime

from django.db.models import Max, QuerySet
from django.utils import timezone

from challenges.lifecycle import ToDo
from challenges.models import Challenge, Role
from challenges.moments import today, working_days_from
from challenges.queries import milestone_date
from reports.models import AccuracyPoint, Passage, QualityReview, Report, ReportVersion

State = Report.State
PAGE = "reports:report"


def report_of(challenge: Challenge) -> Report | None:
    """The report of this challenge, once it is put together."""
    return Report.objects.filter(challenge=challenge).first()


def left_to_do(challenge: Challenge) -> list[ToDo]:
    """Whose turn it is with the report."""
    report = report_of(challenge)
    manager = Role.CHALLENGE_MANAGER.value
    if report is None:
        draft_due = milestone_date(challenge, "draft_report")
        return [ToDo("Put the draft report together from the findings", PAGE, manager, due_on=draft_due)]
    turns = {
        State.DRAFTING: ("Finish the draft report and send it to the lead peer", manager),
        State.WITH_LEAD_PEER: ("Read the draft report and agree it", Role.LEAD_PEER.value),
        State.READY_FOR_COUNCIL: ("Send the draft report to the council", manager),
    }
    if report.state in turns:
        sentence, role = turns[State(report.state)]
        return [ToDo(sentence, PAGE, role)]
    if report.state == State.QUALITY_ASSURANCE:
        return [ToDo("Quality-assure the draft report", PAGE, next_quality_role(report) or manager)]
    if report.state == State.FACTUAL_ACCURACY:
        sentence = "Check the draft report for factual accuracy"
        return [ToDo(sentence, "reports:accuracy", Role.SPONSOR.value, due_on=report.window_ends_on)]
    if report.state == State.ANSWERED:
        return _to_finish(report)
    return []


def _to_finish(report: Report) -> list[ToDo]:
    waiting = points_to_respond_to(report).count()
    if waiting:
        points = "1 point" if waiting == 1 else f"{waiting} points"
        return [ToDo(f"Answer {points} the council made", "reports:accuracy", Role.CHALLENGE_MANAGER.value)]
    if current_final(report) is None:
        return [ToDo("Make the final PDF", PAGE, Role.CHALLENGE_MANAGER.value)]
    return []


def points_to_respond_to(report: Report) -> QuerySet[AccuracyPoint]:
    """Points where the council said “not correct” and nobody has answered yet."""
    return AccuracyPoint.objects.filter(passage__report=report, correct=False, response="")


def next_quality_role(report: Report) -> str | None:
    """Whose look is next in the programme's chain; None when all have agreed."""
    chain = report.challenge.programme.plan.report.qa
    agreed = QualityReview.objects.filter(
        report=report, round=report.round, outcome=QualityReview.Outcome.AGREED
    ).count()
    return chain[agreed] if agreed < len(chain) else None


def current_final(report: Report) -> ReportVersion | None:
    """The newest final version, unless the text changed since it was made."""
    version = (
        ReportVersion.objects.filter(report=report, kind=ReportVersion.Kind.FINAL)
        .select_related("document__job", "document__file", "document__challenge")
        .order_by("-number")
        .first()
    )
    if version is None:
        return None
    changed = Passage.objects.filter(report=report).aggregate(latest=Max("changed_at"))["latest"]
    return None if changed and changed > version.made_at else version


def issued_version(challenge: Challenge) -> ReportVersion | None:
    """The version that was issued, or None."""
    issued = ReportVersion.objects.filter(report__challenge=challenge, issued_at__isnull=False)
    return issued.select_related("document__file", "document__job", "document__challenge").first()


def issued_on(challenge: Challenge) -> datetime.date | None:
    """The day the final report was issued, in London; None before."""
    at = Report.objects.filter(challenge=challenge).values_list("issued_at", flat=True).first()
    return timezone.localdate(at) if at else None


def windows_gone_by(day: datetime.date) -> QuerySet[Report]:
    """Reports whose factual accuracy window ended before this day without the council finishing."""
    return Report.objects.filter(state=State.FACTUAL_ACCURACY, window_ends_on__lt=day).select_related("challenge")


def answerable(report: Report) -> QuerySet[Passage]:
    """The passages the council is asked about: those that say something."""
    return Passage.objects.exclude(text="", heading="").filter(report=report)


def window_end(report: Report) -> datetime.date:
    """The last day of the factual accuracy window if the draft is sent today."""
    return working_days_from(today(), report.challenge.programme.plan.report.accuracy_working_days)
