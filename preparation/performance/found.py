"""What was found in a workbook: figures, what is wrong and where, and what was left out."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from preparation.performance import cells

MOST_LISTED = 300  # wrong cells and remarks that are listed; beyond that they are counted
MOST_INDICATORS = 1_500


@dataclass
class Figures:
    """One indicator as the workbook gives it. `values` and `remarks` are by month (2026-04); per cent as 45.0.

    unit: a key of catalogue.UNITS. neighbours, england: the figure to compare with, or None; compared: of which time.
    """

    topic: str
    code: str
    name: str
    unit: str
    sheet: str
    row: int
    values: dict[str, float] = field(default_factory=dict)
    remarks: dict[str, str] = field(default_factory=dict)
    neighbours: float | None = None
    england: float | None = None
    compared: str = ""
    own: bool = False


@dataclass(frozen=True)
class Line:
    """Something about one cell, or a whole row or sheet: where, what stands there, and why it is told."""

    sheet: str
    cell: str
    what: str
    reason: str


@dataclass
class Found:
    """All of it. `wrong` holds everything up; `remarks` and `left_out` are told and hold nothing up."""

    indicators: list[Figures] = field(default_factory=list)
    wrong: list[Line] = field(default_factory=list)
    wrong_count: int = 0
    remarks: list[Line] = field(default_factory=list)
    left_out: list[Line] = field(default_factory=list)
    empty_rows: int = 0
    layouts: list[str] = field(default_factory=list)
    refusal: str = ""

    def is_wrong(self, sheet: str, cell: str, what: object, reason: str) -> None:
        self.wrong_count += 1
        _note(self.wrong, sheet, cell, what, reason)

    def remark(self, sheet: str, cell: str, what: object, reason: str) -> None:
        _note(self.remarks, sheet, cell, what, reason)

    def leave_out(self, sheet: str, cell: str, what: object, reason: str) -> None:
        _note(self.left_out, sheet, cell, what, reason)

    @property
    def months(self) -> list[str]:
        """Every month that a figure is given for, the oldest first."""
        return sorted({month for figures in self.indicators for month in figures.values})

    def as_dict(self) -> dict[str, Any]:
        """All of it in plain lists and dictionaries, with the months."""
        return asdict(self) | {"months": self.months}


def _note(lines: list[Line], sheet: str, cell: str, what: object, reason: str) -> None:
    if len(lines) < MOST_LISTED:
        lines.append(Line(cells.shown(sheet), cell, cells.shown(what) if what not in (None, "") else "", reason))
