"""A copy of everything kept about a person."""

from __future__ import annotations

from django.db import transaction

from challenges import audit
from challenges.about_people.gathering import gather
from challenges.about_people.packing import pack
from challenges.action_tools import ActionRefused
from challenges.models import User


@transaction.atomic
def copy_of_everything(person: User, *, by: User, reason: str = "") -> bytes:
    """Everything kept about a person, as a zip: for themselves, or by the programme office for somebody who asks."""
    own = by.pk == person.pk
    if not own and not by.is_programme_office:
        raise ActionRefused("People take a copy of what is kept about themselves.")
    if not own and not reason.strip():
        raise ActionRefused("Say who asked, and how you made sure who it is.")
    audit.record(
        "copy.taken",
        "took a copy of everything kept about them" if own else f"took a copy of everything kept about {person}",
        by=by,
        challenge=None,
        target=person,
        reason=reason.strip(),
    )
    return pack(gather(person, reader=by))
