"""The lists of children: how far they are, what was found in them, and the reading of them."""

from __future__ import annotations

import datetime
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from django.db.models import Count

from casereview.annex_a import LISTS, Reading, Sort
from casereview.annex_a.apart import TooMuch, read_apart
from casereview.models import ChildListFile, ChildLists
from challenges import jobs
from challenges.models import Challenge, Job, StoredFile
from challenges.moments import today

TOO_MUCH = (
    "The files take more memory or time than lists of children do. Check that each sheet ends where its rows end."
)
NOTHING_READ = (
    "None of the lists was found in it. Check that each list is a sheet of its own, with its headers above its rows."
)


def child_lists(challenge: Challenge) -> ChildLists | None:
    return ChildLists.objects.filter(challenge=challenge).select_related("job", "uploaded_by", "kept_by").first()


@dataclass(frozen=True)
class FoundLine:
    """Something found in a list: what, in which column, how often, and the first places."""

    sort: str
    sentence: str
    sheet: str
    column: str
    times: int
    places: list[str]

    @property
    def more(self) -> int:
        return self.times - len(self.places)


@dataclass(frozen=True)
class FoundList:
    """One list as the page shows it: where it was read, how much of it, and what was found."""

    number: int
    title: str
    sheets: list[dict[str, Any]]
    lines: list[FoundLine]

    @property
    def rows(self) -> int:
        return sum(each["rows"] for each in self.sheets)

    @property
    def to_look_at(self) -> int:
        """How many cells, rows and columns are worth a look."""
        return sum(line.times for line in self.lines)


@dataclass(frozen=True)
class WhatWasFound:
    lists: list[FoundList]
    not_there: list[FoundList]
    other_sheets: list[str]
    unreadable: int

    @property
    def rows(self) -> int:
        return sum(each.rows for each in self.lists)

    @property
    def to_look_at(self) -> int:
        return sum(each.to_look_at for each in self.lists)


def what_was_found(child_lists: ChildLists) -> WhatWasFound:
    """What the page tells of the lists, list by list in their order."""
    found = child_lists.found
    lines: dict[int | None, list[FoundLine]] = {}
    for each in found.get("findings", []):
        line = FoundLine(
            each["sort"], Sort[each["sort"]].value, each["sheet"], each["column"], each["count"], each["places"]
        )
        lines.setdefault(each["number"], []).append(line)
    there, missing = [], []
    for number, spec in LISTS.items():
        sheets = [each for each in found.get("lists", []) if each["number"] == number]
        told = [line for line in lines.get(number, []) if line.sort != Sort.NO_LIST.name]
        if sheets or told:
            there.append(FoundList(number, spec.title, sheets, told))
        else:
            missing.append(FoundList(number, spec.title, [], []))
    others = [line.sheet for line in lines.get(None, [])]
    return WhatWasFound(there, missing, others, len(found.get("unreadable", [])))


def kept_counts(child_lists: ChildLists) -> list[tuple[int, str, int]]:
    """What was kept: each list with its title and its rows."""
    counted = dict(child_lists.rows.order_by().values_list("number").annotate(Count("pk")))
    return [(number, LISTS[number].title, count) for number, count in sorted(counted.items())]


def key_waits(child_lists: ChildLists) -> bool:
    """Whether the key is still here to be taken."""
    return ChildListFile.objects.filter(child_lists=child_lists, is_key=True).exists()


# In the worker


def read_lists(job: Job) -> tuple[ChildLists, Reading]:
    """Read the files of a job's lists in a process of its own. Raises WorkFailed with what people can do about it."""
    lists = ChildLists.objects.filter(job=job).first()
    if lists is None:
        raise jobs.WorkFailed("The lists were thrown away meanwhile.")
    files = [each.file for each in lists.files.filter(is_key=False).select_related("file")]
    if any(file.state == StoredFile.State.BLOCKED for file in files):
        raise jobs.WorkFailed("The virus scanner found something in the file. Upload a clean copy.")
    with tempfile.TemporaryDirectory() as folder:
        try:
            reading = read_apart(
                _copied(files, Path(folder)), today=today(), told=lambda percent: jobs.tell_progress(job, percent)
            )
        except TooMuch:
            raise jobs.WorkFailed(TOO_MUCH) from None
    if not reading.lists:
        raise jobs.WorkFailed(NOTHING_READ)
    return lists, reading


def _copied(files: Sequence[StoredFile], folder: Path) -> list[tuple[str, Path]]:
    """Copies the process that reads can open; `list_names` of the upload are the names of CSV files."""
    copies = []
    for number, file in enumerate(files, start=1):
        path = folder / f"{number}{PurePath(file.name).suffix}"
        with file.content.open("rb") as source, path.open("wb") as copy:
            shutil.copyfileobj(source, copy)
        copies.append((file.name, path))
    return copies


def listed_codes(child_lists: ChildLists) -> set[str]:
    """Every code of the key."""
    return set(child_lists.rows.order_by().values_list("code", flat=True))


@dataclass(frozen=True)
class TypedOfLists:
    """What the organiser said of the lists, as lines to change."""

    audited: list[str]
    families: list[str]


def typed_of(child_lists: ChildLists) -> TypedOfLists:
    """What was typed before, line by line."""
    audited = child_lists.typed.get("audited", {})
    days = {code: datetime.date.fromisoformat(day) for code, day in audited.items()}
    return TypedOfLists(
        [f"{code}, {day:%-d %B %Y}" for code, day in days.items()],
        [", ".join(codes) for codes in child_lists.typed.get("families", [])],
    )
