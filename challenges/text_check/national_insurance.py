"""National Insurance numbers: two letters that are given out, six digits, a letter from A to D."""

from __future__ import annotations

import re
from collections.abc import Iterator

from challenges.text_check.marks import BETWEEN, Kind, Mark

_SHAPE = re.compile(rf"(?<![^\W_])(?P<pair>[A-Za-z]{{2}})(?:{BETWEEN}{{0,3}}\d){{6}}{BETWEEN}{{0,3}}[A-Da-d](?![^\W_])")
# HMRC, NIM39110: D, F, I, Q, U and V stand in neither place, O not in the second; seven pairs are never given.
_GIVEN = re.compile(r"(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]")


def find(text: str) -> Iterator[Mark]:
    for match in _SHAPE.finditer(text):
        if _GIVEN.fullmatch(match["pair"].upper()):
            yield Mark(*match.span(), Kind.NATIONAL_INSURANCE, match[0], "It is made as a National Insurance number.")
