"""Large files, part by part: what has arrived stays for a day, and an interrupted upload goes on where it stopped.

Parts come in order, each with the place of its first byte. One that has arrived before is answered as if it were new;
one that leaves a gap is told where to go on. Bytes are on the disk before the row counts them, so a process killed in
between costs that part. At the end the SHA-256 of the whole is compared with that of its owner's copy.
"""

from __future__ import annotations

import datetime
import hashlib
import os
import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F, Sum
from django.template.defaultfilters import filesizeformat

from challenges.action_tools import ActionRefused, locked
from challenges.models import Challenge, StoredFile, UnfinishedUpload, User
from challenges.moments import now
from challenges.retention import not_on_hold
from challenges.uploads.kinds import ALLOWED, ALLOWED_IN_WORDS
from challenges.uploads.names import plain_name

MOST_OF_A_PART = 4 * 1024 * 1024
KEPT_FOR = datetime.timedelta(hours=24)
DAMAGED = "“{name}” did not arrive as it was sent. Nothing of it was kept: upload it again."


class OutOfPlace(Exception):  # not an error of ours: the sender is told where to go on
    """A part that leaves a gap, or is none. `received` says how many bytes stand, where the next part begins."""

    def __init__(self, received: int) -> None:
        self.received = received
        super().__init__(received)


class ReceivedFile(UploadedFile):
    """A file that arrived part by part, as forms and actions take files."""

    def __init__(self, upload: UnfinishedUpload, file: BinaryIO) -> None:
        super().__init__(file=file, name=upload.name, size=upload.size)
        self.upload = upload

    def temporary_file_path(self) -> str:
        """A second name of the bytes, for the storage to take away: the first one stays until all is certain."""
        path = path_of(self.upload)
        second = path.with_suffix(".whole")
        second.unlink(missing_ok=True)
        try:
            os.link(path, second)
        except OSError:
            shutil.copyfile(path, second)
        return str(second)


def path_of(upload: UnfinishedUpload) -> Path:
    return settings.INCOMING_DIR / f"{upload.key.hex}.part"


@transaction.atomic
def begin(challenge: Challenge, *, owner: User, place: str, name: str, size: int, modified: int) -> UnfinishedUpload:
    """Start an upload, or take up the one this person began with the same file at the same place.

    size: bytes; modified: milliseconds since 1970. Refuses what is too large, or would take more room than one may.
    """
    name = plain_name(name)
    owner = User.objects.select_for_update().get(pk=owner.pk)  # one at a time counts what this person takes
    mine = UnfinishedUpload.objects.filter(owner=owner, file=None)
    standing = mine.filter(challenge=challenge, place=place, name=name, size=size, modified=modified).first()
    if standing:
        return _as_on_disk(standing)
    _check_size(name, size)
    if Path(name).suffix.lower() not in ALLOWED:
        raise ActionRefused(f"“{name}” is not a kind of file we take. Upload {ALLOWED_IN_WORDS}.")
    most = settings.MAX_UNFINISHED_BYTES_EACH
    if _bytes_of(mine) + size > most:
        raise ActionRefused(
            f"With “{name}” you would have more than {filesizeformat(most)} of unfinished uploads. Finish one of them "
            "first: choose its file again where you began it. What you leave is cleared after a day."
        )
    if _bytes_of(UnfinishedUpload.objects.filter(file=None)) + size > settings.MAX_UNFINISHED_BYTES:
        raise ActionRefused(f"There is no room for “{name}” just now. Try again in an hour.")
    return UnfinishedUpload.objects.create(
        challenge=challenge,
        owner=owner,
        place=place,
        name=name,
        size=size,
        modified=modified,
        started_at=now(),
        touched_at=now(),
    )


def _check_size(name: str, size: int) -> None:
    if size < 1:
        raise ActionRefused(f"“{name}” is empty. Check the file, then upload it again.")
    if size > settings.MAX_UPLOAD_BYTES:
        limit = filesizeformat(settings.MAX_UPLOAD_BYTES)
        raise ActionRefused(f"“{name}” is {filesizeformat(size)}. A file can be at most {limit}.")


