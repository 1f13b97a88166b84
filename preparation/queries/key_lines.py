"""Key lines of enquiry and the items that speak to them, both ways."""

from __future__ import annotations

from dataclasses import dataclass

from challenges.models import Challenge, User
from preparation.models import DocumentRequest
from scoping.queries import key_lines


def readable_key_lines(challenge: Challenge, reader: User):
    """The key lines this person may read, by number; a contributor reads none."""
    return key_lines(challenge).visible_in(challenge, reader)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Line:
    """A key line as lists show it."""

    pk: int
    number: int
    question: str


@dataclass(frozen=True)
class LineWithItems:
    """A key line and the items that speak to it."""

    line: Line
    items: list[DocumentRequest]


def linked_lines(challenge: Challenge, reader: User) -> tuple[list[Line], dict[int, list[Line]]]:
    """The key lines this person may read, by number, and by the key of an item those it speaks to; in one query."""
    links = readable_key_lines(challenge, reader).select_related(None)
    lines: dict[int, Line] = {}
    of_item: dict[int, list[Line]] = {}
    for pk, number, question, item in links.values_list("pk", "number", "question", "document_requests"):
        line = lines.setdefault(pk, Line(pk, number, question))
        if item is not None:
            of_item.setdefault(item, []).append(line)
    return list(lines.values()), of_item


def by_key_line(
    lines: list[Line], of_item: dict[int, list[Line]], items: list[DocumentRequest]
) -> tuple[list[LineWithItems], list[DocumentRequest]]:
    """Items under each key line, and those that speak to none of them."""
    under = [LineWithItems(line, [item for item in items if line in of_item.get(item.pk, ())]) for line in lines]
    return under, [item for item in items if item.pk not in of_item]
