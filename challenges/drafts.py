"""Drafts: what people have typed and not saved yet, kept while they type.

No audit row and no work on next actions: a draft is nobody's business but its author's, and it is written every few
seconds. The page that shows it again is challenges/draft_forms.py; the browser's part is static/js/drafts.js.
"""

from __future__ import annotations

import base64
import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from challenges.action_tools import ActionRefused
from challenges.models import Challenge, Draft, User
from challenges.moments import now
from challenges.retention import not_on_hold

DAYS_KEPT = 30
MOST_OF_A_PAGE = 10
LONGEST = 400_000  # characters of all fields together
WRITER = re.compile(r"[A-Za-z0-9-]{8,40}")
KEPT_COOKIE = "kept_drafts"  # tells the browser which of its own copies it can let go


@dataclass(frozen=True)
class Typed:
    """What a page sends while somebody types: `step` counts the changes made since the page was loaded."""

    writer: str
    step: int
    fields: dict[str, list[str]]
    labels: list[list[str]] = field(default_factory=list)
    title: str = ""
    version: int | None = None
    seconds_ago: int = 0
    child_level: bool = False
    after: str = ""  # the draft this page was loaded with, which its words carry on ...
    after_step: int = 0  # ... as long as no other tab has gone on writing in it


def save(typed: Typed, *, by: User, challenge: Challenge, page: str) -> bool:
    """Keep what was typed. False where this form has been saved meanwhile, so that there is nothing to keep.

    One writer (one loading of the page) never writes over the words of another. While somebody types this is one query.
    """
    ago = datetime.timedelta(seconds=min(max(typed.seconds_ago, 0), DAYS_KEPT * 86400))
    content: dict[str, Any] = {
        "fields": typed.fields,
        "labels": typed.labels,
        "title": typed.title,
        "version": typed.version,
        "revision": typed.step,
        "child_level": typed.child_level,
        "saved_at": now() - ago,
    }
    unsaved = Draft.objects.visible_to(by).unsaved().filter(challenge=challenge, page=page)
    if unsaved.filter(writer=typed.writer, revision__lte=typed.step).update(**content):
        return True
    with transaction.atomic():
        if standing := Draft.objects.visible_to(by).filter(writer=typed.writer).first():
            return standing.kept_at is None  # if not, a later message came first and has more of the words
        carried_on = unsaved.filter(writer=typed.after, revision=typed.after_step)
        if typed.after and carried_on.update(writer=typed.writer, **content):
            return True
        if unsaved.count() >= MOST_OF_A_PAGE:
            raise ActionRefused(
                f"You have {MOST_OF_A_PAGE} unsaved versions of this page. Load it again and throw some away."
            )
        Draft.objects.get_or_create(
            person=by, writer=typed.writer, defaults={"challenge": challenge, "page": page, **content}
        )
    return True


def settle(writers: Iterable[str], *, by: User, challenge: Challenge, page: str) -> None:
    """Their form is saved: the words go, and a late message from the same page brings nothing back."""
    bare: dict[str, Any] = {"fields": {}, "labels": [], "title": "", "kept_at": now(), "saved_at": now()}
    # In one statement: a message that arrives meanwhile either comes first and is emptied, or finds the row settled.
    Draft.objects.bulk_create(
        [Draft(person=by, challenge=challenge, page=page, writer=writer, **bare) for writer in writers],
        update_conflicts=True,
        unique_fields=["person", "writer"],
        update_fields=list(bare),
    )


def settle_after(request: HttpRequest, challenge: Challenge, response: HttpResponse) -> None:
    """After a page's own POST: where it saved (it leads on, or said so with `words_are_saved`), its drafts are settled."""
    posted = writers_posted(request)
    if not posted or not (getattr(request, "words_saved", False) or 300 <= response.status_code < 400):
        return
    page = request.path[:300]
    settle(posted, by=request.user, challenge=challenge, page=page)  # type: ignore[arg-type]  # a signed-in person
    earlier = [each for each in request.COOKIES.get(KEPT_COOKIE, "").split(".") if WRITER.fullmatch(each)]
    response.set_cookie(
        KEPT_COOKIE,
        ".".join([*posted, *earlier][:20]),
        max_age=86400,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def words_are_saved(request: HttpRequest) -> None:
    """For a view that saved what was posted and answers with a page rather than by leading on."""
    request.words_saved = True  # type: ignore[attr-defined]


def writers_posted(request: HttpRequest) -> list[str]:
    """The drafts a posted form belongs to, from its hidden fields."""
    if request.method != "POST":
        return []
    return [each for each in dict.fromkeys(request.POST.getlist("draft")) if WRITER.fullmatch(each)][:10]


def throw_away(draft: Draft) -> None:
    draft.delete()


def old() -> Any:
    """Drafts past their time, but for those of a challenge on hold."""
    return not_on_hold(Draft.objects.older_than(now() - datetime.timedelta(days=DAYS_KEPT)))


def throw_old_away() -> int:
    """How many went."""
    return old().delete()[0]


def browser_key(person: User) -> str:
    """The key of this person's copies in a browser, 32 bytes in base64: only a page they are signed in to has it."""
    return base64.b64encode(salted_hmac("challenges.drafts", str(person.pk), algorithm="sha256").digest()).decode()
