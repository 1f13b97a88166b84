"""What changed between two frozen scopes, in sentences."""

from __future__ import annotations

from typing import Any

from scoping.models import KeyLineOfEnquiry

WORDS = {"question": "question", "theme": "theme"} | KeyLineOfEnquiry.WANTED


def changes(was: dict[str, Any], becomes: dict[str, Any]) -> list[str]:
    """What is different in the later scope; nothing when both say the same."""
    found = _themes(was, becomes) + _key_lines(was, becomes)
    if was.get("dates") != becomes.get("dates"):
        found.append("The dates changed.")
    if was.get("people") != becomes.get("people"):
        found.append("The people named changed.")
    return found


def _themes(was: dict[str, Any], becomes: dict[str, Any]) -> list[str]:
    before, after = was.get("themes", []), becomes.get("themes", [])
    added = [f"“{theme['name']}” was added." for theme in after if theme not in before]
    return added + [f"“{theme['name']}” was taken out." for theme in before if theme not in after]


def _key_lines(was: dict[str, Any], becomes: dict[str, Any]) -> list[str]:
    before = {line["id"]: line for line in was.get("key_lines", [])}
    after = {line["id"]: line for line in becomes.get("key_lines", [])}
    found = []
    for pk, line in after.items():
        if pk not in before:
            found.append(f"Key line {line['number']} was added.")
            continue
        earlier = before[pk]
        changed = [words for field, words in WORDS.items() if earlier[field] != line[field]]
        if changed:
            found.append(f"Key line {line['number']} changed: {in_words(changed)}.")
        if earlier["number"] != line["number"]:
            found.append(f"Key line {line['number']} was number {earlier['number']}.")
    return found + [f"Key line {line['number']} was taken out." for pk, line in before.items() if pk not in after]


def in_words(words: list[str]) -> str:
    """As: a, b and c."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
