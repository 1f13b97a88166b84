"""The mail of this stage. A machine may send it: it invites one person, and falls away once they have answered."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.urls import reverse

from challenges.invitation_links import way_in
from challenges.models import Invitation
from preparation.models import TeamPlace


def invitation_letter(invitation: Invitation) -> tuple[str, str] | None:
    """Subject and body of the mail that tells a person of the place offered to them; None when no place is open."""
    place = _places(invitation).open().last()
    if place is None:
        return None
    challenge = invitation.challenge
    context = {
        "place": place,
        "challenge": challenge,
        "invitation": invitation,
        "invited_by": invitation.made_by,
        "is_new": not invitation.person.has_usable_password(),
        "way_in": way_in(invitation),
    }
    body = render_to_string("preparation/emails/invitation.txt", context)
    return f"Invitation to the peer challenge of {challenge.council}", body


def landing(invitation: Invitation) -> str:
    """Where the invited person begins: the page that says what the place means, and takes the answer."""
    place = _places(invitation).last()
    return reverse("invitations:invitation", args=[place.pk]) if place else invitation.challenge.get_absolute_url()


def _places(invitation: Invitation):
    offered = TeamPlace.objects.filter(challenge=invitation.challenge_id, user=invitation.person_id)
    return offered.filter(role=invitation.role).order_by("pk")
