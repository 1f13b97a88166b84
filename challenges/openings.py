"""Keeps who opened what: pages about single children, and files.

The door to the pages of a challenge (challenges/access.py) calls `keep` with every answer, so no view can forget it:
a view under `@challenge_view(..., child_level=True)` says with `opens` what it shows, and `downloads.serve` marks a file.
It is no act of the process: nothing is worked out anew, and the history does not tell it.

Evidence notes may name a case by its code. A list of notes is not a page about a child, and its openings are not kept: the
case's own page is, and there they are.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode

from challenges.models import Challenge, Opening, StoredFile
from challenges.moments import now


def opens(request: HttpRequest, words: str, thing: Model | None = None) -> None:
    """Say what this page shows: in words, and as a row where it is about one."""
    request.opened = words, thing  # type: ignore[attr-defined]


def opens_each(request: HttpRequest, things: dict[str, Model]) -> None:
    """Say which rows the words of this page come from, besides what `opens` says: each is kept as opened too."""
    request.opened_each = things  # type: ignore[attr-defined]


def openings_page(request: HttpRequest, challenge: Challenge, thing: Model) -> str:
    """Where the reader of this page sees who has opened this; nothing for those who may not."""
    if not request.user.has_perm("challenges.view_openings", challenge):
        return ""
    page = reverse("challenges:opening_list", args=[challenge.slug])
    return f"{page}?{urlencode({'thing': f'{thing._meta.label}:{thing.pk}'})}"


def keep(request: HttpRequest, challenge: Challenge, view, answer: HttpResponseBase) -> None:
    """Keep that a file was handed over, or a page about children shown; before the answer leaves the house."""
    file: StoredFile | None = getattr(answer, "stored_file", None)
    together: list[StoredFile] = getattr(answer, "stored_files", [])  # of a zip
    if together:
        rows = [_row(request, challenge, str(each), each, how=Opening.How.SAVED) for each in together]
        Opening.objects.bulk_create(rows, batch_size=500)
    if file is not None:
        inline = str(answer.headers.get("Content-Disposition", "")).startswith("inline")
        record(request, challenge, str(file), file, how=Opening.How.SHOWN if inline else Opening.How.SAVED)
    elif view.child_level and answer.status_code == 200 and request.method in {"GET", "HEAD"}:
        words, thing = getattr(request, "opened", (view.__name__.replace("_", " ").capitalize(), None))
        record(request, challenge, words, thing, how=Opening.How.PAGE)
        each = getattr(request, "opened_each", {}).items()
        rows = [_row(request, challenge, words, thing, how=Opening.How.PAGE) for words, thing in each]
        Opening.objects.bulk_create(rows, batch_size=500)


def record(request: HttpRequest, challenge: Challenge, words: str, thing: Model | None, *, how: str) -> Opening:
    """One row for one opening. Who looks on as someone else is named themselves, with the person beside it."""
    row = _row(request, challenge, words, thing, how=how)
    row.save(force_insert=True)
    return row


def _row(request: HttpRequest, challenge: Challenge, words: str, thing: Model | None, *, how: str) -> Opening:
    seen: Any = request.user
    person: Any = getattr(request, "real_user", None) or seen
    return Opening(
        at=now(),
        by_id=person.pk,
        by_name=person.name,
        seen_as=seen.name if person.pk != seen.pk else "",
        challenge_id=challenge.pk,
        target_type=thing._meta.label if thing else "",
        target_id=thing.pk if thing else None,
        target=words[:200],
        how=how,
    )
