"""Factual accuracy: the draft goes to the council, it answers passage by passage, and each point gets its answer."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F

from challenges import audit, text_check
from challenges.action_tools import ActionRefused, check_clean, check_move, locked, save_edit
from challenges.models import Audience, Challenge, Role, User
from challenges.moments import now, today, working_days_from
from challenges.queries import people
from reports import notifications, queries
from reports.actions.versions import make_version
from reports.models import AccuracyPoint, Passage, Report, ReportVersion

State = Report.State


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The council's answer on one passage, and the version of the answer it was typed over: 0 for the first."""

    correct: bool
    because: str = ""
    version: int = 0


@dataclass
class Kept:
    """What became of the answers: how many are saved, what someone else saved meanwhile, and what cannot be shared, in
    a sentence; both by passage id."""

    saved: int = 0
    theirs: dict[int, AccuracyPoint] = field(default_factory=dict)
    not_clean: dict[int, str] = field(default_factory=dict)


@transaction.atomic
def send_to_council(report: Report, *, subject: str, text: str, by: User) -> Report:
    """Issue the draft to the sponsor for factual accuracy; the window starts, and what was sent is kept."""
    report = locked(report)
    challenge = report.challenge
    if report.state != State.READY_FOR_COUNCIL:
        raise ActionRefused(
            f"The report stands at “{report.get_state_display()}” and cannot be sent to the council now."
        )
    sponsors = list(people(challenge, Role.SPONSOR))
    if not sponsors:
        raise ActionRefused("Nobody is sponsor of this challenge. Add the sponsor under People first.")
    text_check.must_be_clean(challenge, report.texts(), audience=Audience.COUNCIL)
    check_move(Report.MOVES, State(report.state), State.FACTUAL_ACCURACY)
    report.state = State.FACTUAL_ACCURACY
    report.sent_at, report.sent_by = now(), by
    report.window_ends_on = queries.window_end(report)
    report.save()
    Passage.objects.filter(report=report).update(heading_sent=F("heading"), text_sent=F("text"))
    make_version(report, kind=ReportVersion.Kind.FOR_COUNCIL, by=by)
    for sponsor in sponsors:
        notifications.send("report.draft", to=sponsor, challenge=challenge, subject=subject, text=text, by=by)
    _record(
        report,
        "report.sent_to_council",
        f"sent the draft report to the council for factual accuracy, until {report.window_ends_on:%-d %B %Y}",
        by=by,
    )
    return report


@transaction.atomic
def answer_passages(report: Report, *, answers: dict[int, Answer], by: User) -> Kept:
    """Keep the council's answers, by passage id. Where someone else answered meanwhile, theirs is handed back."""
    report = locked(report)
    if report.state != State.FACTUAL_ACCURACY:
        raise ActionRefused("The answers are closed: the council has finished, or its time has ended.")
    standing = {point.passage_id: point for point in AccuracyPoint.objects.filter(passage__report=report)}
    kept = Kept()
    for passage in queries.answerable(report).filter(pk__in=answers):
        answer = answers[passage.pk]
        point = standing.get(passage.pk)
        if point and (point.correct, point.because) == (answer.correct, answer.because):
            continue
        if point and point.version != answer.version:
            kept.theirs[passage.pk] = point
            continue
        try:
            words = {f"passage {passage.position}": answer.because}
            text_check.must_be_clean(report.challenge, words, audience=Audience.COUNCIL)
        except text_check.NotClean as refusal:
            kept.not_clean[passage.pk] = str(refusal)
            continue
        _keep(passage, point, answer, by=by)
        kept.saved += 1
    if kept.saved:
        passages = "1 passage" if kept.saved == 1 else f"{kept.saved} passages"
        _record(report, "accuracy.answered", f"answered {passages} of the draft report", by=by)
    return kept


def _keep(passage: Passage, point: AccuracyPoint | None, answer: Answer, *, by: User) -> None:
    if point:
        save_edit(point, by=by, version=answer.version, changes={"correct": answer.correct, "because": answer.because})
        return
    moment = now()
    point = AccuracyPoint(
        challenge_id=passage.challenge_id,
        passage=passage,
        correct=answer.correct,
        because=answer.because,
        audience=Audience.COUNCIL,
        written_by=by,
        written_at=moment,
        changed_by=by,
        changed_at=moment,
    )
    check_clean(point)
    point.save()


