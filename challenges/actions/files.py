"""Files and the documents made from our rows."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from challenges import audit, jobs, uploads
from challenges.action_tools import locked
from challenges.models import (
    Audience,
    AuditEvent,
    Challenge,
    RenderedDocument,
    StoredFile,
    User,
)
from challenges.moments import now


@transaction.atomic
def store_file(challenge: Challenge, upload: UploadedFile, *, by: User) -> StoredFile:
    """Keep one upload after looking at what it really is; refuses in a sentence."""
    name, media_type, sha256 = uploads.checked(upload)
    stored = StoredFile.objects.create(
        challenge=challenge,
        name=name,
        content=upload,
        media_type=media_type,
        size=upload.size or 0,
        sha256=sha256,
        stored_at=now(),
        stored_by=by,
    )
    audit.record(
        "file.stored",
        f"uploaded “{name}”",
        by=by,
        challenge=challenge,
        target=stored,
        audience=Audience.LGA,
        becomes={"sha256": sha256, "size": upload.size},
    )
    return stored


@transaction.atomic
def record_download(file: StoredFile, *, by: User) -> AuditEvent:
    """Keep who opened which file when."""
    return audit.record(
        "file.downloaded", f"opened “{file}”", by=by, challenge=file.challenge, target=file, audience=Audience.LGA
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
