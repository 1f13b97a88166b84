"""What was done in the time that statute gives: one case beside the programme's table, and counts over many cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count

from casereview.models import CaseReview, TimelinessNote
from casereview.queries.counted import without_small
from challenges.models import Challenge

if TYPE_CHECKING:
    import datetime

    from challenges.programme_files import TimescaleSpec

State = TimelinessNote.State
TIMELINESS = "A15"  # the aspect at which the table stands, in programmes that have it


def state_of(spec: TimescaleSpec, took: int) -> str:
    """What the number alone says: within the time, or beyond it."""
    return State.WITHIN if took <= spec.most else State.BEYOND


def contradiction(spec: TimescaleSpec, state: str, took: int | None) -> str:
    """A sentence where what was chosen and how long it took do not go together; "" where they do."""
    if took is None or not state or state == state_of(spec, took):
        return ""
    return (
        f"{spec.code}: it took {spec.so_many(took)}, the limit is {spec.in_words}, and “{State(state).label}” is chosen. "
        "Look at both again."
    )


def contradictions(review: CaseReview, timescales: Sequence[TimescaleSpec]) -> list[str]:
    """Every such sentence about one case, in the order of the table."""
    noted = {note.timescale: note for note in review.timeliness.all()}
    pairs = [(spec, noted[spec.code]) for spec in timescales if spec.code in noted]
    return [sentence for spec, note in pairs if (sentence := contradiction(spec, note.state, note.took))]


def timeliness_noted(
    review: CaseReview, timescales: Sequence[TimescaleSpec]
) -> list[tuple[TimescaleSpec, TimelinessNote, str]]:
    """What a review says of the times, in the order of the table, and how long each took in words."""
    noted = {note.timescale: note for note in review.timeliness.all()}
    pairs = [(spec, noted[spec.code]) for spec in timescales if spec.code in noted]
    return [(spec, note, "" if note.took is None else spec.so_many(note.took)) for spec, note in pairs]


@dataclass(frozen=True)
class TimescaleCounts:
    """In how many cases something was done within its time, beyond it, and so on."""

    code: str
    name: str
    limit: str
    counts: list[int | str]

    @property
    def labelled(self) -> list[tuple[str, int | str]]:
        return list(zip(State.labels, self.counts, strict=True))


def timeliness_counts(
    challenge: Challenge, *, for_council: bool = False, until: datetime.datetime | None = None
) -> list[TimescaleCounts]:
    """Timescale by state, from finished reviews: with small numbers left out where the council reads them.

    `until` leaves out what was finished later, as in `tag_counts`. Nothing of it stays when the notes have gone.
    """
    finished = CaseReview.objects.finished().filter(challenge=challenge)
    if until:
        finished = finished.filter(finished_at__lte=until)
    counted = TimelinessNote.objects.filter(review__in=finished).order_by().values_list("timescale", "state")
    found = {(timescale, state): number for timescale, state, number in counted.annotate(Count("pk"))}
    rows = []
    for spec in challenge.programme.plan.case_review.timescales:
        counts = [found.get((spec.code, state), 0) for state in State.values]
        shown = without_small(counts) if for_council else [*counts]
        rows.append(TimescaleCounts(spec.code, spec.name, spec.in_words, shown))
    return rows
