"""Unique pupil numbers (UPN): a letter that checks twelve digits; of a temporary number the last is a letter."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum.gb import upn

from challenges.text_check.marks import BETWEEN, Kind, Mark, joined

_LETTER = "A-HJ-NP-RT-Za-hj-np-rt-z"
_NUMBER = re.compile(
    rf"(?<![^\W_])(?=([{_LETTER}](?:{BETWEEN}{{0,3}}\d){{11}}{BETWEEN}{{0,3}}[\d{_LETTER}])(?![^\W_]))"
)
_SAID = re.compile(r"\b(?:upn|pupil (?:number|no))\W{0,6}(?:is|was)?\s*$", re.IGNORECASE)


def find(text: str) -> Iterator[Mark]:
    """Every number that checks; and what is called a pupil number and looks like one."""
    end = 0
    for match in _NUMBER.finditer(text):
        words = match[1]
        number = joined(words)
        # Not upn.is_valid: it knows the councils of 2011 only, and newer ones give numbers too.
        checks = upn.calc_check_digit(number[1:]) == number[0]
        said = _SAID.search(text, max(0, match.start(1) - 30), match.start(1))
        # One that checks is told even where it begins in the last letter of the one before.
        if checks or (said and match.start(1) >= end):
            why = "its first letter checks the rest" if checks else "it is called one"
            yield Mark(*match.span(1), Kind.PUPIL_NUMBER, words, f"A unique pupil number (UPN): {why}.")
            end = match.end(1)
