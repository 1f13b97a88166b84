"""The live picture: what the team has seen so far over all cases, and what lies behind each number."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from casereview import counts
from casereview.models import AspectNote, CaseReview, CaseReviewCount, TimelinessNote
from casereview.queries.counted import AspectCounts, tag_counts, without_small
from casereview.queries.reports import shared_report
from casereview.queries.sampled import CaseReviewProgress, progress
from challenges.lifecycle import Stage
from challenges.models import Challenge

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.db.models.enums import ChoicesType

Tag, State, AuditView, Stood = AspectNote.Tag, TimelinessNote.State, CaseReview.AuditView, CaseReviewCount.Stood
PROGRAMME_ORDER, AREAS_FIRST = "programme", "areas"
BAR = 100  # how wide the bar of a whole row is, in units of its drawing
MANY_NOT_SEEN = 4  # not seen in one case of so many: an aspect to look for on site


@dataclass(frozen=True)
class Chosen:
    """Which part of the picture somebody looks at."""

    stratum: str = ""
    key_line: int | None = None
    order: str = PROGRAMME_ORDER

    @property
    def is_narrowed(self) -> bool:
        return bool(self.stratum or self.key_line)


@dataclass(frozen=True)
class Cell:
    """How often something was seen; `key` names it in an address."""

    key: str
    label: str
    number: int | str

    @property
    def is_some(self) -> bool:
        return isinstance(self.number, int) and self.number > 0


@dataclass(frozen=True)
class Piece:
    """A piece of a bar."""

    key: str
    x: float
    width: float


@dataclass(frozen=True)
class Row:
    """One thing that is counted, and how often each answer was given to it."""

    code: str
    name: str
    cells: list[Cell]
    note: str = ""

    def count(self, key: str) -> int:
        """How often this was seen; nought where it is left out."""
        return next((cell.number for cell in self.cells if cell.key == key and isinstance(cell.number, int)), 0)

    @property
    def is_counted_out(self) -> bool:
        return all(isinstance(cell.number, int) for cell in self.cells)

    @property
    def bar(self) -> list[Piece]:
        """The same as a bar as wide as its share of the cases; none where a number is left out."""
        drawn = [cell for cell in self.cells if cell.key not in {Tag.NOT_APPLICABLE, State.NOT_APPLICABLE}]
        total = sum(cell.number for cell in drawn if isinstance(cell.number, int))
        pieces, x = [], 0.0
        for cell in drawn if total and self.is_counted_out else ():
            width = BAR * int(cell.number) / total
            if width:
                pieces.append(Piece(cell.key, round(x, 2), round(width, 2)))
            x += width
        return pieces


@dataclass(frozen=True)
class Picture:
    """What was seen so far: numbers only, no case and no words."""

    progress: CaseReviewProgress
    chosen: Chosen
    aspects: list[Row]
    timescales: list[Row] = field(default_factory=list)
    audits: Row | None = None
    readers: Row | None = None
    good_practice: int | None = None
    questions: int | None = None

    @property
    def not_seen_much(self) -> list[Row]:
        """Aspects that many cases said nothing about, the most first."""
        found = [row for row in self.aspects if row.count(Tag.NOT_SEEN) * MANY_NOT_SEEN >= max(self.read, 1)]
        return sorted(found, key=lambda row: -row.count(Tag.NOT_SEEN))

    @property
    def readers_differ(self) -> bool:
        """Whether two readers of a case saw something differently, settled since or not."""
        return bool(self.readers and (self.readers.count(Stood.SETTLED) or self.readers.count(Stood.DIFFERED)))

    @property
    def read(self) -> int:
        return self.progress.finished

    @property
    def as_of(self) -> str:
        """Changes with every number of it, so that a page need not be drawn anew for nothing."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]


def strata_read(challenge: Challenge) -> list[str]:
    """The parts of the sample, in its order."""
    return list(dict.fromkeys(challenge.cases.values_list("stratum", flat=True)))


def picture(challenge: Challenge, chosen: Chosen) -> Picture:
    """The picture for those who work with cases: every number, of all cases or of those that were chosen."""
    done = progress(challenge)
    if not challenge.cases.exists():
        return _kept_picture(challenge, done, as_shared=False)
    in_part = Q(review__case__stratum=chosen.stratum) if chosen.stratum else Q()
    of_line = Q(key_lines=chosen.key_line) if chosen.key_line else Q()
    tags = _found(counts.tagged(challenge).filter(in_part, of_line).values_list("aspect", "counts_as"))
    rows = _aspect_rows(challenge, tags)
    if chosen.order == AREAS_FIRST:
        rows = sorted(rows, key=lambda row: (-row.count(Tag.AREA), -row.count(Tag.MIXED)))
    reviews = CaseReview.objects.finished().filter(challenge=challenge)
    readings = counts.read_twice(challenge)
    if chosen.stratum:
        reviews = reviews.filter(case__stratum=chosen.stratum)
        readings = readings.filter(reading__case__stratum=chosen.stratum)
    said = reviews.aggregate(
        good_practice=Count("pk", filter=~Q(good_practice="")),
        questions=Count("pk", filter=~Q(question_for_on_site="")),
        **{view: Count("pk", filter=Q(audit_view=view)) for view in AuditView.values},
    )
    return Picture(
        progress=done,
        chosen=chosen,
        aspects=rows,
        timescales=_timescale_rows(
            challenge, _found(counts.timed(challenge).filter(in_part).values_list("timescale", "state"))
        ),
        audits=_row("audit", "The council’s own audits", AuditView, said),
        readers=_row("readers", "Aspects read by two", Stood, dict(_found(readings.values_list("stood")))),
        good_practice=said["good_practice"],
        questions=said["questions"],
    )


