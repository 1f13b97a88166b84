"""What may be done with the report, from the first draft to the issued PDF."""

from __future__ import annotations

from django.db import transaction

from challenges import audit, documents
from challenges.action_tools import ActionRefused, SavedByAnother, check_clean, check_move, locked, save_edit
from challenges.actions import end_stage, open_document_to
from challenges.lifecycle import Stage
from challenges.models import Audience, Challenge, Role, User
from challenges.moments import now, today
from challenges.queries import people
from reports import assembly, notifications, queries
from reports.models import AccuracyPoint, Passage, QualityReview, Report, ReportVersion

State = Report.State
EDITABLE = {State.DRAFTING, State.ANSWERED}


@transaction.atomic
def make_report(challenge: Challenge, *, by: User) -> Report:
    """Put the draft together from the findings, one passage each."""
    if Report.objects.filter(challenge=locked(challenge)).exists():
        raise ActionRefused("The draft has been put together already.")
    report = Report.objects.create(challenge=challenge, made_at=now(), made_by=by)
    moment = now()
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
    if report.state not in EDITABLE:
        raise ActionRefused(
            f"The report is {report.get_state_display().lower()}. Its text can be changed while it is drafted."
        )
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


@transaction.atomic
def make_version(report: Report, *, kind: str, by: User) -> ReportVersion:
    """Freeze the whole report as it reads now and have it made into a PDF."""
    report = locked(report)
    if kind == ReportVersion.Kind.FINAL:
        if report.state != State.ANSWERED:
            raise ActionRefused("The final PDF can be made once the council has answered.")
        if queries.points_to_respond_to(report).exists():
            raise ActionRefused("Answer every point the council made first.")
    elif report.state == State.FINAL:
        raise ActionRefused("The final report is issued. No other version can be made.")
    number = (
        ReportVersion.objects.filter(report=report).order_by("-number").values_list("number", flat=True).first() or 0
    ) + 1
    challenge = report.challenge
    label = ReportVersion.Kind(kind).label
    permission = {
        ReportVersion.Kind.DRAFT: "reports.view_draft",
        ReportVersion.Kind.FOR_COUNCIL: "reports.view_sent_draft",
        ReportVersion.Kind.FINAL: "reports.view_draft",
    }[ReportVersion.Kind(kind)]
    title = f"{challenge.council} peer challenge report" + (
        "" if kind == "final" else f", {label.lower()}, version {number}"
    )
    document = documents.ask_for(
        challenge,
        kind=f"report_{kind}",
        title=title,
        permission=permission,
        template="reports/pdf/report.html",
        context=assembly.pdf_context(report)
        | {
            "draft": kind != ReportVersion.Kind.FINAL,
            "version_number": number,
            "version_line": f"{label}, version {number}, {now():%-d %B %Y}",
        },
        by=by,
    )
    version = ReportVersion.objects.create(
        report=report, number=number, kind=kind, document=document, made_at=now(), made_by=by
    )
    audit.record(
        "report_version.made",
        f"made version {number} of the report ({label.lower()})",
        by=by,
        challenge=challenge,
        target=version,
        audience=Audience.TEAM,
        becomes={"sha256": document.html_sha256},
    )
    return version


@transaction.atomic
def send_to_lead_peer(report: Report, *, by: User) -> Report:
    """Ask the lead peer to agree the draft on behalf of the team."""
    report = _moved(report, State.WITH_LEAD_PEER)
    report.save()
    _record(report, "report.sent_to_lead_peer", "sent the draft report to the lead peer", by=by)
    return report


@transaction.atomic
def agree_report(report: Report, *, by: User) -> Report:
    """The lead peer agrees the draft for the team; quality assurance follows."""
    report = _moved(report, State.QUALITY_ASSURANCE)
    report.agreed_at, report.agreed_by = now(), by
    if queries.next_quality_role(report) is None:
        report.state = State.READY_FOR_COUNCIL
    report.save()
    _record(report, "report.agreed", "agreed the draft report for the team", by=by)
    return report


@transaction.atomic
def ask_for_changes(report: Report, *, comment: str, by: User) -> Report:
    """Send the draft back to be changed; everyone who agreed is asked again."""
    if not comment.strip():
        raise ActionRefused("Say what should change.")
    was = locked(report).state
    report = _moved(report, State.DRAFTING)
    if was == State.QUALITY_ASSURANCE:
        _review(report, QualityReview.Outcome.CHANGES, comment, by)
    report.round += 1
    report.agreed_at = report.agreed_by = None
    report.save()
    _record(report, "report.changes_wanted", "asked for changes to the draft report", by=by, reason=comment)
    return report


