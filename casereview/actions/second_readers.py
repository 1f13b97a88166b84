"""Who reads a case again: dealt to many, given to one, taken away."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from casereview import queries
from casereview.actions.cases import SHARED_OUT, _ask_interests_again
from casereview.actions.conversations import let_go_of_conversations
from casereview.actions.who_may_read import _must_be_free_of_conflict, _must_be_in_team
from casereview.models import Case, SecondReading
from challenges import audit
from challenges.action_tools import ActionRefused, locked
from challenges.models import Audience, Challenge, User

REPORT_IS_SHARED = "The case review report is shared. No case is read a second time now."


@transaction.atomic
def share_out_second_readings(challenge: Challenge, *, people: Sequence[User], how_many: int, by: User) -> int:
    """Have so many cases read twice: spread over the parts of the sample, even in number, never by their first reader."""
    challenge = locked(challenge)
    if not people:
        raise ActionRefused("Choose at least one person who reads cases.")
    _must_be_in_team(challenge, people)
    if queries.shared_report(challenge):
        raise ActionRefused(REPORT_IS_SHARED)
    dealt = queries.second_shares(challenge, people, how_many=how_many)
    shares = [share for share in dealt.shares if share.cases]
    if not shares:
        raise ActionRefused("No case is given: as many are read twice already, or nobody chosen may read the others.")
    for share in shares:
        keys = [case.pk for case in share.cases]
        Case.objects.filter(pk__in=keys, second_reader=None).update(second_reader=share.reader)
    given = dealt.number
    audit.record(
        "cases.second_shared_out",
        f"shared out {queries.number_of_second_readings(given)}",
        by=by,
        challenge=challenge,
        target=challenge,
        audience=Audience.TEAM,
        becomes={share.reader.name: [case.code for case in share.cases] for share in shares},
    )
    _ask_interests_again(challenge, SHARED_OUT, people=[share.reader for share in shares], by=by)
    return given


@transaction.atomic
def assign_second_reader(case: Case, *, reader: User | None, by: User, let_go: bool = False) -> Case:
    """Change who reads a case again, or let nobody. Tags are one person's own view: they go, and only when that is said."""
    case = locked(case)
    reading = SecondReading.objects.select_for_update(of=("self",)).filter(case=case).first()
    if reading and reading.finished_at:
        raise ActionRefused(f"The second reading of {case} is finished. Its second reader stays.")
    if reader and reader.pk == case.second_reader_id:
        return case
    if reader:
        _may_read_again(case, reader)
    was, case.second_reader = case.second_reader, reader
    if was is None and reader is None:
        return case
    if reading:
        if not let_go:
            raise ActionRefused(
                f"{was} has begun to read {case} again. Say that what they chose so far goes, then save again."
            )
        _let_go_of_second_reading(reading)
    case.save(update_fields=["second_reader"])
    audit.record(
        "case.second_reader_changed",
        f"gave case {case} to {reader} for a second reading"
        if reader
        else f"took the second reading of {case} from {was}",
        by=by,
        challenge=case.challenge,
        target=case,
        audience=Audience.TEAM,
        was={"second reader": str(was) if was else ""},
        becomes={"second reader": str(reader) if reader else ""},
    )
    let_go_of_conversations(case, by=by)
    if reader:
        _ask_interests_again(case.challenge, SHARED_OUT, people=[reader], by=by)
    return case


def _let_go_of_second_reading(reading: SecondReading) -> None:
    """What one person chose is never handed to another: whoever reads the case again begins afresh."""
    reading.delete()


def _may_read_again(case: Case, reader: User) -> None:
    _must_be_in_team(case.challenge, [reader])
    if queries.shared_report(case.challenge):
        raise ActionRefused(REPORT_IS_SHARED)
    if reader.pk == case.reviewer_id:
        raise ActionRefused(f"{reader} reads {case} first. The second reader is somebody else.")
    _must_be_free_of_conflict(case, reader)
