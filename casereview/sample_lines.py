"""Reads the cases people type or paste, one per line: code, part of the sample, age band. Codes only, never a person."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

MOST_CASES = 100  # more is not a sample but a list of children, which does not belong here

CODE = re.compile(r"[A-Z]{1,3}-?[0-9]{1,4}")
DATE = re.compile(r"\b[0-9]{1,4}[/.\-][0-9]{1,2}[/.\-][0-9]{2,4}\b|\b[0-9]{1,2} [A-Za-z]{3,9} [0-9]{2,4}\b")
TEN_DIGITS = re.compile(r"(?<![0-9])[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}(?![0-9])")
LONG_NUMBER = re.compile(r"[0-9][0-9 ]{3,}[0-9]")
BAND = re.compile(r"([0-9]{1,2}) ?(?:to|-|–) ?([0-9]{1,2})")
AND_OVER = re.compile(r"([0-9]{1,2}) ?(?:\+|and over|or over|and older)")
UNDER = re.compile(r"under ([0-9]{1,2})")


@dataclass(frozen=True)
class CaseLine:
    """A case to add, as one line gave it."""

    code: str
    stratum: str
    age_band: str = ""


class LineWrong(Exception):  # what is wrong with one line, in words
    pass


def read(text: str, *, strata: Sequence[str], taken: Collection[str] = ()) -> tuple[list[CaseLine], list[str]]:
    """The cases of these lines, and a sentence for each line that is wrong."""
    found: dict[str, int] = {}
    lines: list[CaseLine] = []
    wrong: list[str] = []
    for number, parts in _filled_lines(text):
        try:
            line = _line(parts, strata)
            if line.code in found:
                raise LineWrong(f"{line.code} stands in line {found[line.code]} already.")
            found[line.code] = number
            if line.code in taken:
                raise LineWrong(f"there is a case {line.code} already.")
            lines.append(line)
        except LineWrong as reason:
            wrong.append(f"Line {number}: {reason}")
    if len(found) > MOST_CASES:
        wrong.append(f"These are {len(found)} cases. Add {MOST_CASES} at most: a sample, not a list of children.")
    return lines, wrong


def _filled_lines(text: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.splitlines(), start=1):
        parts = [part.strip() for part in re.split(r"[,;\t]", line)]
        while parts and not parts[-1]:
            parts.pop()
        if parts and not (number == 1 and parts[0].casefold() in {"code", "case", "case code"}):
            yield number, parts


def _line(parts: list[str], strata: Sequence[str]) -> CaseLine:
    code = _code(parts[0])
    stratum, rest = _stratum(parts[1:], strata)
    if len(rest) > 1:
        _refuse_what_names_a_child(" ".join(rest))
        raise LineWrong("there is more than a code, a part of the sample and an age band. Take the rest out.")
    return CaseLine(code, stratum, _age_band(rest[0]) if rest else "")


def _code(text: str) -> str:
    code = re.sub(r"\s*[-–—]\s*", "-", text.upper())
    if CODE.fullmatch(code):
        return code
    _refuse_what_names_a_child(text)
    if text and not re.search("[0-9]", text):
        raise LineWrong(f"“{text}” looks like a name. Use the code the council gave the case, such as C-07.")
    raise LineWrong(
        f"“{text}” is not a case code. A code is one to three letters and a number up to 9999, such as C-07."
        if text
        else "the code is missing. Start the line with it, such as C-07."
    )


def _stratum(parts: list[str], strata: Sequence[str]) -> tuple[str, list[str]]:
    """The part of the sample, whose own name may hold a comma, and what stands after it."""
    if not parts or not parts[0]:
        raise LineWrong("the part of the sample is missing.")
    for length in range(len(parts), 0, -1):
        typed = re.sub(r"\s+", " ", ", ".join(parts[:length])).casefold()
        exact = [stratum for stratum in strata if stratum.casefold() == typed]
        begins = [stratum for stratum in strata if len(typed) > 2 and stratum.casefold().startswith(typed)]
        if exact or len(begins) == 1:
            return (exact or begins)[0], parts[length:]
    _refuse_what_names_a_child(" ".join(parts))
    raise LineWrong(f"“{parts[0]}” is not a part of the sample. Use one of the names listed on this page.")


def _age_band(text: str) -> str:
    _refuse_what_names_a_child(text)
    plain = re.sub(r"\s+", " ", text).casefold().removeprefix("aged ").removesuffix(" years")
    if plain == "unborn":
        return "Unborn"
    if match := BAND.fullmatch(plain):
        if int(match[1]) < int(match[2]):
            return f"{int(match[1])} to {int(match[2])}"
    elif match := AND_OVER.fullmatch(plain):
        return f"{int(match[1])} and over"
    elif match := UNDER.fullmatch(plain):
        return f"Under {int(match[1])}"
    raise LineWrong(f"“{text}” is not an age band. Write one such as 5 to 9, under 1, 16 and over, or unborn.")


def _refuse_what_names_a_child(text: str) -> None:
    """Say so plainly when a person or a number that leads to one was typed."""
    if TEN_DIGITS.search(text):
        raise LineWrong("this looks like an NHS number. Use codes only; the council keeps the key.")
    if DATE.search(text):
        raise LineWrong("this looks like a date of birth. Use codes and age bands only; the council keeps the key.")
    if LONG_NUMBER.search(text):
        raise LineWrong("this holds a long number. Use codes only; the council keeps the key.")
