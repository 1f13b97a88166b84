"""Mails that wait in the outbox for a later day."""

from __future__ import annotations

from django.db.models import QuerySet

from challenges.models import Challenge, OutboundMail
from challenges.moments import today
from challenges.redating.moving import Moved, Shift


def mails_that_move(challenge: Challenge, shift: Shift) -> QuerySet[OutboundMail]:
    """Those not sent, due after today, in the part that moves."""
    later = OutboundMail.objects.filter(
        challenge=challenge, state=OutboundMail.State.DUE, due_on__gt=max(today(), shift.since or today())
    )
    return later.select_related("person").order_by("due_on", "pk")


def look(challenge: Challenge, shift: Shift) -> list[Moved]:
    """The mails that move, by subject and person."""
    return [
        Moved(f"{mail.subject}, to {mail.person}", mail.due_on, max(shift.of(mail.due_on), today()))
        for mail in mails_that_move(challenge, shift)
    ]
