"""The lists of children: uploaded, read, kept in short or thrown away; and the key, which only the council has."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import hashlib
import random
import secrets
from collections.abc import Sequence
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from casereview import list_codes, list_files, queries
from casereview.annex_a import Reading
from casereview.annex_a.reading import Row
from casereview.models import ChildListFile, ChildLists, ListedChild
from challenges import audit, jobs, leftovers
from challenges.action_tools import ActionRefused, locked
from challenges.actions import store_file, watch_names
from challenges.models import Audience, Challenge, RetentionHold, StoredFile, User, WatchedList
from challenges.moments import now
from challenges.tables_out import csv_lines

READ, KEEP = "casereview.read_lists", "casereview.keep_lists"
IN_USE = "The sample is drawn from these lists. They stay until the case review ends."
BATCH = 2000


@transaction.atomic
def upload_lists(challenge: Challenge, files: Sequence[UploadedFile], *, by: User) -> ChildLists:
    """Take lists in and have a worker read them. Lists that nobody has decided about give way to them."""
    if not files:
        raise ActionRefused("Choose the workbook, or the CSV files.")
    if len(files) > list_files.MOST_FILES:
        raise ActionRefused(f"These are {len(files)} files. There are eleven lists: choose one file for each.")
    looked = [list_files.look(file) for file in files]
    challenge = locked(challenge)
    before = queries.child_lists(challenge)
    if before:
        if before.kept_by_id:
            raise ActionRefused("Lists are kept already. Throw them away first, then upload the new ones.")
        _let_go(before)
    made = ChildLists.objects.create(challenge=challenge, job=jobs.enqueue(READ), uploaded_at=now(), uploaded_by=by)
    for file, each in zip(files, looked, strict=True):
        named = dataclasses.replace(each, name=_list_name(file.name or "", each.name))
        stored = store_file(challenge, file, by=by, looked=named, audience=Audience.AUTHOR)
        ChildListFile.objects.create(child_lists=made, file=stored)
    audit.record(
        "child_lists.uploaded",
        f"uploaded lists of children to be read: {len(files)} file{'' if len(files) == 1 else 's'}",
        by=by,
        challenge=challenge,
        target=made,
        audience=Audience.LGA,
    )
    return made


def _list_name(typed: str, plain: str) -> str:
    """What is kept of the name of a file: which list it says it is, since a CSV has no other name, and no more."""
    number = list_files.list_of(typed)
    ending = plain[plain.rindex(".") :]
    return f"List {number}{ending}" if number else plain


@transaction.atomic
def keep_reading_of_lists(child_lists: ChildLists, reading: Reading, *, by: User) -> ChildLists:
    """What the worker found in them: sheets, columns and places. No row of them is kept yet."""
    child_lists = locked(child_lists)
    child_lists.found = {
        "lists": [dataclasses.asdict(each) for each in reading.lists],
        "findings": [dataclasses.asdict(each) | {"sort": each.sort.name} for each in reading.findings],
        "unreadable": ["file" for _name in reading.unreadable],
    }
    child_lists.read_at = now()
    child_lists.save(update_fields=["found", "read_at"])
    audit.record(
        "child_lists.read",
        f"read {len({each.number for each in reading.lists})} lists of children",
        by=by,
        challenge=child_lists.challenge,
        target=child_lists,
        audience=Audience.LGA,
    )
    return child_lists


@transaction.atomic
def keep_lists(child_lists: ChildLists, *, by: User) -> ChildLists:
    """Decide to keep of these lists what a sample is drawn from. A worker does it, makes the key, and lets the files go."""
    child_lists = locked(child_lists)
    if child_lists.kept_by_id:
        return child_lists
    if child_lists.state != ChildLists.State.READ:
        raise ActionRefused("The lists are not read yet. Wait until they are.")
    if child_lists.job:
        child_lists.job.delete()
    child_lists.job, child_lists.kept_by = jobs.enqueue(KEEP), by
    child_lists.save(update_fields=["job", "kept_by"])
    audit.record(
        "child_lists.kept",
        "decided to keep what the sample needs of the lists of children",
        by=by,
        challenge=child_lists.challenge,
        target=child_lists,
        audience=Audience.LGA,
    )
    return child_lists


@transaction.atomic
def store_lists(child_lists: ChildLists, reading: Reading, *, by: User) -> ChildLists:
    """Keep the rows in short, make the key, and delete the files. Codes and tokens are given by chance.

    Workers' names are watched for in texts, as hashes; no name and no identifier stays in a row.
    """
    child_lists = locked(child_lists)
    if child_lists.kept_at:
        return child_lists
    challenge = child_lists.challenge
    chance = secrets.SystemRandom()
    rows = list_codes.kept_rows(reading.rows, queries.lists_of_the_sample(challenge))
    codes = list_codes.codes_for(
        {list_codes.identifier(row) for row in rows},
        taken=set(challenge.cases.values_list("code", flat=True)),
        chance=chance,
    )
    kept = _in_short(child_lists, rows, codes, chance)
    ListedChild.objects.bulk_create(kept, batch_size=BATCH)
    _watch_workers(challenge, rows, by=by)
    _delete_files(child_lists)
    _store_key(child_lists, _key(rows, codes), by=by)
    done, child_lists.job = child_lists.job, None
    child_lists.kept_at = now()
    child_lists.found = {}  # names of sheets and columns are not needed any more
    child_lists.save(update_fields=["job", "kept_at", "found"])
    if done:  # nothing waits for it any more, and it is not to be done twice
        done.delete()
    audit.record(
        "child_lists.stored",
        f"kept {len(kept):,} rows of {len(codes):,} children, by code, and deleted the files",
        by=by,
        challenge=challenge,
        target=child_lists,
        audience=Audience.LGA,
    )
    return child_lists


def _in_short(
    child_lists: ChildLists, rows: Sequence[Row], codes: dict[str, str], chance: random.Random
) -> list[ListedChild]:
    workers = list_codes.tokens_for((row.worker for row in rows), "W", chance=chance)
    families = list_codes.tokens_for((row.family for row in rows), "F", chance=chance)
    kept = [
        ListedChild(
            child_lists=child_lists,
            number=row.number,
            code=codes[list_codes.identifier(row)],
            age_band=row.age_band,
            gender=row.gender,
            ethnicity=row.ethnicity,
            disability=row.disability,
            team=row.team,
            worker=workers[list_codes.plain(row.worker)],
            family=families[list_codes.plain(row.family)],
            status=row.status,
            audited_on=datetime.date.fromisoformat(row.audited) if row.audited else None,
            dates=row.dates,
        )
        for row in rows
    ]
    chance.shuffle(kept)  # the order of the workbook would lead back to its rows
    return kept


def _watch_workers(challenge: Challenge, rows: Sequence[Row], *, by: User) -> None:
    """Watch for the workers' names in texts, where the lists have whole names."""
    names = {row.worker for row in rows if len(row.worker.replace(",", " ").split()) > 1}
    with contextlib.suppress(ActionRefused):  # none of them is a whole name
        watch_names(challenge, whose=WatchedList.Whose.WORKER, names=names, by=by)


