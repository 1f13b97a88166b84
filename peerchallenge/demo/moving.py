"""Moves the invented challenges to today.

They move by whole weeks, so that a Tuesday stays a Tuesday and nine o'clock stays nine o'clock. What was done stays done:
where it would move past now, it stands at now. Dates in sentences that we wrote move too; what people wrote stays.
"""

from __future__ import annotations

import calendar
import datetime
import hashlib
import json
import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from challenges import jobs, leftovers, next_actions
from challenges.action_tools import locked
from challenges.append_only import purging
from challenges.models import (
    Acceptance,
    AuditEvent,
    Challenge,
    Opening,
    OutboundMail,
    RenderedDocument,
    RetentionCertificate,
)
from challenges.retention.belongings import rows_of
from peerchallenge.demo import story, together

# Dates of the plan may lie ahead. Every other date says when something was done.
PLANNED = {"starts_on", "ends_on", "starts_at", "ends_at", "due_on", "window_ends_on", "on_date", "expires_on"}
PLANNED |= {"inspection_on", "inspection_until_on", "closes_on", "rest_due_on"}

# The tables that only grow, and their dates.
LOGS: dict[type[models.Model], list[str]] = {
    AuditEvent: ["at"],
    Opening: ["at"],
    Acceptance: ["accepted_at"],
    RetentionCertificate: ["at", "kept_until"],
}

# The texts that we write, with dates in them.
WORDS = {
    "challenges.AuditEvent": ["sentence", "target"],
    "challenges.OutboundMail": ["subject", "body"],
    "challenges.RenderedDocument": ["title", "html"],
    "scoping.ScopingProposal": ["scope"],
}
MONTH = "|".join(calendar.month_name[1:])
DATE = re.compile(
    rf"(?<!\d)(?:(?P<first>\d{{1,2}})(?: (?P<first_month>{MONTH})(?: (?P<first_year>\d{{4}}))?)? to )?"
    rf"(?P<day>\d{{1,2}}) (?P<month>{MONTH})\b(?: (?P<year>\d{{4}}))?"
)


def move_to_today() -> Iterator[tuple[Challenge, int]]:
    """Move each invented challenge on until it stands as near to today as it did at first; yields those that moved.

    Short of whole weeks it stands up to six days behind: ahead, things would have been done that are still to come.
    """
    offsets = [(name, offset) for name, _stage, offset in story.CHALLENGES] + together.CHALLENGES
    for name, offset in offsets:
        for challenge in Challenge.objects.filter(is_demo=True, council__name=name).order_by("pk"):
            weeks = _move(challenge, story.first_day(offset))
            if weeks:
                yield challenge, weeks


@transaction.atomic
def _move(challenge: Challenge, first_day: datetime.date) -> int:
    """Move it by whole weeks, so that it starts on this day or up to six days before; returns how many weeks."""
    challenge = locked(challenge)
    weeks = (first_day - challenge.starts_on).days // 7
    if weeks <= 0:
        return 0
    shift = datetime.timedelta(weeks=weeks)
    for rows in rows_of([challenge.pk]):
        if rows.model not in LOGS:
            _move_rows(rows, shift, near=challenge.starts_on)
    for log, dates in LOGS.items():
        _move_log(log._base_manager.filter(challenge_id=challenge.pk), dates, shift, near=challenge.starts_on)
    _make_again(challenge)
    next_actions.work_out(challenge)
    return weeks


def _move_rows(rows: models.QuerySet, shift: datetime.timedelta, *, near: datetime.date) -> None:
    model = rows.model
    dates = [field.name for field in model._meta.concrete_fields if isinstance(field, models.DateField)]
    words = WORDS.get(model._meta.label, [])
    if not dates:
        return
    moved = list(rows.order_by(*[f"-{name}" for name in dates], "-pk"))
    _set_later(moved, dates, words, shift, near)
    # One by one and the latest first where a date must stay unique: no row lands on a date that another has yet to leave.
    unique = {name for each in model._meta.total_unique_constraints for name in each.fields}
    model._base_manager.bulk_update(moved, [*dates, *words], batch_size=1 if unique & set(dates) else 100)


