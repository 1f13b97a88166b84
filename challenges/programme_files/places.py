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
    """Where each table header, each key, and each item of a list with an item to a line stands."""
    lines: dict[KeyPath, int] = {}
    items: dict[KeyPath, int] = {}
    table: KeyPath = ()
    open_list: KeyPath = ()
    inside = ""
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if inside:
            inside = "" if line.count(inside) % 2 else inside
        elif open_list:
            if stripped.startswith("]"):
                open_list = ()
            elif stripped and not stripped.startswith("#"):
                items[open_list] = items.get(open_list, -1) + 1
                lines[*open_list, items[open_list]] = number
        elif header := re.match(r"(\[\[?)([\w.\- ]+)\]", stripped):
            table = _table(header[2], items)
            lines.setdefault(table, number)
            if header[1] == "[[":
                items[table] = items.get(table, -1) + 1
                table = (*table, items[table])
                lines[table] = number
        elif pair := re.match(r"([\w.\-]+)\s*=\s*(.*)", stripped):
            path = (*table, *pair[1].split("."))
            lines.setdefault(path, number)
            open_list = path if pair[2] == "[" else ()
            inside = next((quotes for quotes in ('"""', "'''") if line.count(quotes) % 2), "")
    return lines


def _table(name: str, items: dict[KeyPath, int]) -> KeyPath:
    """The path a header names: below the newest item of every list of tables on the way."""
    path: KeyPath = ()
    *above, last = (part.strip() for part in name.split("."))
    for part in above:
        path = (*path, part)
        path = (*path, items[path]) if path in items else path
    return (*path, last)
