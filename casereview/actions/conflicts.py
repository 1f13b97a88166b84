"""Who should not read a case: it is taken from them, and never given to them again."""

from __future__ import annotations

from django.db import transaction

from casereview import queries
from casereview.actions.conversations import let_go_of_conversations
from casereview.actions.second_readers import _let_go_of_second_reading
from casereview.models import Case, CaseConflict, CaseReview, SecondReading
from challenges import audit, text_check
from challenges.action_tools import ActionRefused, check_clean, locked
from challenges.models import Audience, User
from challenges.moments import now


@transaction.atomic
def say_conflict(case: Case, *, person: User, because: str, by: User) -> CaseConflict:
    """Keep that somebody should not read a case, and take it from them where nothing is written.

    What a first reader wrote already stays until it is handed over to somebody else; the tags of a second reader, which
    are one person's own view, go. The reason stands in the row alone, never in the history.
    """
    case = locked(case)
    because = " ".join(because.split())
    if not because:
        raise ActionRefused(f"Say why {'you' if person == by else person} should not read {case}.")
    if person != by and not by.has_perm("casereview.edit_cases", case.challenge):
        raise ActionRefused("Each person says for themselves what they should not read.")
    if person.pk not in {each.pk for each in queries.readers(case.challenge)}:
        raise ActionRefused(f"{person} is not in the peer team now, so no case is given to them.")
    if queries.conflict_of(case, person):
        raise ActionRefused(f"It is known that {person} does not read {case}.")
    review = CaseReview.objects.filter(case=case).first()
    if case.reviewer_id == person.pk and review and review.finished_at:
        raise ActionRefused(
            f"{case} is finished. Its reviewer reopens it first; then it can be given to somebody else."
        )
    reading = SecondReading.objects.select_for_update(of=("self",)).filter(case=case).first()
    if case.second_reader_id == person.pk and reading and reading.finished_at:
        raise ActionRefused(f"The second reading of {case} is finished. Tell the challenge manager in person.")
    text_check.must_be_clean(case.challenge, {"because": because}, audience=Audience.TEAM)
    conflict = CaseConflict(case=case, person=person, because=because, said_at=now(), said_by=by)
    check_clean(conflict)
    conflict.save()
    if case.reviewer_id == person.pk and review is None:
        case.reviewer = None
        case.save(update_fields=["reviewer"])
    if case.second_reader_id == person.pk and reading:
        _let_go_of_second_reading(reading)
    audit.record(
        "case.conflict_said",
        f"gave case {case} back: somebody else reads it"
        if person == by
        else f"noted that {person} does not read case {case}",
        by=by,
        challenge=case.challenge,
        target=case,
        audience=Audience.TEAM,
    )
    let_go_of_conversations(case, by=by)
    return conflict


@transaction.atomic
def take_back_conflict(conflict: CaseConflict, *, by: User) -> None:
    """Take back what was entered by mistake; the person can be given the case again."""
    conflict = locked(conflict)
    case = conflict.case
    audit.record(
        "case.conflict_taken_back",
        f"noted that {conflict.person} may read case {case} after all",
        by=by,
        challenge=case.challenge,
        target=case,
        audience=Audience.TEAM,
    )
    conflict.delete()
