"""Deleting what has reached its date, and holds that stop it (challenges/retention has the rules)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import QuerySet

from challenges import audit, leftovers, next_actions, retention, text_check
from challenges.action_tools import ActionRefused, check_clean, locked
from challenges.append_only import purging
from challenges.models import (
    Audience,
    AuditEvent,
    Challenge,
    Job,
    Opening,
    OutboundMail,
    RetentionCertificate,
    RetentionHold,
    Role,
    StoredFile,
    UnfinishedUpload,
    User,
)
from challenges.moments import now
from challenges.retention.belongings import path_to_challenge, rows_of
from challenges.retention.due import LOGS, Due, due_group, purged_by_date, taken_by, words_of_what_went
from challenges.retention.kinds import HeldBy, With
from challenges.retention.rules import RULES, WHOLE, called

BY_DATE = "own_date"  # the rule of a certificate for rows with a date of their own


@dataclass
class Taken:
    """What a purge has taken so far: rows by model, and files with the words that stand for their names from now on."""

    rows: Counter[str] = field(default_factory=Counter)
    files: dict[int, StoredFile] = field(default_factory=dict)
    uploads: list[UnfinishedUpload] = field(default_factory=list)
    stand_in: dict[int, str] = field(default_factory=dict)

    @property
    def is_nothing(self) -> bool:
        return not self.rows

    def count(self, label: str, number: int) -> None:
        if number:
            self.rows[label] += number


@transaction.atomic
def purge_group(challenge: Challenge, key: str, *, by: User) -> RetentionCertificate | None:
    """Delete what one group of one challenge has, and certify it. None where nothing is due, or nothing is left.

    All of it goes in one transaction, or none: rows, the words the history kept of them, and the names of files.
    """
    challenge = locked(challenge)
    due = due_group(challenge, key)
    if due is None:
        return None
    return _purge_the_challenge(due, by=by) if key == WHOLE else _purge_period(due, by=by)


def _purge_period(due: Due, *, by: User) -> RetentionCertificate | None:
    challenge, key = due.challenge, due.group.key
    taken = Taken()
    queries = [rows for rows, _path in taken_by(key, [challenge.pk])]
    if any(rows.exists() for rows in queries):
        for keep in retention.BEFORE_IT_GOES.get(key, []):
            keep(challenge, by=by)
    for rows in queries:
        _note_files(rows, taken)
        for label, number in rows.delete()[1].items():
            taken.count(label, number)
    _delete_files(taken)
    without_words = _take_words(words_of_what_went(key, [challenge.pk]))
    _take_names(challenge, taken)
    if taken.is_nothing and not without_words:
        return None
    certificate = _certify(due, taken, by=by)
    audit.record(
        "retention.purged",
        f"deleted what was due: {due.group.title.lower()}, kept until {due.kept_until:%-d %B %Y} "
        f"({certificate.in_words or 'words in the history'})",
        by=by,
        challenge=challenge,
        target=certificate,
        audience=Audience.COUNCIL,
    )
    return certificate


def _purge_the_challenge(due: Due, *, by: User) -> RetentionCertificate:
    """Everything of the challenge, its history included; the certificates stay."""
    challenge, key = due.challenge, due.challenge.pk
    taken = Taken(
        files={file.pk: file for file in StoredFile.objects.filter(challenge=key)},
        uploads=list(UnfinishedUpload.objects.filter(challenge=key)),
    )
    named, held = str(challenge), _held_by_its_rows(key)
    with purging():  # some of these tables only grow
        for rows in [
            *reversed(rows_of([key])),
            *(log._base_manager.filter(challenge_id=key) for log in (AuditEvent, Opening)),
        ]:
            taken.count(rows.model._meta.label, rows._raw_delete(rows.db))  # what hangs by it went before
    for rows in held:
        taken.count(rows.model._meta.label, rows.delete()[0])
    certificate = _certify(due, taken, by=by)
    audit.record(
        "retention.challenge_purged",
        f"deleted everything of the challenge {named}, kept until {due.kept_until:%-d %B %Y}",
        by=by,
        challenge=None,
        target=certificate,
    )
    return certificate


def _held_by_its_rows(challenge: int) -> list[QuerySet]:
    """Rows that belong to no challenge by themselves, and go when nobody holds them any more: asked when they are used."""
    found = []
    for label, rules in RULES.items():
        holders = [holder for rule in rules if isinstance(rule, HeldBy) for holder in rule.holders]
        model = apps.get_model(label)
        if not holders or path_to_challenge(model):
            continue
        keys: set[int] = set()
        rows = model._base_manager.all()
        for holder in holders:
            name, _dot, column = holder.rpartition(".")
            holding = apps.get_model(name)
            theirs = holding._base_manager.filter(**{path_to_challenge(holding): challenge, f"{column}__isnull": False})
            keys |= set(theirs.values_list(column, flat=True))
            others = holding._base_manager.filter(**{f"{column}__isnull": False})
            rows = rows.exclude(pk__in=others.values(column))
        found.append(rows.filter(pk__in=keys))
    return found


@transaction.atomic
def purge_by_date(*, by: User) -> RetentionCertificate | None:
    """Delete the rows that are past a last day of their own, in every challenge that is not on hold, and certify it."""
    taken, touched = Taken(), set()
    for label, rule in purged_by_date():
        rows = retention.own_date_rows(label, rule)
        if label in LOGS:
            with purging():
                taken.count(label, rows._raw_delete(rows.db))
            continue
        if hasattr(rows.model, "challenge_id"):
            touched |= set(rows.order_by().values_list("challenge_id", flat=True).distinct())
        for each, number in rows.delete()[1].items():
            taken.count(each, number)
    if taken.is_nothing:
        return None
    certificate = RetentionCertificate.objects.create(
        at=now(),
        by_id=by.pk,
        by_name=by.name,
        rule=BY_DATE,
        title="What has a date of its own",
        reason="Each kind of row has its own period, which docs/retention.md lists.",
        rows=_in_words(taken),
    )
    audit.record(
        "retention.purged",
        f"deleted what was past its own date: {certificate.in_words}",
        by=by,
        challenge=None,
        target=certificate,
    )
    for challenge in Challenge.objects.open().filter(pk__in=touched):
        next_actions.work_out_after_commit(challenge)
    return certificate


def _certify(due: Due, taken: Taken, *, by: User) -> RetentionCertificate:
    programme = due.challenge.programme
    deleted = [file for file in taken.files.values() if file.bytes_deleted_at is None]
    certificate = RetentionCertificate.objects.create(
        at=now(),
        by_id=by.pk,
        by_name=by.name,
        challenge_id=due.challenge.pk,
        challenge_name=str(due.challenge),
        programme=f"{programme.name}, version {programme.version}"[:200],
        rule=due.group.key,
        title=due.group.title,
        reason=due.spec.reason,
        kept_until=due.kept_until,
        rows=_in_words(taken),
        files=len(deleted),
        bytes=sum(file.size for file in deleted),
    )
    leftovers.leave(taken.files.values(), taken.uploads, certificate_id=certificate.pk)
    return certificate


def _in_words(taken: Taken) -> list[list[Any]]:
    """As a certificate keeps it; files are counted by themselves."""
    return [
        [label, called(label, number), number]
        for label, number in sorted(taken.rows.items())
        if label != "challenges.StoredFile"
    ]


# Files


def _note_files(rows: QuerySet, taken: Taken) -> None:
    """The files these rows hold, and what to call each once its name is gone."""
    held = [each.name for each in rows.model._meta.fields if each.related_model is StoredFile]
    if not held:
        return
    parent = next((rule.parent for rule in RULES[rows.model._meta.label] if isinstance(rule, With)), "")
    for row in rows.select_related(*held, *filter(None, [parent])):
        for name in held:
            if file := getattr(row, name):
                taken.files[file.pk] = file
                taken.stand_in[file.pk] = f"a file of “{getattr(row, parent)}”" if parent else "a file"


def _delete_files(taken: Taken) -> None:
    if not taken.files:
        return
    scans = [file.scan_id for file in taken.files.values() if file.scan_id]
    for label, number in StoredFile.objects.filter(pk__in=taken.files).delete()[1].items():
        taken.count(label, number)
    Job.objects.filter(pk__in=scans).delete()


# The history and what else tells of rows that went


def _take_words(events: QuerySet[AuditEvent]) -> int:
    """Who did what when stays; the words before and after, and the reason, go. Returns how many events had some.

    No door lets a row of the history change, so each leaves and comes back without them, in its old place.
    """
    listed = list(events)
    for event in listed:
        event.was, event.now, event.reason = {}, {}, ""
    _put_back(AuditEvent, listed)
    return len(listed)


def _take_names(challenge: Challenge, taken: Taken) -> None:
    """The names of files stand in sentences, in the list of who opened what, and in mails about them."""
    if not taken.files:
        return
    names = {f"“{file.name}”": taken.stand_in[pk] for pk, file in taken.files.items()}
    bare = {file.name[:200]: taken.stand_in[pk] for pk, file in taken.files.items()}
    events = []
    for event in AuditEvent.objects.filter(challenge_id=challenge.pk):
        was = event.sentence, event.target
        event.sentence = _without_names(event.sentence, names)
        if event.target_type == "challenges.StoredFile" and event.target_id in taken.files:
            event.target = taken.stand_in[event.target_id][:200]
        elif event.target_type in taken.rows:  # such as a version of a document, which is called as its file is
            event.target = bare.get(event.target, event.target)[:200]
        if was != (event.sentence, event.target):
            events.append(event)
    _put_back(AuditEvent, events)
    openings = list(Opening.objects.filter(target_type="challenges.StoredFile", target_id__in=list(taken.files)))
    for opening in openings:
        stand_in = taken.stand_in[opening.target_id]  # type: ignore[index]  # as asked for
        opening.target = f"{stand_in[0].upper()}{stand_in[1:]}"[:200]
    _put_back(Opening, openings)
    for mail in OutboundMail.objects.filter(challenge=challenge):
        was = mail.subject, mail.body
        mail.subject, mail.body = (_without_names(text, names) for text in was)
        if was != (mail.subject, mail.body):
            mail.subject = mail.subject[:200]
            mail.save(update_fields=["subject", "body"])


def _without_names(text: str, names: dict[str, str]) -> str:
    for name, stand_in in names.items():
        text = text.replace(name, stand_in)
    return text


def _put_back(log: type[AuditEvent | Opening], rows: Iterable[AuditEvent | Opening]) -> None:
    listed: list[Any] = list(rows)
    if listed:
        with purging():
            log._base_manager.filter(pk__in=[row.pk for row in listed]).delete()
        log._base_manager.bulk_create(listed, batch_size=100)


# Holds


@transaction.atomic
def hold_back_purge(challenge: Challenge, *, reason: str, by: User) -> RetentionHold:
    """From now on nothing of this challenge is purged, until the hold is lifted."""
    challenge = locked(challenge)
    if Role.PROGRAMME_MANAGER not in by.roles_in(challenge):
        raise ActionRefused("The programme office decides that nothing is deleted.")
    if challenge.retention_holds.standing().exists():
        raise ActionRefused("Nothing of this challenge is deleted already.")
    text_check.must_be_clean(challenge, {"reason": reason}, audience=Audience.COUNCIL)
    hold = RetentionHold(challenge=challenge, reason=reason.strip(), set_at=now(), set_by=by)
    check_clean(hold)
    hold.save()
    audit.record(
        "retention_hold.set",
        "stopped the deletion of everything in this challenge",
        by=by,
        challenge=challenge,
        target=hold,
        audience=Audience.COUNCIL,
        reason=hold.reason,
    )
    return hold


@transaction.atomic
def lift_hold(hold: RetentionHold, *, by: User) -> RetentionHold:
    """What is past its date goes in the following night."""
    challenge = locked(hold.challenge)
    hold = locked(hold)
    if Role.PROGRAMME_MANAGER not in by.roles_in(challenge):
        raise ActionRefused("The programme office decides that nothing is deleted.")
    if hold.lifted_at:
        raise ActionRefused("This hold is lifted already.")
    hold.lifted_at, hold.lifted_by = now(), by
    hold.save(update_fields=["lifted_at", "lifted_by"])
    audit.record(
        "retention_hold.lifted",
        "lifted the hold; what is past its date is deleted again",
        by=by,
        challenge=challenge,
        target=hold,
        audience=Audience.COUNCIL,
    )
    return hold
