"""Second readings: what somebody else saw in a case, beside what its first reader noted, and what both settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Prefetch, Q

from casereview.models import AspectNote, Case, CaseReview, SecondNote, SecondReading
from casereview.queries.reviews import Missing
from challenges import text_check
from challenges.models import Audience, Challenge, User

if TYPE_CHECKING:
    from challenges.programme_files import AspectSpec


def second_reading_of(case: Case, *, reader: User) -> SecondReading | None:
    """What was seen in a case when it was read again, where this person may read it."""
    seen = SecondReading.objects.visible_to(reader).filter(case=case)
    return seen.select_related("written_by", "challenge").prefetch_related("notes").first()


def first_reading_beside(case: Case, *, reader: User) -> CaseReview | None:
    """What the first reader of a case noted, for its second reader whose own tags are in; None until both are."""
    seen = CaseReview.objects.visible_to(reader).finished().filter(case=case)
    if not Case.objects.with_tags_in(reader).filter(pk=case.pk).exists():
        return None
    return seen.select_related("written_by").prefetch_related("aspect_notes").first()


@dataclass(frozen=True)
class BothSaw:
    """One aspect as both readers saw it."""

    aspect: AspectSpec
    note: AspectNote  # the first reader's
    again: SecondNote

    @property
    def differs(self) -> bool:
        """As the second reader says; before they have said it, where the tags differ."""
        return self.note.tag != self.again.tag if self.again.differs is None else self.again.differs

    @property
    def is_settled(self) -> bool:
        return self.note.settled_at is not None

    @property
    def is_proposed(self) -> bool:
        return self.note.proposed_at is not None and not self.is_settled

    def waits_for(self, person: User) -> bool:
        """Whether it is this reader's turn: nothing is proposed, or the other has proposed."""
        return self.differs and not self.is_settled and self.note.proposed_by_id != person.pk


def both_saw(review: CaseReview, reading: SecondReading, aspects: Sequence[AspectSpec]) -> list[BothSaw]:
    """Aspect by aspect, in the order of the programme."""
    first = {note.aspect: note for note in review.aspect_notes.all()}
    second = {note.aspect: note for note in reading.notes.all()}
    return [
        BothSaw(aspect, first[aspect.code], second[aspect.code])
        for aspect in aspects
        if aspect.code in first and aspect.code in second
    ]


def read_twice(case: Case, *, reader: User, aspects: Sequence[AspectSpec]) -> list[BothSaw]:
    """What both readers of a case saw, for those who may read both; the names of who proposed and agreed with it."""
    named = Prefetch("aspect_notes", AspectNote.objects.select_related("proposed_by", "settled_by"))
    review = CaseReview.objects.visible_to(reader).finished().filter(case=case).prefetch_related(named).first()
    reading = second_reading_of(case, reader=reader) if review else None
    if review is None or reading is None or not reading.finished_at:
        return []
    return both_saw(review, reading, aspects)


# What a second reading lacks


def missing_tags(reading: SecondReading, aspects: Sequence[AspectSpec]) -> list[Missing]:
    """What the tags of a second reader lack before they are in: one on every aspect."""
    tagged = {note.aspect for note in reading.notes.all() if note.tag}
    return [
        Missing(f"id_{aspect.code}-tag", f"Choose a tag for {aspect.code} {aspect.name}")
        for aspect in aspects
        if aspect.code not in tagged
    ]


def missing_beside(reading: SecondReading, aspects: Sequence[AspectSpec]) -> list[Missing]:
    """What a second reading lacks before it is finished: agrees or differs everywhere, why, and clean words."""
    notes = {note.aspect: note for note in reading.notes.all()}
    missing = []
    for aspect in aspects:
        note = notes.get(aspect.code)
        if note is None or note.differs is None:
            missing.append(
                Missing(f"id_{aspect.code}-differs", f"Say whether you agree on {aspect.code} {aspect.name}")
            )
        elif note.differs and not note.because.strip():
            missing.append(
                Missing(f"id_{aspect.code}-because", f"Say why you see {aspect.code} {aspect.name} otherwise")
            )
    try:
        text_check.must_be_clean(reading.challenge, texts_of_second(reading), audience=Audience.TEAM)
    except text_check.NotClean as refusal:
        called = {f"{aspect.code}-because": f"{aspect.code} {aspect.name}" for aspect in aspects}
        for field in dict.fromkeys(each.field for each in refusal.found):
            missing.append(Missing(f"id_{field}", refusal.of(field, called=called.get(field, field))))
    return missing


