"""Reads and shows the council's answers: one long form, one row a passage, nothing typed is lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reports.queries import answerable

if TYPE_CHECKING:
    from django.http import QueryDict

    from reports.models import AccuracyPoint, Passage, Report


@dataclass(frozen=True)
class Row:
    """A passage with its answer: as stored, or as just typed."""

    passage: Passage
    point: AccuracyPoint | None
    choice: str  # "correct", "not_correct" or ""
    because: str
    version: int
    problem: str
    theirs: str  # what someone else saved meanwhile, when it differs from what was typed

    @property
    def answered(self) -> bool:
        return self.point is not None


def read_answers(report: Report, posted: QueryDict) -> tuple[dict, dict, dict]:
    """What was typed, the answers that can be kept, and what is wrong with the others, each by passage id."""
    typed, answers, problems = {}, {}, {}
    for passage in answerable(report):
        choice = posted.get(f"correct-{passage.pk}", "")
        because = posted.get(f"because-{passage.pk}", "").strip()
        version = posted.get(f"version-{passage.pk}", "0")
        if choice not in {"correct", "not_correct"} and not because:
            continue
        typed[passage.pk] = (choice, because, version)
        if choice not in {"correct", "not_correct"}:
            problems[passage.pk] = f"Passage {passage.position}: choose correct or not correct."
        elif choice == "not_correct" and not because:
            problems[passage.pk] = f"Passage {passage.position}: say what is not correct, and what is."
        else:
            answers[passage.pk] = (choice == "correct", because, int(version) if version.isdigit() else 0)
    return typed, answers, problems


def rows(sections: list[dict[str, Any]], typed: dict, problems: dict) -> list[dict[str, Any]]:
    """The sections with a row for each passage."""
    return [
        section
        | {
            "rows": [
                _row(passage, typed.get(passage.pk), problems.get(passage.pk, "")) for passage in section["passages"]
            ]
        }
        for section in sections
    ]


def _row(passage: Passage, typed: tuple | None, problem: str) -> Row:
    point = getattr(passage, "accuracy_point", None)
    stored = (("correct" if point.correct else "not_correct"), point.because) if point else ("", "")
    choice, because = typed[:2] if typed else stored
    theirs = ""
    if typed and point and (choice, because) != stored and str(point.version) != typed[2]:
        theirs = "Correct" if point.correct else f"Not correct: {point.because}"
    return Row(passage, point, choice, because, point.version if point else 0, problem, theirs)