def shared_tag_counts(challenge: Challenge) -> list[AspectCounts] | None:
    """The one table of tags for everybody who opens no case; none as long as it can still change."""
    shared = shared_report(challenge)
    if shared is None and challenge.stage == Stage.CASE_REVIEW:
        return None
    return tag_counts(challenge, for_council=True, until=shared.shared_at if shared else None)


def shared_picture(challenge: Challenge) -> Picture | None:
    """The picture for those of the team who open no case: one table, the council's, once it stays as it is.

    There is nothing to choose and nothing that changes, so no two views of it can be held against each other.
    """
    aspects = shared_tag_counts(challenge)
    if aspects is None:
        return None
    shared = shared_report(challenge)
    until = shared.shared_at if shared else None
    if not challenge.cases.exists():
        return _kept_picture(challenge, progress(challenge), as_shared=until is not None, in_full=False)
    return Picture(
        progress=progress(challenge),
        chosen=Chosen(),
        aspects=[_of_aspect(row) for row in aspects],
        timescales=_timescale_rows(
            challenge, _found(counts.timed(challenge, until=until).values_list("timescale", "state")), in_full=False
        ),
    )


def _kept_picture(challenge: Challenge, done: CaseReviewProgress, *, as_shared: bool, in_full: bool = True) -> Picture:
    """What stays of it when the notes have gone."""
    kept, tags = counts.kept(challenge), counts.kept_tags(challenge, as_shared=as_shared)
    timed: dict[tuple[str, str], int] = {}
    others: dict[str, dict[str, int]] = {CaseReviewCount.Of.AUDITED: {}, CaseReviewCount.Of.READ_TWICE: {}}
    for row in kept:
        number = row.number_shared if as_shared else row.number
        if row.of == CaseReviewCount.Of.TIMED:
            timed[row.timescale, row.answer] = number
        elif row.of in others:
            others[row.of][row.answer] = number
    audits, readers = others.values()
    return Picture(
        progress=done,
        chosen=Chosen(),
        aspects=_aspect_rows(challenge, tags, in_full=in_full),
        timescales=_timescale_rows(challenge, timed, in_full=in_full),
        audits=_row("audit", "The council’s own audits", AuditView, audits) if in_full else None,
        readers=_row("readers", "Aspects read by two", Stood, readers) if in_full else None,
    )


def _found(rows: QuerySet) -> dict:
    """A grouped query as {what it is grouped by: how many}."""
    return {(tuple(keys) if len(keys) > 1 else keys[0]): number for *keys, number in rows.annotate(Count("pk"))}


def _row(
    code: str, name: str, answers: ChoicesType, found: Mapping[str, int], *, in_full: bool = True, note: str = ""
) -> Row:
    numbers = [found.get(answer, 0) for answer in answers.values]
    shown: Sequence[int | str] = numbers if in_full else without_small(numbers)
    cells = [Cell(key, str(label), count) for (key, label), count in zip(answers.choices, shown, strict=True)]
    return Row(code, name, cells, note)


def _aspect_rows(challenge: Challenge, found: Mapping[tuple[str, str], int], *, in_full: bool = True) -> list[Row]:
    return [
        _row(aspect.code, aspect.name, Tag, _of_one(found, aspect.code), in_full=in_full)
        for aspect in challenge.programme.plan.case_review.aspects
    ]


def _of_aspect(row: AspectCounts) -> Row:
    return Row(
        row.code,
        row.name,
        [Cell(tag, label, count) for tag, (label, count) in zip(Tag.values, row.labelled, strict=True)],
    )


def _timescale_rows(challenge: Challenge, found: Mapping[tuple[str, str], int], *, in_full: bool = True) -> list[Row]:
    """Only timescales that something was noted about."""
    noted = {timescale for timescale, _state in found}
    return [
        _row(spec.code, spec.name, State, _of_one(found, spec.code), in_full=in_full, note=spec.in_words)
        for spec in challenge.programme.plan.case_review.timescales
        if spec.code in noted
    ]


def _of_one(found: Mapping[tuple[str, str], int], code: str) -> dict[str, int]:
    return {answer: number for (of, answer), number in found.items() if of == code}
