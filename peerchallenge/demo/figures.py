"""The demo's performance data: the template filled in with invented figures, read and confirmed as a council would."""

from __future__ import annotations

import datetime
import io
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from challenges.moments import today
from preparation import actions, queries

if TYPE_CHECKING:
    from challenges.models import Challenge, User

NAME = "Performance data, last six months.xlsx"
NOTE = "The last month is provisional."
# Code: six months, statistical neighbours, England. Per cent as shares, as the template's cells hold them.
FIGURES: dict[str, tuple[list[object], float | None, float | None]] = {
    "FD1": ([3120, 3260, 3410, 3180, 2890, 3350], None, None),
    "FD2": ([0.91, 0.92, 0.94, 0.93, 0.95, 0.96], None, None),
    "FD4": ([268, 281, 290, 274, 251, 287], None, None),
    "FD5": ([42.1, 44.2, 45.6, 43.1, 39.4, 45.1], 47.3, 44.9),
    "FD6": ([0.21, 0.2, 0.21, 0.19, 0.2, 0.19], 0.206, 0.222),
    "EH1": ([96, 104, 118, 101, 84, 121], None, None),
    "EH2": ([712, 731, 748, 756, 749, 770], None, None),
    "EH4": ([0.08, 0.07, 0.09, 0.08, 0.07, 0.07], None, None),
    "AS1": ([255, 262, 271, 259, 240, 266], None, None),
    "AS2": ([0.82, 0.84, 0.83, 0.86, 0.87, 0.87], 0.851, 0.839),
    "AS3": ([0.34, 0.33, 0.31, 0.32, 0.3, 0.31], 0.322, 0.341),
    "SE1": ([88, 94, 101, 92, 79, 97], None, None),
    "SE3": ([0.74, 0.79, 0.81, 0.78, 0.83, 0.82], 0.798, 0.776),
    "CN1": ([1258, 1251, 1262, 1249, 1240, 1245], None, None),
    "CN3": ([0.81, 0.8, 0.82, 0.79, 0.8, 0.83], None, None),
    "CN4": ([0.74, 0.73, 0.75, 0.71, 0.72, 0.76], None, None),
    "CP1": ([204, 209, 216, 213, 208, 210], None, None),
    "CP3": ([0.24, 0.22, 0.25, 0.23, 0.22, 0.23], 0.231, 0.236),
    "CP5": ([0.88, 0.9, 0.89, 0.92, 0.91, 0.93], None, None),
    "CC1": ([389, 391, 397, 398, 396, 395], None, None),
    "CC2": ([61.1, 61.4, 62.3, 62.5, 62.2, 62.0], 66.0, 70.0),
    "CC5": ([4, 3, "x", 6, 7, 7], None, None),
    "CC6": ([0.11, 0.11, 0.1, 0.1, 0.1, 0.09], 0.1, 0.1),
    "CC9": ([0.93, 0.95, 0.94, 0.96, 0.95, 0.97], None, None),
    "CL2": ([0.92, 0.93, 0.93, 0.94, 0.94, 0.95], 0.93, 0.92),
    "CL3": ([0.87, 0.87, 0.88, 0.88, 0.89, 0.89], 0.89, 0.88),
    "WF1": ([19.2, 18.4, 18.1, 18.0, 17.3, 16.9], 16.8, 16.0),
    "WF3": ([0.21, 0.2, 0.2, 0.19, 0.18, 0.18], 0.176, 0.162),
    "WF5": ([0.79, 0.81, 0.78, 0.83, 0.82, 0.84], None, None),
    "QA1": ([18, 22, 20, 24, 11, 23], None, None),
}


def bring(challenge: Challenge, *, by: User) -> None:
    """The organiser fills in the template, uploads it, and confirms what was read."""
    if queries.performance_item(challenge) is None:
        return
    file = SimpleUploadedFile(NAME, filled_in(queries.template_workbook(challenge), until=today()))
    brought = actions.bring_performance(challenge, file, by=by)
    job = brought.job
    if job is None:
        return
    read = actions.keep_reading(brought, found=queries.read_figures(job), by=by)
    job.delete()  # no worker has to read it again
    read.job = None
    actions.confirm_performance(read, by=by)
    item = queries.performance_item(challenge)
    if item:
        actions.upload_documents(item, [], note=NOTE, by=by)


def filled_in(template: bytes, *, until: datetime.date) -> bytes:
    """The template with figures in it; what we invented none for, and months still to come, stay empty."""
    book = load_workbook(io.BytesIO(template))
    for sheet in book.worksheets[1:]:
        head = [cell.value for cell in sheet[1]]
        first, neighbours = 4, head.index("Statistical neighbours") + 1
        for row in range(2, sheet.max_row + 1):
            months, beside, england = FIGURES.get(str(sheet.cell(row, 1).value), ([], None, None))
            for column, figure in enumerate(months, start=first):
                if head[column - 1].date() <= until:
                    sheet.cell(row, column).value = figure
            for column, figure in enumerate((beside, england), start=neighbours):
                if figure is not None:
                    sheet.cell(row, column).value = figure
                    sheet.cell(row, neighbours + 2).value = "2025/26"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
