"""The due dates of documents move with the challenge (challenges/redating)."""

from __future__ import annotations

from django.db import transaction

from challenges import audit
from challenges.models import Audience, Challenge, User
from challenges.redating import Shift
from preparation.models import DocumentRequest
from preparation.queries.dates import deadline_that_moves, documents_that_move, rests_that_move


@transaction.atomic
def move_documents(challenge: Challenge, shift: Shift, *, by: User) -> int:
    """Move the due dates of what is not in yet; returns how many moved."""
    items = list(documents_that_move(challenge, shift).select_for_update())
    for item in items:
        item.due_on = shift.of(item.due_on)
    DocumentRequest.objects.bulk_update(items, ["due_on"])
    rests = list(rests_that_move(challenge, shift).select_for_update())
    for item in rests:
        item.rest_due_on = item.rest_due_on and shift.of(item.rest_due_on)
    DocumentRequest.objects.bulk_update(rests, ["rest_due_on"])
    current = deadline_that_moves(challenge, shift)
    if current:
        current.closes_on = shift.of(current.closes_on)
        current.save(update_fields=["closes_on"])
    if items or rests or current:
        audit.record(
            "documents.moved",
            f"moved the due dates of {len(items) + len(rests)} documents {shift.words}",
            by=by,
            challenge=challenge,
            target=challenge,
            audience=Audience.COUNCIL,
        )
    return len(items) + len(rests)
