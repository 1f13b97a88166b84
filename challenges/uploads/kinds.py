"""What a file really is, and the sentences for what may not come in."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import re
import shutil
import subprocess  # nosec B404  # only our own program, on the file as its input
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO, Any

import magic
from django.conf import settings
from django.core.files.base import File
from django.template.defaultfilters import filesizeformat

from challenges.action_tools import ActionRefused
from challenges.inside.refusals import Refused
from challenges.uploads import images, text
from challenges.uploads.names import plain_name

OFFICE = "application/vnd.openxmlformats-officedocument"
PROGRAMS = {".docx": "Word (.docx)", ".xlsx": "Excel (.xlsx)", ".pptx": "PowerPoint (.pptx)"}
# Ending: the media type we serve it as.
ALLOWED: dict[str, str] = {
    ".pdf": "application/pdf",
    ".docx": f"{OFFICE}.wordprocessingml.document",
    ".xlsx": f"{OFFICE}.spreadsheetml.sheet",
    ".pptx": f"{OFFICE}.presentationml.presentation",
    ".txt": "text/plain",
    ".csv": "text/csv",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}
ALLOWED_IN_WORDS = "PDF, Word (.docx), Excel (.xlsx), PowerPoint (.pptx), text, CSV, PNG or JPEG"
# What libmagic may call the start of an Office file: its own type, or a zip, or the container of encrypted and old ones.
OFFICE_CONTAINERS = {
    "application/zip",
    "application/octet-stream",
    "application/encrypted",
    "application/msword",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    "application/vnd.ms-office",
    "application/CDFV2",
    "application/x-ole-storage",
}
NOT_PLAIN = {"text/html", "text/xml", "text/rtf", "text/x-shellscript", "text/x-msdos-batch", "text/x-php", "text/PGP"}
TEXT_ALL_THE_SAME = ("application/csv", "application/json", "application/octet-stream")  # text.look decides
LEADING = b"\xef\xbb\xbf \t\r\n"  # what may stand before %PDF-: a byte order mark and white space
PATIENCE = 90  # seconds

SENTENCES = {
    "damaged": "“{name}” cannot be opened as {kind}. It is damaged or not complete. Open it, save a copy, then upload the copy.",
    "locked": "“{name}” is protected by a password, so nobody could look at what is in it. Take the password off, then upload it again.",
    "old_office": "“{name}” is in an old Office format under a new name. Save it as {kind}, then upload that.",
    "macros": "“{name}” holds macros or controls, which run programs. Save a copy without them, then upload the copy.",
    "embedded": "“{name}” carries another file inside it ({detail}). Take that out and upload it by itself, or save “{name}” as a PDF.",
    "fetches": "“{name}” fetches a part of itself from another place when it is opened ({detail}). Save it as a PDF, then upload that.",
    "links": "“{name}” takes figures from a workbook in another place. In Excel choose Data, Edit Links, Break Link, save it, then upload it again.",
    "calls": "“{name}” holds a field, link or formula that calls other programs ({detail}). Take it out, or save “{name}” as a PDF, then upload that.",
    "unpacks": "“{name}” unpacks to far more than its size. Make its pictures or tables smaller, or save it as a PDF.",
    "packing": "“{name}” is packed in a way no Office program does. Open it, save a copy, then upload the copy.",
    "scripts": "“{name}” holds scripts. Print it to a new PDF, then upload that one.",
    "launch": "“{name}” can start programs when it is opened. Print it to a new PDF, then upload that one.",
    "attachments": "“{name}” carries other files inside it. Upload those by themselves, and print “{name}” to a new PDF.",
    "complicated": "“{name}” takes too long to look through. Print it to a new PDF, or save a copy, then upload that one.",
    "in_front": "“{name}” has something else in front of the PDF. Print it to a new PDF, then upload that one.",
    "after_end": "“{name}” has something else behind its end. Open it, save a copy, then upload the copy.",
    "archive": "“{name}” is an archive of other files as well. Open it, save a copy, then upload the copy.",
    "html": "“{name}” is a web page as well. Print it to a new PDF, then upload that one.",
    "pixels": "“{name}” is {detail} pixels. A picture can have at most 100 million. Make it smaller, then upload it again.",
    "not_text": "“{name}” holds characters that no text has. Save it as plain text or CSV (UTF-8), then upload it again.",
}


@dataclass(frozen=True)
class Looked:
    """What an upload is: a plain name, the media type we serve it as, bytes, SHA-256 in hex, pages where it has any."""

    name: str
    media_type: str
    size: int
    sha256: str
    page_count: int | None


def look_at(upload: File) -> Looked:
    """What an upload is; refuses, in a sentence, what may not come in. Leaves the upload at its start.

    It takes its time over a large file, and remembers: views look before the action that holds a lock does.
    """
    known: Looked | ActionRefused | None = getattr(upload, "known", None)
    if known is None:
        try:
            known = _look_at(upload)
        except ActionRefused as refusal:
            known = refusal
        upload.known = known  # type: ignore[attr-defined]
    if isinstance(known, ActionRefused):
        raise known
    return known


def look_ahead(uploads: Iterable[File]) -> None:
    """Look at files before an action does; what is refused is refused there."""
    for upload in uploads:
        with contextlib.suppress(ActionRefused):
            look_at(upload)


def _look_at(upload: File) -> Looked:
    name = plain_name(upload.name or "file")
    size = upload.size or 0
    if not size:
        raise ActionRefused(f"“{name}” is empty. Check the file, then upload it again.")
    if size > settings.MAX_UPLOAD_BYTES:
        limit = filesizeformat(settings.MAX_UPLOAD_BYTES)
        raise ActionRefused(f"“{name}” is {filesizeformat(size)}. A file can be at most {limit}.")
    ending = PurePath(name).suffix.lower()
    if ending not in ALLOWED:
        raise ActionRefused(f"“{name}” is not a kind of file we take. Upload {ALLOWED_IN_WORDS}.")
    upload.seek(0)
    file = _as_a_file(upload)
    try:
        pages = _look_inside(file, name, ending)
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    except Refused as refused:
        raise ActionRefused(_sentence(refused, name, ending)) from None
    finally:
        if file is not upload.file:
            file.close()
        upload.seek(0)
    return Looked(name=name, media_type=ALLOWED[ending], size=size, sha256=digest, page_count=pages)


def _as_a_file(upload: File) -> IO[bytes]:
    """The upload as a file with a number, which another process can read."""
    file: Any = upload.file
    try:
        file.fileno()
    except (AttributeError, io.UnsupportedOperation, OSError):
        copy = tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR)  # noqa: SIM115  # who asked for it closes it
        shutil.copyfileobj(file, copy)
        copy.seek(0)
        return copy
    return file


def _look_inside(file: IO[bytes], name: str, ending: str) -> int | None:
    """The number of pages where it has any; refuses."""
    start = file.read(1024 * 1024)
    found = magic.from_buffer(start, mime=True)
    media_type = ALLOWED[ending]
    if ending in PROGRAMS:
        if not (found.startswith(OFFICE) or found in OFFICE_CONTAINERS):
            raise _something_else(name, ending, found)
        return _look_in_a_process_of_its_own(file, name, ending)
    if ending == ".pdf":
        return _look_at_pdf(file, start, name, found)
    if media_type.startswith("image/"):
        if found != media_type:
            raise _something_else(name, ending, found)
        file.seek(0)
        images.look(file, media_type)
        _refuse_archive(file)
        return None
    if found in NOT_PLAIN or not found.startswith(("text/", *TEXT_ALL_THE_SAME)):
        raise _something_else(name, ending, found)
    file.seek(0)
    text.look(file, ending)
    _refuse_archive(file)
    return None


def _look_at_pdf(file: IO[bytes], start: bytes, name: str, found: str) -> int | None:
    at = start.find(b"%PDF-", 0, 4096)
    if at > 0 and start[:at].strip(LEADING):
        raise Refused("in_front")
    if found != "application/pdf":
        raise _something_else(name, ".pdf", found)
    _refuse_archive(file)
    file.seek(0, io.SEEK_END)
    file.seek(max(0, file.tell() - 4096))
    _before, marked, behind = file.read().rpartition(b"%%EOF")
    if not marked:
        raise Refused("damaged")
    if behind.strip(b"\x00\r\n\t "):
        raise Refused("after_end")
    if re.search(rb"<(?:html|script|svg|!doctype)\b", start[:1024], re.IGNORECASE):
        raise Refused("html")
    return _look_in_a_process_of_its_own(file, name, ".pdf")


def _refuse_archive(file: IO[bytes]) -> None:
    """Whatever else it is, what ends in a zip's list of files is an archive too."""
    file.seek(0)
    if zipfile.is_zipfile(file):
        raise Refused("archive")


