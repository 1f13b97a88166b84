"""The stages of a challenge and the moves between them. docs/lifecycle.mmd is drawn from this."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    import datetime

    from challenges.models import Challenge, Membership, User


class Stage(models.TextChoices):
    """Stored by the name of the app that owns the stage."""

    SCOPING = "scoping", "Scoping"
    PREPARATION = "preparation", "Preparation"
    CASE_REVIEW = "casereview", "Case review"
    ON_SITE = "onsite", "On site"
    FEEDBACK = "feedback", "Feedback"
    REPORTING = "reports", "Report"
    EVALUATION = "evaluation", "Evaluation"
    CLOSED = "closed", "Closed"
    WITHDRAWN = "withdrawn", "Withdrawn"


WORKING_STAGES = [
    Stage.SCOPING,
    Stage.PREPARATION,
    Stage.CASE_REVIEW,
    Stage.ON_SITE,
    Stage.FEEDBACK,
    Stage.REPORTING,
    Stage.EVALUATION,
]

STAGE_MOVES: dict[Stage, set[Stage]] = {
    Stage.SCOPING: {Stage.PREPARATION, Stage.WITHDRAWN},
    Stage.PREPARATION: {Stage.CASE_REVIEW, Stage.ON_SITE, Stage.WITHDRAWN},  # some programmes review no cases
    Stage.CASE_REVIEW: {Stage.ON_SITE, Stage.WITHDRAWN},
    Stage.ON_SITE: {Stage.FEEDBACK, Stage.WITHDRAWN},
    Stage.FEEDBACK: {Stage.REPORTING, Stage.EVALUATION, Stage.WITHDRAWN},  # some give feedback in person only
    Stage.REPORTING: {Stage.EVALUATION, Stage.WITHDRAWN},
    Stage.EVALUATION: {Stage.CLOSED},
    Stage.CLOSED: set(),
    Stage.WITHDRAWN: set(),
}

# Who ends each stage, in the words of the overview.
STAGE_ENDS_WHEN: dict[Stage, str] = {
    Stage.SCOPING: "the sponsor agrees a version of the scoping proposal",
    Stage.PREPARATION: "the team is confirmed and the must-read documents are in",
    Stage.CASE_REVIEW: "the case reviews are complete and the appendix is shared",
    Stage.ON_SITE: "the last session is held",
    Stage.FEEDBACK: "the feedback presentation is given",
    Stage.REPORTING: "the final report is issued",
    Stage.EVALUATION: "the evaluation interview is recorded",
}


def stage_after(stages: Iterable[str], stage: Stage) -> Stage:
    """The stage that follows in a programme with these stages; closed after the last."""
    order = [Stage(name) for name in stages]
    later = [each for each in order if WORKING_STAGES.index(each) > WORKING_STAGES.index(stage)]
    return later[0] if later else Stage.CLOSED


@dataclass(frozen=True)
class ToDo:
    """One thing left to do: a sentence, the page that does it, and whose turn it is."""

    sentence: str
    page: str  # the URL name, also the entry of the contents list it belongs to
    role: str
    url: str = ""  # where the link leads; the page itself, reversed with the challenge's slug, when empty
    person_id: int | None = None  # exactly this person, not everyone who holds the role
    due_on: datetime.date | None = None
    gates: bool = True  # the stage cannot end without it, short of an override
    ends_stage: bool = False  # set by next_actions for the ending itself
    in_history: str = ""  # what the record of an ending says of it, where more people read that than this sentence

    @property
    def whose(self) -> str:
        """Whose turn it is, in words: "Challenge manager"."""
        return self.role.replace("_", " ").capitalize()

    @property
    def on_record(self) -> str:
        """The sentence as the history and the ended stage keep it."""
        return self.in_history or self.sentence


@dataclass(frozen=True)
class Ending:
    """How a stage ends: the page where a named person ends it, and what their next actions say then."""

    page: str
    sentence: str
    role: str


# What each stage registers when its app starts (apps.py): the bottom never imports a stage.
LEFT_TO_DO: dict[Stage, Callable[[Challenge], list[ToDo]]] = {}
ENDINGS: dict[Stage, Ending] = {}
WHATEVER_THE_STAGE: list[Callable[[Challenge], list[ToDo]]] = []
WHILE_PAUSED: list[Callable[[Challenge], list[ToDo]]] = []  # in the place of all that, while a challenge is paused
# The codes of the milestones that what was done has reached: function(challenge) -> {code, ...}, for one page.
REACHED: list[Callable[[Challenge], set[str]]] = []
# function(challenge, working_days=, by=user), inside the act: the challenge goes on after so many working days of pause.
WHEN_IT_GOES_ON: list[Callable[..., None]] = []
# function(membership, by=user), inside the act: a role of somebody ended, or the council agreed to an observer.
WHEN_A_ROLE_CHANGES: list[Callable[..., None]] = []
# function(person, by=user), inside the act: an account closes for good, after its roles have ended.
WHEN_AN_ACCOUNT_CLOSES: list[Callable[..., None]] = []
ON_ENTERING: dict[Stage, list[Callable[..., None]]] = {stage: [] for stage in Stage}


def register_stage(
    stage: Stage,
    *,
    left_to_do: Callable[[Challenge], list[ToDo]],
    ending: Ending,
    on_entering: Callable[..., None] | None = None,
) -> None:
    """Tell the lifecycle what a stage answers, how it ends, and what is laid out when a challenge enters it.

    left_to_do(challenge) lists what is left to do in the stage, without the ending itself;
    on_entering(challenge, by=user) runs inside the move.
    """
    LEFT_TO_DO[stage] = left_to_do
    ENDINGS[stage] = ending
    if on_entering and on_entering not in ON_ENTERING[stage]:
        ON_ENTERING[stage].append(on_entering)


def register_duty(left_to_do: Callable[[Challenge], list[ToDo]]) -> None:
    """Tell the lifecycle of something that can wait for a person in any stage; it never holds a stage up."""
    if left_to_do not in WHATEVER_THE_STAGE:
        WHATEVER_THE_STAGE.append(left_to_do)


def role_changed(membership: Membership, *, by: User) -> None:
    """Tell those who registered that somebody no longer holds a role, or holds it now."""
    for told in WHEN_A_ROLE_CHANGES:
        told(membership, by=by)


def account_closes(person: User, *, by: User) -> None:
    """Tell those who registered that a person leaves for good."""
    for told in WHEN_AN_ACCOUNT_CLOSES:
        told(person, by=by)


def draw() -> str:
    """The lifecycle as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", "    [*] --> scoping"]
    for stage, moves in STAGE_MOVES.items():
        lines += [f"    {stage} --> {move}" for move in sorted(moves, key=list(Stage).index)]
    lines += [f"    {stage}: {stage.label}" for stage in Stage]
    lines += [
        "    note right of scoping",
        "        In every stage before it is closed a challenge can be paused: nothing in it changes until it goes on,",
        "        in the same stage (challenges/standstill.py).",
        "    end note",
    ]
    lines += [f"    {stage} --> [*]" for stage, moves in STAGE_MOVES.items() if not moves]
    return "\n".join(lines) + "\n"
