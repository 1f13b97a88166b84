"""Tables as CSV files, for a spreadsheet to open without harm."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

# A cell that begins with one of these is taken for a formula by spreadsheets.
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def guarded(cell: object) -> str:
    """The text of a cell, with an apostrophe before what a spreadsheet would run."""
    text = str(cell)
    return f"'{text}" if text.lstrip(" ").startswith(STARTS_A_FORMULA) else text


class _Line:
    """What csv writes to: hands each line back."""

    def write(self, line: str) -> str:
        return line


def csv_lines(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The lines of a CSV file, with a mark for spreadsheets that it is UTF-8, each cell guarded."""
    writer = csv.writer(_Line())
    yield "\ufeff"
    yield writer.writerow(heading)
    for row in rows:
        yield writer.writerow([guarded(cell) for cell in row])


def csv_file(name: str, heading: Sequence[str], rows: Iterable[Sequence[object]]) -> StreamingHttpResponse:
    """A CSV file of any length, for a browser to save."""
    response = StreamingHttpResponse(csv_lines(heading, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["Cache-Control"] = "private, no-store"
    return response
