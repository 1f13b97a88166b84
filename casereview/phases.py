"""Who reads what others noted in their cases, and when: each reads their own cases first (challenges/alone_first.py).

A second reading is a case of one's own too (docs/adr/0031).

`CaseReview.objects.visible_to` says the same of every challenge at once; a test holds the two together.
"""

from __future__ import annotations

from django.db.models import Q

from casereview.models import (
    CASE_ROLES,
    READ_ALL,
    Case,
    CaseMessage,
    CaseReview,
    CaseReviewReport,
    Concern,
    SecondReading,
    SponsorSummary,
)
from challenges.alone_first import Phase, Reader, reads_others
from challenges.lifecycle import Stage
from challenges.models import Audience, Challenge, Role, User

BRING_TOGETHER = frozenset({Role.CHALLENGE_MANAGER.value, Role.PROGRAMME_MANAGER.value})


def phase_of(challenge: Challenge) -> Phase:
    """Alone while cases are read; together once the report is shared with the council, or the stage is over."""
    if challenge.stage != Stage.CASE_REVIEW:
        return Phase.TOGETHER
    shared = CaseReviewReport.objects.filter(challenge=challenge, audience=Audience.COUNCIL).exists()
    return Phase.TOGETHER if shared else Phase.ALONE


def reader_of(user: User, challenge: Challenge) -> Reader:
    """How this person stands to the cases. Who was given cases to read is a reader, whatever else they are."""
    if Case.objects.left_to(user).filter(challenge=challenge).exists():
        return Reader.STILL_WRITES
    roles = user.roles_in(challenge)
    if roles & BRING_TOGETHER:
        return Reader.BRINGS_TOGETHER
    # Observers and advisers open no case; of the report they read what the team reads.
    return Reader.HAS_WRITTEN


def reads_own_cases_first(user: User, challenge: Challenge) -> bool:
    """Whether what the others noted is still hidden from this person; one query, and none outside the case review.

    Who stands to the cases as a writer does so in the first phase only: `left_to` is empty once the report is shared.
    """
    return challenge.stage == Stage.CASE_REVIEW and not reads_others(Phase.ALONE, reader_of(user, challenge))


def events_held_back(user: User, challenge: Challenge) -> Q | None:
    """The report, its messages and the talk with the sponsor bring together what everyone noted, and their events tell it. What is done with single cases,
    and their codes, is for those who work with cases.
    """
    brings_together = [model._meta.label for model in (CaseReviewReport, CaseMessage, SponsorSummary)]
    held = Q(target_type__in=brings_together) if reads_own_cases_first(user, challenge) else Q()
    if not CASE_ROLES & user.roles_in(challenge):
        of_cases = [model._meta.label for model in (Case, CaseReview, SecondReading)]
        held |= Q(target_type__in=of_cases) | Q(what__startswith="cases.")
        held |= Q(what__startswith="conversation")
    return held or None


def concerns_held_back(user: User, challenge: Challenge) -> Q | None:
    """That a concern was raised, received and answered is for those who may read it."""
    if not user.seen_by and READ_ALL & user.roles_in(challenge):
        return None
    readable = Concern.objects.readable_by(user, challenge).values("pk")
    return Q(target_type=Concern._meta.label) & ~Q(target_id__in=readable)
