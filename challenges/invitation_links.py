"""The link of an invitation: worked out from its row and our secret key, and kept nowhere.

Whoever reads the database, the outbox or a backup of either finds no link there. The row decides what it still opens:
one that is used, withdrawn or past its date opens nothing. A changed e-mail address ends the links sent to the old one.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from challenges.models import Invitation, OutboundMail

# Stands in the stored mail where the link will be.
PLACE_OF_THE_LINK = "[your own link: it is put in as this mail is sent]"

# Registered, by role, by the stage that invites into it. What the invited read in the mail, as (subject, body), or None
# when there is nothing left to invite them to; the path they come to; the URL name of the page where they are listed.
LETTERS: dict[str, Callable[[Invitation], tuple[str, str] | None]] = {}
LANDINGS: dict[str, Callable[[Invitation], str]] = {}
LISTS: dict[str, str] = {}

_signer = Signer(salt="challenges.invitation")


def path_of(invitation: Invitation) -> str:
    """The path of its link."""
    return reverse("challenges:join", args=[invitation.pk, _signer.signature(_words(invitation))])


def read(pk: int, key: str) -> Invitation | None:
    """The invitation this link belongs to, whatever became of it; None when the link was not made by us."""
    rows = Invitation.objects.select_related("person", "made_by", "challenge__council", "challenge__programme")
    invitation = rows.filter(pk=pk).first()
    if invitation is None:
        return None
    try:
        _signer.unsign(f"{_words(invitation)}:{key}")
    except BadSignature:
        return None
    return invitation


def landing(invitation: Invitation) -> str:
    """The path where the invited person begins."""
    find = LANDINGS.get(invitation.role)
    return find(invitation) if find else invitation.challenge.get_absolute_url()


def list_of(role: str) -> str:
    """The URL name of the page where people of this role are listed."""
    return LISTS.get(role, "challenges:person_list")


def way_in(invitation: Invitation) -> str:
    """What stands in the mail: for who has a password the address to sign in to, otherwise the place of their link."""
    if invitation.person.has_usable_password():
        return settings.SITE_URL + landing(invitation)
    return PLACE_OF_THE_LINK


def with_link(mail: OutboundMail) -> str:
    """The body as it goes out."""
    invitation = Invitation.objects.select_related("person").get(pk=mail.kind.partition(":")[2])
    return mail.body.replace(PLACE_OF_THE_LINK, settings.SITE_URL + path_of(invitation))


def _words(invitation: Invitation) -> str:
    made = int(invitation.made_at.timestamp())
    return f"{invitation.pk}:{invitation.person_id}:{invitation.person.email}:{made}"
