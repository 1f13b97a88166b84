"""The daily mail about documents: put in the outbox, and written when it goes out."""

from __future__ import annotations

from django.db import transaction

from challenges.models import OutboundMail, User
from preparation import notifications, queries


@transaction.atomic
def write_digest(person: User, *, by: User) -> OutboundMail | None:
    """One mail a day to one person, about all their challenges; None where there is nothing to tell, or it was told."""
    person = User.objects.select_for_update().get(pk=person.pk)
    if queries.was_told_today(person):
        return None
    parts = queries.news_for(person)
    return notifications.digest(parts[0].challenge, to=person, by=by) if parts else None
