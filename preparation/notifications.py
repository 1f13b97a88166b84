"""The mail of this stage. A machine may send it: it invites one person, and falls away once they have answered."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from challenges import outbox
from challenges.models import Challenge, OutboundMail, User
from preparation.models import TeamPlace

INVITATION = "preparation.invitation"


def invite(place: TeamPlace, *, challenge: Challenge, by: User) -> OutboundMail | None:
    """Tell a person of the place offered to them."""
    return outbox.write(
        INVITATION,
        to=place.user,
        challenge=challenge,
        subject=f"Invitation to the peer challenge of {challenge.council}",
        body=render_to_string(
            "preparation/emails/invitation.txt",
            {
                "place": place,
                "challenge": challenge,
                "invited_by": by,
                "url": settings.SITE_URL + reverse("invitations:invitation", args=[place.pk]),
            },
        ),
        by=by,
    )


def invitation_still_needed(mail: OutboundMail) -> bool:
    """Whether the person has an invitation to answer."""
    return TeamPlace.objects.filter(challenge=mail.challenge_id, user=mail.person_id).open().exists()
