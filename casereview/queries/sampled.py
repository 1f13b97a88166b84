"""The cases of the sample, who reads them, how far they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count, QuerySet

from casereview import counts as counts_that_stay
from casereview import sharing
from casereview.models import Case
from challenges.models import Challenge, Membership, Role, User
from preparation import queries as preparation

READERS_ROLES = (Role.LEAD_PEER, Role.PEER)


def cases(challenge: Challenge) -> QuerySet[Case]:
    """The sample in order, each with its reviewer and state, without what was noted."""
    return challenge.cases.with_state().select_related("reviewer")


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


@dataclass(frozen=True)
class Share:
    """The cases one reader would get."""

    reader: User
    has: int
    cases: list[Case] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.has + len(self.cases)

    @property
    def in_words(self) -> str:
        return ", ".join(f"{case.code} ({case.stratum.lower()})" for case in self.cases)


def shares(challenge: Challenge, people: Sequence[User]) -> list[Share]:
    """How the cases that nobody has yet would be shared out among these people."""
    every = list(cases(challenge))
    free = [case for case in every if case.reviewer_id is None]
    held: dict[int, list[str]] = {person.pk: [] for person in people}
    for case in every:
        if case.reviewer_id in held:
            held[case.reviewer_id].append(case.stratum)
    dealt = (
        sharing.deal([(case.pk, case.stratum) for case in free], [each.pk for each in people], held) if people else {}
    )
    return [
        Share(person, len(held[person.pk]), [case for case in free if dealt.get(case.pk) == person.pk])
        for person in people
    ]


def strata_with_counts(challenge: Challenge) -> list[tuple[str, int, int]]:
    """Each part of the sample: its name, how many cases the plan has, and how many are in."""
    counted = dict(challenge.cases.order_by().values_list("stratum").annotate(Count("pk")))
    planned = [(stratum.name, stratum.cases) for stratum in challenge.programme.plan.case_review.strata]
    return [(name, cases, counted.get(name, 0)) for name, cases in planned]


@dataclass(frozen=True)
class ReaderProgress:
    reader: User
    finished: int
    given: int


def progress_by_reader(every: Sequence[Case]) -> list[ReaderProgress]:
    """How far each reviewer is, by name; for cases loaded with `cases()`."""
    given: dict[User, list[Case]] = {}
    for case in every:
        if case.reviewer:
            given.setdefault(case.reviewer, []).append(case)
    return [
        ReaderProgress(reader, sum(case.state == Case.State.FINISHED for case in own), len(own))
        for reader, own in sorted(given.items(), key=lambda item: (item[0].name, item[0].pk))
    ]


def number_of_cases(count: int) -> str:
    return "1 case" if count == 1 else f"{count} cases"
