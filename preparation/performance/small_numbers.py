"""Counts of very few children, for those outside the council and the LGA.

The case review report leaves out counts below five where it is read more widely (domain notes, section 6.6); so do these
charts for the peer team, and for everyone in the PDF, which travels. Only counts are held back, those from 1 to 4: nought
tells of nobody, and a percentage or a rate is shown as the council gives it, since the council decided to give it.
"""

from __future__ import annotations

from collections.abc import Mapping

FEW = 5
FEWER = f"Fewer than {FEW}"


def few_in(unit: str, values: Mapping[str, float]) -> set[str]:
    """The months whose figure is a count of very few children. unit: a key of catalogue.UNITS."""
    if unit != "number":
        return set()
    return {month for month, value in values.items() if 0 < value < FEW}
