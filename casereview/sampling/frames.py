"""From whom a part of the sample is drawn: one entry for each child of its lists, and what the sample is spread over."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from casereview.sampling.drawing import Stratum
from casereview.sampling.strata import Part
from casereview.sampling.tournament import Entry

# What a sample is spread over, the most important first.
TRAITS = {
    "team": "Team",
    "age_band": "Age",
    "gender": "Gender",
    "ethnicity": "Ethnicity",
    "disability": "Disability",
    "status": "Status",
}
# Rows of a list that its part of the sample does not look at. Children in care and on a plan stand in list 6 too.
LEFT_OUT = {
    6: {"Looked after child", "Child protection plan", "Open assessment", "Closed episode"},
    7: {"Ended"},
    8: {"Ceased"},
}
AUDITED_WITHIN = datetime.timedelta(days=183)


@dataclass(frozen=True)
class ListRow:
    """A row of a list, as the sampler sees it; what it shows of the child stands under the names of TRAITS."""

    number: int
    code: str
    worker: str = ""
    family: str = ""
    audited_on: datetime.date | None = None
    last: str = ""  # the latest day in the row, as 2026-03-31
    shows: Mapping[str, str] = field(default_factory=dict)
    dates: Mapping[str, str] = field(default_factory=dict)  # by the key of the column; nothing is drawn by them


def strata_of(parts: Sequence[Part], rows: Iterable[ListRow], *, on: datetime.date) -> list[Stratum]:
    """The parts with their children. Of a child with several rows the one with the latest day speaks."""
    by_list: dict[int, list[ListRow]] = {}
    audited: set[str] = set()
    for row in rows:
        by_list.setdefault(row.number, []).append(row)
        if row.audited_on and on - AUDITED_WITHIN <= row.audited_on <= on:
            audited.add(row.code)
    made = []
    for part in parts:
        latest = latest_rows(part, by_list)
        entries = tuple(
            Entry(code, tuple(row.shows.get(trait, "") for trait in TRAITS), row.worker, row.family)
            for code, row in latest.items()
        )
        made.append(Stratum(part.name, part.number, entries, frozenset(audited & latest.keys())))
    return made


def latest_rows(part: Part, by_list: Mapping[int, Sequence[ListRow]]) -> dict[str, ListRow]:
    """The children of a part, each with the row that speaks for them; the same in whatever order the rows stand."""
    latest: dict[str, ListRow] = {}
    for number in part.lists:
        for row in by_list.get(number, ()):
            if row.shows.get("status", "") in LEFT_OUT.get(number, ()):
                continue
            before = latest.get(row.code)
            if before is None or _rank(row) > _rank(before):
                latest[row.code] = row
    return latest


def _rank(row: ListRow) -> tuple:
    return (row.last, -row.number, row.worker, sorted(row.shows.items()))
