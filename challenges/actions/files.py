"""Files and the documents made from our rows."""

from __future__ import annotations

import logging
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from challenges import audit, jobs, scanning, uploads
from challenges.action_tools import ActionRefused, locked
from challenges.models import (
    Audience,
    Challenge,
    RenderedDocument,
    StoredFile,
    User,
)
from challenges.moments import now
from challenges.uploads import parts

logger = logging.getLogger(__name__)


@transaction.atomic
def store_file(
    challenge: Challenge,
    upload: UploadedFile,
    *,
    by: User,
    looked: uploads.Looked | None = None,
    audience: Audience = Audience.LGA,
) -> StoredFile:
    """Keep one upload after looking at what it really is (unless it was: `looked`); refuses in a sentence.

    With a virus scanner nobody gets it before that has looked too. The audience is of its name in the history.
    """
    looked = looked or uploads.look_at(upload)
    _refuse_what_was_blocked(challenge, looked)
    scanned = scanning.is_configured()
    stored = _stored(
        challenge=challenge,
        name=looked.name,
        content=upload,
        media_type=looked.media_type,
        size=looked.size,
        sha256=looked.sha256,
        page_count=looked.page_count,
        state=StoredFile.State.PENDING if scanned else StoredFile.State.NOT_SCANNED,
        stored_at=now(),
        stored_by=by,
    )
    if scanned:
        scanning.ask_for(stored)
    if isinstance(upload, parts.ReceivedFile):
        parts.settle(upload, stored)
    audit.record(
        "file.stored",
        f"uploaded “{stored}”",
        by=by,
        challenge=challenge,
        target=stored,
        audience=audience,
        becomes={"sha256": stored.sha256, "size": stored.size},
    )
    return stored


def _stored(**fields: Any) -> StoredFile:
    """The row and, before it, the bytes; refuses when the disk is full or the bucket away."""
    try:
        return StoredFile.objects.create(**fields)
    except OSError as error:
        logger.exception("A file could not be stored.")
        raise ActionRefused(f"“{fields['name']}” could not be stored just now. Try again in a few minutes.") from error


def _refuse_what_was_blocked(challenge: Challenge, looked: uploads.Looked) -> None:
    """The scanner has said what it thinks of these very bytes."""
    blocked = StoredFile.objects.filter(challenge=challenge, sha256=looked.sha256, state=StoredFile.State.BLOCKED)
    if before := blocked.order_by("-pk").first():
        raise ActionRefused(
            f"“{looked.name}” is the file that was blocked before: the virus scanner found {before.signature}. "
            "Have the computer it comes from looked at, then upload a clean copy."
        )


@transaction.atomic
def render_again(document: RenderedDocument, *, by: User) -> None:
    """Put a document that could not be made back in the queue."""
    jobs.try_again(document.job)
    audit.record(
        "document.render_asked_again",
        f"asked again for the PDF of “{document}”",
        by=by,
        challenge=document.challenge,
        target=document,
        audience=Audience.LGA,
    )


@transaction.atomic
def open_document_to(document: RenderedDocument, *, permission: str, by: User) -> RenderedDocument:
    """Let those who hold another permission read a document; its words do not change."""
    document = locked(document)
    was, document.permission = document.permission, permission
    document.save(update_fields=["permission"])
    audit.record(
        "document.opened",
        f"opened “{document}” to more readers",
        by=by,
        challenge=document.challenge,
        target=document,
        was={"permission": was},
        becomes={"permission": permission},
    )
    return document
