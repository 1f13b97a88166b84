"""What a programme file says.

The dataclasses are the schema: a field without a default must be in the file, and nothing else may be. A new field needs
a default, because versions kept in the database were written before it. `derived` marks what is ours and not the LGA's
own wording: it is shown as ours.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Literal, NewType, get_args


@dataclass(frozen=True)
class Limit:
    """How small and how big: the size of a number, the length of a text."""

    least: int | None = None
    most: int | None = None


# The longest texts are what the columns they end in can hold.
Code = Annotated[str, Limit(most=40)]
ShortCode = Annotated[str, Limit(most=12)]
Line = Annotated[str, Limit(most=200)]
Count = Annotated[int, Limit(least=0)]
Minutes = Annotated[int, Limit(least=5, most=720)]
Positive = Annotated[int, Limit(least=1)]

StageName = Literal["scoping", "preparation", "casereview", "onsite", "feedback", "reports", "evaluation"]
OwnerRole = Literal[
    "programme_manager",
    "challenge_manager",
    "co_ordinator",
    "adviser",
    "lead_peer",
    "peer",
    "sponsor",
    "organiser",
]
TeamRole = Literal["lead_peer", "peer", "observer"]
Anchor = Literal["first_day", "last_day", "final_report"]
ThemeKind = Literal["core", "module", "fixed"]
Importance = Literal["must_read", "reference", "restricted", "working"]
Track = Literal["All", "A", "B", "C"]
SectionKind = Literal[
    "prose",
    "findings",
    "good_practice",
    "recommendations",
    "scope",
    "next_steps",
    "case_review",
    "appendix",
]
AgreementKind = Literal["ground_rules", "confidentiality"]
KeptFrom = Literal["case_review", "final_report", "closed", "written"]
TimeOfDay = NewType("TimeOfDay", str)

STAGES: tuple[str, ...] = get_args(StageName)
FINAL_REPORT = "final_report"


@dataclass(frozen=True)
class ProbeSpec:
    """A question peers keep in mind under a theme."""

    code: ShortCode
    text: str


@dataclass(frozen=True)
class ThemeSpec:
    """Something the challenge looks at: always (core, fixed) or because the council chose it (module)."""

    code: ShortCode
    name: Line
    kind: ThemeKind
    probes: tuple[ProbeSpec, ...]
    derived: bool = False  # its probes are


@dataclass(frozen=True)
class MilestoneSpec:
    """A date, so many working days after (or, negative, before) its anchor."""

    code: Code
    name: Line
    stage: StageName
    owner: OwnerRole
    anchor: Anchor
    working_days: int
    source: str = ""
    derived: bool = False


@dataclass(frozen=True)
class TeamPlaceSpec:
    """A place in the peer team, and how many people it takes."""

    code: Code
    label: Line
    role: TeamRole
    least: Count
    most: Positive
    days: str = ""


@dataclass(frozen=True)
class DocumentSpec:
    """A document asked for: always, or only when one of these modules is chosen."""

    code: ShortCode
    title: Line
    why: str
    importance: Importance
    working_days: int
    themes: tuple[str, ...] = ()
    source: str = ""
    derived: bool = False


@dataclass(frozen=True)
class StratumSpec:
    """A part of the sample, and which cases to look for in it."""

    name: Annotated[str, Limit(most=120)]
    cases: Count
    hint: str = ""


@dataclass(frozen=True)
class AspectSpec:
    """What a reviewer says something about in each case."""

    code: Annotated[str, Limit(most=8)]
    name: Line
    prompts: tuple[str, ...]


@dataclass(frozen=True)
class CaseReviewSpec:
    cases: Count = 0
    strata: tuple[StratumSpec, ...] = ()
    aspects: tuple[AspectSpec, ...] = ()
    derived: bool = False


@dataclass(frozen=True)
class SlotSpec:
    """A place in the default timetable; the tracks A, B and C run side by side."""

    day: Positive
    starts: TimeOfDay
    minutes: Minutes
    track: Track
    kind: Code
    title: Line
    who: str = ""

    @property
    def begins(self) -> int:
        """Minutes after midnight."""
        hours, minutes = self.starts.split(":")
        return int(hours) * 60 + int(minutes)

    @property
    def ends(self) -> int:
        """Minutes after midnight."""
        return self.begins + self.minutes


@dataclass(frozen=True)
class SessionKindSpec:
    code: Code
    label: Line
    minutes: Minutes


@dataclass(frozen=True)
class SectionSpec:
    """A section of the report; its kind says what it is put together from.

    The first prose is the summary; other prose, and an appendix, people write themselves.
    """

    code: Code
    heading: Line
    kind: SectionKind

    @property
    def is_appendix(self) -> bool:
        """Whether it stands behind the report itself."""
        return self.kind in {"case_review", "appendix"}


@dataclass(frozen=True)
class ReportSpec:
    qa: tuple[OwnerRole, ...] = ()
    accuracy_working_days: Positive = 10
    sections: tuple[SectionSpec, ...] = ()
    derived: bool = False


@dataclass(frozen=True)
class QuestionSpec:
    code: Code
    text: str
    hint: str = ""
    derived: bool = False


@dataclass(frozen=True)
class EvaluationSpec:
    months_after: Count = 1
    questions: tuple[QuestionSpec, ...] = ()


@dataclass(frozen=True)
class OnsiteSpec:
    days: Annotated[int, Limit(least=1, most=10)]
    derived: bool = False  # the timetable and the kinds of session are


@dataclass(frozen=True)
class Limits:
    key_lines: Count
    modules: Count
    must_read: Count
    recommendations: Count
    derived: bool = False


@dataclass(frozen=True)
class AgreementSpec:
    """A text that people accept before they first see a challenge. It has a version of its own, apart from the file's."""

    kind: AgreementKind
    version: Positive
    text: str
    source: str = ""
    derived: bool = False


@dataclass(frozen=True)
class RetentionSpec:
    """How long something is kept, from when, and why."""

    days: Count
    after: KeptFrom
    reason: str
    derived: bool = False


@dataclass(frozen=True)
class ProgrammeFile:
    """One version of a programme. A key that belongs to a stage may be missing when the programme has not that stage."""

    code: Annotated[str, Limit(most=60)]
    name: Annotated[str, Limit(most=120)]
    version: Positive
    summary: str
    source: str
    stages: tuple[StageName, ...]
    onsite: OnsiteSpec
    limits: Limits
    milestones: tuple[MilestoneSpec, ...]
    team: tuple[TeamPlaceSpec, ...]
    themes: tuple[ThemeSpec, ...]
    documents: tuple[DocumentSpec, ...]
    timetable: tuple[SlotSpec, ...] = ()
    session_kinds: tuple[SessionKindSpec, ...] = ()
    case_review: CaseReviewSpec = CaseReviewSpec()
    report: ReportSpec = ReportSpec()
    evaluation: EvaluationSpec = EvaluationSpec()
    agreements: tuple[AgreementSpec, ...] = ()
    moderator: bool = False  # a third party helps when findings are disputed: regional programmes only
    labels: dict[str, str] = field(default_factory=dict)
    retention: dict[str, RetentionSpec] = field(default_factory=dict)

    @property
    def called(self) -> str:
        """What a challenge of this programme is called in its documents."""
        return self.labels.get("challenge", "peer challenge")


NEEDED_BY_STAGE: list[tuple[StageName, str]] = [
    ("casereview", "case_review"),
    ("onsite", "timetable"),
    ("onsite", "session_kinds"),
    ("reports", "report"),
    ("evaluation", "evaluation"),
]
