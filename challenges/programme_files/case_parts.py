"""The statutory times and the questions of the conversation, a line each as people type them, and back again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, get_args

from challenges.programme_files.specs import AskedOf, TimeUnit

BAR = "|"
UNITS = {unit.replace("_", " "): unit for unit in get_args(TimeUnit)}
ASKED = {asked: asked for asked in get_args(AskedOf)}
CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
LONGEST = {"code": 12, "name": 200, "then": 200, "source": 300, "text": 300}
Rows = list[dict[str, Any]]
Wrong = list[str]


def timescale_lines(rows: Rows) -> str:
    """Each time as: T2 | Assessment, from referral to its end | 45 working days | what follows | source."""
    return "\n".join(
        _line(row["code"], row["name"], _limit(row), row.get("then", ""), row.get("source", "")) for row in rows
    )


def conversation_lines(rows: Rows) -> str:
    """Each question as: life_today | worker | What is life like for this child today?"""
    return "\n".join(_line(row["code"], row.get("asked", "both"), row["text"]) for row in rows)


def _line(*parts: str) -> str:
    return f" {BAR} ".join(parts).rstrip(f" {BAR}")


def _limit(row: dict[str, Any]) -> str:
    unit = row["unit"].replace("_", " ")
    return f"{row['most']} {unit.removesuffix('s') if row['most'] == 1 else unit}"


def read_timescales(text: str, before: Rows) -> tuple[Rows, Wrong]:
    """The times of these lines, and each wrong line by its number with the reason. A line keeps what it had by its code."""
    return _read(text, before, _timescale, most=5, like="T2 | Assessment | 45 working days")


def read_conversation(text: str, before: Rows) -> tuple[Rows, Wrong]:
    """The questions of these lines, and each wrong line by its number with the reason."""
    return _read(text, before, _question, most=3, like="proud | both | What are you proud of?")


class _LineWrong(Exception):  # a sentence about one line, gathered by _read
    pass


def _read(
    text: str, before: Rows, row_of: Callable[[list[str]], dict[str, Any]], *, most: int, like: str
) -> tuple[Rows, Wrong]:
    known = {row["code"]: row for row in before}
    rows: Rows = []
    wrong: Wrong = []
    codes: dict[str, int] = {}
    for number, parts in _parts(text):
        try:
            if len(parts) < 3:
                raise _LineWrong(f"has {len(parts)} of at least 3 parts. Write it like: {like}")
            if len(parts) > most:
                raise _LineWrong(f"has {len(parts)} parts, and there are at most {most}. Is there a {BAR} too many?")
            row = row_of(parts)
            if row["code"] in codes:
                raise _LineWrong(f"the code {row['code']} stands in line {codes[row['code']]} already.")
        except _LineWrong as problem:
            wrong.append(f"Line {number}: {problem}")
            continue
        codes[row["code"]] = number
        standing = known.get(row["code"], {})
        # Whose wording it is stays with a line as long as its words do.
        derived = {"derived": standing["derived"]} if _same_words(standing, row) and "derived" in standing else {}
        rows.append({key: value for key, value in row.items() if value != ""} | derived)
    return rows, wrong


def _same_words(standing: dict[str, Any], row: dict[str, Any]) -> bool:
    return any(key in row and standing.get(key) == row[key] for key in ("name", "text"))


def _parts(text: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip(f" \t{BAR}"):
            yield number, [" ".join(part.split()) for part in line.rstrip(f" \t{BAR}").split(BAR)]


def _timescale(parts: list[str]) -> dict[str, Any]:
    code, name, limit, then, source = [*parts, "", ""][:5]
    found = re.fullmatch(r"(\d{1,4}) ([a-z ]+)", limit.lower())
    unit = found and (UNITS.get(found[2]) or UNITS.get(f"{found[2]}s"))
    if not found or not unit:
        raise _LineWrong(f"“{limit}” is not a time. Write a number and {', '.join(UNITS)}: such as 45 working days.")
    if int(found[1]) < 1:
        raise _LineWrong("a time is at least 1.")
    row = {"code": _code(code), "name": name, "most": int(found[1]), "unit": unit, "then": then, "source": source}
    return _fitting(row, needed="name")


def _question(parts: list[str]) -> dict[str, Any]:
    code, asked, text = parts
    if asked.lower() not in ASKED:
        raise _LineWrong(f"“{asked}” is not who is asked. Write worker, manager or both.")
    return _fitting({"code": _code(code, most=40), "text": text, "asked": asked.lower()}, needed="text")


def _code(code: str, *, most: int = 12) -> str:
    if not CODE.fullmatch(code) or len(code) > most:
        raise _LineWrong(
            f"“{code}” is not a code. A code begins with a letter, has no space and at most {most} characters: such as T11."
        )
    return code


def _fitting(row: dict[str, Any], *, needed: str) -> dict[str, Any]:
    if not row[needed]:
        raise _LineWrong("has no words.")
    for key, most in LONGEST.items():
        if key != "code" and len(row.get(key, "")) > most:
            raise _LineWrong(f"{len(row[key])} characters are too many; there is room for {most}.")
    return row
