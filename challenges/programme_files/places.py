"""Where something stands in a programme file: as people write it, and in which line."""

from __future__ import annotations

import re

KeyPath = tuple[str | int, ...]


class Wrong(Exception):
    """Something is wrong at this place; the text is a sentence that names it."""

    def __init__(self, path: KeyPath, what: str) -> None:
        self.path = path
        super().__init__(f"{written(path)}{what}")


def written(path: KeyPath) -> str:
    """A key path as people write it, items counted from 1: themes[2].probes[1].code."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text or "The file"


def line_of(path: KeyPath, text: str) -> int | None:
    """The line of the key, or of the nearest thing around it that has a line."""
    lines = _lines(text)
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path)


def _lines(text: str) -> dict[KeyPath, int]:
    """Where each table header and each key stands. What is inside an inline table or a list is found by its key."""
    lines: dict[KeyPath, int] = {}
    items: dict[KeyPath, int] = {}
    table: KeyPath = ()
    inside = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if inside:
            inside = "" if line.count(inside) % 2 else inside
            continue
        header = re.match(r"\s*(\[\[?)([\w.\- ]+)\]", line)
        pair = re.match(r"\s*([\w.\-]+)\s*=", line)
        if header:
            table = ()
            names = [name.strip() for name in header[2].split(".")]
            for name in names[:-1]:
                table = (*table, name)
                table = (*table, items[table]) if table in items else table
            table = (*table, names[-1])
            lines.setdefault(table, number)
            if header[1] == "[[":
                items[table] = items.get(table, -1) + 1
                table = (*table, items[table])
                lines[table] = number
        elif pair:
            lines.setdefault((*table, *pair[1].split(".")), number)
            inside = next((quotes for quotes in ('"""', "'''") if line.count(quotes) % 2), "")
    return lines
