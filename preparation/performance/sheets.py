"""A sheet with a row for each indicator and a column for each month: our template, and what looks like it.

The header stands in one of the first ten rows: at least one month, and a column called indicator, measure or the like.
Columns may stand in any order. What a cell may hold: preparation/performance/cells.py.
"""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field

from preparation.performance import cells
from preparation.performance.catalogue import BY_CODE, BY_NAME, TITLES, UNIT_WORDS, UNITS, Known, Topic, plain
from preparation.performance.found import Figures, Found
from preparation.performance.months import in_words, month_of

Row = Sequence[object]
HEADER_WITHIN = 10
MOST_MONTHS = 36
OLDEST = 10 * 12  # months
MOST_NAME, MOST_CODE, MOST_TOPIC, MOST_COMPARED = 200, 20, 60, 40
NAMES = {
    "indicator", "indicators", "measure", "measures", "name", "title", "description", "performance indicator",
    "performance measure", "kpi", "indicator name", "measure name", "key performance indicator",
}  # fmt: skip
CODES = {"code", "ref", "reference", "id", "indicator code", "measure code", "no", "number"}
UNIT_HEADS = {"unit", "units", "unit of measure", "measured in", "format", "type"}
NEIGHBOURS = {"sn", "sns", "sn average", "stat neighbours", "statistical neighbours", "stat neighbour", "sn av"}
COMPARED = {"comparison is for", "comparison for", "comparison period", "comparison year", "year of comparison"}


@dataclass
class Header:
    """Where the columns are, counted from 0; `at` is the row, counted from 0."""

    at: int
    name: int
    code: int | None = None
    unit: int | None = None
    neighbours: int | None = None
    england: int | None = None
    compared: int | None = None
    months: dict[int, str] = field(default_factory=dict)


def kind_of_column(text: object) -> str:
    """Which column a header speaks of: name, code, unit, neighbours, england, compared, or none of them."""
    if not isinstance(text, str):
        return ""
    words = plain(text)
    for kind, known in (("name", NAMES), ("code", CODES), ("unit", UNIT_HEADS), ("compared", COMPARED)):
        if words in known:
            return kind
    if words in NEIGHBOURS or "statistical neighbour" in words or words.startswith("stat neighbour"):
        return "neighbours"
    if words in {"eng", "national", "national average"} or words.startswith("england"):
        return "england"
    return ""


def find_header(rows: Sequence[Row]) -> Header | None:
    """The first row that has a month and a column for the name of the indicator."""
    for at, row in enumerate(rows[:HEADER_WITHIN]):
        kinds = [kind_of_column(cell) for cell in row]
        months = {column: month for column, cell in enumerate(row) if (month := month_of(cell))}
        if "name" in kinds and months:
            places = {kind: kinds.index(kind) for kind in dict.fromkeys(kinds) if kind}
            return Header(at, **places, months=months)
    return None


def read_sheet(sheet: str, rows: Sequence[Row], header: Header, found: Found, *, today: datetime.date) -> None:
    """Read the rows below a header into `found`."""
    _check_header(sheet, rows, header, found, today=today)
    sheet_topic = TITLES.get(plain(sheet))
    for number, row in enumerate(rows[header.at + 1 :], start=header.at + 2):
        _read_row(sheet, number, row, header, found, sheet_topic)


def _check_header(sheet: str, rows: Sequence[Row], header: Header, found: Found, *, today: datetime.date) -> None:
    """Each month once and none to come; other columns are told. Leaves the months that can be read."""
    seen: dict[str, int] = {}
    this_month = today.year * 12 + today.month
    line = rows[header.at]
    places = {header.name, header.code, header.unit, header.neighbours, header.england, header.compared}
    for column, cell in enumerate(line):
        name = cells.name_of(header.at + 1, column + 1)
        month = header.months.get(column)
        below = rows[header.at + 1 :]
        if month is None:
            has_more = any(column < len(row) and row[column] not in (None, "") for row in below)
            if column not in places and has_more:
                found.leave_out(sheet, name, cell or "", "This column is neither a month nor one that we know")
            continue
        year, number = map(int, month.split("-"))
        away = this_month - (year * 12 + number)
        is_used = any(column < len(row) and cells.read(row[column]).value is not None for row in below)
        reason = ""
        if month in seen:
            reason = (
                f"is {in_words(month)} a second time; {cells.name_of(header.at + 1, seen[month] + 1)} has it already"
            )
        elif away < 0 and is_used:
            reason = f"is {in_words(month)}, which is still to come"
        elif away > OLDEST and is_used:
            reason = f"is {in_words(month)}, more than ten years ago"
        if reason:
            found.is_wrong(sheet, name, cell, reason)
            del header.months[column]
        else:
            seen[month] = column
    if len(header.months) > MOST_MONTHS:
        found.is_wrong(
            sheet, str(header.at + 1), "", f"has {len(header.months)} months; at most {MOST_MONTHS} are read"
        )
        header.months = dict(list(header.months.items())[:MOST_MONTHS])


def text_at(row: Row, column: int | None, most: int) -> str:
    """The words of a cell on one line; a whole number without its point."""
    return cells.words(row[column], most) if column is not None and column < len(row) else ""


def _at(row: Row, column: int | None) -> object:
    return row[column] if column is not None and column < len(row) else None


