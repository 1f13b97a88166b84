"""How far the reading of cases is: by reader and by part of the sample, first and second readings apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from casereview.models import Case
from challenges.models import User


@dataclass
class HowFar:
    """Of somebody, or of a part of the sample: how many first and second readings there are, and how many are finished."""

    given: int = 0
    finished: int = 0
    second_given: int = 0
    second_finished: int = 0

    @property
    def is_done(self) -> bool:
        return self.finished == self.given and self.second_finished == self.second_given

    def add_first(self, case: Case) -> None:
        self.given += 1
        self.finished += case.state == Case.State.FINISHED

    def add_second(self, case: Case) -> None:
        self.second_given += 1
        self.second_finished += case.second_state == Case.SecondState.FINISHED


@dataclass
class ReaderProgress(HowFar):
    reader: User | None = None


@dataclass
class PartProgress(HowFar):
    name: str = ""
    without: int = 0  # cases of it that nobody reads yet


def progress_by_reader(every: Sequence[Case]) -> list[ReaderProgress]:
    """How far each reader is, by name; for cases loaded with `cases()`."""
    rows: dict[User, ReaderProgress] = {}
    for case in every:
        if case.reviewer:
            rows.setdefault(case.reviewer, ReaderProgress(reader=case.reviewer)).add_first(case)
        if case.second_reader:
            rows.setdefault(case.second_reader, ReaderProgress(reader=case.second_reader)).add_second(case)
    return [rows[reader] for reader in sorted(rows, key=lambda reader: (reader.name, reader.pk))]


def progress_by_part(every: Sequence[Case]) -> list[PartProgress]:
    """How far each part of the sample is, in the order of the cases; for cases loaded with `cases()`."""
    rows: dict[str, PartProgress] = {}
    for case in every:
        row = rows.setdefault(case.stratum, PartProgress(name=case.stratum))
        row.add_first(case)
        row.without += case.reviewer is None
        if case.second_reader:
            row.add_second(case)
    return list(rows.values())
