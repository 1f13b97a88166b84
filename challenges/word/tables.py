"""Tables of a Word document: which cell stands where, and what a screen reader says of it."""

from __future__ import annotations

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.table import Table
from lxml.html import HtmlElement

from challenges.word.paper import WIDTH

# For each row its cells, as (column, element, columns across, rows down).
Grid = list[list[tuple[int, HtmlElement, int, int]]]


def grid_of(rows: list[HtmlElement]) -> Grid:
    """For each row its cells as (column, element, columns across, rows down)."""
    taken: set[tuple[int, int]] = set()
    grid = []
    for number, row in enumerate(rows):
        column, cells = 0, []
        for cell in row:
            if cell.tag not in {"td", "th"}:
                continue
            while (number, column) in taken:
                column += 1
            across, down = int(cell.get("colspan") or 1), int(cell.get("rowspan") or 1)
            down = min(down, len(rows) - number)
            taken |= {(number + y, column + x) for y in range(down) for x in range(across)}
            cells.append((column, cell, across, down))
            column += across
        grid.append(cells)
    return grid if any(grid) else []


def describe(table: Table, called: str, *, has_head: bool, names_rows: bool) -> None:
    """What a screen reader says of a table: its name, and which cells are headers."""
    properties = table._tbl.tblPr
    for look in properties.findall(qn("w:tblLook")):
        properties.remove(look)
    look = OxmlElement("w:tblLook")
    for name, value in {"firstRow": has_head, "lastRow": False, "firstColumn": names_rows, "lastColumn": False, "noHBand": True, "noVBand": True}.items():  # fmt: skip
        look.set(qn(f"w:{name}"), "1" if value else "0")
    properties.append(look)
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), called)
    properties.append(caption)


def set_row(table: Table, number: int, *, is_head: bool) -> None:
    properties = table.rows[number]._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if is_head:
        properties.append(OxmlElement("w:tblHeader"))


def set_widths(table: Table, grid: Grid, columns: int) -> None:
    """Columns as wide as what they have to say, within reason."""
    longest = [8] * columns
    for row in grid:
        for column, cell, across, _down in row:
            if across == 1:
                longest[column] = max(longest[column], min(len(cell.text_content().strip()), 48))
    for column, length in zip(table.columns, longest, strict=True):
        column.width = int(WIDTH * length / sum(longest))
