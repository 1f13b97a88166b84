"""Editing a programme in the browser: one edit for each programme, kept while people work, then made a version."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction

from challenges import audit, programme_files
from challenges.action_tools import ActionRefused, SavedByAnother, locked
from challenges.actions.programmes import keep_version
from challenges.models import Programme, ProgrammeDraft, User
from challenges.moments import now
from challenges.programme_files import parts


class PartSavedByAnother(SavedByAnother):
    """Somebody else saved the same part of a programme meanwhile; carries what they wrote."""

    def __init__(self, saved: dict[str, Any], theirs: dict[str, Any]) -> None:
        self.version: int = saved["version"]
        self.theirs = theirs
        self.by = str(saved["by"])
        self.at = datetime.datetime.fromisoformat(saved["at"])
        ActionRefused.__init__(
            self,
            f"{self.by} saved this while you were writing. What you wrote is kept in the form, and theirs is shown beside "
            "it. Bring them together, then save again.",
        )


@transaction.atomic
def save_part(programme: Programme, *, part: str, values: dict[str, Any], version: int, by: User) -> ProgrammeDraft:
    """Save one part of the edit of a programme: names, a theme, a document, the dates, the times. Begins the edit where there is none.

    `version` is that of the part its page was loaded with; 1 where nobody had saved it yet.
    """
    draft = _begun(programme, by=by)
    was = parts.values(draft.content, part)
    if not was:
        raise ActionRefused("Somebody took this out of the edit meanwhile.")
    if was == values:
        return draft
    saved = draft.parts.get(part)
    if saved and saved["version"] != version:
        raise PartSavedByAnother(saved, was)
    return _save(draft, part, _with(draft.content, part, values), by=by)


@transaction.atomic
def add_document(programme: Programme, *, values: dict[str, Any], by: User) -> str:
    """Put one more document at the end of the list; returns its number."""
    draft = _begun(programme, by=by)
    content, code = parts.with_document(draft.content, values)
    _save(draft, parts.document_part(code), content, by=by)
    return code


@transaction.atomic
def remove_document(programme: Programme, *, code: str, by: User) -> ProgrammeDraft:
    """Take a document out of the list of the edit."""
    draft = _begun(programme, by=by)
    if len(draft.content["documents"]) == 1:
        raise ActionRefused("A programme asks for at least one document.")
    return _save(draft, parts.document_part(code), parts.without_document(draft.content, code), by=by)


@transaction.atomic
def move_document(programme: Programme, *, code: str, earlier: bool, by: User) -> ProgrammeDraft:
    """Move a document one place up or down the list of the edit."""
    draft = _begun(programme, by=by)
    return _save(draft, "documents", parts.with_document_moved(draft.content, code, earlier=earlier), by=by)


@transaction.atomic
def throw_edit_away(draft: ProgrammeDraft, *, by: User) -> None:
    """Give an edit up: the version in use stays as it is."""
    draft = locked(draft)
    audit.record(
        "programme_edit.thrown_away",
        f"threw the edit of the programme “{draft.base}” away",
        by=by,
        challenge=None,
        target=draft.base,
    )
    draft.delete()


@transaction.atomic
def make_version(draft: ProgrammeDraft, *, reason: str, seen: str, by: User) -> Programme:
    """Make the edit the next version of its programme, for challenges that are set up from now on.

    `seen` is the hash of the edit whose preview was read: what was saved since is to be read first.
    """
    draft = locked(draft)
    newest = Programme.objects.select_for_update().filter(code=draft.code).latest("version")
    if newest != draft.base:
        raise ActionRefused(
            f"Version {newest.version} came into use after this edit was begun. Bring the edit over to it first."
        )
    if programme_files.hash_of(draft.content) != seen:
        raise ActionRefused("The edit was changed since this page was loaded. Read the preview again.")
    number = newest.version + 1
    content = draft.content | {"version": number}
    plan = _readable(content)
    made = keep_version(
        content,
        plan,
        number=number,
        by=by,
        sentence=f"made version {number} of the programme “{plan.name}” from version {newest.version}",
        edited_from=newest,
        reason=reason.strip(),
    )
    draft.delete()
    return made


@transaction.atomic
def bring_edit_over(draft: ProgrammeDraft, *, by: User) -> ProgrammeDraft:
    """Put what was edited on top of the version that came into use meanwhile: part by part, the edit wins.

    What was taken out of the newer version, the edit cannot keep.
    """
    draft = locked(draft)
    newest = Programme.objects.filter(code=draft.code).latest("version")
    content = newest.content
    for part in draft.parts:
        values = parts.values(draft.content, part) if part != "documents" else {}
        if part == parts.DATES_PART:
            values = parts.values(content, part) | {
                key: value for key, value in values.items() if key in parts.values(content, part)
            }
        if values and parts.values(content, part):
            content = _with(content, part, values)
        elif values and part.startswith("document:"):
            content, _code = parts.with_document(content, values)
    draft.base, draft.content = newest, content
    draft.changed_at, draft.changed_by = now(), by
    draft.save()
    audit.record(
        "programme_edit.brought_over",
        f"brought the edit of the programme “{newest}” over to version {newest.version}",
        by=by,
        challenge=None,
        target=newest,
    )
    return draft


def _begun(programme: Programme, *, by: User) -> ProgrammeDraft:
    """The edit of the programme, held; begun from this version where there is none."""
    draft, _made = ProgrammeDraft.objects.select_for_update(of=("self",)).get_or_create(
        code=programme.code,
        defaults={
            "base": programme,
            "content": programme.content,
            "begun_at": now(),
            "begun_by": by,
            "changed_at": now(),
            "changed_by": by,
        },
    )
    return draft


def _save(draft: ProgrammeDraft, part: str, content: dict[str, Any], *, by: User) -> ProgrammeDraft:
    _readable(content)
    version = draft.parts.get(part, {"version": 1})["version"] + 1
    draft.parts |= {part: {"version": version, "by": str(by), "at": now().isoformat()}}
    draft.content = content
    draft.changed_at, draft.changed_by = now(), by
    draft.save()
    audit.record(
        "programme_edit.saved",
        f"changed {_in_words(part, content)} in the edit of the programme “{draft.base}”",
        by=by,
        challenge=None,
        target=draft.base,
    )
    return draft


def _with(content: dict[str, Any], part: str, values: dict[str, Any]) -> dict[str, Any]:
    try:
        return parts.with_values(content, part, values)
    except parts.PartWrong as wrong:
        raise ActionRefused(str(wrong)) from wrong


def _readable(content: dict[str, Any]) -> programme_files.ProgrammeFile:
    try:
        return programme_files.from_dict(content)
    except programme_files.ProgrammeFileWrong as wrong:
        raise ActionRefused(f"The programme cannot be like this: {wrong.sentence}") from wrong


def _in_words(part: str, content: dict[str, Any]) -> str:
    if part == parts.LABELS_PART:
        return "the names"
    if part == parts.DATES_PART:
        return "the dates"
    if part == parts.TIMESCALES_PART:
        return "the statutory times"
    if part == parts.CONVERSATION_PART:
        return "the questions of the conversation"
    kind, _colon, code = part.partition(":")
    found = parts.item(content, part) if code else None
    if kind == "theme" and found:
        return f"theme {code}, “{found['name']}”"
    return (
        f"document {code}, “{found['title']}”"
        if found
        else f"document {code}".strip()
        if code
        else "the order of documents"
    )