def _bytes_of(uploads) -> int:
    return uploads.aggregate(bytes=Sum(F("size")))["bytes"] or 0


def _as_on_disk(upload: UnfinishedUpload) -> UnfinishedUpload:
    """An upload whose row counts no more bytes than there are: those of another machine's disk are sent again."""
    path = path_of(upload)
    there = path.stat().st_size if path.exists() else 0
    if there < upload.received:
        upload.received = there
        upload.save(update_fields=["received"])
    return upload


def read_part(upload: UnfinishedUpload, body: BinaryIO) -> bytes:
    """The bytes of one part; OutOfPlace for more than a part may have."""
    read = bytearray()
    while chunk := body.read(256 * 1024):
        read += chunk
        if len(read) > MOST_OF_A_PART:
            raise OutOfPlace(upload.received)
    return bytes(read)


@transaction.atomic
def add_part(upload: UnfinishedUpload, *, at: int, part: bytes) -> int:
    """Keep a part that begins at byte `at`; how many bytes stand now. The same part twice is one."""
    upload = _as_on_disk(locked(upload))
    end = at + len(part)
    if upload.file_id or end <= upload.received:
        return upload.received
    if at != upload.received or end > upload.size:
        raise OutOfPlace(upload.received)
    descriptor = os.open(path_of(upload), os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        written = 0
        while written < len(part):
            written += os.pwrite(descriptor, part[written:], at + written)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    upload.received, upload.touched_at = end, now()
    upload.save(update_fields=["received", "touched_at"])
    return end


def received_whole(upload: UnfinishedUpload, *, sha256: str) -> ReceivedFile:
    """The whole file, open; refuses one that is not whole, or not what its owner sent."""
    if upload.received != upload.size or not path_of(upload).exists():
        raise ActionRefused(f"“{upload.name}” has not arrived in full yet. Choose it again to go on.")
    file = path_of(upload).open("rb")
    file.seek(0, os.SEEK_END)
    whole = file.tell() == upload.size
    file.seek(0)
    if not whole or hashlib.file_digest(file, "sha256").hexdigest() != sha256:
        file.close()
        forget(upload)
        raise ActionRefused(DAMAGED.format(name=upload.name))
    file.seek(0)
    return ReceivedFile(upload, file)


def settle(received: ReceivedFile, stored: StoredFile) -> None:
    """It is stored: its parts go once that is certain. The row stays for a day, to answer who asks again."""
    upload = received.upload
    UnfinishedUpload.objects.filter(pk=upload.pk).update(file=stored, touched_at=now())
    transaction.on_commit(lambda: path_of(upload).unlink(missing_ok=True))


def close(files: Iterable[File]) -> None:
    """After an action has had them: what it did not store is let go of."""
    for received in files:
        if isinstance(received, ReceivedFile):
            received.close()
            if UnfinishedUpload.objects.filter(pk=received.upload.pk, file=None).exists():
                forget(received.upload)


def forget(upload: UnfinishedUpload) -> None:
    """Let go of an upload and what has arrived of it."""
    upload.delete()
    path_of(upload).unlink(missing_ok=True)


def clear(*, dry_run: bool = False) -> list[str]:
    """Let go of uploads nobody has touched for a day, unless their challenge is on hold, and of parts without a row."""
    lines = []
    for upload in not_on_hold(UnfinishedUpload.objects.filter(touched_at__lt=now() - KEPT_FOR)):
        lines.append(f"unfinished upload {upload.pk}")
        if not dry_run:
            forget(upload)
    known = {key.hex for key in UnfinishedUpload.objects.values_list("key", flat=True)}
    long_ago = (now() - KEPT_FOR).timestamp()
    for path in sorted(settings.INCOMING_DIR.iterdir()):
        ours = re.fullmatch(r"([0-9a-f]{32})\.part", path.name)
        left = path.stat().st_mtime < long_ago and not (ours and ours[1] in known)
        if left:
            lines.append(f"left behind: {path.name}")
            if not dry_run:
                path.unlink(missing_ok=True)
    return lines
