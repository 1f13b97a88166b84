"""Inviting people, and what becomes of an invitation."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from challenges import audit, notifications
from challenges.action_tools import ActionRefused, check_clean, locked
from challenges.duties import a, who_answers
from challenges.inviting import PEER_TEAM, may_invite
from challenges.models import Audience, Challenge, Invitation, Role, User
from challenges.moments import now, today


@transaction.atomic
def invite(
    person: User, *, challenge: Challenge, role: str, by: User, takes_over_from: User | None = None
) -> Invitation:
    """Send a person the link by which they come in; an earlier one for the same role ends. The caller records why."""
    if not person.is_active:
        raise ActionRefused(f"The account of {person} is closed. Ask the programme office to open it again first.")
    standing = Invitation.objects.unused().filter(challenge=challenge, person=person, role=role)
    standing.update(withdrawn_at=now())
    invitation = Invitation(
        challenge=challenge,
        person=person,
        role=role,
        made_at=now(),
        made_by=by,
        expires_on=today() + datetime.timedelta(days=settings.INVITATION_DAYS),
    )
    check_clean(invitation)
    invitation.save()
    letter = notifications.invitation_letter(invitation, takes_over_from=takes_over_from)
    if letter is None:
        raise ActionRefused(f"The place offered to {person} no longer stands. Invite them into the peer team anew.")
    notifications.invite(invitation, letter, by=by)
    return invitation


@transaction.atomic
def invite_again(invitation: Invitation, *, by: User) -> Invitation:
    """Send a new link in the place of one that was lost, has lapsed, or was asked for again."""
    challenge = locked(invitation.challenge)
    person, role = invitation.person, invitation.role
    if not may_invite(by, challenge, role):
        raise ActionRefused(f"You cannot invite {a(Role(role))} into this challenge. Ask the challenge manager.")
    if role not in PEER_TEAM and not challenge.memberships.current().filter(user=person, role=role).exists():
        raise ActionRefused(f"{person} is no longer {a(Role(role))} here. Add them as a person again.")
    newer = invite(person, challenge=challenge, role=role, by=by)
    audit.record(
        "invitation.sent_again",
        f"invited {person} again as {_role(invitation)}",
        by=by,
        challenge=challenge,
        target=newer,
        audience=_audience(newer),
    )
    return newer


@transaction.atomic
def choose_password(invitation: Invitation, *, password: str, by: User) -> User:
    """Come in by the link: the person chooses their password, and with that the link is used."""
    invitation = locked(invitation)
    person = locked(invitation.person)
    if by.pk != person.pk or not invitation.is_open or not person.is_active:
        raise ActionRefused("This link no longer works. Ask for a new one.")
    if person.has_usable_password():
        raise ActionRefused("You have a password already. Sign in with it.")
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise ActionRefused(" ".join(error.messages)) from error
    person.set_password(password)
    person.save(update_fields=["password"])
    audit.record("password.chosen", "chose a password by invitation", by=person, challenge=None, target=person)
    use_invitations(invitation.challenge, by=person)
    return person


@transaction.atomic
def use_invitations(challenge: Challenge, *, by: User) -> list[Invitation]:
    """The person has come in: their links to this challenge are used, by whatever door they came."""
    used = list(Invitation.objects.unused().select_for_update(of=("self",)).filter(challenge=challenge, person=by))
    for invitation in used:
        invitation.used_at = now()
        invitation.save(update_fields=["used_at"])
        audit.record(
            "invitation.used",
            f"came in as {_role(invitation)}",
            by=by,
            challenge=challenge,
            target=invitation,
            audience=_audience(invitation),
        )
    return used


@transaction.atomic
def withdraw_invitations(person: User, *, challenge: Challenge, role: str, by: User) -> None:
    """End the links of a person who is no longer asked for in this role."""
    standing = Invitation.objects.unused().select_for_update(of=("self",))
    for invitation in standing.filter(challenge=challenge, person=person, role=role):
        invitation.withdrawn_at = now()
        invitation.save(update_fields=["withdrawn_at"])
        audit.record(
            "invitation.withdrawn",
            f"withdrew the invitation of {person} as {_role(invitation)}",
            by=by,
            challenge=challenge,
            target=invitation,
            audience=_audience(invitation),
        )


@transaction.atomic
def ask_again(invitation: Invitation, *, by: User) -> Invitation:
    """Ask for a new link in the place of one that no longer works. Asking twice asks once."""
    newest = Invitation.objects.filter(
        challenge=invitation.challenge_id, person=invitation.person_id, role=invitation.role
    ).latest("pk")
    newest = locked(newest)
    if newest.asked_at or not newest.person.is_active:
        return newest
    newest.asked_at = now()
    newest.save(update_fields=["asked_at"])
    audit.record(
        "invitation.asked_again",
        f"asked for a new invitation as {_role(newest)}",
        by=by,
        challenge=newest.challenge,
        target=newest,
        audience=_audience(newest),
    )
    answers = who_answers(newest)
    if answers:
        notifications.tell_who_answers(newest, to=answers)
    return newest


@transaction.atomic
def settle_invitation(invitation: Invitation, *, by: User) -> Invitation:
    """Decide to send no new link."""
    invitation = locked(invitation)
    if not may_invite(by, invitation.challenge, invitation.role):
        raise ActionRefused("This is not yours to decide. Ask the challenge manager.")
    if invitation.settled_at:
        raise ActionRefused("This is settled already.")
    invitation.settled_at = now()
    invitation.save(update_fields=["settled_at"])
    audit.record(
        "invitation.settled",
        f"decided to send {invitation.person} no new invitation as {_role(invitation)}",
        by=by,
        challenge=invitation.challenge,
        target=invitation,
        audience=_audience(invitation),
    )
    return invitation


@transaction.atomic
def lapse_invitation(invitation: Invitation, *, by: User) -> Invitation:
    """Close an invitation whose date has passed, so that somebody invites the person again."""
    invitation = locked(invitation)
    if invitation.used_at or invitation.withdrawn_at or invitation.lapsed_at or not invitation.is_over:
        return invitation
    invitation.lapsed_at = now()
    invitation.save(update_fields=["lapsed_at"])
    audit.record(
        "invitation.lapsed",
        f"closed the invitation of {invitation.person} as {_role(invitation)}, which nobody used in time",
        by=by,
        challenge=invitation.challenge,
        target=invitation,
        audience=_audience(invitation),
    )
    return invitation


def _role(invitation: Invitation) -> str:
    return invitation.get_role_display().lower()


def _audience(invitation: Invitation) -> Audience:
    """The council learns of the peer team's people once they have accepted, not before."""
    return Audience.LGA if invitation.role in PEER_TEAM else Audience.COUNCIL
