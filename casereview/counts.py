"""What stays of the case review when its notes go: counts without a case or a person (docs/adr/0017).

While the notes are there, everything is counted from them; these counts are read only once there is no case left.
"""

from __future__ import annotations

from collections import Counter

from casereview.models import AspectNote, Case, CaseReview, CaseReviewCount, CaseReviewReport
from challenges.lifecycle import Stage
from challenges.models import Challenge

Of = CaseReviewCount.Of
NOTES_MAY_BE_GONE = {Stage.EVALUATION, Stage.CLOSED, Stage.WITHDRAWN}


def counted(challenge: Challenge) -> list[CaseReviewCount]:
    """The counts as they stand now, not saved."""
    shared_at = CaseReviewReport.objects.filter(challenge=challenge).values_list("shared_at", flat=True).first()
    rows: dict[tuple[str, ...], CaseReviewCount] = {}

    def add(of: Of, *, stratum: str = "", aspect: str = "", tag: str = "", shared: bool = False) -> None:
        row = rows.setdefault(
            (of, stratum, aspect, tag),
            CaseReviewCount(challenge=challenge, of=of, stratum=stratum, aspect=aspect, tag=tag, number=0),
        )
        row.number += 1
        row.number_shared += shared

    for stratum in Case.objects.filter(challenge=challenge).values_list("stratum", flat=True):
        add(Of.SAMPLED, stratum=stratum)
    finished = CaseReview.objects.finished().filter(challenge=challenge)
    for stratum, at in finished.values_list("case__stratum", "finished_at"):
        add(Of.FINISHED, stratum=stratum, shared=bool(shared_at and at and at <= shared_at))
    notes = AspectNote.objects.filter(review__in=finished).exclude(tag="")
    for aspect, tag, at in notes.values_list("aspect", "tag", "review__finished_at"):
        add(Of.TAGGED, aspect=aspect, tag=tag, shared=bool(shared_at and at and at <= shared_at))
    return list(rows.values())


def kept(challenge: Challenge) -> list[CaseReviewCount]:
    """What was kept when the notes went; nothing, and no query, while they cannot have gone."""
    if challenge.stage not in NOTES_MAY_BE_GONE:
        return []
    return list(CaseReviewCount.objects.filter(challenge=challenge))


def kept_progress(challenge: Challenge) -> tuple[int, int]:
    """How many cases there were, and how many of them were read."""
    numbers: Counter[str] = Counter()
    for row in kept(challenge):
        numbers[row.of] += row.number
    return numbers[Of.SAMPLED], numbers[Of.FINISHED]


def kept_tags(challenge: Challenge, *, as_shared: bool) -> dict[tuple[str, str], int]:
    """How often each aspect got each tag; `as_shared` as the council's table had it."""
    return {
        (row.aspect, row.tag): row.number_shared if as_shared else row.number
        for row in kept(challenge)
        if row.of == Of.TAGGED
    }
