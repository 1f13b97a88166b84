"""What is counted over cases, and what stays of it when the notes go: counts without a case or a person (docs/adr/0017).

While the notes are there, everything is counted from them; the counts that stay are read only once there is no case left.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator

from django.db.models import Case as Depending
from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value, When

from casereview.models import (
    AspectNote,
    Case,
    CaseReview,
    CaseReviewCount,
    CaseReviewReport,
    SecondNote,
    TimelinessNote,
)
from challenges.lifecycle import Stage
from challenges.models import Challenge

Of, Stood = CaseReviewCount.Of, CaseReviewCount.Stood
NOTES_MAY_BE_GONE = {Stage.EVALUATION, Stage.CLOSED, Stage.WITHDRAWN}


def _until(name: str, until: datetime.datetime | None) -> Q:
    """Rows that had this moment, by then where that is asked."""
    return Q(**{f"{name}__lte": until}) if until else Q(**{f"{name}__isnull": False})


def tagged(challenge: Challenge, *, until: datetime.datetime | None = None) -> QuerySet:
    """The notes of finished cases with a tag, as `counts_as` what counts: settled by both readers, else the reviewer's.

    `until` leaves out what was finished or settled later, so that a table stays as it was when it was shared.
    """
    settled = When(_until("settled_at", until), then=F("settled_tag"))
    notes = AspectNote.objects.filter(_until("review__finished_at", until), review__challenge=challenge)
    notes = notes.annotate(counts_as=Depending(settled, default=F("tag"), output_field=CharField()))
    return notes.exclude(counts_as="").order_by()


def timed(challenge: Challenge, *, until: datetime.datetime | None = None) -> QuerySet[TimelinessNote]:
    """What was noted in finished cases beside the timescales of the programme."""
    notes = TimelinessNote.objects.filter(_until("review__finished_at", until), review__challenge=challenge)
    return notes.order_by()


def audited(challenge: Challenge, *, until: datetime.datetime | None = None) -> QuerySet[CaseReview]:
    """The finished cases in which the council's own audit was looked at."""
    reviews = CaseReview.objects.filter(_until("finished_at", until), challenge=challenge)
    return reviews.exclude(audit_view="").order_by()


def read_twice(challenge: Challenge, *, until: datetime.datetime | None = None) -> QuerySet:
    """The aspects of finished second readings where the two agree or differ, as `stood` how."""
    settled = AspectNote.objects.filter(
        _until("settled_at", until), review__case=OuterRef("reading__case"), aspect=OuterRef("aspect")
    )
    notes = SecondNote.objects.filter(_until("reading__finished_at", until), reading__challenge=challenge)
    notes = notes.filter(_until("reading__case__review__finished_at", until), differs__isnull=False)
    return notes.annotate(
        stood=Depending(
            When(differs=False, then=Value(Stood.AGREED.value)),
            When(Exists(settled), then=Value(Stood.SETTLED.value)),
            default=Value(Stood.DIFFERED.value),
            output_field=CharField(),
        )
    ).order_by()


def counted(challenge: Challenge) -> list[CaseReviewCount]:
    """The counts as they stand now, not saved; beside each what it was when the report was shared."""
    shared_at = CaseReviewReport.objects.filter(challenge=challenge).values_list("shared_at", flat=True).first()
    rows: dict[tuple[str, ...], CaseReviewCount] = {}
    for keys, number in _counts(challenge, until=None):
        rows[tuple(keys.values())] = CaseReviewCount(challenge=challenge, number=number, **keys)
    for keys, number in _counts(challenge, until=shared_at) if shared_at else ():
        # What was settled after the table was shared had another tag then, which may have no count of its own now.
        row = rows.setdefault(tuple(keys.values()), CaseReviewCount(challenge=challenge, number=0, **keys))
        row.number_shared = number if row.of != Of.SAMPLED else 0
    return list(rows.values())


def _counts(challenge: Challenge, *, until: datetime.datetime | None) -> Iterator[tuple[dict[str, str], int]]:
    """Each count once, by what it is of; one trait at a time, never two crossed."""
    finished = CaseReview.objects.filter(_until("finished_at", until), challenge=challenge).order_by()
    of_what = [
        (Of.SAMPLED, Case.objects.filter(challenge=challenge).order_by(), {"stratum": "stratum"}),
        (Of.FINISHED, finished, {"stratum": "case__stratum"}),
        (Of.TAGGED, tagged(challenge, until=until), {"aspect": "aspect", "tag": "counts_as"}),
        (Of.TIMED, timed(challenge, until=until), {"timescale": "timescale", "answer": "state"}),
        (Of.AUDITED, audited(challenge, until=until), {"answer": "audit_view"}),
        (Of.READ_TWICE, read_twice(challenge, until=until), {"answer": "stood"}),
    ]
    nothing = dict.fromkeys(("stratum", "aspect", "tag", "timescale", "answer"), "")
    for of, rows, by in of_what:
        for *values, number in rows.values_list(*by.values()).annotate(Count("pk")):
            yield {"of": of.value} | nothing | dict(zip(by, values, strict=True)), number


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
