"""The bytes of files whose rows have gone.

Rows go in a transaction, bytes cannot. What is to be deleted is therefore noted in the same transaction as the rows go;
the bytes follow once it has committed, and what could not be deleted then the clock tries again every night.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction

from challenges.models import Leftover, StoredFile, UnfinishedUpload
from challenges.moments import now

logger = logging.getLogger(__name__)
Where = Leftover.Where


def leave(
    files: Iterable[StoredFile], uploads: Iterable[UnfinishedUpload] = (), *, certificate_id: int | None = None
) -> int:
    """Note the bytes of these files and uploads, whose rows go in this transaction; returns how many bytes they have.

    They are deleted once it commits.
    """
    total, places = 0, []
    for file in files:
        places.append((Where.FILES, str(file.content.name)))
        if file.state == StoredFile.State.BLOCKED:
            places.append((Where.QUARANTINE, file.key.hex))
        total += file.size if file.bytes_deleted_at is None else 0
    for upload in uploads:
        places.append((Where.INCOMING, f"{upload.key.hex}.part"))
        total += upload.received if upload.file_id is None else 0
    noted = Leftover.objects.bulk_create(
        Leftover(where=where, name=name, since=now(), certificate_id=certificate_id) for where, name in places
    )
    transaction.on_commit(lambda: delete(noted))
    return total


def delete(leftovers: Iterable[Leftover]) -> list[Leftover]:
    """Delete these bytes; returns those that could not be, which stay noted. Safe to repeat, and to be killed at."""
    stayed = []
    for leftover in leftovers:
        try:
            if leftover.where == Where.FILES:
                default_storage.delete(leftover.name)
            else:
                folder = settings.QUARANTINE_DIR if leftover.where == Where.QUARANTINE else settings.INCOMING_DIR
                (folder / leftover.name).unlink(missing_ok=True)
        except Exception:  # whatever the storage says: it is noted, and tried again
            logger.exception("The bytes of a purged file could not be deleted: %s %s", leftover.where, leftover.name)
            stayed.append(leftover)
        else:
            leftover.delete()
    return stayed


def clear(*, dry_run: bool = False) -> list[str]:
    """What the clock does: try again what could not be deleted; a line for each, and what became of it."""
    noted = list(Leftover.objects.order_by("pk"))
    if dry_run:
        return [f"would delete left bytes: {leftover.where} {leftover.name}" for leftover in noted]
    stayed = {leftover.pk for leftover in delete(list(noted))}
    return [
        f"{'could not delete' if key in stayed else 'deleted'} left bytes: {leftover.where} {leftover.name}"
        for key, leftover in [(each.pk, each) for each in noted]
    ]
