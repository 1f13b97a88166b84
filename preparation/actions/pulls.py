"""What a peer asks for besides the list, with the reason; and what the challenge manager takes off again."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction

from challenges import audit, text_check
from challenges.action_tools import ActionRefused, check_clean, locked
from challenges.models import Audience, Challenge, User
from challenges.moments import now, today
from preparation.actions.documents import _put_on_the_list
from preparation.models import DocumentRequest

if TYPE_CHECKING:
    from scoping.models import KeyLineOfEnquiry

Importance, State = DocumentRequest.Importance, DocumentRequest.State
PULLED_AS = (Importance.REFERENCE, Importance.RESTRICTED)  # preparation waits for none of it


@transaction.atomic
def pull_document(
    challenge: Challenge,
    *,
    title: str,
    why: str,
    importance: str,
    due_on: datetime.date,
    key_lines: Iterable[KeyLineOfEnquiry] = (),
    by: User,
) -> DocumentRequest:
    """Ask the council for one more thing, and why. It takes files although the list has been closed."""
    challenge = locked(challenge)
    if importance not in PULLED_AS:
        raise ActionRefused(
            "Ask for it for reference, or as restricted. The challenge manager adds what all must read."
        )
    if not today() <= due_on <= challenge.ends_on:
        raise ActionRefused("The date must be from today on, and no later than the last on-site day.")
    lines = sorted(key_lines, key=lambda line: line.number)
    if any(line.challenge_id != challenge.pk for line in lines):
        raise ActionRefused("Choose key lines of this challenge.")
    text_check.must_be_clean(challenge, {"title": title, "why": why}, audience=Audience.COUNCIL)
    item = _put_on_the_list(
        challenge,
        title=title,
        why=why.strip(),
        importance=importance,
        due_on=due_on,
        pulled_at=now(),
        pulled_by=by,
    )
    item.key_lines.set(lines)
    audit.record(
        "document.pulled",
        f"asked the council for one more thing: item {item}",
        by=by,
        challenge=challenge,
        target=item,
        audience=item.audience_in_history,
        reason=item.why,
        becomes={"key_lines": [line.number for line in lines]},
    )
    return item


@transaction.atomic
def withdraw_pull(item: DocumentRequest, *, reason: str, by: User) -> DocumentRequest:
    """Take off the list what a peer asked for and the council has not answered. The reason stays for all to read."""
    item = locked(item)
    if not item.is_pulled:
        raise ActionRefused("The programme’s list asks for this. Only what a peer asked for besides can be withdrawn.")
    if item.is_withdrawn:
        raise ActionRefused("This is withdrawn already.")
    if item.state != State.WANTED:
        raise ActionRefused("The council has answered this, so there is nothing to withdraw.")
    text_check.must_be_clean(item.challenge, {"reason": reason}, audience=Audience.COUNCIL)
    item.state, item.withdrawn_because = State.WITHDRAWN, reason.strip()
    item.answered_at, item.answered_by = now(), by
    item.forget_outlook()
    check_clean(item)
    item.save()
    audit.record(
        "document.withdrawn",
        f"withdrew item {item}: the team no longer asks for it",
        by=by,
        challenge=item.challenge,
        target=item,
        audience=item.audience_in_history,
        reason=item.withdrawn_because,
    )
    return item
