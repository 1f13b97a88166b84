"""The council's documents, and how far they are."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, QuerySet

from challenges.models import Challenge, Role, User
from challenges.queries import people
from preparation.models import AskedOf, DocumentRequest, DocumentVersion, Reading, UnsortedFile

Importance = DocumentRequest.Importance
State = DocumentRequest.State
FILES_ON_A_PAGE = 30


@dataclass(frozen=True)
class DocumentCounts:
    """How far the document list is, without what was withdrawn."""

    total: int
    are_in: int
    not_held: int

    @property
    def to_come(self) -> int:
        return self.total - self.are_in - self.not_held

    @property
    def after_the_first(self) -> str:
        """What follows “9 of 29”."""
        return f"in, {self.not_held} not held, {self.to_come} to come"


def counts_of(items: list[DocumentRequest]) -> DocumentCounts:
    """Counts what a reader's list shows."""
    return DocumentCounts(
        total=sum(not item.is_withdrawn for item in items),
        are_in=sum(item.state == State.IN for item in items),
        not_held=sum(item.state == State.NOT_HELD for item in items),
    )


def document_list(challenge: Challenge, reader: User) -> QuerySet[DocumentRequest]:
    """The items this person may read, with their files counted and whether they have read them."""
    items = DocumentRequest.objects.readable_by(reader, challenge)
    return items.with_file_count().with_lateness().with_reading_of(reader).order_by("position")


def by_importance(items: list[DocumentRequest]) -> list[tuple[str, list[DocumentRequest]]]:
    """The items in groups, the must-read ones first; groups without items are left out."""
    groups = [(label, [item for item in items if item.importance == value]) for value, label in Importance.choices]
    return [(label, group) for label, group in groups if group]


def next_to_come(item: DocumentRequest, reader: User) -> DocumentRequest | None:
    """The item this person is asked for next, apart from this one."""
    wanted = DocumentRequest.objects.readable_by(reader, item.challenge).filter(state=State.WANTED)
    return wanted.exclude(pk=item.pk).order_by("due_on", "position").first()


def next_to_read(item: DocumentRequest, reader: User) -> DocumentRequest | None:
    """The item this person has to read next, apart from this one; the must-read ones first."""
    items = DocumentRequest.objects.readable_by(reader, item.challenge).with_reading_of(reader).filter(state=State.IN)
    unread = items.filter(is_read=False).exclude(pk=item.pk).order_by("position")
    return unread.filter(importance=Importance.MUST_READ).first() or unread.first()


@dataclass(frozen=True)
class FileOfItem:
    """A file as its newest version, with the older ones, newest first."""

    newest: DocumentVersion
    older: list[DocumentVersion]


def files_of(item: DocumentRequest, *, page: int = 1) -> tuple[list[FileOfItem], bool]:
    """One page of the files of an item, by name, with who brought them, and whether there are more; in one query."""
    names = DocumentVersion.objects.filter(request=item, is_newest=True).order_by("same_name").values("same_name")
    first = (page - 1) * FILES_ON_A_PAGE
    shown = names[first : first + FILES_ON_A_PAGE + 1]
    versions = DocumentVersion.objects.filter(request=item, same_name__in=shown)
    by_name: dict[str, list[DocumentVersion]] = {}
    named = versions.annotate(stored_by_name=F("file__stored_by__name"))
    for version in named.select_related("file").order_by("same_name", "-number"):
        by_name.setdefault(version.same_name, []).append(version)
    files = [FileOfItem(newest=same[0], older=same[1:]) for same in by_name.values()]
    return files[:FILES_ON_A_PAGE], len(files) > FILES_ON_A_PAGE


def files_to_pack(items: list[DocumentRequest]) -> list[DocumentVersion]:
    """The newest files under these items, in the order of the list, with their items; in one query."""
    versions = DocumentVersion.objects.filter(request__in=[item.pk for item in items], is_newest=True)
    return list(versions.select_related("file", "request").order_by("request__position", "same_name"))


def unsorted_files(challenge: Challenge, reader: User) -> QuerySet[UnsortedFile]:
    """Files that wait to be put to their items, as they came, as far as this reader may know of them."""
    waiting = UnsortedFile.objects.readable_by(reader, challenge)
    return waiting.select_related("file__stored_by").order_by("pk")


def documents_in(challenge: Challenge, *, reader: User) -> QuerySet[DocumentRequest]:
    """The items the council has given files for, as far as this person may read them."""
    return DocumentRequest.objects.readable_by(reader, challenge).filter(state=State.IN).order_by("position")


def contributors(challenge: Challenge) -> QuerySet[User]:
    """Who may be asked to answer an item, by name."""
    return people(challenge, Role.CONTRIBUTOR)


def asked_of(item: DocumentRequest) -> list[User]:
    """The contributors who are asked for this item now, by name."""
    asked = AskedOf.objects.filter(request=item).values("contributor")
    return list(contributors(item.challenge).filter(pk__in=asked))


def documents_read(challenge: Challenge) -> int:
    """How many items at least one of the team has read; an answer that there is nothing is not counted."""
    read = Reading.objects.filter(request=OuterRef("pk"))
    return DocumentRequest.objects.filter(Exists(read), challenge=challenge, state=State.IN).count()


def readers_of(item: DocumentRequest) -> list[User]:
    """Who has read what stands under an item now, by name."""
    if not item.answered_at:
        return []
    current = Reading.objects.filter(request=item, read_at__gte=item.answered_at)
    return [reading.reader for reading in current.select_related("reader").order_by("reader__name", "pk")]