def _look_in_a_process_of_its_own(file: IO[bytes], name: str, ending: str) -> int | None:
    """Ask challenges.inside, which has little memory and time; whatever goes wrong there is a refusal here."""
    command = [sys.executable, "-m", "challenges.inside", ending.removeprefix(".")]
    try:
        # Our own program, without a shell; the file is its input, never a word of the command.
        ran = subprocess.run(  # noqa: S603  # nosec B603
            command, stdin=file, capture_output=True, cwd=settings.BASE_DIR, env={}, timeout=PATIENCE, check=False
        )
        answer = json.loads(ran.stdout)
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        raise Refused("complicated") from None
    finally:
        file.seek(0, io.SEEK_END)  # it has moved the place both read at: forget what was read ahead
    if code := answer.get("refusal"):
        if code == "something_else":
            found = ALLOWED.get(f".{answer['detail']}", "application/zip")
            raise _something_else(name, ending, found)
        raise Refused(code, answer["detail"])
    return answer["pages"]


def _something_else(name: str, ending: str, found: str) -> ActionRefused:
    return ActionRefused(f"“{name}” ends in {ending}, but its content is something else ({found}).")


def _sentence(refused: Refused, name: str, ending: str) -> str:
    kind = PROGRAMS.get(ending, {".pdf": "a PDF"}.get(ending, "a picture"))
    return SENTENCES[refused.code].format(name=name, kind=kind, detail=plain_name(refused.detail))
