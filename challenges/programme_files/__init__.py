"""A programme is data: a TOML file in challenges/programmes/. Here it is read, and refused with a sentence when it is wrong."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from challenges.programme_files.checks import contradictions
from challenges.programme_files.places import Wrong, line_of
from challenges.programme_files.reading import read_table
from challenges.programme_files.specs import (
    FINAL_REPORT,
    LABELS,
    STAGES,
    AgreementSpec,
    AspectSpec,
    CaseReviewSpec,
    ConversationQuestionSpec,
    DocumentSpec,
    EscalationSpec,
    EscalationStepSpec,
    EvaluationFormSpec,
    EvaluationSpec,
    FollowUpSpec,
    FormatSpec,
    Limits,
    MilestoneSpec,
    OnsiteSpec,
    ProbeSpec,
    ProgrammeFile,
    QuestionSpec,
    ReportSpec,
    RetentionSpec,
    SectionSpec,
    SessionKindSpec,
    ShapeSpec,
    SlotSpec,
    StratumSpec,
    TeamPlaceSpec,
    ThemeSpec,
    TimescaleSpec,
)

__all__ = [
    "FINAL_REPORT",
    "LABELS",
    "STAGES",
    "AgreementSpec",
    "AspectSpec",
    "CaseReviewSpec",
    "ConversationQuestionSpec",
    "DocumentSpec",
    "EscalationSpec",
    "EscalationStepSpec",
    "EvaluationFormSpec",
    "EvaluationSpec",
    "FollowUpSpec",
    "FormatSpec",
    "Limits",
    "MilestoneSpec",
    "OnsiteSpec",
    "ProbeSpec",
    "ProgrammeFile",
    "ProgrammeFileWrong",
    "QuestionSpec",
    "ReportSpec",
    "RetentionSpec",
    "SectionSpec",
    "SessionKindSpec",
    "ShapeSpec",
    "Shipped",
    "SlotSpec",
    "StratumSpec",
    "TeamPlaceSpec",
    "ThemeSpec",
    "TimescaleSpec",
    "files",
    "from_dict",
    "hash_of",
    "parse",
    "read",
    "shipped",
]

FOLDER = Path(__file__).parent.parent / "programmes"


class ProgrammeFileWrong(Exception):  # told to whoever wrote the file, not an error of ours
    """The file cannot be used: a sentence that names the place, and the line where it can be found."""

    def __init__(self, sentence: str, line: int | None = None) -> None:
        self.sentence = sentence
        self.line = line
        super().__init__(f"Line {line}: {sentence}" if line else sentence)


def files() -> list[Path]:
    """The programme files we ship."""
    return sorted(FOLDER.glob("*.toml"))


@dataclass(frozen=True)
class Shipped:
    """A programme file of ours: as read, and typed."""

    content: dict[str, Any]
    plan: ProgrammeFile


@lru_cache(maxsize=1)
def shipped() -> dict[str, Shipped]:
    """The programme files we ship, by code; read once, since they do not change while we run."""
    texts = [file.read_text(encoding="utf-8") for file in files()]
    return {(plan := parse(text)).code: Shipped(tomllib.loads(text), plan) for text in texts}


def read(code: str) -> dict[str, Any]:
    """The content of the programme file with this code, as it is kept in the database."""
    every = (tomllib.loads(file.read_text(encoding="utf-8")) for file in files())
    return next(content for content in every if content["code"] == code)


def hash_of(content: dict[str, Any]) -> str:
    """What tells one content from another, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def parse(text: str) -> ProgrammeFile:
    """A programme from the text of its file; raises ProgrammeFileWrong."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.fullmatch(r"(.+) \(at (?:line (\d+), column \d+|end of document)\)", str(error), re.DOTALL)
        what, line = found.groups() if found else (str(error), None)
        raise ProgrammeFileWrong(f"This is not TOML: {what}.", int(line) if line else None) from error
    try:
        return _read(data)
    except Wrong as wrong:
        raise ProgrammeFileWrong(str(wrong), line_of(wrong.path, text)) from wrong


def from_dict(data: dict[str, Any]) -> ProgrammeFile:
    """A programme from what is kept in the database; raises ProgrammeFileWrong, without a line."""
    try:
        return _read(data)
    except Wrong as wrong:
        raise ProgrammeFileWrong(str(wrong)) from wrong


def _read(data: object) -> ProgrammeFile:
    plan = read_table(ProgrammeFile, data, ())
    for path, what in contradictions(plan):
        raise Wrong(path, what)
    return plan
