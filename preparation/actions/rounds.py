"""Until when documents are taken: closed at the deadline, opened again for a second round."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from challenges import audit, text_check
from challenges.action_tools import ActionRefused, check_clean, locked
from challenges.models import Audience, Challenge, User
from challenges.moments import now, today
from challenges.queries import milestone_date
from preparation.models import DocumentRequest, DocumentRound

DEADLINE = "documents_due"  # the milestone
Importance, State = DocumentRequest.Importance, DocumentRequest.State
NOT_ALL_IN = Q(state=State.WANTED) | Q(rest_due_on__isnull=False)


def _open_first_round(challenge: Challenge, items: Iterable[DocumentRequest], *, by: User) -> DocumentRound | None:
    """The deadline of a new list: the milestone, or the day the last must-read item is due; none where nothing is."""
    due = [item.due_on for item in items if item.importance == Importance.MUST_READ]
    closes_on = milestone_date(challenge, DEADLINE) or max(due, default=None)
    if closes_on is None:
        return None
    return DocumentRound.objects.create(
        challenge=challenge, number=1, closes_on=closes_on, opened_at=now(), opened_by=by
    )


@transaction.atomic
def close_documents(challenge: Challenge, *, by: User) -> DocumentRound:
    """Close the list: what is in stays as it is. What is due later than the deadline goes on, and working papers with it."""
    challenge = locked(challenge)
    current = challenge.document_rounds.filter(closed_at=None).first()
    if current is None:
        raise ActionRefused("The documents are closed already.")
    current.closed_at, current.closed_by = now(), by
    current.save()
    due_by_then = Q(due_on__lte=current.closes_on)
    in_before = ~Q(state=State.WANTED) & ~Q(importance=Importance.WORKING)
    closed = challenge.document_requests.filter(due_by_then | in_before, closed_at=None)
    how_many = closed.update(closed_at=current.closed_at)
    audit.record(
        "documents.closed",
        f"closed the documents: what is in under {how_many} item{'' if how_many == 1 else 's'} stays as it is",
        by=by,
        challenge=challenge,
        target=current,
        audience=Audience.COUNCIL,
    )
    return current


@transaction.atomic
def open_documents(
    challenge: Challenge, *, closes_on: datetime.date, asks_for: str, everything: bool, by: User
) -> DocumentRound:
    """Open another round until a new day: of everything, or only of what is not in yet or not all of it.

    What is still to come is then due on that day, where it was due before.
    """
    challenge = locked(challenge)
    if challenge.document_rounds.filter(closed_at=None).exists():
        raise ActionRefused("The documents are open. Close them first, or change the date of a single item.")
    if not today() <= closes_on <= challenge.ends_on:
        raise ActionRefused("The new date must be from today on, and no later than the last on-site day.")
    text_check.must_be_clean(challenge, {"asks_for": asks_for}, audience=Audience.COUNCIL)
    number = challenge.document_rounds.count() + 1
    opened = DocumentRound(
        challenge=challenge,
        number=number,
        closes_on=closes_on,
        asks_for=asks_for.strip(),
        opened_at=now(),
        opened_by=by,
    )
    check_clean(opened)
    opened.save()
    again = challenge.document_requests.filter(closed_at__isnull=False)
    if not everything:
        again = again.filter(NOT_ALL_IN)
    keys = list(again.values_list("pk", flat=True))
    items = challenge.document_requests.filter(pk__in=keys)
    items.filter(state=State.WANTED, due_on__lt=closes_on).update(due_on=closes_on)
    items.filter(rest_due_on__lt=closes_on).update(rest_due_on=closes_on)
    # Once it closes again, it closes for these too: they are due by then.
    items.filter(due_on__gt=closes_on).update(due_on=closes_on)
    items.update(closed_at=None)
    audit.record(
        "documents.opened",
        f"opened the documents for round {number}, until {closes_on:%-d %B %Y}: {len(keys)} of {_all(challenge)} items",
        by=by,
        challenge=challenge,
        target=opened,
        audience=Audience.COUNCIL,
        becomes={"asks_for": opened.asks_for},
    )
    return opened


def _all(challenge: Challenge) -> int:
    return challenge.document_requests.count()


@transaction.atomic
def move_deadline(challenge: Challenge, *, closes_on: datetime.date, by: User) -> DocumentRound:
    """Give the open round another last day. What is to come and was due by the old one is due by the new one."""
    challenge = locked(challenge)
    current = challenge.document_rounds.filter(closed_at=None).first()
    if current is None:
        raise ActionRefused("The documents are closed. Open a second round instead.")
    if not today() <= closes_on <= challenge.ends_on:
        raise ActionRefused("The new date must be from today on, and no later than the last on-site day.")
    was, current.closes_on = current.closes_on, closes_on
    current.save()
    items = challenge.document_requests.filter(closed_at=None)
    items.filter(state=State.WANTED, due_on=was).update(due_on=closes_on)
    items.filter(rest_due_on=was).update(rest_due_on=closes_on)
    audit.record(
        "documents.deadline_moved",
        f"moved the last day for documents from {was:%-d %B %Y} to {closes_on:%-d %B %Y}",
        by=by,
        challenge=challenge,
        target=current,
        audience=Audience.COUNCIL,
        was={"closes_on": was},
        becomes={"closes_on": closes_on},
    )
    return current
