"""The history of one challenge as people read it: sentences, what changed in a text, and ways to narrow it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from challenges.lifecycle import WORKING_STAGES, Stage
from challenges.models import AuditEvent
from challenges.word_diff import Piece, changed_words, pieces

LONG = 40  # words changed: more of them are folded
EVERYTHING = ("", "Everything")
ABOUT = ("challenge", "The challenge, its people, dates and mail")

# What a stage records about the challenge as a whole; everything else it records is about a row of its own.
NOUNS = {
    Stage.SCOPING: ["modules", "themes", "comment"],
    Stage.PREPARATION: ["documents", "document", "file", "interests", "candidate", "performance"],
    Stage.CASE_REVIEW: ["cases", "child_lists", "conversations"],
    Stage.ON_SITE: ["session", "timetable"],
    Stage.EVALUATION: ["evaluation"],
}


def kinds(challenge) -> list[tuple[str, str]]:
    """What the history can be narrowed to: everything, one stage, or what belongs to none."""
    stages = [stage for stage in WORKING_STAGES if stage in challenge.stages]
    return [EVERYTHING, ABOUT, *((stage.value, stage.label) for stage in stages)]


def of_kind(events: QuerySet[AuditEvent], kind: str) -> QuerySet[AuditEvent]:
    """The events of one stage, or those that belong to none."""
    if kind == ABOUT[0]:
        for stage in WORKING_STAGES:
            events = events.exclude(_of_stage(stage))
        return events
    return events.filter(_of_stage(Stage(kind))) if kind else events


def _of_stage(stage: Stage) -> Q:
    found = Q(target_type__startswith=f"{stage.value}.")
    for noun in NOUNS.get(stage, []):
        found |= Q(what__startswith=f"{noun}.")
    return found


@dataclass(frozen=True)
class Change:
    """One field of a thing, before and after."""

    label: str
    pieces: list[Piece]


@dataclass(frozen=True)
class Told:
    """An event with what it changed; `is_long` where that is folded away at first."""

    event: AuditEvent
    changes: list[Change]
    words: int

    @property
    def is_long(self) -> bool:
        return self.words > LONG


def told(event: AuditEvent) -> Told:
    """An event as its reader sees it. What was made new has no before: its sentence says it."""
    changes = []
    if event.was and event.what != "challenge.stage_changed":  # its sentence names the stages
        for field in [*event.was, *(field for field in event.now if field not in event.was)]:
            was, becomes = _text(event.was.get(field)), _text(event.now.get(field))
            if was != becomes:
                changes.append(Change(field.replace("_", " ").capitalize(), pieces(was, becomes)))
    return Told(event, changes, sum(changed_words(change.pieces) for change in changes))


def _text(value: Any) -> str:
    """A kept value in words."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return "\n".join(_text(each) for each in value)
    if isinstance(value, dict):
        return "\n".join(f"{key}: {_text(each)}" for key, each in value.items())
    return str(value)
