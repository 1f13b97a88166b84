"""What may be uploaded as a list of children. Nobody ever opens these files: one process reads them, and they go."""

from __future__ import annotations

import hashlib
from pathlib import PurePath

from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat

from casereview.annex_a.headers import list_named
from challenges.action_tools import ActionRefused
from challenges.uploads import Looked, plain_name

ENDINGS = {
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK\x03\x04"),
    ".xlsm": ("application/vnd.ms-excel.sheet.macroEnabled.12", b"PK\x03\x04"),
    ".xls": ("application/vnd.ms-excel", b"\xd0\xcf\x11\xe0"),
    ".csv": ("text/csv", b""),
}
IN_WORDS = "Excel (.xlsx or .xls), or one CSV file for each list"
MOST_BYTES = 20 * 1024 * 1024
MOST_FILES = 12


def look(file: UploadedFile) -> Looked:
    """What a file is, as store_file wants it; refuses, in a sentence, what is no workbook and no CSV.

    A workbook with macros, or with figures from another place, is welcome: it is read by its stored values and never
    opened or given out.
    """
    name = plain_name(file.name or "file")
    ending = PurePath(name).suffix.lower()
    if ending not in ENDINGS:
        raise ActionRefused(f"“{name}” is not a kind of file lists come in. Upload {IN_WORDS}.")
    size = file.size or 0
    if not size:
        raise ActionRefused(f"“{name}” is empty. Check the file, then upload it again.")
    if size > MOST_BYTES:
        raise ActionRefused(f"“{name}” is {filesizeformat(size)}. Lists can have at most {filesizeformat(MOST_BYTES)}.")
    media_type, begins = ENDINGS[ending]
    file.seek(0)
    start = file.read(len(begins))
    if start != begins:
        if start == ENDINGS[".xls"][1]:
            raise ActionRefused(
                f"“{name}” is protected by a password, or an old workbook. Take the password off first."
            )
        raise ActionRefused(
            f"“{name}” ends in {ending}, but it is something else. Save it as a workbook, then try again."
        )
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    file.seek(0)
    return Looked(name=f"Lists of children{ending}", media_type=media_type, size=size, sha256=digest, page_count=None)


def list_of(name: str) -> int | None:
    """The list a file says it is by its name; a CSV has no other."""
    return list_named(PurePath(plain_name(name)).stem)
