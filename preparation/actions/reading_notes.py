"""What peers note while they read: for themselves, or shared with the team. Only its author changes a note."""

from __future__ import annotations

from django.db import transaction

from challenges import audit, text_check
from challenges.action_tools import ActionRefused, check_clean, locked, save_edit
from challenges.models import Audience, RetentionHold, User
from challenges.moments import now
from preparation.models import DocumentRequest, ReadingNote


@transaction.atomic
def add_reading_note(item: DocumentRequest, *, text: str, share: bool = False, by: User) -> ReadingNote:
    """Note something about an item. It is for its author alone unless shared with the team."""
    item = locked(item)
    if item.is_withdrawn:
        raise ActionRefused("The team no longer asks for this.")
    if share:
        text_check.must_be_clean(item.challenge, {"text": text}, audience=Audience.TEAM)
    note = ReadingNote(
        challenge=item.challenge,
        request=item,
        text=text.strip(),
        audience=Audience.TEAM if share else Audience.AUTHOR,
        written_by=by,
        written_at=now(),
        changed_by=by,
        changed_at=now(),
    )
    check_clean(note)
    note.save()
    audit.record(
        "reading_note.written",
        f"wrote a note on {_for_everyone(item)}",
        by=by,
        challenge=item.challenge,
        target=note,
        audience=note.audience,
    )
    return note


@transaction.atomic
def edit_reading_note(note: ReadingNote, *, text: str, version: int, share: bool = False, by: User) -> ReadingNote:
    """Change a note; who can read it stays as it is, unless its author shares it now."""
    _check_is_author(note, by)
    share = share and locked(note).audience == Audience.AUTHOR
    if share or locked(note).audience != Audience.AUTHOR:
        text_check.must_be_clean(note.challenge, {"text": text}, audience=Audience.TEAM)
    note, _was, becomes = save_edit(note, by=by, version=version, changes={"text": text.strip()})
    if share:
        note.audience = Audience.TEAM
        note.save(update_fields=["audience"])
    audit.record(
        "reading_note.shared" if share else "reading_note.changed",
        f"{'shared' if share else 'changed'} a note on {_for_everyone(note.request)}",
        by=by,
        challenge=note.challenge,
        target=note,
        audience=note.audience,
        becomes={"changed": list(becomes)},  # not the words: the history outlives the notes
    )
    return note


@transaction.atomic
def share_reading_note(note: ReadingNote, *, by: User) -> ReadingNote:
    """Let the team read a note its author kept so far."""
    _check_is_author(note, by)
    note = locked(note)
    if note.audience == Audience.TEAM:
        raise ActionRefused("This note is shared with the team already.")
    text_check.must_be_clean(note.challenge, {"text": note.text}, audience=Audience.TEAM)
    note.audience = Audience.TEAM
    note.save(update_fields=["audience"])
    audit.record(
        "reading_note.shared",
        f"shared a note on {_for_everyone(note.request)}",
        by=by,
        challenge=note.challenge,
        target=note,
        audience=note.audience,
    )
    return note


@transaction.atomic
def remove_reading_note(note: ReadingNote, *, by: User) -> None:
    """Take a note away for good. Only its author can."""
    _check_is_author(note, by)
    note = locked(note)
    if RetentionHold.objects.standing().filter(challenge=note.challenge).exists():
        raise ActionRefused("Nothing of this challenge may be deleted just now. Leave the note where it is.")
    audit.record(
        "reading_note.removed",
        f"removed a note on {_for_everyone(note.request)}",
        by=by,
        challenge=note.challenge,
        target=note,
        audience=note.audience,
    )
    note.delete()


def _check_is_author(note: ReadingNote, by: User) -> None:
    if note.written_by_id != by.pk:
        raise ActionRefused("Only who wrote a note can change it.")


def _for_everyone(item: DocumentRequest) -> str:
    """The item for the history, which more people read than the note: no restricted one by name."""
    return "a restricted document" if item.importance == DocumentRequest.Importance.RESTRICTED else f"item {item}"
