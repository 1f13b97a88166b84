"""Who must not read which case, and why: the reasons are for those who share cases out, and for the person."""

from __future__ import annotations

from django.db.models import QuerySet

from casereview.models import Case, CaseConflict
from challenges.models import Challenge, User


def conflicts_of(challenge: Challenge, *, reader: User) -> QuerySet[CaseConflict]:
    """The conflicts whose reasons this person may read."""
    found = CaseConflict.objects.filter(case__challenge=challenge).select_related("person", "said_by", "case")
    if reader.has_perm("casereview.edit_cases", challenge):
        return found
    return found.filter(person=reader)


def conflict_of(case: Case, person: User) -> CaseConflict | None:
    """Why this person does not read this case; None where nothing stands against it."""
    return CaseConflict.objects.filter(case=case, person=person).first()