def texts_of_second(reading: SecondReading) -> dict[str, str]:
    """Everything a second reading says, by the field of its form."""
    notes = sorted(reading.notes.all(), key=lambda note: note.pk)
    return {f"{note.aspect}-because": note.because for note in notes}


# As forms have it


def tags_as_typed(reading: SecondReading | None) -> dict[str, str | int]:
    """The tags of a second reading as the fields of their form."""
    if reading is None:
        return {"version": 1}
    return {"version": reading.version} | {f"{note.aspect}-tag": note.tag for note in reading.notes.all()}


def beside_as_typed(reading: SecondReading, rows: Sequence[BothSaw]) -> dict[str, str | int]:
    """Where a second reader agrees and differs, as the fields of the form: what they said, else what the tags say."""
    typed: dict[str, str | int] = {"version": reading.version}
    for row in rows:
        typed[f"{row.aspect.code}-differs"] = "yes" if row.differs else "no"
        typed[f"{row.aspect.code}-because"] = row.again.because
    return typed


# Counts, also for other pages


@dataclass(frozen=True)
class SecondReadingsProgress:
    """How many cases are read twice, of how many the second reader's tags are in, and how many are finished."""

    given: int
    tagged: int
    finished: int


def second_readings_progress(challenge: Challenge) -> SecondReadingsProgress:
    counts = challenge.cases.aggregate(
        given=Count("pk", filter=Q(second_reader__isnull=False)),
        tagged=Count("second_reading__tagged_at"),
        finished=Count("second_reading__finished_at"),
    )
    return SecondReadingsProgress(**counts)


@dataclass(frozen=True)
class Differences:
    """Over all finished second readings: how many aspects two people looked at, and how they saw them."""

    aspects: int
    agreed: int
    differing: int
    settled: int  # of those that differ


def differences(challenge: Challenge) -> Differences:
    """How often two readers agreed, differed, and settled what they differed on. Counts alone, for the report."""
    notes = SecondNote.objects.filter(reading__challenge=challenge, reading__finished_at__isnull=False)
    counts = notes.aggregate(
        aspects=Count("pk"), agreed=Count("pk", filter=Q(differs=False)), differing=Count("pk", filter=Q(differs=True))
    )
    differs = SecondNote.objects.filter(
        reading__case=OuterRef("review__case"),
        aspect=OuterRef("aspect"),
        differs=True,
        reading__finished_at__isnull=False,
    )
    settled = AspectNote.objects.filter(Exists(differs), review__challenge=challenge, settled_at__isnull=False)
    return Differences(**counts, settled=settled.count())


@dataclass(frozen=True)
class ToSettle:
    """Aspects of one case that its two readers have yet to settle; whose turn each is."""

    case_id: int
    code: str
    first: User
    second: User
    proposed_by: list[int | None]  # for each aspect who has proposed something

    def left_to(self, person: User) -> int:
        return sum(each != person.pk for each in self.proposed_by)


def to_settle(challenge: Challenge, every: Sequence[Case]) -> list[ToSettle]:
    """What is to be settled, case by case; for cases loaded with `cases()`. Two queries, however many there are."""
    finished = {case.pk: case for case in every if case.second_reader and case.second_finished_at}
    if not finished:
        return []
    differing = set(
        SecondNote.objects.filter(reading__case__in=finished, differs=True).values_list("reading__case", "aspect")
    )
    open_notes = AspectNote.objects.filter(review__case__in=finished, settled_at=None)
    waiting: dict[int, list[int | None]] = {}
    for case_id, aspect, proposed_by in open_notes.values_list("review__case", "aspect", "proposed_by"):
        if (case_id, aspect) in differing:
            waiting.setdefault(case_id, []).append(proposed_by)
    return [
        ToSettle(case.pk, case.code, case.reviewer, case.second_reader, waiting[case.pk])
        for case in finished.values()
        if case.pk in waiting and case.reviewer and case.second_reader
    ]
