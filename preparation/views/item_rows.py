"""Items and files as the rows of a list: plain words and addresses, worked out once for a page.

A template that asks each row for them (`{% url %}`, filters, parts of its own) takes several times as long.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from challenges.addresses import addresses
from challenges.models import Challenge
from preparation.models import DocumentRequest
from preparation.queries import Line

State = DocumentRequest.State
WAITING, DONE, OVERDUE, PLAIN = "tag tag--waiting", "tag tag--done", "tag tag--overdue", "tag"
READ, CHANGED = "Read", "Changed since"


@dataclass(frozen=True)
class ItemRow:
    """One item in a list. `state` stands in a `tag`, or as it is; `besides` is what preparation/_item_state.html adds."""

    item: DocumentRequest
    address: str
    name: str
    facts: str
    due: str
    tag: str
    state: str
    rest: str
    outlook: str
    is_late: bool
    files: int
    read: str

    @property
    def besides(self) -> bool:
        return bool(self.rest or self.outlook or self.is_late)

    @property
    def read_waits(self) -> bool:
        return self.read not in {"", READ}

    @property
    def files_in_words(self) -> str:
        return "1 file" if self.files == 1 else f"{self.files} files"

    @property
    def read_in_words(self) -> str:
        return "changed since you read it" if self.read == CHANGED else self.read.lower()


def rows_of(
    items: Iterable[DocumentRequest],
    challenge: Challenge,
    *,
    day: datetime.date,
    lines: dict[int, list[Line]] | None = None,
    sees_people: bool = False,
    reads: bool = False,
) -> list[ItemRow]:
    """The rows of these items, as `document_list` reads them or as they are."""
    address = addresses("preparation:document", challenge.slug)
    lines = lines or {}
    return [_row(item, address, day, lines.get(item.pk, []), sees_people=sees_people, reads=reads) for item in items]


def _row(
    item: DocumentRequest,
    address: Callable[[int], str],
    day: datetime.date,
    lines: list[Line],
    *,
    sees_people: bool,
    reads: bool,
) -> ItemRow:
    is_in, rest = item.state == State.IN, item.rest_due_on
    tag, state = _standing(item, day)
    read = ""
    if is_in and reads:
        read = READ if item.is_read else CHANGED if item.was_read else "Not read"  # type: ignore[attr-defined]  # document_list
    after = ""
    if is_in and item.is_partly_in:
        after = f"the rest {'was due' if rest < day else 'by'} {rest:%-d %b}" if rest else "the rest is not held"
    return ItemRow(
        item=item,
        address=address(item.pk),
        name=f"{item.code}. {item.title}",
        facts=_facts(item, lines, sees_people=sees_people),
        due=f"{item.due_on:%-d %b %Y}" if item.state == State.WANTED else "",
        tag=tag,
        state=state,
        rest=after,
        outlook=item.outlook,
        is_late=bool(getattr(item, "came_late", False)),
        files=getattr(item, "file_count", 0),
        read=read,
    )


def _standing(item: DocumentRequest, day: datetime.date) -> tuple[str, str]:
    """Where an item stands: its tag, where it has one, and its words."""
    match item.state:
        case State.IN if item.is_partly_in:
            return WAITING, "Partly in"
        case State.IN:
            return DONE, "In"
        case State.NOT_HELD:
            return PLAIN, "Not held"
        case State.WITHDRAWN:
            return PLAIN, "Withdrawn"
    return (OVERDUE, "Overdue") if item.due_on < day else ("", "To come")


def _facts(item: DocumentRequest, lines: list[Line], *, sees_people: bool) -> str:
    """What else there is to say of an item: who asked for it, the key lines it speaks to, who sees to it."""
    facts = []
    if item.is_pulled:
        facts.append(f"Asked for by {item.pulled_by} for the team" if sees_people else "Asked for by the team")
    if lines:
        numbers = ", ".join(str(line.number) for line in lines)
        facts.append(f"Key line{'' if len(lines) == 1 else 's'} {numbers}")
    if sees_people and item.owner_in_words:
        facts.append(item.owner_in_words)
    said = ". ".join(facts)
    return f"{said}." if facts and item.is_pulled and len(facts) == 1 else said
