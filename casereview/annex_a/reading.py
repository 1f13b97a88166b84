"""Reads every list of the files, row by row, and gathers what stands out."""

from __future__ import annotations

import datetime
import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from casereview.annex_a import cells, codes, headers, sheets
from casereview.annex_a.columns import ALSO_IN_NEED, IN_NEED, LISTS, Column, Kind
from casereview.annex_a.findings import Finding, Findings, Sort, cell_name
from casereview.annex_a.outline import age_band, status_of

BEFORE_BIRTH = datetime.timedelta(days=300)  # work may begin before a child is born
TOTALS = re.compile(r"(?:grand |sub)?-? ?totals?\b.*|count\b.*|source:.*|\*.*|end of (?:list|report).*", re.IGNORECASE)


class Row(NamedTuple):
    """One row of a list, as far as it may be kept. `child`, `worker` and `family` are still as the council has them."""

    number: int  # of the list
    child: str
    age_band: str
    gender: str
    ethnicity: str
    disability: str
    team: str
    worker: str
    family: str
    status: str
    audited: str  # a day, as 2026-03-31
    dates: dict[str, str]


@dataclass
class ListRead:
    """One list, as it was found in one sheet."""

    number: int
    title: str
    sheet: str
    header_row: int
    rows: int = 0
    columns: int = 0
    columns_known: int = 0


@dataclass
class Reading:
    """What the files hold: the lists, their rows, and what was found; `unreadable` are files that could not be opened."""

    lists: list[ListRead] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    most_memory: int = 0  # bytes, where a process of its own read


@dataclass
class _Seen:
    """Which children stand in which list, and where: by the row number, so that what is missing can be told."""

    children: dict[int, dict[str, tuple[str, int]]] = field(default_factory=dict)


def read(
    files: Sequence[tuple[str, Callable[[], bytes]]],
    *,
    today: datetime.date,
    told: Callable[[int], None] = lambda percent: None,
) -> Reading:
    """Read the lists of these files, each (name with its ending, what gives its bytes). Never raises for what is in them.

    `told` is called with how much is read, in per cent, before each sheet.
    """
    reading, findings, seen = Reading(), Findings(), _Seen()
    for at, (name, content) in enumerate(files):
        try:
            for sheet in sheets.sheets(name, content()):
                told(int(100 * (at + sheet.part) / len(files)))
                _read_sheet(sheet, reading, findings, seen, today)
        except sheets.Unreadable:
            reading.unreadable.append(name)
    _compare(reading, findings, seen)
    reading.findings = list(findings)
    reading.lists.sort(key=lambda each: each.number)
    return reading


def _read_sheet(
    sheet: sheets.Sheet,
    reading: Reading,
    findings: Findings,
    seen: _Seen,
    today: datetime.date,
) -> None:
    rows = iter(sheet.rows)
    top = list(itertools.islice(rows, headers.HEADERS_WITHIN))
    found, said = headers.find(sheet.name, top)
    name = cells.text(sheet.name)[:60]
    if found is None or found.identifier is None:
        filled = any(cells.text(cell) for row in top for cell in row)
        if filled or said:
            findings.add(Sort.NO_HEADERS if said else Sort.NOT_READ, said, name)
        return
    number = found.spec.number
    this = ListRead(
        number, found.spec.title, name, found.row + 1, columns=len(found.columns) + len(found.unknown),
        columns_known=len(found.columns),
    )  # fmt: skip
    reading.lists.append(this)
    if said and headers.list_named(sheet.name) not in (None, number):
        findings.add(Sort.READ_AS, number, name)
    for at, column in found.guessed.items():
        findings.add(Sort.GUESSED, number, name, column=column.header, place=cell_name(at, found.row + 1))
    for at, words in found.unknown.items():
        findings.add(Sort.UNKNOWN_COLUMN, number, name, column=words, place=cell_name(at, found.row + 1))
    for column in found.missing:
        findings.add(Sort.MISSING_COLUMN, number, name, column=column.header)
    reader = _RowReader(found, name, findings, today)
    below = enumerate(itertools.chain(top[found.row + 1 :], rows), start=found.row + 2)
    here = seen.children.setdefault(number, {})
    for row_number, values in below:
        if this.rows >= sheets.MOST_ROWS:
            findings.add(Sort.TOO_MANY, number, name, place=f"row {row_number}")
            break
        row = reader.row(values, row_number)
        if row is None:
            continue
        this.rows += 1
        key = plain_identifier(row.child)
        if found.spec.once and key in here:
            findings.add(Sort.TWICE, number, name, place=f"row {row_number}")
        here.setdefault(key, (name, row_number))
        reading.rows.append(row)


def plain_identifier(child: str) -> str:
    """An identifier as it is compared between lists: 00123 and 123 are one child."""
    words = child.casefold().replace(" ", "")
    return words.lstrip("0") or "0" if words.isdigit() else words


