"""What the council says about a version of the proposal, and what comes of it."""

from __future__ import annotations

from django.db import transaction

from challenges import audit, text_check
from challenges.action_tools import ActionRefused, check_clean, locked
from challenges.models import Audience, Challenge, Role, User
from challenges.moments import now
from challenges.queries import people
from scoping import notifications, queries
from scoping.models import ProposalComment, ScopingProposal, Section
from scoping.standing import in_scoping


@transaction.atomic
def comment_proposal(proposal: ScopingProposal, *, section: str, text: str, by: User) -> ProposalComment:
    """Say something about a section of a version. The challenge manager hears of it by mail, once a day at the most."""
    challenge = in_scoping(proposal.challenge)
    proposal = locked(proposal)
    if proposal.sent_at is None:
        raise ActionRefused(f"Version {proposal.number} has not been sent yet.")
    newest = queries.newest_sent_number(challenge)
    if newest and newest > proposal.number:
        raise ActionRefused(f"Version {newest} was sent since. Comment on that one.")
    text_check.must_be_clean(challenge, {"text": text}, audience=Audience.COUNCIL)
    comment = ProposalComment(
        challenge=challenge,
        proposal=proposal,
        section=section,
        text=text,
        audience=Audience.COUNCIL,
        written_by=by,
        written_at=now(),
        changed_by=by,
        changed_at=now(),
    )
    check_clean(comment)
    comment.save()
    audit.record(
        "comment.made",
        f"commented on “{Section(section).label}” in version {proposal.number} of the scoping proposal",
        by=by,
        challenge=challenge,
        target=comment,
        audience=Audience.COUNCIL,
        becomes={"text": text},
    )
    for manager in people(challenge, Role.CHALLENGE_MANAGER):
        notifications.tell_of_comments(proposal, to=manager, by=by)
    return comment


@transaction.atomic
def take_back_comment(comment: ProposalComment, *, by: User) -> None:
    """Take one's own comment back while nobody has answered it."""
    challenge = in_scoping(comment.challenge)
    comment = locked(comment)
    if comment.written_by_id != by.pk:
        raise ActionRefused("Only who wrote a comment can take it back.")
    if comment.answered_at:
        raise ActionRefused("This comment has been answered. It stays, with its answer.")
    audit.record(
        "comment.taken_back",
        f"took back a comment on “{comment.get_section_display()}”",
        by=by,
        challenge=challenge,
        target=comment,
        audience=Audience.COUNCIL,
        was={"text": comment.text},
    )
    comment.delete()


@transaction.atomic
def answer_comment(comment: ProposalComment, *, outcome: str, answer: str, by: User) -> ProposalComment:
    """Say what comes of a comment: the proposal stays as it is, because; or it changes in the next version.

    The council reads the answer at once, and is told of it with the next version or by a mail of its own.
    """
    challenge = in_scoping(comment.challenge)
    comment = locked(comment)
    if comment.told_at:
        raise ActionRefused("The council has been told of this answer. It stands.")
    text_check.must_be_clean(challenge, {"answer": answer}, audience=Audience.COUNCIL)
    was = {"outcome": comment.outcome, "answer": comment.answer} if comment.answered_at else {}
    comment.outcome, comment.answer, comment.changed_in = outcome, answer, None
    comment.answered_at, comment.answered_by = now(), by
    comment.version += 1
    check_clean(comment)
    comment.save()
    audit.record(
        "comment.answered",
        f"answered a comment on “{comment.get_section_display()}”: {comment.get_outcome_display().lower()}",
        by=by,
        challenge=challenge,
        target=comment,
        audience=Audience.COUNCIL,
        was=was,
        becomes={"outcome": outcome, "answer": answer},
    )
    return comment


@transaction.atomic
def send_answers(challenge: Challenge, *, subject: str, body: str, by: User) -> list[User]:
    """Tell the council what came of its comments, without a new version; returns who was told."""
    challenge = in_scoping(challenge)
    answered = queries.comments(challenge).to_tell()
    if not answered.exists():
        raise ActionRefused("The council has been told of every answer.")
    told = queries.who_hears_answers(challenge)
    if not told:
        raise ActionRefused("Nobody is sponsor of this challenge. Add the sponsor under People first.")
    for reader in told:
        notifications.send_answers(challenge, to=reader, subject=subject, body=body, by=by)
    how_many = answered.update(told_at=now())
    audit.record(
        "comment.answers_sent",
        f"told the council what came of {'1 comment' if how_many == 1 else f'{how_many} comments'}",
        by=by,
        challenge=challenge,
        target=challenge,
        audience=Audience.COUNCIL,
    )
    return told
