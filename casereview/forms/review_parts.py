"""What the page of one case draws of its form, part by part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from challenges.programme_files import TimescaleSpec


@dataclass(frozen=True)
class Box:
    """One textarea as the page draws it."""

    id: str
    name: str
    value: str
    errors: list
    theirs: str | None


@dataclass(frozen=True)
class KeyLineBox:
    """A key line to tick at an aspect."""

    pk: int
    number: int
    ticked: bool


@dataclass(frozen=True)
class TimeRow:
    """A row of the table of times: what is chosen, how long it took, and whether the two go together."""

    spec: TimescaleSpec
    state_name: str
    states: list[tuple[str, str, bool]]
    took_name: str
    took: Any
    errors: list
    theirs: str
    contradiction: str


@dataclass(frozen=True)
class AuditPart:
    """What is asked where the council audited the case too."""

    views: list[tuple[str, str, bool]]
    theirs: str | None
    errors: list
    why: Box


@dataclass(frozen=True)
class AspectPart:
    """One aspect of the form as the page draws it."""

    code: str
    name: str
    prompts: tuple[str, ...]
    tag_id: str
    tag: str
    tag_errors: list
    tag_theirs: str | None
    strengths: Box
    areas: Box
    has_words: bool
    key_lines: list[KeyLineBox]
    key_lines_theirs: str | None
    times: list[TimeRow]
    audit: AuditPart | None
