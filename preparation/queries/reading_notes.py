"""Notes on items of the document list, as far as a reader may read them."""

from __future__ import annotations

from collections import Counter

from challenges.models import Challenge, User
from preparation.models import DocumentRequest, ReadingNote


def notes_on(item: DocumentRequest, reader: User) -> list[ReadingNote]:
    """The reader's own and what is shared with them, in the order they were written."""
    notes = ReadingNote.objects.visible_to(reader).filter(request=item)
    return list(notes.select_related("written_by").order_by("pk"))


def notes_by_item(challenge: Challenge, reader: User) -> Counter[int]:
    """How many notes this reader may read, by item."""
    notes = ReadingNote.objects.visible_to(reader).filter(challenge=challenge)
    return Counter(notes.order_by().values_list("request", flat=True))