def _move_log(rows: models.QuerySet, dates: list[str], shift: datetime.timedelta, *, near: datetime.date) -> None:
    """What happened, told anew at later moments: a row of the log never changes, so each is put in the place of the old."""
    moved = list(rows.order_by("pk"))
    _set_later(moved, dates, WORDS.get(rows.model._meta.label, []), shift, near)
    with purging():
        rows.delete()
    rows.model._base_manager.bulk_create(moved, batch_size=100)


def _set_later(
    moved: list[models.Model], dates: list[str], words: list[str], shift: datetime.timedelta, near: datetime.date
) -> None:
    for row in moved:
        for name in dates:
            setattr(row, name, _later(getattr(row, name), shift, planned=name in PLANNED))
        for name in words:
            setattr(row, name, reworded(getattr(row, name), shift, near=near))


def _later(value: Any, shift: datetime.timedelta, *, planned: bool) -> Any:
    """A date or a moment, moved on by the clock on the wall; what was done is never later than now."""
    if value is None:
        return None
    if isinstance(value, datetime.datetime):
        moved, now = timezone.localtime(value) + shift, timezone.localtime()
        return moved if planned else min(moved, max(now, value))
    today = timezone.localdate()
    return value + shift if planned else min(value + shift, max(today, value))


def reworded(text: Any, shift: datetime.timedelta, *, near: datetime.date) -> Any:
    """A text with the dates in it moved on."""
    if not isinstance(text, str):
        return json.loads(reworded(json.dumps(text, ensure_ascii=False), shift, near=near))
    return DATE.sub(partial(_moved_in_words, shift=shift, near=near), text)


def _moved_in_words(found: re.Match[str], *, shift: datetime.timedelta, near: datetime.date) -> str:
    """A date as our sentences have it: 3 May, 3 May 2027, 3 to 6 May 2027, 30 April to 3 May 2027."""
    last = _date(found["day"], found["month"], found["year"], near)
    first = last
    if found["first"]:
        month, year = found["first_month"] or found["month"], found["first_year"] or found["year"]
        first = _date(found["first"], month, year, near)
    if first is None or last is None:
        return found[0]
    words = Challenge(starts_on=first + shift, ends_on=last + shift).on_site_dates
    return words if found["year"] else words.rpartition(" ")[0]


def _date(day: str, month: str, year: str | None, near: datetime.date) -> datetime.date | None:
    """The date meant; without a year, the nearest one. None where the calendar has no such day."""
    number = list(calendar.month_name).index(month)
    found = []
    for each in [int(year)] if year else range(near.year - 1, near.year + 2):
        try:
            found.append(datetime.date(each, number, int(day)))
        except ValueError:
            continue
    return min(found, key=lambda date: abs(date - near), default=None)


def _make_again(challenge: Challenge) -> None:
    """Documents whose words now have other dates: their PDFs are made anew."""
    for document in RenderedDocument.objects.filter(challenge=challenge).select_related("file", "word", "job"):
        sha256 = hashlib.sha256(document.html.encode()).hexdigest()
        if sha256 == document.html_sha256:
            continue
        job, files = document.job, [each for each in (document.file, document.word) if each]
        document.html_sha256, document.file, document.word = sha256, None, None
        document.job = jobs.enqueue("challenges.render_document")
        document.save(update_fields=["html_sha256", "file", "word", "job"])
        job.delete()
        leftovers.leave(files)
        for file in files:
            file.delete()


@transaction.atomic
def take_fingerprints_again(challenge: Challenge) -> None:
    """The agreed proposal whose PDF was made anew has another fingerprint: it stands in the proposal, history and mail."""
    for proposal in challenge.scoping_proposals.filter(document__file__isnull=False).exclude(agreed_sha256=""):
        was, becomes = proposal.agreed_sha256, proposal.document.file.sha256
        if was == becomes:
            continue
        proposal.agreed_sha256 = becomes
        proposal.save(update_fields=["agreed_sha256"])
        for mail in OutboundMail.objects.filter(challenge=challenge, body__contains=was):
            mail.body = mail.body.replace(was, becomes)
            mail.save(update_fields=["body"])
        events = list(AuditEvent.objects.filter(challenge_id=challenge.pk, sentence__contains=was))
        for event in events:
            event.sentence = event.sentence.replace(was, becomes)
            event.now = json.loads(json.dumps(event.now).replace(was, becomes))
        with purging():
            AuditEvent.objects.filter(pk__in=[event.pk for event in events]).delete()
        AuditEvent.objects.bulk_create(events)
