"""What is told about the lists. A finding says where, by sheet and row, and never what stands there: cells may name people."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

SHOWN = 20  # places told of each; the rest are counted


class Sort(StrEnum):
    """What kind of thing was found; the value is the sentence people read."""

    NOT_READ = "This sheet is none of the lists and was not read"
    NO_HEADERS = "No row of headers was found in the first rows, so the sheet was not read"
    READ_AS = "The sheet was taken for this list by its columns"
    GUESSED = "Taken for this column because its name is close"
    UNKNOWN_COLUMN = "This column is not known and was not read"
    MISSING_COLUMN = "This column is not there"
    TOO_MANY = "Only the first rows were read: there are more than a list can have"
    NO_CHILD = "No unique ID in this row, so it was left out"
    UNKNOWN_CODE = "Not one of the codes of this column"
    NOT_A_DATE = "Not a date that could be read"
    DATE_ORDER = "This date lies before the one it follows"
    BORN_AFTER = "The date of birth lies after this date"
    IN_THE_FUTURE = "This date has not come yet"
    TWICE = "This child stands in the list already, where one row is due"
    NOT_IN_NEED = "This child is not in list 6"
    NO_LIST = "There is no such list in what was uploaded"


@dataclass
class Finding:
    """Something found, in one list and one column: how often, and the first places."""

    sort: Sort
    number: int | None  # of the list
    sheet: str
    column: str = ""
    count: int = 0
    places: list[str] = field(default_factory=list)  # such as “F12”, or “row 12”

    @property
    def more(self) -> int:
        return self.count - len(self.places)


class Findings:
    """Gathers what is found, a bounded number of places of each."""

    def __init__(self) -> None:
        self._found: dict[tuple[Sort, int | None, str, str], Finding] = {}

    def add(self, sort: Sort, number: int | None, sheet: str, *, column: str = "", place: str = "") -> None:
        key = (sort, number, sheet, column)
        finding = self._found.get(key)
        if finding is None:
            finding = self._found[key] = Finding(sort, number, sheet, column)
        finding.count += 1
        if place and len(finding.places) < SHOWN:
            finding.places.append(place)

    def __iter__(self):
        order = list(Sort)
        return iter(sorted(self._found.values(), key=lambda each: (each.number or 99, order.index(each.sort))))

    def as_data(self) -> list[dict[str, Any]]:
        return [asdict(each) | {"sort": each.sort.name} for each in self]


def cell_name(at: int, row: int) -> str:
    """The name of a cell as a workbook has it: (0, 1) is A1."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"
