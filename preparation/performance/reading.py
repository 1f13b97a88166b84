"""Reads a workbook of figures, whatever it is: findings, never an exception.

Formulas are read as the value that was kept with them and never worked out. Sheets are bounded in rows and columns; the
process that reads (`python -m preparation.performance`) is bounded in memory and seconds.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import BinaryIO

import python_calamine
from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from preparation.performance import chat, sheets
from preparation.performance.catalogue import GUIDE, plain
from preparation.performance.found import MOST_INDICATORS, Figures, Found

MOST_SHEETS = 60
MOST_ROWS, MOST_COLUMNS = 5_000, 200
CANNOT = "It cannot be opened as an Excel workbook. Open it, save a copy as Excel (.xlsx), then upload the copy."
NOTHING = (
    "No table of figures was found in it. Each sheet needs a header row with a column “Indicator” and a column for each "
    "month, such as Apr 2026. Our template has both."
)
NO_FIGURES = (
    "No figures were found in it: the rows are there, and they are empty. Fill in the months, then upload it again."
)


def read(workbook: BinaryIO, *, today: datetime.date) -> Found:
    """What a workbook holds. today: months after it are wrong."""
    found = Found()
    try:
        opened = CalamineWorkbook.from_filelike(workbook)
        metadata = opened.sheets_metadata
    except (python_calamine.CalamineError, OSError, ValueError, TypeError):
        found.refusal = CANNOT
        return found
    if len(metadata) > MOST_SHEETS:
        found.refusal = f"It has {len(metadata)} sheets; at most {MOST_SHEETS} are read."
        return found
    for sheet in metadata:
        if plain(sheet.name) == plain(GUIDE) or sheet.typ != SheetTypeEnum.WorkSheet:
            continue
        if sheet.visible != SheetVisibleEnum.Visible:
            found.leave_out(sheet.name, "", "", "A hidden sheet is not read")
            continue
        try:
            rows = opened.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
        except (python_calamine.CalamineError, OSError, ValueError, TypeError, OverflowError):
            found.is_wrong(sheet.name, "", "", "This sheet cannot be read. Copy its figures into the template")
            continue
        _read_sheet(sheet.name, rows, found, today=today)
    _find_twins(found)
    if len(found.indicators) > MOST_INDICATORS:
        found.refusal = f"It has {len(found.indicators)} rows of figures; at most {MOST_INDICATORS} are read."
    elif not found.layouts and not found.wrong:
        found.refusal = NOTHING
    elif not found.indicators and not found.wrong:
        found.refusal = NO_FIGURES
    if found.refusal:
        found.indicators = []
    return found


def _read_sheet(name: str, rows: Sequence[sheets.Row], found: Found, *, today: datetime.date) -> None:
    rows = list(rows)
    while rows and all(cell in (None, "") for cell in rows[-1]):
        rows.pop()
    if not rows:
        return
    width = max(len(row) for row in rows)
    if len(rows) > MOST_ROWS or width > MOST_COLUMNS:
        reason = f"This sheet has {len(rows)} rows and {width} columns; at most {MOST_ROWS} and {MOST_COLUMNS} are read"
        found.is_wrong(name, "", "", reason)
    elif header := sheets.find_header(rows):
        found.layouts.append("template")
        sheets.read_sheet(name, rows, header, found, today=today)
    elif summary := chat.find_header(rows):
        found.layouts.append("chat")
        chat.read_sheet(name, rows, summary, found, today=today)
    else:
        found.leave_out(name, "", "", "No header with a column “Indicator” and months was found in its first ten rows")


def _find_twins(found: Found) -> None:
    """The same indicator twice is wrong: nobody could say which figure is meant."""
    first: dict[str, Figures] = {}
    kept = []
    for figures in found.indicators:
        key = same_as(figures.code, figures.topic, figures.name)
        other = first.setdefault(key, figures)
        if other is figures:
            kept.append(figures)
            continue
        place = f"row {other.row}" if other.sheet == figures.sheet else f"row {other.row} of “{other.sheet}”"
        found.is_wrong(figures.sheet, f"row {figures.row}", figures.name, f"The same indicator stands in {place}")
    found.indicators = kept


def same_as(code: str, topic: str, name: str) -> str:
    """What makes two rows, of one workbook or of an earlier one, the same indicator: the code, else topic and name."""
    return plain(code) or f"{plain(topic)}: {plain(name)}"
