"""Finds in free text what leads to a person: numbers, addresses, telephone numbers. Names it cannot know."""

from __future__ import annotations

import re

_PATTERNS = {
    "an NHS number": re.compile(r"(?<![0-9])[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}(?![0-9])"),
    "a pupil number": re.compile(r"\b[A-HJ-NP-RT-Z][0-9]{11}[0-9A-Z]\b"),
    "a National Insurance number": re.compile(r"\b[A-CEGHJ-PR-TW-Z]{2} ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]\b"),
    "a postcode": re.compile(r"\b[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][ABD-HJLNP-UW-Z]{2}\b"),
    "an e-mail address": re.compile(r"[^\s@]+@[^\s@]+\.[a-zA-Z]{2,}"),
    "a telephone number": re.compile(r"(?<![0-9])(?:\+44 ?|0)[0-9](?:[ -]?[0-9]){8,9}(?![0-9])"),
    "a date of birth": re.compile(
        r"(?:\bborn(?: on)?|\bd\.?o\.?b\.?|\bdate of birth)[:, ]{0,3}[0-9]{1,2}[ /.-](?:[0-9]{1,2}|[a-z]{3,9})[ /.-][0-9]{2,4}",
        re.IGNORECASE,
    ),
}


def found_in(text: str) -> list[str]:
    """What stands in the text that it should not hold, such as “943 476 5919” (an NHS number)."""
    found = []
    for kind, pattern in _PATTERNS.items():
        for match in pattern.finditer(text):
            words = match.group()
            if kind != "an NHS number" or _is_nhs_number(words):
                found.append(f"“{words}” ({kind})")
    return found


def _is_nhs_number(words: str) -> bool:
    """Its last digit checks the nine before it."""
    digits = [int(each) for each in words if each.isdigit()]
    check = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check % 11 == digits[9]
