"""The files of an item as the rows of a table: plain words and addresses, worked out once for a page (as item_rows.py)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from challenges import page_pictures
from challenges.addresses import addresses
from challenges.models import Challenge, StoredFile
from challenges.sizes import size_in_words
from preparation.file_names import name_on_download
from preparation.models import DocumentRequest, DocumentVersion
from preparation.queries import FileOfItem


@dataclass(frozen=True)
class FileRow:
    """One version of a file; an address that is empty is not for this reader, or not for this file."""

    number: int
    name: str
    open: str
    look: str
    say_where: str
    who_opened: str
    after_deadline: bool
    signpost: str
    scan: str
    state: str
    saved_as: str
    sha256: str
    size: str
    size_and_pages: str
    uploaded: str
    older: list[FileRow] = field(default_factory=list)


class FileRows:
    """Makes the rows of one page. may_upload: with what only the council does; may_ask: who has opened what."""

    def __init__(self, item: DocumentRequest, challenge: Challenge, *, may_upload: bool, may_ask: bool) -> None:
        self.item, self.may_upload, self.slug = item, may_upload, challenge.slug
        self.address = addresses("preparation:document_file", self.slug)
        self.preview = addresses("preparation:document_preview", self.slug)
        self.signpost = addresses("preparation:document_signpost", self.slug)
        self.openings = reverse("challenges:opening_list", args=[self.slug]) if may_ask else ""
        self.can_draw = page_pictures.poppler_is_there()
        self.scans: dict[tuple[str, datetime.date | None, str], str] = {}

    def rows(self, files: list[FileOfItem]) -> list[FileRow]:
        return [self.row(file.newest, [self.row(version) for version in file.older]) for file in files]

    def row(self, version: DocumentVersion, older: list[FileRow] | None = None) -> FileRow:
        file = version.file
        pages, size = file.page_count, size_in_words(file.size)
        stored = timezone.localtime(file.stored_at)
        return FileRow(
            number=version.number,
            name=file.name,
            open=self.address(version.pk) if file.may_be_read else "",
            look=self.preview(version.pk) if page_pictures.pages_of(file, can_draw=self.can_draw) else "",
            say_where=self.signpost(version.pk) if self.may_upload else "",
            who_opened=f"{self.openings}?thing=challenges.StoredFile:{file.pk}" if self.openings else "",
            after_deadline=version.after_deadline,
            signpost=version.signpost,
            scan=self.scan(file),
            state=file.get_state_display().lower(),
            saved_as=name_on_download(self.item, version),
            sha256=file.sha256,
            size=size,
            size_and_pages=f"{size}, {pages} page{'' if pages == 1 else 's'}" if pages else size,
            uploaded=f"{version.stored_by_name}, {stored:%-d %b %Y, %H:%M}",  # type: ignore[attr-defined]  # files_of
            older=older or [],
        )

    def scan(self, file: StoredFile) -> str:
        """What _file_state.html says, which is the same for most files of a page."""
        day = timezone.localtime(file.scanned_at).date() if file.scanned_at else None
        key = (file.state, day, file.signature)
        if key not in self.scans:
            self.scans[key] = render_to_string("_file_state.html", {"file": file, "may_upload": self.may_upload})
        return self.scans[key]