@transaction.atomic
def finish_answers(report: Report, *, by: User) -> Report:
    """The council has answered every passage."""
    report = locked(report)
    if report.state != State.FACTUAL_ACCURACY:
        raise ActionRefused("The answers are closed: the council has finished, or its time has ended.")
    unanswered = queries.unanswered(report).count()
    if unanswered:
        passages = "1 passage has" if unanswered == 1 else f"{unanswered} passages have"
        raise ActionRefused(f"{passages} no answer yet.")
    _answered(report)
    _record(report, "accuracy.finished", "finished checking the draft report", by=by)
    return report


@transaction.atomic
def close_accuracy_window(report: Report, *, by: User) -> Report:
    """The window has passed: what has no answer counts as correct, and that is recorded."""
    report = locked(report)
    if report.state != State.FACTUAL_ACCURACY:
        raise ActionRefused("The answers are closed: the council has finished, or its time has ended.")
    if report.window_ends_on is None or report.window_ends_on >= today():
        raise ActionRefused("The factual accuracy window is still open.")
    unanswered = queries.unanswered(report).count()
    report.silence_recorded = unanswered > 0
    _answered(report)
    passages = "1 passage without an answer counts" if unanswered == 1 else f"{unanswered} passages without one count"
    silence = f"{passages} as correct" if unanswered else "every passage has an answer"
    _record(report, "accuracy.window_closed", f"closed the factual accuracy window: {silence}", by=by)
    return report


def _answered(report: Report) -> None:
    check_move(Report.MOVES, State(report.state), State.ANSWERED)
    report.state = State.ANSWERED
    report.answered_at = now()
    report.save()


@transaction.atomic
def respond_to_point(
    point: AccuracyPoint, *, response: str, response_reason: str, version: int, by: User
) -> AccuracyPoint:
    """Accept or decline what the council said is not correct, with the reason the council reads."""
    report = locked(point.passage.report)
    if report.state != State.ANSWERED:
        raise ActionRefused("Points can be answered from when the council has finished until the report is issued.")
    if point.correct:
        raise ActionRefused("The council said this passage is correct. There is nothing to answer.")
    if not response_reason.strip():
        raise ActionRefused("Give a reason, so that the council can see why.")
    words = {"response_reason": response_reason}
    text_check.must_be_clean(report.challenge, words, audience=Audience.COUNCIL)
    point = locked(point)
    if (point.response, point.response_reason) == (response, response_reason.strip()):
        return point
    changes = {
        "response": AccuracyPoint.Response(response),
        "response_reason": response_reason.strip(),
        "responded_at": now(),
        "responded_by": by,
    }
    point, _was, _becomes = save_edit(point, by=by, version=version, changes=changes)
    _record(
        report,
        "accuracy.responded",
        f"{point.get_response_display().lower()} what the council said of passage {point.passage.position}",
        by=by,
        audience=Audience.TEAM,
        reason=point.response_reason,
    )
    return point


def _record(
    report: Report, what: str, sentence: str, *, by: User, audience: str = Audience.COUNCIL, reason: str = ""
) -> None:
    """That something happened is for the council too. Words about the draft are not: the organiser may not read it."""
    audit.record(what, sentence, by=by, challenge=report.challenge, target=report, audience=audience, reason=reason)


@transaction.atomic
def give_days_back(challenge: Challenge, *, working_days: int, by: User) -> None:
    """After a pause: the council gets back the working days of its window that lay in the pause."""
    report = Report.objects.select_for_update().filter(challenge=challenge, state=State.FACTUAL_ACCURACY).first()
    if report is None or report.window_ends_on is None or not working_days:
        return
    was, report.window_ends_on = report.window_ends_on, working_days_from(report.window_ends_on, working_days)
    report.save(update_fields=["window_ends_on"])
    audit.record(
        "report.window_moved",
        f"moved the end of the factual accuracy window to {report.window_ends_on:%-d %B %Y}, for the days of the pause",
        by=by,
        challenge=challenge,
        target=report,
        audience=Audience.COUNCIL,
        was={"window_ends_on": was},
        becomes={"window_ends_on": report.window_ends_on},
    )
