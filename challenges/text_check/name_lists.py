"""Reads names as councils have them: one on each line, pasted from a spreadsheet, or a CSV file with a header."""

from __future__ import annotations

import csv
import re

_FIRST = re.compile(r"^(?:fore|first|given)[\s_-]*names?$", re.IGNORECASE)
_LAST = re.compile(r"^(?:sur|last|family)[\s_-]*names?$", re.IGNORECASE)
_WHOLE = re.compile(
    r"^(?:(?:full|child|child['’]s|pupil|worker|social worker|staff|allocated worker|case ?worker)[\s_-]*)?names?$"
    r"|^(?:worker|social worker|allocated worker)$",
    re.IGNORECASE,
)


def names_in(text: str) -> list[str]:
    """The full names in a list, as “First Last” or “Last, First”.

    With a header only the columns of names are read, so that a whole sheet can be given; what else stands in it is never
    looked at. Without one, each line is a name.
    """
    lines = [line for line in text.lstrip("\ufeff").splitlines() if line.strip()]
    if not lines:
        return []
    delimiter = "\t" if "\t" in lines[0] else ";" if ";" in lines[0] else ","
    rows = list(csv.reader(lines, delimiter=delimiter))
    header = [cell.strip() for cell in rows[0]]
    first, last, whole = _column(header, _FIRST), _column(header, _LAST), _column(header, _WHOLE)
    if first is not None and last is not None:
        found = [f"{_cell(row, last)}, {_cell(row, first)}" for row in rows[1:]]
    elif whole is not None:
        found = [_cell(row, whole) for row in rows[1:]]
    elif delimiter == ",":
        found = lines
    else:
        found = [" ".join(cell.strip() for cell in row) for row in rows]
    return [name for name in (" ".join(each.split()).strip(" ,") for each in found) if name]


def decoded(content: bytes) -> str:
    """The text of a file as Excel and others save it."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _column(header: list[str], called: re.Pattern[str]) -> int | None:
    return next((place for place, name in enumerate(header) if called.match(name)), None)


def _cell(row: list[str], place: int) -> str:
    return row[place] if place < len(row) else ""
