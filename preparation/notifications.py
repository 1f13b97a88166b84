"""The mails of this stage. A machine may send them: each is asked at the moment of sending whether it is still needed."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from challenges import outbox
from challenges.invitation_links import way_in
from challenges.models import Challenge, Invitation, OutboundMail, User
from challenges.moments import today
from preparation.models import Candidate, TeamPlace
from preparation.queries.digests import DIGEST, news_for

# What stands in the outbox, where the people of one challenge read it: the mail itself tells of all of a person's challenges.
DIGEST_IS_WRITTEN_LATER = (
    "What came and what is missing among the documents of all challenges of this person. It is put together at the moment "
    "it is sent."
)


def digest(challenge: Challenge, *, to: User, by: User) -> OutboundMail | None:
    """The day's mail to one person, under the first of their challenges with news; its words come in `digest_body`."""
    subject = "Advance documents: what came and what is missing"
    return outbox.write(DIGEST, to=to, challenge=challenge, subject=subject, body=DIGEST_IS_WRITTEN_LATER, by=by)


def digest_body(mail: OutboundMail) -> str:
    """The words of that mail as it goes out: titles of items and how many files, no name of a file."""
    parts = [
        (part, settings.SITE_URL + reverse("preparation:document_list", args=[part.challenge.slug]))
        for part in news_for(mail.person)
    ]
    context = {
        "parts": parts,
        "person": mail.person,
        "today": today(),
        "my_mail": settings.SITE_URL + reverse("challenges:my_mail"),
    }
    return render_to_string("preparation/emails/document_digest.txt", context)


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


def candidates_shown(challenge: Challenge, candidates: list[Candidate], *, to: User, by: User) -> OutboundMail | None:
    """Who is proposed for the team, for the council to look at. A person sends it."""
    kind = f"preparation.candidates_shown:{candidates[-1].pk}"
    context = {
        "to": to,
        "challenge": challenge,
        "candidates": candidates,
        "url": settings.SITE_URL + reverse("preparation:shortlist", args=[challenge.slug]),
    }
    subject = f"Who is proposed for the peer team of {challenge.council}"
    body = render_to_string("preparation/emails/candidates_shown.txt", context)
    return outbox.write(kind, to=to, challenge=challenge, subject=subject, body=body, by=by)
