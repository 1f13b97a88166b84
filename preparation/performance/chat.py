"""The summary sheet of a ChAT workbook (Children's services Analysis Tool), as far as it looks like one.

No published layout binds ChAT, and councils change theirs. What is recognised, in the first fifteen rows of a sheet:
- a header with a column for the measure (as in sheets.py), no months, and one column for the council's latest figure
  ("Latest", "Current", "LA", "This council", "Snapshot", "Last 6 months" or the like);
- and at least one column for statistical neighbours or England;
- the day the data are of: a header or a cell that says "as at", "data to", "extract date" or "snapshot date", with a date.
Each row becomes an indicator with one figure, in the month of that day. A row with a name alone is a heading: the rows
below it are its topic. The unit is read from the name ("%", "rate", "days", "average") where no column says it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

from preparation.performance import cells
from preparation.performance.catalogue import BY_NAME, TITLES, UNIT_WORDS, plain
from preparation.performance.found import Figures, Found
from preparation.performance.months import in_words, month_of
from preparation.performance.sheets import MOST_NAME, MOST_TOPIC, Row, kind_of_column, read_values, text_at

HEADER_WITHIN = 15
LATEST = re.compile(
    r"^(latest|current|la|la figure|local authority|this council|council|our figure|snapshot|last (6|six) months|value)\b"
)
AS_AT = re.compile(r"\b(as at|as of|data to|data up to|extract(ed)? (on|date)|date of extract|snapshot date|data as)\b")
DAY = re.compile(
    r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d{4}|\d{4}-\d{2}-\d{2}|\d{1,2}(?:st|nd|rd|th)? [A-Za-z]{3,9} \d{4}|[A-Za-z]{3,9} \d{4}"
)


@dataclass
class Header:
    """Where the columns are, counted from 0; `at` is the row, counted from 0."""

    at: int
    name: int
    latest: int
    unit: int | None
    neighbours: int | None
    england: int | None


def find_header(rows: Sequence[Row]) -> Header | None:
    """The header of a summary; None where the sheet is something else."""
    for at, row in enumerate(rows[:HEADER_WITHIN]):
        kinds = [kind_of_column(cell) for cell in row]
        latest = next((n for n, cell in enumerate(row) if isinstance(cell, str) and LATEST.match(plain(cell))), None)
        if "name" not in kinds or latest is None or not {"neighbours", "england"} & set(kinds):
            continue
        places = {kind: kinds.index(kind) if kind in kinds else None for kind in ("unit", "neighbours", "england")}
        return Header(at, kinds.index("name"), latest, **places)
    return None


def read_sheet(sheet: str, rows: Sequence[Row], header: Header, found: Found, *, today: datetime.date) -> None:
    """Read the rows below the header into `found`, each as one figure in the month of the data."""
    month = _month(rows, header)
    where = cells.name_of(header.at + 1, header.latest + 1)
    if month is None:
        reason = (
            "This looks like a ChAT summary without the day of its data. Write “As at 31 March 2026” above the table"
        )
        found.is_wrong(sheet, where, "", reason)
        return
    if month > f"{today.year:04d}-{today.month:02d}":
        found.is_wrong(sheet, where, in_words(month), "is still to come: check the day of the data")
        return
    topic = cells.words(sheet, MOST_TOPIC)
    for number, row in enumerate(rows[header.at + 1 :], start=header.at + 2):
        name = text_at(row, header.name, MOST_NAME)
        columns = [each for each in (header.latest, header.neighbours, header.england) if each is not None]
        if not any(column < len(row) and row[column] not in (None, "") for column in columns):
            topic = name or topic
            continue
        if not name:
            found.is_wrong(
                sheet, cells.name_of(number, header.name + 1), "", "Figures without a name: say what this row counts"
            )
            continue
        known, ours = BY_NAME.get(plain(name), (None, None))
        figures = Figures(
            topic=(ours.title if ours else TITLES[plain(topic)].title if plain(topic) in TITLES else topic)[
                :MOST_TOPIC
            ],
            code=known.code if known else "",
            name=name,
            unit=known.unit if known else _unit(name, text_at(row, header.unit, MOST_NAME)),
            sheet=cells.shown(sheet),
            row=number,
            own=known is None,
        )
        read_values(figures, row, {header.latest: month}, header.neighbours, header.england, found)
        if figures.values or figures.remarks:
            found.indicators.append(figures)
        else:
            found.empty_rows += 1


def _unit(name: str, said: str) -> str:
    if unit := UNIT_WORDS.get(said.casefold().strip(" .")):
        return unit
    low = name.casefold()
    if "%" in low or re.search(r"\b(per cent|percent|percentage|proportion)\b", low):
        return "percent"
    if re.search(r"\brate\b|per 10[, ]?000|per 10k", low):
        return "rate"
    if re.search(r"\b(days|duration)\b", low):
        return "days"
    return "average" if re.search(r"\baverage\b|\bmean\b", low) else "number"


def _month(rows: Sequence[Row], header: Header) -> str | None:
    """The month of the data: a date in the words of a cell that says “as at”, or in the cell beside or below it."""
    top = rows[: header.at + 1]
    for at, row in enumerate(top):
        for column, cell in enumerate(row):
            if not isinstance(cell, str):
                continue
            says = AS_AT.search(" ".join(cell.casefold().split()))
            if not says and (at, column) != (header.at, header.latest):
                continue
            beside = row[column + 1 : column + 3] if says and at < header.at else []
            for each in [*DAY.findall(cell), *beside]:
                if month := month_of(each):
                    return month
    return None
