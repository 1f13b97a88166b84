"""Which items speak to which key lines of enquiry."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction

from challenges import audit
from challenges.action_tools import ActionRefused, locked
from challenges.models import Audience, Challenge, User
from preparation.models import DocumentRequest

if TYPE_CHECKING:
    from scoping.models import KeyLineOfEnquiry


@transaction.atomic
def link_key_lines(item: DocumentRequest, *, key_lines: Iterable[KeyLineOfEnquiry], by: User) -> DocumentRequest:
    """Say which key lines an item speaks to: these and no others."""
    item = locked(item)
    wanted = sorted(key_lines, key=lambda line: line.number)
    if any(line.challenge_id != item.challenge_id for line in wanted):
        raise ActionRefused("Choose key lines of this challenge.")
    was = _numbers(item.key_lines.all())
    item.key_lines.set(wanted)
    audit.record(
        "document.linked",
        f"linked item {item} to {_in_words(wanted)}",
        by=by,
        challenge=item.challenge,
        target=item,
        audience=item.audience_in_history,
        was={"key_lines": was},
        becomes={"key_lines": _numbers(wanted)},
    )
    return item


@transaction.atomic
def link_documents(
    challenge: Challenge, key_line: KeyLineOfEnquiry, *, items: Iterable[DocumentRequest], by: User
) -> None:
    """Say which items speak to a key line: these and no others."""
    challenge = locked(challenge)
    wanted = sorted(items, key=lambda item: item.position)
    if key_line.challenge_id != challenge.pk or any(item.challenge_id != challenge.pk for item in wanted):
        raise ActionRefused("Choose items of this challenge.")
    linked = DocumentRequest.objects.filter(challenge=challenge, key_lines=key_line)
    was = list(linked.values_list("code", flat=True))
    key_line.document_requests.set(wanted)  # type: ignore[attr-defined]
    restricted = any(item.importance == DocumentRequest.Importance.RESTRICTED for item in wanted)
    audit.record(
        "document.key_line_linked",
        f"linked key line {key_line.number} to {len(wanted)} item{'' if len(wanted) == 1 else 's'} of the document list",
        by=by,
        challenge=challenge,
        target=key_line,
        audience=Audience.LGA if restricted else Audience.COUNCIL,
        was={"items": was},
        becomes={"items": [item.code for item in wanted]},
    )


def _numbers(lines: Iterable[KeyLineOfEnquiry]) -> list[int]:
    return sorted(line.number for line in lines)


def _in_words(lines: list[KeyLineOfEnquiry]) -> str:
    if not lines:
        return "no key line"
    numbers = ", ".join(str(line.number) for line in lines)
    return f"key line {numbers}" if len(lines) == 1 else f"key lines {numbers}"
