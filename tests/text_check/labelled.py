"""Reads the labelled sentences and counts what the check finds in them."""

from __future__ import annotations

import datetime
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from challenges.text_check import Kind, Names, check
from challenges.text_check.names import hashed, parts_to_keep

FILE = Path(__file__).with_name("sentences.toml")
CHECK_DIGITS = (Kind.NHS_NUMBER, Kind.PUPIL_NUMBER)
ON = datetime.date(2026, 11, 20)  # the day the ages in the sentences are right
LABEL = re.compile(r"⟦([a-z_]+)\|([^⟧]*)⟧")
KEY = b"of the labelled sentences"


@dataclass(frozen=True)
class Label:
    kind: Kind
    start: int
    end: int


@dataclass
class Measured:
    """What was found: by kind, how many labels there are, how many were found; and what was marked wrongly."""

    labels: dict[Kind, int] = field(default_factory=lambda: dict.fromkeys(Kind, 0))
    found: dict[Kind, int] = field(default_factory=lambda: dict.fromkeys(Kind, 0))
    right_marks: int = 0
    wrong_marks: int = 0
    sentences: int = 0
    innocent: int = 0
    missed: list[str] = field(default_factory=list)
    false_alarms: list[str] = field(default_factory=list)

    def recall(self, kind: Kind) -> float:
        return self.found[kind] / self.labels[kind]

    @property
    def precision(self) -> float:
        return self.right_marks / (self.right_marks + self.wrong_marks)

    @property
    def false_alarm_rate(self) -> float:
        """Innocent sentences in which anything is marked."""
        return len(self.false_alarms) / self.innocent

    @property
    def shortcomings(self) -> list[str]:
        """What must hold and does not, as sentences."""
        short = [f"recall of {kind} is not 100%" for kind in CHECK_DIGITS if self.recall(kind) < 1]
        return short + (["5% or more false alarms"] if self.false_alarm_rate >= 0.05 else [])


def names() -> Names:
    """The names the sentences are checked for."""
    content = tomllib.loads(FILE.read_text())
    return Names(
        KEY,
        {
            hashed(KEY, words): whose
            for whose, listed in (("worker", content["workers"]), ("child", content["children"]))
            for name in listed
            for words in parts_to_keep(name)
        },
    )


def sentences() -> list[tuple[str, list[Label]]]:
    """Each sentence without its labels, and where they were."""
    content = tomllib.loads(FILE.read_text())
    return [_read(written) for written in content["marked"]] + [(text, []) for text in content["innocent"]]


def measure() -> Measured:
    known, measured = names(), Measured()
    for text, labels in sentences():
        marks = check(text, names=known, on=ON)
        measured.sentences += 1
        measured.innocent += not labels
        for label in labels:
            covered = [mark for mark in marks if mark.kind == label.kind and _meet(mark, label)]
            if label.kind in CHECK_DIGITS:  # of these not one character may stay unmarked
                covered = [mark for mark in covered if mark.start <= label.start and label.end <= mark.end]
            measured.labels[label.kind] += 1
            measured.found[label.kind] += bool(covered)
            if not covered:
                measured.missed.append(f"{label.kind}: {text}")
        wrong = [mark for mark in marks if not any(_meet(mark, label) for label in labels)]
        measured.right_marks += len(marks) - len(wrong)
        measured.wrong_marks += len(wrong)
        if wrong and not labels:
            measured.false_alarms.append(f"{wrong[0].kind} {wrong[0].words!r}: {text}")
    return measured


def _read(written: str) -> tuple[str, list[Label]]:
    text, labels, end = "", [], 0
    for match in LABEL.finditer(written):
        text += written[end : match.start()]
        labels.append(Label(Kind(match[1]), len(text), len(text) + len(match[2])))
        text += match[2]
        end = match.end()
    return text + written[end:], labels


def _meet(one, other) -> bool:
    return one.start < other.end and other.start < one.end
