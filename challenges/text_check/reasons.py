"""The reason for keeping marked words: short, and without the words."""

from __future__ import annotations

from challenges.text_check.checking import identifiers
from challenges.text_check.names import Names

LONGEST = 300


def problem_with(reason: str, *, names: Names | None = None) -> str:
    """What is wrong with a reason, as a sentence; empty where nothing is. It is kept longer than what it is about."""
    if len(reason) > LONGEST:
        return f"Say in at most {LONGEST} characters why these words must stay."
    if identifiers(reason, names=names):
        return "Say why these words must stay without writing them, or others that lead to a person."
    return ""
