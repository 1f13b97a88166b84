"""provisional"""

from __future__ import annotations

import tomllib
import typing
from dataclasses import dataclass, field, fields
from pathlib import Path

FOLDER = Path(__file__).parent / "programmes"


class ProgrammeFileWrong(Exception):
    pass


@dataclass(frozen=True)
class ProbeSpec:
    code: str
    text: str


@dataclass(frozen=True)
class ThemeSpec:
    code: str
    name: str
    kind: str
    derived: bool = True
    probes: list[ProbeSpec] = field(default_factory=list)


@dataclass(frozen=True)
class MilestoneSpec:
    code: str
    name: str
    stage: str
    owner: str
    anchor: str
    working_days: int
    source: str = ""
    derived: bool = True


@dataclass(frozen=True)
class TeamPlaceSpec:
    code: str
    label: str
    role: str
    least: int
    most: int
    days: str = ""


@dataclass(frozen=True)
class DocumentSpec:
    code: str
    title: str
    why: str
    importance: str
    working_days: int
    themes: list[str] = field(default_factory=list)
    source: str = ""
    derived: bool = True


@dataclass(frozen=True)
class StratumSpec:
    name: str
    cases: int


@dataclass(frozen=True)
class AspectSpec:
    code: str
    name: str
    prompts: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class CaseReviewSpec:
    cases: int = 0
    strata: list[StratumSpec] = field(default_factory=list)
    aspects: list[AspectSpec] = field(default_factory=list)


@dataclass(frozen=True)
class SlotSpec:
    day: int
    starts: str
    minutes: int
    track: str
    kind: str
    title: str
    who: str = ""


@dataclass(frozen=True)
class SessionKindSpec:
    code: str
    label: str
    minutes: int


@dataclass(frozen=True)
class SectionSpec:
    code: str
    heading: str
    kind: str


@dataclass(frozen=True)
class ReportSpec:
    qa: list[str] = field(default_factory=list)
    accuracy_working_days: int = 10
    sections: list[SectionSpec] = field(default_factory=list)


@dataclass(frozen=True)
class QuestionSpec:
    code: str
    text: str
    hint: str = ""


@dataclass(frozen=True)
class EvaluationSpec:
    months_after: int = 1
    questions: list[QuestionSpec] = field(default_factory=list)


@dataclass(frozen=True)
class OnsiteSpec:
    days: int = 4


@dataclass(frozen=True)
class Limits:
    key_lines: int = 3
    modules: int = 2
    must_read: int = 10
    recommendations: int = 8


@dataclass(frozen=True)
class ProgrammeFile:
    code: str
    name: str
    version: int
    summary: str
    source: str
    stages: list[str]
    labels: dict = field(default_factory=dict)
    onsite: OnsiteSpec = field(default_factory=OnsiteSpec)
    milestones: list[MilestoneSpec] = field(default_factory=list)
    team: list[TeamPlaceSpec] = field(default_factory=list)
    themes: list[ThemeSpec] = field(default_factory=list)
    limits: Limits = field(default_factory=Limits)
    documents: list[DocumentSpec] = field(default_factory=list)
    case_review: CaseReviewSpec = field(default_factory=CaseReviewSpec)
    timetable: list[SlotSpec] = field(default_factory=list)
    session_kinds: list[SessionKindSpec] = field(default_factory=list)
    report: ReportSpec = field(default_factory=ReportSpec)
    evaluation: EvaluationSpec = field(default_factory=EvaluationSpec)
    retention: dict = field(default_factory=dict)


def _make(kind, data):
    hints = typing.get_type_hints(kind)
    kwargs = {}
    for f in fields(kind):
        if f.name not in data:
            continue
        t, v = hints[f.name], data[f.name]
        if typing.get_origin(t) is list and hasattr(typing.get_args(t)[0], "__dataclass_fields__"):
            v = [_make(typing.get_args(t)[0], x) for x in v]
        elif hasattr(t, "__dataclass_fields__"):
            v = _make(t, v)
        kwargs[f.name] = v
    return kind(**kwargs)


def from_dict(data):
    return _make(ProgrammeFile, data)


def parse(text):
    return from_dict(tomllib.loads(text))


def files():
    return sorted(FOLDER.glob("*.toml"))


def read(code):
    return tomllib.loads((FOLDER / f"{code}.toml").read_text())