@transaction.atomic
def review_quality(report: Report, *, comment: str, by: User) -> QualityReview:
    """Agree one step of quality assurance; the last step makes the draft ready for the council."""
    report = locked(report)
    if report.state != State.QUALITY_ASSURANCE:
        raise ActionRefused(f"The report is {report.get_state_display().lower()}, not in quality assurance.")
    review = _review(report, QualityReview.Outcome.AGREED, comment, by)
    if queries.next_quality_role(report) is None:
        check_move(Report.MOVES, State(report.state), State.READY_FOR_COUNCIL)
        report.state = State.READY_FOR_COUNCIL
        report.save(update_fields=["state"])
    _record(
        report,
        "report.quality_assured",
        f"quality-assured the draft report as {review.get_role_display().lower()}",
        by=by,
        reason=comment,
    )
    return review


@transaction.atomic
def send_to_council(report: Report, *, subject: str, text: str, by: User) -> Report:
    """Issue the draft to the director of children's services for factual accuracy; the window starts."""
    challenge = report.challenge
    sponsors = list(people(challenge, Role.SPONSOR))
    if not sponsors:
        raise ActionRefused("Nobody is sponsor of this challenge. Add the sponsor under People first.")
    report = _moved(report, State.FACTUAL_ACCURACY)
    report.sent_at, report.sent_by = now(), by
    report.window_ends_on = queries.window_end(report)
    report.save()
    Passage.objects.filter(report=report).update(audience=Audience.COUNCIL)
    make_version(report, kind=ReportVersion.Kind.FOR_COUNCIL, by=by)
    for sponsor in sponsors:
        notifications.send("report.draft", to=sponsor, challenge=challenge, subject=subject, text=text, by=by)
    _record(
        report,
        "report.sent_to_council",
        f"sent the draft report to the council for factual accuracy, until {report.window_ends_on:%-d %B %Y}",
        by=by,
        audience=Audience.COUNCIL,
    )
    return report


@transaction.atomic
def answer_passages(report: Report, *, answers: dict[int, tuple[bool, str, int]], by: User) -> int:
    """Keep the council's answers: {passage id: (correct, because, version; 0 when first answered)}. Returns how many."""
    report = locked(report)
    if report.state != State.FACTUAL_ACCURACY:
        raise ActionRefused("The time for answers has ended, or the draft has not been sent yet.")
    passages = {passage.pk: passage for passage in Passage.objects.filter(report=report, pk__in=answers)}
    standing = {point.passage_id: point for point in AccuracyPoint.objects.filter(passage__in=passages)}
    kept = 0
    for pk, passage in passages.items():
        correct, because, version = answers[pk]
        because = "" if correct else because.strip()
        point = standing.get(pk)
        if point and (point.correct, point.because) == (correct, because):
            continue
        if point:
            if point.version != version:
                raise SavedByAnother(point, ["because"])
            save_edit(point, by=by, version=version, changes={"correct": correct, "because": because})
        else:
            point = AccuracyPoint(
                challenge=report.challenge,
                passage=passage,
                correct=correct,
                because=because,
                audience=Audience.COUNCIL,
                written_by=by,
                written_at=now(),
                changed_by=by,
                changed_at=now(),
            )
            check_clean(point)
            point.save()
        kept += 1
    if kept:
        passages_word = "1 passage" if kept == 1 else f"{kept} passages"
        _record(
            report,
            "accuracy.answered",
            f"answered {passages_word} of the draft report",
            by=by,
            audience=Audience.COUNCIL,
        )
    return kept


@transaction.atomic
def finish_answers(report: Report, *, by: User) -> Report:
    """The council has answered every passage."""
    unanswered = queries.answerable(report).filter(accuracy_point=None).count()
    if unanswered:
        passages_word = "1 passage has" if unanswered == 1 else f"{unanswered} passages have"
        raise ActionRefused(f"{passages_word} no answer yet.")
    report = _moved(report, State.ANSWERED)
    report.answered_at = now()
    report.save()
    _record(report, "accuracy.finished", "finished checking the draft report", by=by, audience=Audience.COUNCIL)
    return report


