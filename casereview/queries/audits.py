"""The council's own audits beside what the team saw. It is about how practice was seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count

from casereview.models import CaseReview
from casereview.queries.counted import without_small
from challenges.models import Challenge

if TYPE_CHECKING:
    import datetime

View = CaseReview.AuditView
OWN_AUDIT = "A18"  # the aspect at which it is noted, in programmes that have it


@dataclass(frozen=True)
class AuditCounts:
    """In how many cases the team agrees with the council's own audit, and how it differs in the others."""

    counts: list[int | str]

    @property
    def labelled(self) -> list[tuple[str, int | str]]:
        return list(zip(View.labels, self.counts, strict=True))


def audit_counts(
    challenge: Challenge, *, for_council: bool = False, until: datetime.datetime | None = None
) -> AuditCounts:
    """How the council's own audits saw the cases that were read again, from finished reviews.

    With small numbers left out where the council reads them; `until` as in `tag_counts`.
    """
    finished = CaseReview.objects.finished().filter(challenge=challenge, case__to_validate=True)
    if until:
        finished = finished.filter(finished_at__lte=until)
    found = dict(finished.exclude(audit_view="").order_by().values_list("audit_view").annotate(Count("pk")))
    counts = [found.get(view, 0) for view in View.values]
    return AuditCounts(without_small(counts) if for_council else [*counts])
