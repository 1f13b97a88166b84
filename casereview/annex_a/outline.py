"""What is kept in the place of what leads to a child: a band for the age, a word for where the case stands."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping

YEAR = datetime.timedelta(days=365)
# The youngest age of each band, and the band.
BANDS = (
    (26, "26 and over"),
    (18, "18 to 25"),
    (16, "16 to 17"),
    (10, "10 to 15"),
    (5, "5 to 9"),
    (1, "1 to 4"),
    (0, "Under 1"),
)
STATUSES = {
    "looked after child": "Looked after child", "child protection plan": "Child protection plan",
    "child in need plan": "Child in need plan", "open assessment": "Open assessment", "closed episode": "Closed episode",
}  # fmt: skip
ELIGIBLE = {
    "relevant child": "Relevant child", "former relevant child": "Former relevant child",
    "qualifying care leaver": "Qualifying care leaver", "eligible child": "Eligible child",
}  # fmt: skip


def age_band(born: datetime.date | None, years: int | None, today: datetime.date) -> str:
    """The band of an age, by the date of birth or else by the age that was given; "" when neither is there."""
    if born is not None:
        years = -1 if born > today else today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    if years is None:
        return ""
    return next((band for youngest, band in BANDS if years >= youngest), "Unborn")


def status_of(
    number: int,
    coded: Mapping[str, str],
    dates: Mapping[str, datetime.date],
    text: Callable[[str], str],
    today: datetime.date,
) -> str:
    """One word for where a case stands, as the parts of a sample ask for it; "" where a list does not say."""
    ended = "end" in dates
    match number:
        case 2:
            return "Completed" if ended else "Open"
        case 3:
            return {"yes": "No further action", "no": "Taken forward"}.get(coded.get("nfa", ""), "")
        case 4:
            return "Closed" if ended else "Open"
        case 5:
            if coded.get("no_conference") == "yes":
                return "No initial conference"
            return "Initial conference held" if "conference" in dates else "Open"
        case 6:
            return STATUSES.get(coded.get("status", ""), "Closed episode" if ended else "")
        case 7:
            return "Ended" if ended else _plan(text("plans_before"), dates.get("start"), today)
        case 8:
            return "Ceased" if ended else _care(coded, text("where"))
        case 9:
            return ELIGIBLE.get(coded.get("eligibility", ""), "")
        case 10:
            return "Adopted" if "adopted" in dates else "Plan changed" if "reversed" in dates else "Waiting"
    return ""


def _plan(before: str, start: datetime.date | None, today: datetime.date) -> str:
    if before.isdigit() and int(before[:6]) > 0:
        return "Second or later plan"
    return "Plan over 12 months" if start and today - start > YEAR else "Plan up to 12 months"


def _care(coded: Mapping[str, str], where: str) -> str:
    if coded.get("placement") == "p1":
        return "Placed with parents"
    return "Placed out of area" if where.casefold().removeprefix("b) ").startswith("out") else "In care"