class _RowReader:
    """Reads the rows of one sheet, with what its columns mean already looked up."""

    def __init__(self, found: headers.Headers, sheet: str, findings: Findings, today: datetime.date) -> None:
        self.spec, self.sheet, self.findings, self.today = found.spec, sheet, findings, today
        self.at = {column.key: at for at, column in found.columns.items() if column.kind is not Kind.DROPPED}
        self.identifier = self.at["child"]
        self.dates = self._of(found, Kind.DATE)
        self.codes = self._of(found, Kind.CODE)
        self.known: dict[tuple[str, str], str | None] = {}
        self.order = [pair for pair in self.spec.in_order if all(key in self.at for key in pair)]

    @staticmethod
    def _of(found: headers.Headers, kind: Kind) -> list[tuple[int, Column]]:
        return [(at, column) for at, column in found.columns.items() if column.kind is kind]

    def row(self, values: Sequence[Any], row: int) -> Row | None:
        """What is kept of a row; None for one that is empty, a total, a note, or headers once more."""
        width = len(values)
        child = cells.text(values[self.identifier]) if self.identifier < width else ""
        if not child:
            if any(cells.text(value) for value in values):
                self.findings.add(Sort.NO_CHILD, self.spec.number, self.sheet, place=f"row {row}")
            return None
        if TOTALS.fullmatch(child) or headers.squeezed(child) in headers.IDENTIFIERS:
            return None
        coded = self._codes(values, width, row)
        dates = self._dates(values, width, row)
        born = dates.pop("born", None)
        audited = dates.pop("audited", None)
        age_at = self.at.get("age")
        years = cells.age(values[age_at]) if age_at is not None and age_at < width else None
        return Row(
            number=self.spec.number,
            child=child[:60],
            age_band=age_band(born, years, self.today),
            gender=codes.GENDERS.get(coded.get("gender", ""), ""),
            ethnicity=codes.ethnic_group(coded.get("ethnicity", "")),
            disability=codes.YES_NO_SHOWN.get(coded.get("disability", ""), ""),
            team=self._text("team", values, width),
            worker=self._text("worker", values, width) or self._text("adviser", values, width),
            family=self._text("family", values, width),
            status=status_of(self.spec.number, coded, dates, lambda key: self._text(key, values, width), self.today),
            audited=audited.isoformat() if audited else "",
            dates={key: day.isoformat() for key, day in dates.items()},
        )

    def _text(self, key: str, values: Sequence[Any], width: int) -> str:
        at = self.at.get(key)
        return cells.text(values[at])[:120] if at is not None and at < width else ""

    def _codes(self, values: Sequence[Any], width: int, row: int) -> dict[str, str]:
        found: dict[str, str] = {}
        for at, column in self.codes:
            words = cells.text(values[at]) if at < width else ""
            if not words:
                continue
            key = (column.codes, words)
            if key not in self.known:
                if len(self.known) > 5000:  # a column of free text is not remembered for good
                    self.known.clear()
                self.known[key] = codes.code_of(words, column.codes)
            code = self.known[key]
            if code is None:
                self._add(Sort.UNKNOWN_CODE, column, at, row)
            else:
                found[column.key] = code
        return found

    def _dates(self, values: Sequence[Any], width: int, row: int) -> dict[str, datetime.date]:
        found: dict[str, datetime.date] = {}
        for at, column in self.dates:
            value = values[at] if at < width else ""
            if value in ("", None):
                continue
            day = cells.date(value, this_year=self.today.year)
            if isinstance(day, datetime.date):
                found[column.key] = day
                if day > self.today and column.key not in ("born", "audited"):
                    self._add(Sort.IN_THE_FUTURE, column, at, row)
            elif day is cells.NOT_A_DATE and not (column.key == "born" and cells.UNBORN.search(cells.text(value))):
                self._add(Sort.NOT_A_DATE, column, at, row)
        self._order(found, row)
        return found

    def _order(self, found: dict[str, datetime.date], row: int) -> None:
        for before, after in self.order:
            if before in found and after in found and found[after] < found[before]:
                self._add(Sort.DATE_ORDER, self.spec.by_key[after], self.at[after], row)
        born = found.get("born")
        if born is None:
            return
        too_early = born - BEFORE_BIRTH if born > datetime.date(1900, 12, 31) else born
        for key, day in found.items():
            if day < too_early and key != "born":
                self._add(Sort.BORN_AFTER, self.spec.by_key[key], self.at[key], row)

    def _add(self, sort: Sort, column: Column, at: int, row: int) -> None:
        self.findings.add(sort, self.spec.number, self.sheet, column=column.header, place=cell_name(at, row))


def _compare(reading: Reading, findings: Findings, seen: _Seen) -> None:
    """What only shows between lists: which are not there, and children in care or on a plan who are not in list 6."""
    for number in _not_there(reading):
        findings.add(Sort.NO_LIST, number, "")
    in_need = seen.children.get(IN_NEED)
    if in_need is None:
        return
    for number in ALSO_IN_NEED:
        for key, (sheet, row) in seen.children.get(number, {}).items():
            if key not in in_need:
                findings.add(Sort.NOT_IN_NEED, number, sheet, place=f"row {row}")


def _not_there(reading: Reading) -> Iterator[int]:
    there = {each.number for each in reading.lists}
    return (number for number in LISTS if number not in there)
