"""What the council's lists say of a case, for whoever reads its record."""

from __future__ import annotations

import datetime
from contextlib import suppress
from dataclasses import dataclass

from casereview.annex_a.columns import LISTS
from casereview.models import Case, SampledChild


@dataclass(frozen=True)
class Listed:
    """The list a case was drawn from, and what its row says; "" and nothing where the list does not say."""

    number: int
    title: str
    team: str
    status: str
    dates: list[tuple[str, datetime.date]]


def listed(case: Case) -> Listed | None:
    """What the lists said when the sample was drawn; None for a case that was added by hand."""
    child: SampledChild | None = getattr(case, "sampled", None)
    number = child.facts.get("list") if child else None
    if child is None or number not in LISTS:
        return None
    spec = LISTS[number]
    dates = []
    for key, text in child.facts.get("dates", {}).items():
        with suppress(ValueError):
            dates.append((spec.by_key[key].header if key in spec.by_key else key, datetime.date.fromisoformat(text)))
    return Listed(
        number,
        spec.title,
        child.facts.get("team", ""),
        child.facts.get("status", ""),
        sorted(dates, key=lambda each: each[1]),
    )
