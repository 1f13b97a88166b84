"""NHS numbers: ten digits, the last of which checks the nine before it, however they are spaced."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum.gb import nhs

from challenges.text_check.marks import BETWEEN, Kind, Mark, joined

_RUN = re.compile(rf"\d+(?:{BETWEEN}{{1,3}}\d+)*")
_GROUP = re.compile(r"\d+")
# What has ten digits too and is no number: the days and times people write down.
_DAY = r"(?:(?:19|20)\d\d[-/.](?:0[1-9]|1[0-2])[-/.][0-3]\d|[0-3]?\d[-/.](?:0?[1-9]|1[0-2])[-/.](?:19|20)\d\d)"
_DAYS = re.compile(rf"{_DAY}\D+\d{{1,2}}|{_DAY}\D+\d\d\D\d\d|(?:(?:19|20)\d\d{BETWEEN}{{1,3}})+(?:19|20)?\d\d")
_BOOK = re.compile(r"ISBN\W{0,3}(?:13\W{0,3})?$", re.IGNORECASE)
_SAID = re.compile(
    rf"\bnhs\s{{0,3}}(?:number|num|no|nr|id|#)?\W{{0,6}}(?:is|was)?\s{{0,3}}(\d(?:{BETWEEN}{{0,3}}\d){{9}})(?!\d)",
    re.IGNORECASE,
)


def find(text: str) -> Iterator[Mark]:
    """Every ten digits that check, beginning and ending where a group of digits does; and ten digits called NHS number."""
    spans = [span for run in _RUN.finditer(text) for span in _in_run(text, run)]
    for start, end in _together(spans):
        yield Mark(
            start, end, Kind.NHS_NUMBER, text[start:end], "An NHS number: its last digit checks the nine before it."
        )
    for said in _SAID.finditer(text):
        start, end = said.span(1)
        if not any(start < known_end and known < end for known, known_end in spans):
            yield Mark(start, end, Kind.NHS_NUMBER, text[start:end], "It is called an NHS number, and has ten digits.")


def _in_run(text: str, run: re.Match[str]) -> Iterator[tuple[int, int]]:
    if run[0].startswith(("978", "979")) and _BOOK.search(text, max(0, run.start() - 12), run.start()):
        return
    groups = [group.span() for group in _GROUP.finditer(text, *run.span())]
    digits = joined(run[0])
    before = 0  # digits before the first group of the window
    for first, (start, end_of_first) in enumerate(groups):
        length = 0
        for group_start, end in groups[first : first + 10]:
            length += end - group_start
            if length >= 10:
                is_number = length == 10 and nhs.checksum(digits[before : before + 10]) == 0
                if is_number and not _DAYS.fullmatch(text, start, end):
                    yield start, end
                break
        before += end_of_first - start


def _together(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Two that overlap are one mark: which of them is the number nobody can tell."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