def _read_row(sheet: str, number: int, row: Row, header: Header, found: Found, sheet_topic: Topic | None) -> None:
    code, name = text_at(row, header.code, MOST_CODE), text_at(row, header.name, MOST_NAME)
    numbers = [*header.months, *(each for each in (header.neighbours, header.england) if each is not None)]
    has_figures = any(_at(row, column) not in (None, "") for column in numbers)
    if not has_figures:
        found.empty_rows += bool(code or name) and bool(code or _at(row, header.unit))  # a heading or a note is no row
        return
    where = cells.name_of(number, header.name + 1)
    if not (code or name):
        found.is_wrong(sheet, where, "", "Figures without a name: say what this row counts")
        return
    known, topic = _known(sheet, where, code, name, found)
    if known is None and not name:
        found.is_wrong(sheet, where, code, "We know no indicator of this code. Give it a name and a unit")
        return
    unit = _unit(sheet, number, row, header, known, found)
    if not unit:
        return
    topic_title = topic.title if topic else sheet_topic.title if sheet_topic else cells.words(sheet, MOST_TOPIC)
    figures = Figures(
        topic=topic_title,
        code=known.code if known else code,
        name=known.name if known else name,
        unit=unit,
        sheet=cells.shown(sheet),
        row=number,
        compared=text_at(row, header.compared, MOST_COMPARED),
        own=known is None,
    )
    read_values(figures, row, header.months, header.neighbours, header.england, found)
    if figures.values or figures.remarks:
        found.indicators.append(figures)
    else:
        found.empty_rows += 1


def _known(sheet: str, where: str, code: str, name: str, found: Found) -> tuple[Known | None, Topic | None]:
    """Which of ours it is: by its code, or by its name where there is no code. One code with another name is wrong."""
    by_code = BY_CODE.get(code.casefold()) if code else None
    if by_code is None:
        return BY_NAME.get(plain(name), (None, None))
    if name and not _same_name(by_code[0].name, name):
        reason = (
            f"Code {by_code[0].code} stands for “{by_code[0].name}”. Leave the code empty for an indicator of your own"
        )
        found.is_wrong(sheet, where, name, reason)
    return by_code


def _same_name(ours: str, theirs: str) -> bool:
    return difflib.SequenceMatcher(None, plain(ours), plain(theirs)).ratio() > 0.75


def _unit(sheet: str, number: int, row: Row, header: Header, known: Known | None, found: Found) -> str:
    """The unit of a row, or nothing once that is told as wrong."""
    said = text_at(row, header.unit, MOST_NAME)
    unit = UNIT_WORDS.get(said.casefold().strip(" ."), "")
    where = cells.name_of(number, (header.unit if header.unit is not None else header.name) + 1)
    choices = ", ".join(UNITS.values())
    if said and not unit:
        found.is_wrong(sheet, where, said, f"We do not know this unit. Write one of: {choices}")
    elif known and unit and unit != known.unit:
        found.is_wrong(sheet, where, said, f"“{known.name}” is counted as {UNITS[known.unit]}")
        return ""
    elif not known and not said:
        found.is_wrong(sheet, where, "", f"An indicator of your own needs its unit. Write one of: {choices}")
    return unit or (known.unit if known and not said else "")


def read_values(
    figures: Figures,
    row: Row,
    months: dict[int, str],
    neighbours: int | None,
    england: int | None,
    found: Found,
) -> None:
    """Read the figures of a row, and settle how its per cent are written."""
    read: dict[int, cells.Cell] = {}
    for column in [*months, *(each for each in (neighbours, england) if each is not None)]:
        cell = cells.read(_at(row, column))
        where = cells.name_of(figures.row, column + 1)
        if cell.as_percent and figures.unit != "percent":
            cell = cells.Cell(wrong="is a percentage, in a row that is no percentage")
        if cell.wrong:
            found.is_wrong(figures.sheet, where, _at(row, column), cell.wrong)
        elif cell.remark and column in months:
            figures.remarks[months[column]] = cell.remark
            found.remark(figures.sheet, where, _at(row, column), f"Not shown: {cell.remark}")
        if cell.value is not None and not cell.wrong:
            read[column] = cell
    if figures.unit == "percent":
        read = _whole_percent(figures, read, row, found)
    for column, cell in read.items():
        if column in months and cell.value is not None:
            figures.values[months[column]] = cell.value
    figures.neighbours = read[neighbours].value if neighbours in read else None
    figures.england = read[england].value if england in read else None


def _whole_percent(figures: Figures, read: dict[int, cells.Cell], row: Row, found: Found) -> dict[int, cells.Cell]:
    """45%, 45 and 0.45 are the same. Excel keeps a cell of 45% as 0.45, so a row whose figures are all at most 1 is shares.

    In a row that has both, a figure of at most 1 beside one above 10 may be either: that is told as wrong.
    """
    bare = {column: cell.value or 0.0 for column, cell in read.items() if not cell.as_percent}
    largest = max(bare.values(), default=0.0)
    if 0 < largest <= 1:
        shares = {column: cells.Cell(round(value * 100, 2)) for column, value in bare.items()}
        if len(shares) < len(read) or largest < 0.05:
            where = cells.name_of(figures.row, min(bare) + 1)
            reason = f"Read as {_short(shares[min(bare)].value or 0)}%. If it is less than 1%, write it with its sign, such as 0.4%"
            found.remark(figures.sheet, where, bare[min(bare)], reason)
        return read | shares
    for column, value in bare.items():
        where = cells.name_of(figures.row, column + 1)
        if 0 < value <= 1 and largest > 10:
            reason = f"may be {_short(value * 100)}% or {_short(value)}%: others in this row are above 10. Write all of a row the same way"
            found.is_wrong(figures.sheet, where, _at(row, column), reason)
        elif value > 100:
            found.remark(figures.sheet, where, _at(row, column), "More than 100%: check that this is so")
    return read


def _short(value: float) -> str:
    return f"{round(value, 2):g}"
