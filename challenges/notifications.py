"""The mails of the bottom app: invitations, and the word that somebody asks for a new one."""

from __future__ import annotations

import datetime
import logging
import smtplib

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

from challenges import outbox
from challenges.invitation_links import LETTERS, way_in
from challenges.inviting import WHAT_THEY_DO
from challenges.models import Challenge, Invitation, Milestone, OutboundMail, PauseRequest, Role, User
from challenges.queries import people
from challenges.redating import Letter, Redating
from challenges.who_is_told import Told

logger = logging.getLogger(__name__)

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


def account_erased(address: str, *, name: str, by_themselves: bool) -> None:
    """Confirm to the old address that the account is closed. At once and not by the outbox, which would keep the address.

    A mail server that is down is told in the log, without the address, and undoes nothing.
    """
    words = {"name": name, "by_themselves": by_themselves, "site": settings.SITE_URL}
    body = render_to_string("challenges/emails/account_erased.txt", words)
    try:
        send_mail("Your account is closed", body, settings.DEFAULT_FROM_EMAIL, [address])
    except (OSError, smtplib.SMTPException) as error:
        logger.error("The mail server did not take the word that an account is closed: %s", type(error).__name__)


# What happens to a challenge as a whole. `number` is of the event: each is told once, also two on one day.

DATES_MOVED = "challenges.dates_moved"
MILESTONE_CHANGED = "challenges.milestone_changed"
PAUSED = "challenges.paused"
RESUMED = "challenges.resumed"
WITHDRAWN = "challenges.withdrawn"
ASKED_TO_PAUSE = "challenges.asked_to_pause"
ANSWERED = "challenges.pause_answered"


def dates_moved_letter(letter: Letter, move: Redating, *, was: str, reason: str, by: User) -> tuple[str, str]:
    """Subject and body; the page that asks to confirm shows them too, with the reason still to come."""
    context = {
        "letter": letter,
        "move": move,
        "challenge": move.challenge,
        "was": was,
        "reason": reason,
        "by": by,
        "url": settings.SITE_URL + move.challenge.get_absolute_url() if letter.told.roles else "",
    }
    subject = f"New dates: peer challenge of {move.challenge.council}"
    return subject, render_to_string("challenges/emails/dates_moved.txt", context)


def tell_dates_moved(
    letter: Letter, move: Redating, *, was: str, reason: str, number: int, by: User
) -> OutboundMail | None:
    subject, body = dates_moved_letter(letter, move, was=was, reason=reason, by=by)
    kind = f"{DATES_MOVED}:{number}"
    return outbox.write(kind, to=letter.told.person, challenge=move.challenge, subject=subject, body=body, by=by)


def tell_milestone_changed(
    milestone: Milestone, *, to: User, was_on: datetime.date, was_owner: Role, reason: str, number: int, by: User
) -> OutboundMail | None:
    challenge = milestone.challenge
    context = {
        "milestone": milestone,
        "challenge": challenge,
        "to": to,
        "was_on": was_on,
        "was_owner": was_owner.label.lower(),
        "reason": reason,
        "by": by,
        "url": settings.SITE_URL + reverse("challenges:milestone_list", args=[challenge.slug]),
    }
    return outbox.write(
        f"{MILESTONE_CHANGED}:{number}",
        to=to,
        challenge=challenge,
        subject=f"A date changed: {milestone}, {challenge.council}",
        body=render_to_string("challenges/emails/milestone_changed.txt", context),
        by=by,
    )


def tell_paused(challenge: Challenge, told: Told, *, number: int, by: User) -> OutboundMail | None:
    return _tell_of_standstill(f"{PAUSED}:{number}", "is paused", "paused", challenge, told, by=by)


def tell_resumed(challenge: Challenge, told: Told, *, number: int, by: User) -> OutboundMail | None:
    return _tell_of_standstill(f"{RESUMED}:{number}", "goes on", "resumed", challenge, told, by=by)


def tell_withdrawn(challenge: Challenge, told: Told, *, number: int, by: User) -> OutboundMail | None:
    return _tell_of_standstill(f"{WITHDRAWN}:{number}", "has ended", "withdrawn", challenge, told, by=by)


def standstill_letter(what: str, challenge: Challenge, told: Told, *, by: User) -> str:
    """The body for `what` of paused, resumed, withdrawn. Reasons are for those who know the plan."""
    url = settings.SITE_URL + challenge.get_absolute_url() if told.roles else ""
    context = {"what": what, "challenge": challenge, "told": told, "by": by, "url": url}
    return render_to_string("challenges/emails/standstill.txt", context)


def _tell_of_standstill(
    kind: str, words: str, what: str, challenge: Challenge, told: Told, *, by: User
) -> OutboundMail | None:
    return outbox.write(
        kind,
        to=told.person,
        challenge=challenge,
        subject=f"The peer challenge of {challenge.council} {words}",
        body=standstill_letter(what, challenge, told, by=by),
        by=by,
    )


def tell_asked_to_pause(asked: PauseRequest, *, by: User) -> None:
    """Tell those who can do what the sponsor asks for."""
    challenge = asked.challenge
    page = reverse(f"challenges:challenge_{asked.kind}", args=[challenge.slug])
    for person in people(challenge, Role.PROGRAMME_MANAGER):
        context = {"asked": asked, "challenge": challenge, "to": person, "url": settings.SITE_URL + page}
        outbox.write(
            f"{ASKED_TO_PAUSE}:{asked.pk}",
            to=person,
            challenge=challenge,
            subject=f"{asked.asked_by} asks: {asked.get_kind_display().lower()} ({challenge.council})",
            body=render_to_string("challenges/emails/asked_to_pause.txt", context),
            by=by,
        )


def tell_answered(asked: PauseRequest, *, by: User) -> OutboundMail | None:
    """Tell the sponsor that the challenge goes on as it is, and why."""
    challenge = asked.challenge
    url = settings.SITE_URL + challenge.get_absolute_url()
    return outbox.write(
        f"{ANSWERED}:{asked.pk}",
        to=asked.asked_by,
        challenge=challenge,
        subject=f"The peer challenge of {challenge.council} goes on as planned",
        body=render_to_string("challenges/emails/pause_answered.txt", {"asked": asked, "by": by, "url": url}),
        by=by,
    )
