"""One cell of figures: a number, nothing given, or a reason why it is neither."""

from __future__ import annotations

import datetime
import math
import re
from dataclasses import dataclass

NOT_GIVEN = {"", "-", "–", "—", "n/a", "na", "not available", "not applicable", ".", "tbc"}
HELD_BACK = {"x", "*", "**", "c", "z", ":", "..", "#n/a", "supp", "suppressed", "[c]", "[x]", "[z]", "<5", "< 5", "low"}
NUMBER = re.compile(r"^\+?(\d{1,3}(?:[, \u00a0]\d{3})+|\d+)?(\.\d+)?\s*(%|per cent|percent)?$", re.IGNORECASE)
LARGEST = 1e9
UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
SHOWN = 40  # characters of a cell that are shown beside what is wrong with it


@dataclass(frozen=True)
class Cell:
    """What a cell says. `value` is None where nothing is given; `remark` says why where somebody wrote so.

    `wrong` is the reason why it cannot be read. `as_percent`: the cell itself says that it is per cent.
    """

    value: float | None = None
    remark: str = ""
    wrong: str = ""
    as_percent: bool = False


def read(cell: object) -> Cell:
    """Read what a workbook holds in one cell: a number, a text, a date, true or false, or None."""
    if cell is None:
        return Cell()
    if isinstance(cell, bool):
        return Cell(wrong="holds true or false, where a number is needed")
    if isinstance(cell, int | float):
        return _number(float(cell))
    if isinstance(cell, datetime.date | datetime.time | datetime.timedelta):
        return Cell(wrong="holds a date or a time, where a number is needed. Format the cell as a number")
    text = words(cell, 200)
    low = text.casefold()
    if low in NOT_GIVEN:
        return Cell()
    if low in HELD_BACK:
        return Cell(remark="held back by the council" if low != "#n/a" else "not available")
    if re.match(r"^[-−–]\s*\d", text):  # people type all three
        return Cell(wrong="is below zero")
    found = NUMBER.match(text)
    if not found or not (found[1] or found[2]):
        return Cell(wrong="holds words, where a number is needed. Leave it empty if there is no figure")
    digits = re.sub(r"[, ]", "", found[1] or "0")
    number = _number(float(digits + (found[2] or "")))
    return Cell(number.value, wrong=number.wrong, as_percent=bool(found[3]))


def _number(value: float) -> Cell:
    if math.isnan(value) or math.isinf(value):
        return Cell(wrong="holds no number a chart can show")
    if value < 0:
        return Cell(wrong="is below zero")
    if value > LARGEST:
        return Cell(wrong="is larger than any figure of children’s services")
    return Cell(round(value, 4))


def words(cell: object, most: int) -> str:
    """The words of a cell on one line, a whole number without its point; nothing that no database or page takes."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < LARGEST:
        cell = int(cell)
    return " ".join(UNFIT.sub(" ", str(cell)).split())[:most].strip()


def shown(cell: object) -> str:
    """A cell as it is shown beside what is wrong with it: short, on one line."""
    text = words(cell, SHOWN + 1)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


def name_of(row: int, column: int) -> str:
    """The name of a cell as a spreadsheet has it: C7 for row 7, column 3, both counted from 1."""
    letters = ""
    while column:
        column, left = divmod(column - 1, 26)
        letters = chr(ord("A") + left) + letters
    return f"{letters}{row}"
