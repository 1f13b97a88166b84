"""Workbooks of figures for tests, made as people make them."""

import io

from openpyxl import Workbook

from preparation import actions, queries
from tests.preparation.files import upload

HEAD = ["Code", "Indicator", "Unit", "Sep 2026", "Oct 2026", "Nov 2026", "Statistical neighbours", "England"]
TABLE = [HEAD, ["FD1", "Contacts received", "number", 312, 340, 298, None, None]]


def workbook(sheets=None):
    """The bytes of a workbook: {sheet: rows}. A cell that is a function is given the cell, to do with it what it likes."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in (sheets or {"Contacts": TABLE}).items():
        sheet = book.create_sheet(name)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row, start=1):
                cell = sheet.cell(number, column)
                if callable(value):
                    value(cell)
                else:
                    cell.value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def table(*rows, head=None):
    """A sheet: a header with three months, and these rows."""
    return [head or HEAD, *rows]


def figures(world):
    """For the visibility matrix: one version in use, and a workbook that waits for the council."""
    for is_used in (True, False):
        # What waits is kept as it was read, in no text of a model: test_performance_views.py says who reads it.
        words = {name: world.say() if is_used else "waits" for name in ("topic", "code", "name", "compared")}
        file = upload(f"{world.say()}.xlsx", workbook())
        brought = actions.bring_performance(world.challenge, file, by=world.organiser)
        row = words | {"unit": "number", "values": {"2026-12": 120, "2027-01": 3}, "remarks": {}, "own": True}
        row |= {"sheet": "One", "neighbours": 4.5, "england": None}
        read = actions.keep_reading(brought, found=found_with(row), by=world.organiser)
        if is_used:
            actions.confirm_performance(read, by=world.organiser)
            for line in world.challenge.key_lines.all()[:1]:
                chosen = queries.indicators(world.challenge)
                actions.link_indicators(world.challenge, line, chosen=chosen, by=world.lead_peer)


def found_with(*rows, **more):
    """What the reader finds in a workbook with these indicators."""
    months = sorted({month for row in rows for month in row["values"]})
    empty = {
        "remarks": [],
        "left_out": [],
        "wrong": [],
        "wrong_count": 0,
        "empty_rows": 0,
        "layouts": [],
        "refusal": "",
    }
    return empty | {"indicators": list(rows), "months": months} | more
