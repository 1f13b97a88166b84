"""The mail of the scoping stage: it speaks for the LGA to the council, so it is read and edited before it goes."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from challenges import outbox
from challenges.models import OutboundMail, User
from scoping.models import ScopingProposal


@dataclass(frozen=True)
class Letter:
    """What is proposed; the sender may change it."""

    subject: str
    body: str


def proposal_letter(proposal: ScopingProposal, *, changed: list[str]) -> Letter:
    """The mail that goes with a version; `changed` says what is different from the version sent before."""
    challenge = proposal.challenge
    link = settings.SITE_URL + reverse("scoping:proposal", args=[challenge.slug])
    if changed:
        opening = (
            f"Version {proposal.number} of the scoping proposal for your peer challenge is ready. "
            "This is what changed since the version you have:\n\n" + "\n".join(f"- {each}" for each in changed)
        )
    else:
        opening = (
            "Thank you for talking with us about your peer challenge. The scoping proposal sets out what we would look "
            "at together: the themes, your key lines of enquiry, the team, the dates, and what each of us does."
        )
    return Letter(
        f"Scoping proposal for your peer challenge: {challenge.council}",
        "Dear Director of Children’s Services\n\n"
        f"{opening}\n\n"
        "You can read it, and agree it, here:\n\n"
        f"{link}\n\n"
        f"The team would be with you on {challenge.on_site_dates}.\n\n"
        "If something should be different, tell the challenge manager before you agree it, and we will send a new "
        "version. The key lines stand as they are once you have agreed.\n",
    )


def send_proposal(proposal: ScopingProposal, *, to: User, subject: str, body: str, by: User) -> OutboundMail | None:
    """One mail for each version, so that a second version on the same day is sent too."""
    return outbox.write(
        f"scoping.proposal_{proposal.number}", to=to, challenge=proposal.challenge, subject=subject, body=body, by=by
    )
