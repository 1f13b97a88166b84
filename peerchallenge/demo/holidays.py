"""School holidays as councils have them, in the two school years about a challenge."""

from __future__ import annotations

import datetime

from challenges.models import Challenge

MONDAY = 0
HALF_TERMS = [("February half term", 2, 14), ("May half term", 5, 26), ("October half term", 10, 23)]


def school_holidays(challenge: Challenge) -> list[tuple[str, datetime.date, datetime.date]]:
    """Names with first and last days. Easter is left to the bank holidays; every council has its own weeks."""
    found = []
    for year in range(challenge.starts_on.year - 1, challenge.starts_on.year + 2):
        for name, month, day in HALF_TERMS:
            monday = _monday_from(datetime.date(year, month, day))
            found.append((name, monday, monday + datetime.timedelta(days=4)))
        found.append(("Summer holidays", datetime.date(year, 7, 22), datetime.date(year, 8, 31)))
        found.append(("Christmas holidays", datetime.date(year, 12, 21), datetime.date(year + 1, 1, 1)))
    return sorted(found, key=lambda each: each[1])


def _monday_from(day: datetime.date) -> datetime.date:
    return day + datetime.timedelta(days=(MONDAY - day.weekday()) % 7)
