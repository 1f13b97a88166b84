"""How large a file is, in words."""

from __future__ import annotations

UNITS = ["KB", "MB", "GB", "TB", "PB"]


def size_in_words(size: int) -> str:
    """As Django's filesizeformat says it in English, without asking for the language, which is half of a long list's time."""
    if size < 1024:
        return f"{size}\N{NO-BREAK SPACE}byte{'' if size == 1 else 's'}"
    power = min((size.bit_length() - 1) // 10, len(UNITS))
    return f"{size / 1024**power:.1f}\N{NO-BREAK SPACE}{UNITS[power - 1]}"
