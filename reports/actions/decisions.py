"""The way of the draft to the council: the lead peer, then quality assurance, each agreeing or asking for changes.

In quality assurance every reader decides alone; the last decision closes the round, and the challenge manager has all
of them at once (docs/adr/0013-alone-first.md).
"""

from __future__ import annotations

from django.db import transaction

from challenges import audit, text_check
from challenges.action_tools import ActionRefused, check_clean, check_move, locked
from challenges.models import Audience, Role, User
from challenges.moments import now
from challenges.queries import people
from reports.assembly import sections_that_say_nothing
from reports.models import QualityReview, Report

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
    text_check.must_be_clean(challenge, report.texts(), audience=Audience.TEAM)
    _move(report, State.WITH_LEAD_PEER)
    report.save()
    _record(report, report, "report.sent_to_lead_peer", "sent the draft report to the lead peer", by=by)
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
    if not report.awaited():
        _move(report, State.READY_FOR_COUNCIL)
    report.save()
    _record(report, report, "report.agreed", "agreed the draft report for the team", by=by, reason=comment)
    return report


@transaction.atomic
def review_quality(report: Report, *, by: User, comment: str = "", round_read: int | None = None) -> QualityReview:
    """Agree the draft as one of the readers of quality assurance; the last decision closes the round."""
    report = locked(report)
    _expect(report, State.QUALITY_ASSURANCE, round_read=round_read)
    review = _decide(report, Outcome.AGREED, comment, by)
    role = review.get_role_display().lower()
    sentence = f"quality-assured the draft report as {role}"
    _record(report, review, "report.quality_assured", sentence, by=by, reason=comment)
    _close_round(report, by=by)
    return review


@transaction.atomic
def ask_for_changes(report: Report, *, comment: str, by: User, round_read: int | None = None) -> Report:
    """Ask for changes to the draft, by one whose decision is awaited; everyone who agreed is asked again.

    The lead peer, and those who take back what all have agreed, send it back at once. In quality assurance it goes
    back with the last decision, so that all that is asked for comes together.
    """
    report = locked(report)
    _expect(report, State.WITH_LEAD_PEER, State.QUALITY_ASSURANCE, State.READY_FOR_COUNCIL, round_read=round_read)
    if not comment.strip():
        raise ActionRefused("Say what should change.")
    review = _decide(report, Outcome.CHANGES, comment, by)
    _record(report, review, "report.changes_wanted", "asked for changes to the draft report", by=by, reason=comment)
    if report.state == State.QUALITY_ASSURANCE:
        _close_round(report, by=by)
    else:
        _send_back(report)
    return report


def _close_round(report: Report, *, by: User) -> None:
    """After the last decision of a round: back to be changed if anyone asked for it, or on to the council."""
    if report.awaited():
        return
    changes = report.quality_reviews.filter(round=report.round, outcome=Outcome.CHANGES).exists()
    becomes = "goes back to the challenge manager to be changed" if changes else "is ready for the council"
    sentence = f"gave the last decision in quality assurance: the draft report {becomes}"
    if changes:
        _send_back(report)
    else:
        _move(report, State.READY_FOR_COUNCIL)
        report.save()
    _record(report, report, "report.round_closed", sentence, by=by)


def _send_back(report: Report) -> None:
    _move(report, State.DRAFTING)
    report.round += 1
    report.agreed_at = report.agreed_by = None
    report.save()


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
    """Keep what a reader decided, when theirs is awaited and, in quality assurance, when the draft is not their own."""
    roles = by.roles_in(report.challenge)
    role: str | None
    if report.state == State.READY_FOR_COUNCIL:
        # Everyone has agreed: those who send it may still take it back.
        role = next((each for each in (Role.CHALLENGE_MANAGER, Role.PROGRAMME_MANAGER) if each in roles), None)
    else:
        held = by.roles_by_challenge.get(report.challenge_id, frozenset())  # what they were asked to be comes first
        awaited = sorted(report.awaited(), key=lambda each: each not in held)
        role = next((each for each in awaited if each in roles), None)
    if role is None:
        raise ActionRefused("No decision about the draft is awaited from you.")
    if report.state == State.QUALITY_ASSURANCE and report.is_by(by):
        raise ActionRefused("You wrote some of this draft or agreed it. Someone else must quality-assure it.")
    text_check.must_be_clean(report.challenge, {"comment": comment}, audience=Audience.TEAM)
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


def _record(
    report: Report, target: Report | QualityReview, what: str, sentence: str, *, by: User, reason: str = ""
) -> None:
    """What is decided about the draft is for those who may read the draft; a review's event, once they read the review."""
    audit.record(
        what, sentence, by=by, challenge=report.challenge, target=target, audience=Audience.TEAM, reason=reason.strip()
    )