def _key(rows: Sequence[Row], codes: dict[str, str]) -> bytes:
    """The key as a CSV file: which child each code stands for, and the lists the child stands in."""
    children: dict[str, tuple[str, set[int]]] = {}
    for row in rows:
        _child, lists = children.setdefault(list_codes.identifier(row), (row.child, set()))
        lists.add(row.number)
    told = ((codes[key], *children[key]) for key in sorted(children, key=codes.__getitem__))
    lines = ((code, child, " ".join(map(str, sorted(lists)))) for code, child, lists in told)
    return "".join(csv_lines(["Code", "Child unique ID", "Lists"], lines)).encode()


def _store_key(child_lists: ChildLists, content: bytes, *, by: User) -> None:
    stored = StoredFile.objects.create(
        challenge=child_lists.challenge,
        name="Key to the codes.csv",
        content=ContentFile(content, name="key"),
        media_type="text/csv",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        state=StoredFile.State.NOT_SCANNED,
        stored_at=now(),
        stored_by=by,
    )
    ChildListFile.objects.create(child_lists=child_lists, file=stored, is_key=True)


@transaction.atomic
def take_key(child_lists: ChildLists, *, by: User) -> bytes:
    """Hand the key over, once, and delete it here."""
    child_lists = locked(child_lists)
    held = child_lists.files.filter(is_key=True).select_related("file").first()
    if held is None:
        raise ActionRefused("The key was taken already, and nobody here has it. The council keeps it.")
    with held.file.content.open("rb") as source:
        content = source.read()
    _delete_files(child_lists)
    child_lists.key_taken_at, child_lists.key_taken_by = now(), by
    child_lists.save(update_fields=["key_taken_at", "key_taken_by"])
    audit.record(
        "child_lists.key_taken",
        "took the key to the codes; it is no longer here",
        by=by,
        challenge=child_lists.challenge,
        target=child_lists,
        audience=Audience.LGA,
    )
    return content


@transaction.atomic
def throw_lists_away(child_lists: ChildLists, *, by: User) -> None:
    """Delete the lists: files, rows and key. Not once a sample is drawn from them."""
    child_lists = locked(child_lists)
    challenge = child_lists.challenge
    if child_lists.kept_by_id and queries.sample(challenge):
        raise ActionRefused(IN_USE)
    if RetentionHold.objects.standing().filter(challenge=challenge).exists():
        raise ActionRefused("Nothing of this challenge may be deleted just now. Leave the lists where they are.")
    _let_go(child_lists)
    audit.record(
        "child_lists.thrown_away",
        "threw the lists of children away",
        by=by,
        challenge=challenge,
        target=challenge,
        audience=Audience.LGA,
    )


def _let_go(child_lists: ChildLists) -> None:
    job: Any = child_lists.job
    _delete_files(child_lists)
    child_lists.delete()
    if job:
        job.delete()


def _delete_files(child_lists: ChildLists) -> None:
    """Every file of these lists: the rows now, the bytes as soon as this commits."""
    held = list(child_lists.files.select_related("file"))
    scans = [each.file.scan for each in held if each.file.scan]
    leftovers.leave([each.file for each in held])
    for each in held:
        file = each.file
        each.delete()
        file.delete()
    for scan in scans:
        scan.delete()
