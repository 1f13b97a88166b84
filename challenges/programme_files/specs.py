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
FormatCode = Literal["slides", "report", "letter", "verbal"]
PeersFrom = Literal["other_councils", "same_region", "own_council"]
ShapeCode = Literal["single", "triad", "event"]
TimeUnit = Literal["hours", "working_days", "days", "weeks", "months"]
AskedOf = Literal["worker", "manager", "both"]
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
    themes: tuple[str, ...] = ()  # what a peer should know who reads these cases


@dataclass(frozen=True)
class AspectSpec:
    """What a reviewer says something about in each case."""

    code: Annotated[str, Limit(most=8)]
    name: Line
    prompts: tuple[str, ...]


@dataclass(frozen=True)
class TimescaleSpec:
    """How soon something is to be done, by statute or guidance: rules change, so this is reference data."""

    code: ShortCode
    name: Line
    most: Positive
    unit: TimeUnit
    then: Line = ""  # what follows, in words: “then at least every 6 months”
    source: str = ""
    derived: bool = False

    @property
    def in_words(self) -> str:
        """The limit: "15 working days"."""
        return self.so_many(self.most)

    @property
    def unit_in_words(self) -> str:
        return self.unit.replace("_", " ")

    def so_many(self, number: int) -> str:
        """A number in the unit of this timescale: "1 working day"."""
        unit = self.unit_in_words
        return f"{number} {unit.removesuffix('s') if number == 1 else unit}"


@dataclass(frozen=True)
class ConversationQuestionSpec:
    """What a peer asks the worker or the manager of a case, after reading it."""

    code: Code
    text: str
    asked: AskedOf = "both"
    derived: bool = False


@dataclass(frozen=True)
class CaseReviewSpec:
    cases: Count = 0
    strata: tuple[StratumSpec, ...] = ()
    aspects: tuple[AspectSpec, ...] = ()
    timescales: tuple[TimescaleSpec, ...] = ()
    conversation: tuple[ConversationQuestionSpec, ...] = ()
    read_twice: Count = 0  # how many of the cases are usually read by a second peer
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
class EvaluationFormSpec:
    """What somebody else than the sponsor is asked afterwards: the peers, the challenge manager."""

    code: Code
    label: Line
    role: OwnerRole  # who answers
    when: Line
    questions: tuple[QuestionSpec, ...]
    source: str = ""
    derived: bool = False


@dataclass(frozen=True)
class EvaluationSpec:
    """The interview with the sponsor, and the forms of the others."""

    months_after: Count = 1
    questions: tuple[QuestionSpec, ...] = ()
    forms: tuple[EvaluationFormSpec, ...] = ()


@dataclass(frozen=True)
class FormatSpec:
    """A form the feedback can take. Which of them a council gets is agreed at scoping; `usual` ones are suggested."""

    code: FormatCode
    label: Line
    what: str
    usual: bool = False
    source: str = ""
    derived: bool = False

    @property
    def is_written(self) -> bool:
        """Written in the report stage, which a challenge without any of these leaves out."""
        return self.code in {"report", "letter"}


@dataclass(frozen=True)
class FollowUpSpec:
    """What is looked at again after the challenge, on the day of a milestone."""

    milestone: Code
    what: str
    optional: bool = False  # the council says whether it wants it
    source: str = ""
    derived: bool = False


@dataclass(frozen=True)
class EscalationStepSpec:
    """Whom to turn to when a finding is disputed, what they do, and by when."""

    who: Line
    what: str
    within: Line = ""


@dataclass(frozen=True)
class EscalationSpec:
    """The way from a disputed finding to an answer, step by step."""

    steps: tuple[EscalationStepSpec, ...] = ()
    source: str = ""
    derived: bool = False


@dataclass(frozen=True)
class ShapeSpec:
    """A way to run the programme: one council alone, three that challenge each other, or two at one event.

    With `days` it has a length and a timetable of its own.
    """

    code: ShapeCode
    label: Line
    what: str
    days: Annotated[int, Limit(least=0, most=10)] = 0
    length: Line = ""
    timetable: tuple[SlotSpec, ...] = ()
    source: str = ""
    derived: bool = False

    @property
    def councils(self) -> int:
        """How many councils are set up together."""
        return {"single": 1, "event": 2, "triad": 3}[self.code]


@dataclass(frozen=True)
class OnsiteSpec:
    days: Annotated[int, Limit(least=1, most=10)]
    derived: bool = False  # the timetable and the kinds of session are
    length: Line = ""  # in words, where whole days do not say it


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
    peers_from: PeersFrom = "other_councils"
    shapes: tuple[ShapeSpec, ...] = ()
    formats: tuple[FormatSpec, ...] = ()
    follow_ups: tuple[FollowUpSpec, ...] = ()
    escalation: EscalationSpec = EscalationSpec()
    publication: str = ""  # who decides what becomes public, in words
    labels: dict[str, str] = field(default_factory=dict)
    retention: dict[str, RetentionSpec] = field(default_factory=dict)

    @property
    def called(self) -> str:
        """What a challenge of this programme is called in its documents."""
        return self.label("challenge")

    def label(self, key: str) -> str:
        """What this programme calls something, such as its report; raises KeyError for what is not in LABELS."""
        return self.labels.get(key) or LABELS[key]

    @property
    def length(self) -> str:
        """How long the visit takes, in words."""
        return self.onsite.length or ("1 day" if self.onsite.days == 1 else f"{self.onsite.days} days")

    def shape(self, code: str) -> ShapeSpec | None:
        """How the programme runs in this shape, where it does."""
        return next((each for each in self.shapes if each.code == code), None)

    @property
    def shapes_of_several(self) -> list[ShapeSpec]:
        """The shapes in which several councils are set up together."""
        return [each for each in self.shapes if each.councils > 1]

    def days_in(self, shape: str) -> int:
        """How many on-site days there are in this shape."""
        spec = self.shape(shape)
        return spec.days if spec and spec.days else self.onsite.days

    def timetable_in(self, shape: str) -> tuple[SlotSpec, ...]:
        """The usual timetable in this shape."""
        spec = self.shape(shape)
        return spec.timetable if spec and spec.days else self.timetable


NEEDED_BY_STAGE: list[tuple[StageName, str]] = [
    ("casereview", "case_review"),
    ("onsite", "timetable"),
    ("onsite", "session_kinds"),
    ("reports", "report"),
    ("evaluation", "evaluation"),
]


# What a programme may call by a name of its own, and what it is called where it does not.
LABELS: dict[str, str] = {
    "challenge": "peer challenge",
    "programme_manager": "Programme manager",
    "challenge_manager": "Challenge manager",
    "co_ordinator": "Co-ordinator",
    "adviser": "Adviser",
    "lead_peer": "Lead peer",
    "peer": "Peer",
    "observer": "Observer",
    "sponsor": "Sponsor",
    "organiser": "Organiser",
    "moderator": "Moderator",
    "core": "Core element",
    "module": "Thematic module",
    "fixed": "Theme",
    "key_line": "Key line of enquiry",
    "area": "Area for consideration",
    "presentation": "Presentation",
    "report": "Report",
}
