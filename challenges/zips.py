"""Many stored files as one zip, written while it is sent: nothing of it is kept, and memory does not grow with it."""

from __future__ import annotations

import datetime
import hashlib
import logging
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from challenges.models import StoredFile
from challenges.moments import now

logger = logging.getLogger(__name__)
CHUNK = 256 * 1024
PACKED_SMALLER = ("text/",)  # PDFs, pictures and Office files are packed in themselves
LOST = "00 Could not be read.txt"


@dataclass(frozen=True)
class Packed:
    """One file of a zip, under the name it has there."""

    name: str
    file: StoredFile


def stream(files: Iterable[Packed], *, first: tuple[str, str]) -> Iterator[bytes]:
    """The bytes of a zip with these files, piece by piece; `first` is the name and the words of a text at its start.

    A file whose bytes cannot be read, or are not as they were stored, does not end it: a text at its end names them.
    Sizes beyond 4 GB and more than 65,535 files make it a ZIP64 by themselves.
    """
    out = _Out()
    lost = []
    with zipfile.ZipFile(out, "w") as packed:  # type: ignore[call-overload]  # it writes, and need not tell where
        packed.writestr(_info(first[0], now(), deflated=True), first[1].replace("\n", "\r\n"))
        for each in files:
            try:
                yield from _one(packed, each, out)
            except OSError:
                logger.exception("The bytes of file %s cannot be read.", each.file.pk)
                lost.append(each.name)
            except _NotAsStored:
                logger.error("The bytes of file %s are not as they were stored.", each.file.pk)
                lost.append(each.name)
        if lost:
            told = "These files could not be read in full. Do not rely on them here; open them on the page.\r\n\r\n"
            packed.writestr(_info(LOST, now(), deflated=True), told + "\r\n".join(lost) + "\r\n")
    yield out.taken()


class _NotAsStored(Exception):  # it is caught above
    pass


def _one(packed: zipfile.ZipFile, each: Packed, out: _Out) -> Iterator[bytes]:
    info = _info(each.name, each.file.stored_at, deflated=each.file.media_type.startswith(PACKED_SMALLER))
    info.file_size = each.file.size
    digest = hashlib.sha256()
    with each.file.content.open("rb") as content, packed.open(info, "w") as into:
        for chunk in content.chunks(CHUNK):
            digest.update(chunk)
            into.write(chunk)
            yield out.taken()
    yield out.taken()
    if digest.hexdigest() != each.file.sha256:
        raise _NotAsStored


def _info(name: str, at: datetime.datetime, *, deflated: bool) -> zipfile.ZipInfo:
    local = timezone.localtime(at)
    info = zipfile.ZipInfo(name, date_time=(local.year, local.month, local.day, local.hour, local.minute, local.second))
    info.compress_type = zipfile.ZIP_DEFLATED if deflated else zipfile.ZIP_STORED
    info.external_attr = 0o600 << 16
    return info


class _Out:
    """What zipfile writes to: pieces that are taken away as they come. It cannot seek, and zipfile copes with that."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self.pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        pass

    def taken(self) -> bytes:
        pieces, self.pieces = self.pieces, []
        return b"".join(pieces)


def serve_zip(name: str, files: list[Packed], *, first: tuple[str, str]) -> StreamingHttpResponse:
    """Send a zip. Call it from a view that has chosen what this reader may open: each file counts as opened."""
    may = [each for each in files if each.file.may_be_read]
    response = StreamingHttpResponse(stream(may, first=first), content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.stored_files = [each.file for each in may]  # type: ignore[attr-defined]  # for challenges/openings.py
    return response
