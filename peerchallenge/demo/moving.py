"""Moves the invented challenges to today.

They move by whole weeks, so that a Tuesday stays a Tuesday and nine o'clock stays nine o'clock. What was done stays done:
where it would move past now, it stands at now. Dates in sentences we wrote move too; what people wrote stays as it is.
"""

from __future__ import annotations

import calendar
import datetime
import hashlib
import json
import re
from collections.abc import Iterator

from django.db import models, transaction
from django.utils import timezone

from challenges import jobs, next_actions
from challenges.action_tools import locked
from challenges.models import AuditEvent, Challenge, OutboundMail, RenderedDocument
from peerchallenge.demo import story
from peerchallenge.demo.belongings import rows_of
from scoping.models import ScopingProposal

# Dates of the plan: they may lie ahead. Every other date says when something was done.
PLANNED = {"starts_on", "ends_on", "starts_at", "ends_at", "due_on", "window_ends_on", "on_date"}

# Texts that we write ourselves, dates and all.
WORDS: dict[type[models.Model], list[str]] = {
    AuditEvent: ["sentence", "target"],
    OutboundMail: ["subject", "body"],
    RenderedDocument: ["title", "html"],
    ScopingProposal: ["scope"],
}
MONTHS = list(calendar.month_name)
DATE = re.compile(
    r"(?:(?P<first_day>\d{{1,2}})(?: (?P<first_month>{months}))? to )?"
    r"\b(?P<day>\d{{1,2}}) (?P<month>{months})\b(?: (?P<year>\d{{4}}))?|(?P<iso>\d{{4}}-\d\d-\d\d)".format(
        months="|".join(MONTHS[1:])
    )
)


def move_to_today() -> Iterator[str]:
    """Move each invented challenge on, until it stands as near to today as it did at first, or up to six days behind."""
    for name, _stage, offset in story.CHALLENGES:
        for challenge in Challenge.objects.filter(is_demo=True, council__name=name):
            weeks = _move(challenge, offset)
            if weeks:
                yield f"moved {name} on by {'1 week' if weeks == 1 else f'{weeks} weeks'}"


@transaction.atomic
def _move(challenge: Challenge, offset: int) -> int:
    challenge = locked(challenge)
    weeks = (story.first_day(offset) - challenge.starts_on).days // 7
    if weeks <= 0:
        return 0
    shift = datetime.timedelta(weeks=weeks)
    for rows in [*rows_of([challenge.pk]), AuditEvent.objects.filter(challenge_id=challenge.pk)]:
        _move_rows(rows, shift, near=challenge.starts_on)
    challenge.refresh_from_db()
    next_actions.work_out(challenge)
    return weeks


def _move_rows(rows: models.QuerySet, shift: datetime.timedelta, *, near: datetime.date) -> None:
    model = rows.model
    dates = [field.name for field in model._meta.concrete_fields if isinstance(field, models.DateField)]
    words = WORDS.get(model, [])
    if not dates:
        return
    # The latest first: a row must not land on a date that another one is only about to leave.
    for row in rows.order_by(*[f"-{name}" for name in dates], "-pk"):
        for name in dates:
            setattr(row, name, _later(getattr(row, name), shift, planned=name in PLANNED))
        before = [getattr(row, name) for name in words]
        for name in words:
            setattr(row, name, _reworded(getattr(row, name), shift, near=near))
        if isinstance(row, RenderedDocument) and before != [row.title, row.html]:
            _make_again(row)
        row.save(update_fields=[*dates, *words, *(MADE_AGAIN if isinstance(row, RenderedDocument) else [])])
