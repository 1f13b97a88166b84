"""The parts of a programme that can be edited in the browser, as forms see them, and back again.

`content` is the programme file as a dictionary. A part has a name, such as "labels", "theme:C1", "document:3" or
"dates", and values by field. Nothing here knows of the database.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from challenges.programme_files.case_parts import (
    conversation_lines,
    read_conversation,
    read_timescales,
    timescale_lines,
)
from challenges.programme_files.specs import LABELS

LABELS_PART, DATES_PART = "labels", "dates"
TIMESCALES_PART, CONVERSATION_PART = "timescales", "conversation"
# Of these two: as lines, and from lines. Their rows stand in the case review under the name of the part.
BY_LINES = {
    TIMESCALES_PART: (timescale_lines, read_timescales),
    CONVERSATION_PART: (conversation_lines, read_conversation),
}
# How a date is counted, as one choice: its anchor, and the side of it.
COUNTED = {
    "before_first_day": ("first_day", -1, "before the first on-site day"),
    "after_first_day": ("first_day", 1, "after the first on-site day"),
    "before_last_day": ("last_day", -1, "before the last on-site day"),
    "after_last_day": ("last_day", 1, "after the last on-site day"),
    "before_final_report": ("final_report", -1, "before the final report"),
    "after_final_report": ("final_report", 1, "after the final report"),
}


class PartWrong(Exception):  # told to whoever types, not an error of ours
    """What was typed cannot become a part of a programme; a sentence."""


def theme_part(code: str) -> str:
    return f"theme:{code}"


def document_part(code: str) -> str:
    return f"document:{code}"


def item(content: dict[str, Any], part: str) -> dict[str, Any] | None:
    """The theme or the document that a part is about, in this content; None where it is gone."""
    kind, _colon, code = part.partition(":")
    listed = content["themes"] if kind == "theme" else content["documents"]
    return next((each for each in listed if each["code"] == code), None)


def case_rows(content: dict[str, Any], part: str) -> list[dict[str, Any]]:
    """The times, or the questions of the conversation, as the file has them."""
    return list(content.get("case_review", {}).get(part, []))


def values(content: dict[str, Any], part: str) -> dict[str, Any]:
    """What a part says now, by field; empty where it is gone."""
    if part == LABELS_PART:
        return {key: content.get("labels", {}).get(key, "") for key in LABELS}
    if part == DATES_PART:
        return dict(_dates(content))
    if part in BY_LINES:
        as_lines, _read = BY_LINES[part]
        return {"lines": as_lines(case_rows(content, part))} if "case_review" in content else {}
    found = item(content, part)
    if found is None:
        return {}
    if part.startswith("theme:"):
        probes = "\n".join(f"{each['code']} {each['text']}" for each in found["probes"])
        return {"name": found["name"], "probes": probes, "derived": found.get("derived", False)}
    return {
        "title": found["title"],
        "why": found["why"],
        "importance": found["importance"],
        "days_before": -found["working_days"],
        "themes": list(found.get("themes", [])),
        "derived": found.get("derived", False),
    }


def _dates(content: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for each in content["milestones"]:
        count = each["working_days"]
        side = "before" if count < 0 else "after"
        yield f"days_{each['code']}", abs(count)
        yield f"counted_{each['code']}", f"{side}_{each['anchor']}"
        yield f"owner_{each['code']}", each["owner"]


def with_values(content: dict[str, Any], part: str, said: dict[str, Any]) -> dict[str, Any]:
    """The content with a part as it was typed; raises PartWrong."""
    if part == LABELS_PART:
        return content | {"labels": {key: text.strip() for key, text in said.items() if text.strip()}}
    if part == DATES_PART:
        return content | {"milestones": [_milestone(each, said) for each in content["milestones"]]}
    if part in BY_LINES:
        _as_lines, read = BY_LINES[part]
        rows, wrong = read(said["lines"], case_rows(content, part))
        if wrong:
            raise PartWrong(" ".join(wrong))
        return content | {"case_review": content["case_review"] | {part: rows}}
    kind = "themes" if part.startswith("theme:") else "documents"
    before = item(content, part)
    becomes = (_theme if kind == "themes" else _document)(before or {}, said)
    return content | {kind: [becomes if each is before else each for each in content[kind]]}


def _milestone(before: dict[str, Any], said: dict[str, Any]) -> dict[str, Any]:
    code = before["code"]
    anchor, sign, _words = COUNTED[said[f"counted_{code}"]]
    return before | {
        "anchor": anchor,
        "working_days": sign * said[f"days_{code}"],
        "owner": said[f"owner_{code}"],
    }


def _theme(before: dict[str, Any], said: dict[str, Any]) -> dict[str, Any]:
    return before | {
        "name": said["name"].strip(),
        "derived": said["derived"],
        "probes": probes(before["code"], said["probes"], before["probes"]),
    }


def _document(before: dict[str, Any], said: dict[str, Any]) -> dict[str, Any]:
    return before | {
        "title": said["title"].strip(),
        "why": said["why"].strip(),
        "importance": said["importance"],
        "working_days": -said["days_before"],
        "themes": list(said["themes"]),
        "derived": said["derived"],
    }


def probes(theme: str, text: str, before: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Probes from one line each, in their order. A line that begins with a code keeps it; another gets the next free one."""
    begins_with_code = re.compile(rf"({re.escape(theme)}\.\d+)\s+(.*)")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    found = [begins_with_code.fullmatch(line) for line in lines]
    kept = [match[1] for match in found if match]
    twice = sorted({code for code in kept if kept.count(code) > 1})
    if twice:
        raise PartWrong(f"{twice[0]} stands in front of two probes. Take it away from the one that is new.")
    bare = next((line for line in lines if re.fullmatch(rf"{re.escape(theme)}\.\d+", line)), None)
    if bare:
        raise PartWrong(f"{bare} has no words. Write the probe behind it, or take the line away.")
    if not lines:
        raise PartWrong("A theme has at least one probe. Write one.")
    used = {*kept, *(each["code"] for each in before)}
    made = []
    for line, match in zip(lines, found, strict=True):
        if match:
            made.append({"code": match[1], "text": match[2].strip()})
            continue
        code = next(f"{theme}.{n}" for n in range(1, 1000) if f"{theme}.{n}" not in used)
        used.add(code)
        made.append({"code": code, "text": line})
    return made


def with_document(content: dict[str, Any], said: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """The content with one more document at the end of the list, and the code it got."""
    taken = {each["code"] for each in content["documents"]}
    code = next(str(n) for n in range(1, 1000) if str(n) not in taken)
    return content | {"documents": [*content["documents"], _document({"code": code}, said)]}, code


def without_document(content: dict[str, Any], code: str) -> dict[str, Any]:
    return content | {"documents": [each for each in content["documents"] if each["code"] != code]}


def with_document_moved(content: dict[str, Any], code: str, *, earlier: bool) -> dict[str, Any]:
    """The document one place earlier or later in the list; at the end of it nothing moves."""
    listed = list(content["documents"])
    place = next((n for n, each in enumerate(listed) if each["code"] == code), None)
    to = None if place is None else place - 1 if earlier else place + 1
    if place is not None and to is not None and 0 <= to < len(listed):
        listed[place], listed[to] = listed[to], listed[place]
    return content | {"documents": listed}
