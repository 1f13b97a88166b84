"""What every action uses: a lock, a check of the move, and a refusal in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models

from challenges.moments import now

M = TypeVar("M", bound=models.Model)
S = TypeVar("S", bound=models.TextChoices)


class ActionRefused(Exception):  # it is a refusal, told to the person, not an error of ours
    """What was asked cannot be done now. The text is a sentence for the person who asked."""


class SavedByAnother(ActionRefused):
    """Someone saved the same text since this page was loaded. Carries their text, so that neither is lost."""

    def __init__(self, theirs: models.Model, fields: list[str]) -> None:
        self.version: int = theirs.version  # type: ignore[attr-defined]
        self.theirs = {field: getattr(theirs, field) for field in fields}
        self.by: str = str(theirs.changed_by)  # type: ignore[attr-defined]
        self.at = theirs.changed_at  # type: ignore[attr-defined]
        super().__init__(
            f"{self.by} saved this while you were writing. Your text is kept in the form, "
            "and theirs is shown beside it. Bring them together, then save again."
        )


def locked(obj: M) -> M:
    """Re-read the row as stored and hold it until the transaction ends."""
    return type(obj)._base_manager.select_for_update(of=("self",)).get(pk=obj.pk)


def check_move(moves: Mapping[S, set[S]], was: S, becomes: S) -> None:
    """Refuse a move that the table does not allow."""
    if becomes not in moves[was]:
        raise ActionRefused(f"This stands at “{was.label}” and cannot become “{becomes.label}”.")


def check_clean(obj: models.Model) -> None:
    """Every constraint and field rule, as a sentence."""
    try:
        obj.full_clean()
    except ValidationError as error:
        raise ActionRefused(" ".join(error.messages)) from error


def save_edit(obj: M, *, by: Any, version: int, changes: dict[str, Any]) -> tuple[M, dict[str, Any], dict[str, Any]]:
    """Lock a written row, refuse if someone was quicker, set the changes, save. Returns the row, was and now.

    A row equal in every changed field is no conflict: the same text twice loses nothing.
    """
    row = locked(obj)
    was = {field: getattr(row, field) for field in changes}
    if row.version != version and was != changes:  # type: ignore[attr-defined]
        raise SavedByAnother(row, list(changes))
    for field, value in changes.items():
        setattr(row, field, value)
    row.version += 1  # type: ignore[attr-defined]
    row.changed_at, row.changed_by = now(), by  # type: ignore[attr-defined]
    check_clean(row)
    row.save()
    changed = [field for field in changes if was[field] != changes[field]]
    return row, {field: plain(was[field]) for field in changed}, {field: plain(changes[field]) for field in changed}


def plain(value: Any) -> Any:
    """A value as the audit keeps it."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(each) for each in value]
    return str(value)
