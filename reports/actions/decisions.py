"""The way of the draft to the council: the lead peer, then quality assurance, each agreeing or asking for changes."""

from __future__ import annotations

from django.db import transaction

from challenges import audit
from challenges.action_tools import ActionRefused, check_clean, check_move, locked
from challenges.models import Audience, Role, User
from challenges.moments import now
from challenges.queries import people
from reports import queries
from reports.assembly import sections_that_say_nothing
from reports.models import Passage, QualityReview, Report

State = Report.State
Outcome = QualityReview.Outcome


@transaction.atomic
def send_to_lead_peer(report: Report, *, by: User) -> Report:
    """Ask the lead peer to agree the draft on behalf of the team."""
    report = locked(report)
    _expect(report, State.DRAFTING)
    challenge = report.challenge
    if not people(challenge, Role.LEAD_PEER).exists():
        raise ActionRefused("Nobody is lead peer of this challenge, so nobody can agree the draft for the team.")
    empty = sections_that_say_nothing(report)
    if empty:
        raise ActionRefused(f"“{empty[0]}” says nothing yet. Write it first.")
    _move(report, State.WITH_LEAD_PEER)
    report.save()
    _record(report, "report.sent_to_lead_peer", "sent the draft report to the lead peer", by=by)
    return report


@transaction.atomic
def agree_report(report: Report, *, by: User, comment: str = "", round_read: int | None = None) -> Report:
    """The lead peer agrees the draft for the team; quality assurance follows.

    round_read: the round of the draft that was read, so that nobody agrees words they have not seen.
    """
    report = locked(report)
    _expect(report, State.WITH_LEAD_PEER, round_read=round_read)
    _decide(report, Outcome.AGREED, comment, by)
    report.agreed_at, report.agreed_by = now(), by
    _move(report, State.QUALITY_ASSURANCE)
    if queries.next_reader(report) is None:
        _move(report, State.READY_FOR_COUNCIL)
    report.save()
    _record(report, "report.agreed", "agreed the draft report for the team", by=by, reason=comment)
    return report


@transaction.atomic
def review_quality(report: Report, *, by: User, comment: str = "", round_read: int | None = None) -> QualityReview:
    """Agree one step of quality assurance; the last step makes the draft ready for the council."""
    report = locked(report)
    _expect(report, State.QUALITY_ASSURANCE, round_read=round_read)
    review = _decide(report, Outcome.AGREED, comment, by)
    if queries.next_reader(report) is None:
        _move(report, State.READY_FOR_COUNCIL)
        report.save()
    role = review.get_role_display().lower()
    _record(report, "report.quality_assured", f"quality-assured the draft report as {role}", by=by, reason=comment)
    return review


@transaction.atomic
def ask_for_changes(report: Report, *, comment: str, by: User, round_read: int | None = None) -> Report:
    """Send the draft back to be changed, by the one whose turn it is; everyone who agreed is asked again."""
    report = locked(report)
    _expect(report, State.WITH_LEAD_PEER, State.QUALITY_ASSURANCE, State.READY_FOR_COUNCIL, round_read=round_read)
    if not comment.strip():
        raise ActionRefused("Say what should change.")
    _decide(report, Outcome.CHANGES, comment, by)
    _move(report, State.DRAFTING)
    report.round += 1
    report.agreed_at = report.agreed_by = None
    report.save()
    _record(report, "report.changes_wanted", "asked for changes to the draft report", by=by, reason=comment)
    return report


def _expect(report: Report, *states: Report.State, round_read: int | None = None) -> None:
    if report.state not in states:
        raise ActionRefused(
            f"The report stands at “{report.get_state_display()}”. There is nothing to decide here now."
        )
    if round_read not in {None, report.round}:
        raise ActionRefused(
            "The draft went back and was changed since you opened this page. Read it again, then decide."
        )


def _move(report: Report, state: Report.State) -> None:
    check_move(Report.MOVES, State(report.state), state)
    report.state = state


def _decide(report: Report, outcome: str, comment: str, by: User) -> QualityReview:
    """Keep what a reader decided, when it is their turn and, in quality assurance, when the draft is not their own."""
    roles = by.roles_in(report.challenge)
    role: str | None
    if report.state == State.READY_FOR_COUNCIL:
        # Everyone has agreed: those who send it may still take it back.
        role = next((each for each in (Role.CHALLENGE_MANAGER, Role.PROGRAMME_MANAGER) if each in roles), None)
    else:
        role = queries.next_reader(report)
    if role is None or role not in roles:
        raise ActionRefused("It is not your turn to decide about the draft.")
    if report.state == State.QUALITY_ASSURANCE and _had_a_hand_in_it(report, by):
        raise ActionRefused("You wrote some of this draft or agreed it. Someone else must quality-assure it.")
    review = QualityReview(
        report=report,
        round=report.round,
        step=QualityReview.objects.filter(report=report, round=report.round).count(),
        role=role,
        reviewer=by,
        outcome=outcome,
        comment=comment.strip(),
        reviewed_at=now(),
    )
    check_clean(review)
    review.save()
    return review


def _had_a_hand_in_it(report: Report, by: User) -> bool:
    if by.pk in {report.made_by_id, report.agreed_by_id}:
        return True
    return Passage.objects.filter(report=report, changed_by=by).exists()


def _record(report: Report, what: str, sentence: str, *, by: User, reason: str = "") -> None:
    """What is decided about the draft is for those who may read the draft."""
    audit.record(
        what, sentence, by=by, challenge=report.challenge, target=report, audience=Audience.TEAM, reason=reason.strip()
    )
