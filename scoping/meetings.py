"""What the record of a scoping meeting says, as it comes from the form."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True)
class Said:
    """Everything a record holds but who wrote it, and who decided."""

    held_on: datetime.date
    present: str
    focus: str = ""
    extra_key_lines: str = ""
    timetable: str = ""
    team_needs: str = ""
    background: str = ""
    in_intervention: str = ""
    agreed_with: str = ""
    inspection_expected: str = ""
    inspection_on: datetime.date | None = None
    inspection_until_on: datetime.date | None = None
    other_reviews: str = ""
    decision: str = ""
    decision_reason: str = ""

    @property
    def values(self) -> dict[str, Any]:
        """Field by field; an inspection window belongs to an inspection that is expected."""
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        if self.inspection_expected != "yes":
            said |= {"inspection_on": None, "inspection_until_on": None}
        return said

    @property
    def texts(self) -> dict[str, str]:
        """What people typed, field by field."""
        choices = {"in_intervention", "inspection_expected", "decision"}
        return {name: text for name, text in self.values.items() if isinstance(text, str) and name not in choices}