@transaction.atomic
def close_accuracy_window(report: Report, *, by: User) -> Report:
    """The window has passed: what has no answer counts as correct, and that is recorded."""
    if report.window_ends_on is None or report.window_ends_on >= today():
        raise ActionRefused("The factual accuracy window is still open.")
    report = _moved(report, State.ANSWERED)
    report.answered_at, report.silence_recorded = now(), True
    report.save()
    unanswered = queries.answerable(report).filter(accuracy_point=None).count()
    _record(
        report,
        "accuracy.window_closed",
        f"closed the factual accuracy window; {unanswered} passages without an answer count as correct",
        by=by,
        audience=Audience.COUNCIL,
    )
    return report


@transaction.atomic
def respond_to_point(point: AccuracyPoint, *, accepted: bool, reason: str, by: User) -> AccuracyPoint:
    """Accept or decline what the council said is not correct, with the reason the council reads."""
    point = locked(point)
    report = point.passage.report
    if report.state != State.ANSWERED:
        raise ActionRefused("Points can be answered once the council has finished.")
    if point.correct:
        raise ActionRefused("The council said this passage is correct. There is nothing to answer.")
    if not reason.strip():
        raise ActionRefused("Give a reason, so that the council can see why.")
    point.response = AccuracyPoint.Response.ACCEPTED if accepted else AccuracyPoint.Response.DECLINED
    point.response_reason = reason.strip()
    point.responded_at, point.responded_by = now(), by
    check_clean(point)
    point.save()
    _record(
        report,
        "accuracy.responded",
        f"{point.get_response_display().lower()} what the council said of passage {point.passage.position}",
        by=by,
        audience=Audience.COUNCIL,
        reason=reason,
    )
    return point


@transaction.atomic
def issue_report(
    report: Report, *, version: ReportVersion, subject: str, text: str, by: User, override_reason: str = ""
) -> Report:
    """Issue the very PDF that was looked at, to the council; from now on nothing about it can change."""
    challenge = report.challenge
    current = queries.current_final(locked(report))
    if current is None or current.pk != version.pk:
        raise ActionRefused("The text changed since this PDF was made. Make the final PDF again and read it.")
    if current.document.file_id is None:
        raise ActionRefused("The final PDF is not ready yet.")
    sponsors = list(people(challenge, Role.SPONSOR))
    if not sponsors:
        raise ActionRefused("Nobody is sponsor of this challenge. Add the sponsor under People first.")
    end_stage(challenge, Stage.REPORTING, by=by, override_reason=override_reason)
    report = _moved(report, State.FINAL)
    report.issued_at, report.issued_by = now(), by
    report.save()
    current.issued_at = report.issued_at
    current.save(update_fields=["issued_at"])
    open_document_to(current.document, permission="reports.view_final", by=by)
    for sponsor in sponsors:
        notifications.send("report.final", to=sponsor, challenge=challenge, subject=subject, text=text, by=by)
    _record(
        report,
        "report.issued",
        f"issued the final report (version {current.number})",
        by=by,
        audience=Audience.COUNCIL,
    )
    return report


def _moved(report: Report, state: Report.State) -> Report:
    report = locked(report)
    check_move(Report.MOVES, State(report.state), state)
    report.state = state
    return report


def _review(report: Report, outcome: str, comment: str, by: User) -> QualityReview:
    """Keep a step of quality assurance, by the one whose turn it is and who did not make the draft."""
    role = queries.next_quality_role(report)
    if role is None or role not in by.roles_in(report.challenge):
        raise ActionRefused("It is not your turn in the quality assurance.")
    if by.pk in {report.made_by_id, report.agreed_by_id}:
        raise ActionRefused("You put this draft together or agreed it. Someone else must quality-assure it.")
    chain = report.challenge.programme.plan.report.qa
    review = QualityReview(
        report=report,
        round=report.round,
        step=QualityReview.objects.filter(report=report, round=report.round).count() % max(len(chain), 1),
        role=role,
        reviewer=by,
        outcome=outcome,
        comment=comment.strip(),
        reviewed_at=now(),
    )
    check_clean(review)
    review.save()
    return review


def _record(
    report: Report, what: str, sentence: str, *, by: User, audience: str = Audience.TEAM, reason: str = ""
) -> None:
    audit.record(what, sentence, by=by, challenge=report.challenge, target=report, audience=audience, reason=reason)
