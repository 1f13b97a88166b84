"""Reads and shows the council's answers: one long form, one row a passage, nothing typed is lost."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django import forms

from challenges.text_check.forms import TextChecked
from challenges.typed import row_number
from reports.actions import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import QueryDict

    from reports.models import AccuracyPoint, Passage

CORRECT, NOT_CORRECT = "correct", "not_correct"


@dataclass(frozen=True)
class Typed:
    """What stood in one passage's fields when the form was sent."""

    choice: str
    because: str
    version: int = 0


@dataclass
class Sheet:
    """A form as it was sent: what was typed, which answers can be kept, what is wrong with the others; by passage id."""

    typed: dict[int, Typed] = field(default_factory=dict)
    answers: dict[int, Answer] = field(default_factory=dict)
    problems: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """A passage with its answer: as stored, or as just typed."""

    passage: Passage
    point: AccuracyPoint | None
    choice: str
    because: str
    loaded: str
    problem: str = ""
    theirs: str = ""  # what someone else saved meanwhile
    theirs_by: str = ""
    unsaved: str = ""  # what was typed and can no longer be saved

    @property
    def in_words(self) -> str:
        return _in_words(Typed(self.choice, self.because))

    @property
    def problem_at(self) -> str:
        """The id of the field that mends the problem."""
        words_missing = self.choice == NOT_CORRECT and not self.because
        return f"because-{self.passage.pk}" if words_missing else f"correct-{self.passage.pk}"


def read(passages: list[Passage], posted: QueryDict, *, finish: bool = False, rest: bool = False) -> Sheet:
    """What this form answers. Fields that stand as the page was loaded are left alone.

    finish: every passage must have an answer. rest: those without one are correct.
    """
    sheet = Sheet()
    for passage in passages:
        typed, touched = _typed(passage, posted)
        bare = not typed.choice and not typed.because and getattr(passage, "accuracy_point", None) is None
        if bare and rest:
            sheet.answers[passage.pk] = Answer(correct=True)
        elif bare and finish:
            sheet.problems[passage.pk] = f"Passage {passage.position}: choose correct or not correct"
        if bare or not touched:
            continue
        sheet.typed[passage.pk] = typed
        if typed.choice not in {CORRECT, NOT_CORRECT}:
            sheet.problems[passage.pk] = f"Passage {passage.position}: choose correct or not correct"
        elif typed.choice == NOT_CORRECT and not typed.because:
            sheet.problems[passage.pk] = f"Passage {passage.position}: say what is not correct, and what is"
        else:
            sheet.answers[passage.pk] = Answer(
                correct=typed.choice == CORRECT, because=typed.because, version=typed.version
            )
    return sheet


def _typed(passage: Passage, posted: QueryDict) -> tuple[Typed, bool]:
    """What stands in a passage's fields, and whether it differs from what the page was loaded with."""
    choice = posted.get(f"correct-{passage.pk}", "")
    because = posted.get(f"because-{passage.pk}", "").replace("\r\n", "\n").strip()
    version, _, digest = posted.get(f"loaded-{passage.pk}", "0").partition("-")
    typed = Typed(choice, because, row_number(version) or 0)
    return typed, _digest(choice, because) != digest


def rows(
    sections: list[dict[str, Any]],
    sheet: Sheet,
    *,
    theirs: Mapping[int, AccuracyPoint] | None = None,
    refused: bool = False,
    unsaved: Mapping[int, Typed] | None = None,
) -> list[dict[str, Any]]:
    """The sections with a row for each passage: as typed where it could not be kept, as stored elsewhere.

    unsaved: what a draft of the page brings back, with what is stored beside it.
    """
    return [
        section
        | {
            "rows": [
                _unsaved_row(passage, unsaved[passage.pk])
                if unsaved and passage.pk in unsaved
                else _row(passage, sheet, theirs or {}, refused=refused)
                for passage in section["passages"]
            ]
        }
        for section in sections
    ]


class SheetForm(TextChecked, forms.Form):
    """The answers as fields, for what a draft of the page brings back; the page itself is drawn by hand."""

    def __init__(self, *args: Any, passages: list[Passage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(CORRECT, "Correct"), (NOT_CORRECT, "Not correct")]
        for passage in passages:
            stored = _stored(getattr(passage, "accuracy_point", None))
            self.fields[f"correct-{passage.pk}"] = forms.ChoiceField(
                choices=choices,
                required=False,
                widget=forms.RadioSelect,
                initial=stored.choice,
                label=f"Is passage {passage.position} correct?",
            )
            self.fields[f"because-{passage.pk}"] = forms.CharField(
                required=False,
                widget=forms.Textarea,
                initial=stored.because,
                label=f"Passage {passage.position}: what is not correct, and what is",
            )
        self.passages = passages

    def unsaved(self) -> dict[int, Typed]:
        """What a draft put into the fields, by passage id."""
        changed = {name.partition("-")[2] for name in self.initial}
        return {
            passage.pk: Typed(self[f"correct-{passage.pk}"].value(), self[f"because-{passage.pk}"].value())
            for passage in self.passages
            if str(passage.pk) in changed
        }


def _stored(point: AccuracyPoint | None) -> Typed:
    if point is None:
        return Typed("", "")
    return Typed(CORRECT if point.correct else NOT_CORRECT, point.because, point.version)


def _unsaved_row(passage: Passage, typed: Typed) -> Row:
    point = getattr(passage, "accuracy_point", None)
    stored = _stored(point)
    loaded = f"{stored.version}-{_digest(stored.choice, stored.because)}"
    return Row(passage, point, typed.choice, typed.because, loaded, theirs=_in_words(stored))


def _row(passage: Passage, sheet: Sheet, theirs: Mapping[int, AccuracyPoint], *, refused: bool) -> Row:
    point = getattr(passage, "accuracy_point", None)
    stored = _stored(point)
    loaded = f"{stored.version}-{_digest(stored.choice, stored.because)}"
    typed = sheet.typed.get(passage.pk)
    problem = sheet.problems.get(passage.pk, "")
    if typed and refused:
        return Row(passage, point, stored.choice, stored.because, loaded, unsaved=_in_words(typed))
    if typed and passage.pk in theirs:
        who = str(theirs[passage.pk].changed_by)
        problem = f"Passage {passage.position}: {who} answered it while you did. Choose, then save again"
        return Row(passage, point, typed.choice, typed.because, loaded, problem, _in_words(stored), who)
    if typed and problem:
        return Row(passage, point, typed.choice, typed.because, loaded, problem)
    return Row(passage, point, stored.choice, stored.because, loaded, problem)


def _in_words(answer: Typed) -> str:
    choice = {CORRECT: "Correct", NOT_CORRECT: "Not correct"}.get(answer.choice, "")
    return ": ".join(part for part in (choice, answer.because) if part)


def _digest(choice: str, because: str) -> str:
    return hashlib.sha256(f"{choice}\n{because}".encode()).hexdigest()[:12]
