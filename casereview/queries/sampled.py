"""The cases of the sample, who reads them, how far they are."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from casereview import counts as counts_that_stay
from casereview.models import Case
from challenges.models import Challenge, Membership, Role, User
from preparation import queries as preparation

READERS_ROLES = (Role.LEAD_PEER, Role.PEER)


def cases(challenge: Challenge) -> QuerySet[Case]:
    """The sample in order, each with its readers and state, without what was noted."""
    return challenge.cases.with_state().select_related("reviewer", "second_reader")


@dataclass(frozen=True)
class CaseReviewProgress:
    sampled: int
    finished: int

    @property
    def is_complete(self) -> bool:
        return self.sampled > 0 and self.finished == self.sampled


def progress(challenge: Challenge) -> CaseReviewProgress:
    counts = challenge.cases.aggregate(sampled=Count("pk"), finished=Count("review__finished_at"))
    if not counts["sampled"]:
        return CaseReviewProgress(*counts_that_stay.kept_progress(challenge))
    return CaseReviewProgress(**counts)


def readers(challenge: Challenge) -> list[User]:
    """Who may be given cases: the accepted peers, the lead peer first."""
    peers = Membership.objects.holding(*READERS_ROLES).filter(challenge=challenge).values("user")
    return list(preparation.team(challenge).filter(pk__in=peers))


def strata_with_counts(challenge: Challenge) -> list[tuple[str, int, int]]:
    """Each part of the sample: its name, how many cases the plan has, and how many are in."""
    counted = dict(challenge.cases.order_by().values_list("stratum").annotate(Count("pk")))
    planned = [(stratum.name, stratum.cases) for stratum in challenge.programme.plan.case_review.strata]
    return [(name, cases, counted.get(name, 0)) for name, cases in planned]


def number_of_cases(count: int) -> str:
    return "1 case" if count == 1 else f"{count} cases"


def number_of_second_readings(count: int) -> str:
    return "1 second reading" if count == 1 else f"{count} second readings"
