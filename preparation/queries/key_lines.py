"""Key lines of enquiry and the items that speak to them, both ways."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch

from challenges.models import Challenge, User
from preparation.models import DocumentRequest
from scoping.queries import key_lines

if TYPE_CHECKING:
    from scoping.models import KeyLineOfEnquiry


def readable_key_lines(challenge: Challenge, reader: User):
    """The key lines this person may read, by number; a contributor reads none."""
    return key_lines(challenge).visible_to(reader)  # type: ignore[attr-defined]


def with_key_lines(items, challenge: Challenge, reader: User):
    """Items with the key lines they speak to as `linked_lines`, as far as this reader may read those."""
    return items.prefetch_related(
        Prefetch("key_lines", queryset=readable_key_lines(challenge, reader), to_attr="linked_lines")
    )


@dataclass(frozen=True)
class LineWithItems:
    """A key line and the items that speak to it."""

    line: KeyLineOfEnquiry
    items: list[DocumentRequest]


def by_key_line(
    lines: Iterable[KeyLineOfEnquiry], items: list[DocumentRequest]
) -> tuple[list[LineWithItems], list[DocumentRequest]]:
    """Items under each key line, and those that speak to none. The items carry `linked_lines`."""
    under = [LineWithItems(line, [item for item in items if line in item.linked_lines]) for line in lines]  # type: ignore[attr-defined]
    return under, [item for item in items if not item.linked_lines]  # type: ignore[attr-defined]
