"""The sheets of a workbook, or a CSV file as one sheet: a name, and rows of cells from the top."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from python_calamine import CalamineWorkbook

MOST_SHEETS = 60
MOST_COLUMNS = 200
MOST_ROWS = 20_000  # of one list; domain notes speak of some thousands
ROWS_ABOVE = 20  # titles and headers do not count as rows of a list
csv.field_size_limit(131_072)


class Unreadable(Exception):  # told to whoever uploaded it
    """The file is not what its ending says, or is damaged."""


@dataclass(frozen=True)
class Sheet:
    """One sheet; `rows` gives its rows from the first on, empty ones too, at most one more than a list can have."""

    name: str
    rows: Iterator[list[Any]]
    part: float = 0.0  # how much of the file lies before it, from 0 to 1


def sheets(name: str, content: bytes) -> Iterator[Sheet]:
    """The sheets of a file, one after the other. Raises Unreadable."""
    ending = PurePath(name).suffix.lower()
    if ending == ".csv":
        yield Sheet(PurePath(name).stem, _csv_rows(content))
        return
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = workbook.sheet_names[:MOST_SHEETS]
    except Exception as error:  # the library raises its own kinds, and more, for damaged files
        raise Unreadable(name) from error
    for at, each in enumerate(names):
        try:
            rows = _cells(workbook.get_sheet_by_name(each))
        except Exception:  # noqa: BLE001, S112  # nosec B112  # as above: a chart sheet, or one damaged sheet
            continue
        yield Sheet(each, rows, at / len(names))


def _cells(sheet: Any) -> Iterator[list[Any]]:
    """Row by row, so that one row is in memory as Python knows it.

    The library leaves empty columns at the left out, and gives empty rows at the top: cells keep their names with both.
    """
    before = [""] * min((sheet.start or (0, 0))[1], MOST_COLUMNS)

    def rows() -> Iterator[list[Any]]:
        for row in itertools.islice(sheet.iter_rows(), MOST_ROWS + ROWS_ABOVE):
            yield (before + row if before else row)[:MOST_COLUMNS]

    return rows()


def _csv_rows(content: bytes) -> Iterator[list[Any]]:
    text = _decoded(content)
    sample = text[:4096].split("\n", 5)
    lines = "\n".join(sample[:5])
    delimiter = max(",;\t|", key=lambda each: (lines.count(each), each == ","))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    count = 0
    while count < MOST_ROWS + ROWS_ABOVE:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:  # a cell of a megabyte, or a stray NUL: the row is lost, its number is not
            row = []
        count += 1
        yield row[:MOST_COLUMNS]


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")
