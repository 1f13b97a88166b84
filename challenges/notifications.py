"""The mails of the bottom app: invitations, and the word that somebody asks for a new one."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from challenges import outbox
from challenges.invitation_links import LETTERS, way_in
from challenges.inviting import WHAT_THEY_DO
from challenges.models import Invitation, OutboundMail, Role, User

INVITATION = "challenges.invitation"
ASKED_AGAIN = "challenges.invitation_asked"


def invitation_letter(invitation: Invitation, *, takes_over_from: User | None = None) -> tuple[str, str] | None:
    """Subject and body; None when the stage that owns the role has nothing left to invite this person to."""
    if invitation.role in LETTERS:
        return LETTERS[invitation.role](invitation)
    body = render_to_string(
        "challenges/emails/invitation.txt",
        {
            "invitation": invitation,
            "challenge": invitation.challenge,
            "role": invitation.get_role_display().lower(),
            "what_they_do": WHAT_THEY_DO.get(Role(invitation.role), ""),
            "takes_over_from": takes_over_from,
            "is_new": not invitation.person.has_usable_password(),
            "way_in": way_in(invitation),
        },
    )
    return f"Invitation to the peer challenge of {invitation.challenge.council}", body


def invite(invitation: Invitation, letter: tuple[str, str], *, by: User) -> OutboundMail | None:
    """Send one invitation, once. The body that is kept holds no link."""
    subject, body = letter
    kind = f"{INVITATION}:{invitation.pk}"
    return outbox.write(kind, to=invitation.person, challenge=invitation.challenge, subject=subject, body=body, by=by)


def invitation_still_needed(mail: OutboundMail) -> bool:
    """Whether the link would still open the door."""
    invitation = Invitation.objects.filter(pk=mail.kind.partition(":")[2]).first()
    return invitation is not None and invitation.is_open


def tell_who_answers(invitation: Invitation, *, to: User) -> OutboundMail | None:
    """Tell the one who can send a new invitation that somebody asks for it."""
    challenge = invitation.challenge
    page = reverse("challenges:invitation_send", args=[challenge.slug, invitation.pk])
    context = {"invitation": invitation, "challenge": challenge, "to": to, "url": settings.SITE_URL + page}
    return outbox.write(
        f"{ASKED_AGAIN}:{invitation.pk}",
        to=to,
        challenge=challenge,
        subject=f"{invitation.person} asks for a new invitation",
        body=render_to_string("challenges/emails/invitation_asked.txt", context),
        by=invitation.person,
    )
