"""What may be uploaded, and what a file really is."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import PurePath

import magic
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat

from challenges.action_tools import ActionRefused

OFFICE = "application/vnd.openxmlformats-officedocument"

# Ending: the media type we serve it as, and the types its bytes may show.
ALLOWED: dict[str, tuple[str, frozenset[str]]] = {
    ".pdf": ("application/pdf", frozenset({"application/pdf"})),
    ".docx": (f"{OFFICE}.wordprocessingml.document", frozenset({f"{OFFICE}.wordprocessingml.document"})),
    ".xlsx": (f"{OFFICE}.spreadsheetml.sheet", frozenset({f"{OFFICE}.spreadsheetml.sheet"})),
    ".pptx": (f"{OFFICE}.presentationml.presentation", frozenset({f"{OFFICE}.presentationml.presentation"})),
    ".txt": ("text/plain", frozenset({"text/plain", "application/csv", "text/csv"})),
    ".csv": ("text/csv", frozenset({"text/plain", "application/csv", "text/csv"})),
    ".png": ("image/png", frozenset({"image/png"})),
    ".jpg": ("image/jpeg", frozenset({"image/jpeg"})),
    ".jpeg": ("image/jpeg", frozenset({"image/jpeg"})),
}
MAIN_PART = {
    "word/document.xml": f"{OFFICE}.wordprocessingml.document",
    "xl/workbook.xml": f"{OFFICE}.spreadsheetml.sheet",
    "ppt/presentation.xml": f"{OFFICE}.presentationml.presentation",
}
ALLOWED_IN_WORDS = "PDF, Word (.docx), Excel (.xlsx), PowerPoint (.pptx), text, CSV, PNG or JPEG"


def plain_name(name: str) -> str:
    """A file name without folders, control or direction-changing characters, at most 150 long."""
    base = PurePath(name.replace("\\", "/")).name
    kept = "".join(each for each in base if each.isprintable() and each not in '<>:"|?*').strip(" .")
    path = PurePath(kept or "file")
    return path.stem[: 150 - len(path.suffix)] + path.suffix


def checked(upload: UploadedFile) -> tuple[str, str, str]:
    """The plain name, media type and SHA-256 of an upload; refuses, in a sentence, what may not come in."""
    name = plain_name(upload.name or "file")
    if not upload.size:
        raise ActionRefused(f"“{name}” is empty. Check the file, then upload it again.")
    if upload.size > settings.MAX_UPLOAD_BYTES:
        limit = filesizeformat(settings.MAX_UPLOAD_BYTES)
        raise ActionRefused(f"“{name}” is {filesizeformat(upload.size)}. A file can be at most {limit}.")
    ending = PurePath(name).suffix.lower()
    if ending not in ALLOWED:
        raise ActionRefused(f"“{name}” is not a kind of file we take. Upload {ALLOWED_IN_WORDS}.")
    media_type, shown = ALLOWED[ending]
    found = _what_it_is(upload)
    if found not in shown:
        raise ActionRefused(f"“{name}” ends in {ending}, but its content is something else ({found}).")
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return name, media_type, digest.hexdigest()


def _what_it_is(upload: UploadedFile) -> str:
    """The type its bytes show. Office files are zips: look inside."""
    upload.seek(0)
    found = magic.from_buffer(upload.read(1024 * 1024), mime=True)
    upload.seek(0)
    if found in {"application/zip", "application/octet-stream"} or found.startswith(OFFICE):
        try:
            with zipfile.ZipFile(upload) as archive:
                parts = set(archive.namelist())
        except zipfile.BadZipFile:
            return found
        finally:
            upload.seek(0)
        return next((kind for part, kind in MAIN_PART.items() if part in parts), "application/zip")
    return found
