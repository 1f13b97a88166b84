"""The workbook a council fills in: a sheet for each topic, a column for each month, no formula and no macro in it."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import save_workbook

from preparation.performance.catalogue import GUIDE, UNITS, Topic
from preparation.performance.months import in_words

EMPTY_ROWS = 8  # for the council's own indicators, on each sheet
HEADS = ("Code", "Indicator", "Unit")
COMPARE = ("Statistical neighbours", "England", "Comparison is for")
FORMATS = {"percent": "0.0%", "number": "#,##0", "rate": "#,##0.0", "days": "#,##0.0", "average": "#,##0.0"}
FILL = PatternFill("solid", start_color="F5F1F8")
EDGE = Border(*[Side(style="thin", color="D3CFD8")] * 4)
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def make(council: str, months: Sequence[str], topics: Sequence[Topic]) -> bytes:
    """The template as an .xlsx file. months as 2026-04, the oldest first. Words that look like a formula stay words."""
    book = Workbook()
    book.remove(book.worksheets[0])
    _guide(book.create_sheet(GUIDE), council, months)
    for topic in topics:
        _topic(book.create_sheet(_sheet_name(topic.title)), topic, months)
    out = io.BytesIO()
    save_workbook(book, out)
    return out.getvalue()


def _sheet_name(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\]", " ", title)[:31]


def _say(sheet: Worksheet, row: int, column: int, words: str) -> None:
    """Words into a cell, as words: a spreadsheet never takes them for a formula."""
    cell = sheet.cell(row, column)
    cell.value = f"'{words}" if words.startswith(STARTS_A_FORMULA) else words
    cell.data_type = "s"


def _guide(sheet: Worksheet, council: str, months: Sequence[str]) -> None:
    lines = [
        f"Performance data of {council}, {in_words(months[0])} to {in_words(months[-1])}",
        "Each sheet after this one is a topic. Each row is an indicator, each column a month.",
        "Fill in the figures you have, and leave the rest empty: an empty cell means that no figure is given.",
        "Write x where a figure is held back, such as a count of very few children.",
        "Per cent: type 45 into the cell; it shows 45.0%. Copied figures can be 45%, 45 or 0.45, the same way across a row.",
        "Count children, not names. Nothing that leads to a child belongs here.",
        "Statistical neighbours and England: the latest published figure, with its time under “Comparison is for”, such as 2024/25.",
        "Indicators of your own: use the empty rows below the table. They need a name and a unit, and no code.",
        f"Units: {', '.join(UNITS.values())}.",
        "Further months: add columns with the month as their heading, such as Mar 2026. Columns can stand in any order.",
        "When you upload it, each cell that cannot be read is listed by sheet, cell and reason. Nothing is used before all of it can be.",
    ]
    for number, words in enumerate(lines, start=1):
        _say(sheet, number, 1, words)
        sheet.cell(number, 1).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.cell(1, 1).font = Font(bold=True, size=14)
    sheet.column_dimensions["A"].width = 110


def _topic(sheet: Worksheet, topic: Topic, months: Sequence[str]) -> None:
    for column, words in enumerate(HEADS, start=1):
        _say(sheet, 1, column, words)
    for column, month in enumerate(months, start=len(HEADS) + 1):
        year, number = map(int, month.split("-"))
        cell = sheet.cell(1, column)
        cell.value = datetime.date(year, number, 1)
        cell.number_format = "mmm yyyy"
    compare = len(HEADS) + len(months) + 1
    for column, words in enumerate(COMPARE, start=compare):
        _say(sheet, 1, column, words)
    last_row, last_column = len(topic.indicators) + EMPTY_ROWS + 1, compare + len(COMPARE) - 1
    for row in range(2, last_row + 1):
        known = topic.indicators[row - 2] if row - 2 < len(topic.indicators) else None
        if known:
            for column, words in enumerate((known.code, known.name, UNITS[known.unit]), start=1):
                _say(sheet, row, column, words)
        for column in range(1, last_column + 1):
            cell = sheet.cell(row, column)
            cell.border = EDGE
            if len(HEADS) < column < last_column and known:
                cell.number_format = FORMATS[known.unit]
    for column in range(1, last_column + 1):
        head = sheet.cell(1, column)
        head.font, head.fill, head.border = Font(bold=True), FILL, EDGE
        head.alignment = Alignment(wrap_text=True, vertical="top")
        widths = {1: 8, 2: 52, 3: 18}
        sheet.column_dimensions[get_column_letter(column)].width = widths.get(column, 12 if column < compare else 16)
    units = DataValidation(
        type="list", formula1='"{}"'.format(",".join(_without_comma(each) for each in UNITS.values()))
    )
    units.add(f"C{len(topic.indicators) + 2}:C{last_row}")
    sheet.add_data_validation(units)
    sheet.freeze_panes = "D2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _without_comma(unit: str) -> str:
    """A list in a spreadsheet is split at commas."""
    return unit.replace("10,000", "10000")
