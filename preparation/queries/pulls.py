"""What peers asked for besides the list: how much that was, what is like it on the list, and who waits for an answer."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F
from django.urls import reverse

from challenges.lifecycle import ToDo
from challenges.models import Challenge, Role, User
from challenges.queries import people
from preparation.models import DocumentRequest, Reading
from preparation.queries.todos import UPLOADING, in_a_sentence, owner_at_the_council

State = DocumentRequest.State
MOST_LIKE = 3
SHORTEST_WORD = 4  # letters: shorter words say little
SAID_EVERYWHERE = {
    "about",
    "data",
    "document",
    "documents",
    "from",
    "last",
    "latest",
    "months",
    "report",
    "that",
    "with",
}


@dataclass(frozen=True)
class PullCounts:
    """How much the team has asked for besides the list."""

    asked: int
    to_come: int


def pull_counts(items: Iterable[DocumentRequest]) -> PullCounts:
    """Counts what a reader's list shows; what was withdrawn was asked for too, and is asked no more."""
    pulled = [item for item in items if item.is_pulled and not item.is_withdrawn]
    return PullCounts(asked=len(pulled), to_come=sum(item.is_to_come for item in pulled))


def pulled(challenge: Challenge, reader: User) -> list[DocumentRequest]:
    """What the team asked for besides the list, as far as this person may read it, the newest first."""
    items = DocumentRequest.objects.readable_by(reader, challenge).filter(pulled_at__isnull=False)
    return list(items.select_related("pulled_by").order_by("-position"))


def like(title: str, items: Iterable[DocumentRequest]) -> list[DocumentRequest]:
    """The items whose titles share at least half of the telling words of the shorter one, the likest first."""
    wanted = _words(title)
    found = []
    for item in items:
        words = _words(item.title)
        shared = len(wanted & words)
        if shared and 2 * shared >= min(len(wanted), len(words)):
            found.append((-shared, item.position, item))
    return [item for _shared, _position, item in sorted(found, key=lambda each: each[:2])][:MOST_LIKE]


def _words(title: str) -> set[str]:
    """The telling words of a title, without the “s” of the plural."""
    words = re.findall(r"[^\W\d_]+", title.casefold())
    return {word.removesuffix("s") for word in words if len(word) >= SHORTEST_WORD and word not in SAID_EVERYWHERE}


def pulls_left(challenge: Challenge) -> list[ToDo]:
    """What the team asked for besides the list: for the council to answer, then for whoever asked to read the answer."""
    if challenge.stage not in UPLOADING:
        return []
    items = list(DocumentRequest.objects.filter(challenge=challenge, pulled_at__isnull=False).order_by("position"))
    if not items:
        return []
    return [*_to_answer(challenge, items), *_to_read(challenge)]


def _to_answer(challenge: Challenge, items: list[DocumentRequest]) -> list[ToDo]:
    owner = owner_at_the_council(challenge, items)
    return [
        ToDo(
            f"{'Upload the rest of' if item.rest_is_to_come else 'Answer'} what the peer team asked for: {_called(item)}",
            "preparation:document_list",
            Role.ORGANISER,
            url=_page(challenge, item),
            person_id=owner(item),
            due_on=item.next_due_on,
            gates=False,
        )
        for item in items
        if item.is_to_come
    ]


def _to_read(challenge: Challenge) -> list[ToDo]:
    """The answers whose askers are still peers here and have not marked them as read."""
    answered = DocumentRequest.objects.filter(challenge=challenge, pulled_at__isnull=False, answered_at__isnull=False)
    seen = Reading.objects.filter(request__challenge=challenge, reader=F("request__pulled_by"))
    done = seen.filter(read_at__gte=F("request__answered_at")).values("request")
    roles = {person.pk: role for role in (Role.PEER, Role.LEAD_PEER) for person in people(challenge, role)}
    return [
        ToDo(
            _what_came(item),
            "preparation:document_list",
            roles[item.pulled_by_id],
            url=_page(challenge, item),
            person_id=item.pulled_by_id,
            gates=False,
        )
        for item in answered.exclude(pk__in=done).order_by("position")
        if item.pulled_by_id in roles
    ]


def _what_came(item: DocumentRequest) -> str:
    if item.state == State.IN:
        return f"Read what you asked for: {_called(item)}"
    became = "is not held" if item.state == State.NOT_HELD else "was withdrawn"
    return f"See why what you asked for {became}: {_called(item)}"


def _called(item: DocumentRequest) -> str:
    return f"item {item.code}, {in_a_sentence(item.title)}"


def _page(challenge: Challenge, item: DocumentRequest) -> str:
    return reverse("preparation:document", args=[challenge.slug, item.pk])
