"""The mail of the scoping stage. What speaks for the LGA to the council is read and edited before it goes."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from challenges import outbox
from challenges.models import Challenge, OutboundMail, User
from scoping import queries
from scoping.models import ProposalComment, ScopingProposal


@dataclass(frozen=True)
class Letter:
    """What is proposed; the sender may change it."""

    subject: str
    body: str


def proposal_letter(proposal: ScopingProposal, *, changed: list[str]) -> Letter:
    """The mail that goes with a version; `changed` says what is different from the version sent before."""
    challenge = proposal.challenge
    context = {
        "challenge": challenge,
        "number": proposal.number,
        "changed": changed,
        "answered": list(queries.comments(challenge).to_tell()),
        "url": _link("scoping:proposal", challenge),
    }
    return Letter(
        f"Scoping proposal for your peer challenge: {challenge.council}",
        render_to_string("scoping/emails/proposal.txt", context),
    )


def answers_letter(challenge: Challenge) -> Letter:
    """The mail that tells the council what came of its comments."""
    context = {
        "challenge": challenge,
        "answered": list(queries.comments(challenge).to_tell()),
        "url": _link("scoping:proposal", challenge),
    }
    return Letter(
        f"Your comments on the scoping proposal: {challenge.council}",
        render_to_string("scoping/emails/answers.txt", context),
    )


def send_proposal(proposal: ScopingProposal, *, to: User, subject: str, body: str, by: User) -> OutboundMail | None:
    """One mail for each version, so that a second version on the same day is sent too."""
    return outbox.write(
        f"scoping.proposal_{proposal.number}", to=to, challenge=proposal.challenge, subject=subject, body=body, by=by
    )


def send_answers(challenge: Challenge, *, to: User, subject: str, body: str, by: User) -> OutboundMail | None:
    """One mail for each time the council is told, also on the same day."""
    told = queries.comments(challenge).filter(told_at__isnull=False).count()
    return outbox.write(f"scoping.answers_{told}", to=to, challenge=challenge, subject=subject, body=body, by=by)


def tell_of_comments(proposal: ScopingProposal, *, to: User, by: User) -> OutboundMail | None:
    """At most one a day; not sent once every comment is answered."""
    challenge = proposal.challenge
    context = {"challenge": challenge, "number": proposal.number, "to": to, "url": _link("scoping:proposal", challenge)}
    return outbox.write(
        "scoping.comments",
        to=to,
        challenge=challenge,
        subject=f"Comments on the scoping proposal: {challenge.council}",
        body=render_to_string("scoping/emails/comments.txt", context),
        by=by,
    )


def comments_wait(mail: OutboundMail) -> bool:
    """Whether there is still something to answer."""
    return ProposalComment.objects.filter(challenge=mail.challenge_id).open().exists()


def tell_of_agreement(proposal: ScopingProposal, *, to: User, by: User) -> OutboundMail | None:
    """A receipt: who agreed which version when, and how to tell later whether a file is the one that was agreed."""
    challenge = proposal.challenge
    context = {
        "challenge": challenge,
        "proposal": proposal,
        "to": to,
        "url": _link("scoping:proposal_verify", challenge),
    }
    return outbox.write(
        "scoping.agreed",
        to=to,
        challenge=challenge,
        subject=f"Scoping proposal agreed: {challenge.council}",
        body=render_to_string("scoping/emails/agreed.txt", context),
        by=by,
    )


def _link(page: str, challenge: Challenge) -> str:
    return settings.SITE_URL + reverse(page, args=[challenge.slug])
