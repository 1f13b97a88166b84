"""The sample: cases in and out, and who reads what."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from casereview import queries
from casereview.actions.conversations import let_go_of_conversations, withdraw_conversations_about
from casereview.actions.who_may_read import _must_be_free_of_conflict, _must_be_in_team
from casereview.models import Case, CaseReview, SecondReading
from casereview.sample_lines import CaseLine
from challenges import audit
from challenges.action_tools import ActionRefused, locked
from challenges.models import Audience, Challenge, User
from challenges.moments import now
from preparation import actions as preparation

SAMPLE_CHANGED = "the sample of cases has changed"
SHARED_OUT = "cases were shared out to you"


@transaction.atomic
def add_cases(challenge: Challenge, *, lines: Sequence[CaseLine], by: User) -> list[Case]:
    """Put cases in the sample, all of them or none."""
    challenge = locked(challenge)
    if not lines:
        raise ActionRefused("Enter at least one case.")
    standing = {code.upper() for code in challenge.cases.values_list("code", flat=True)}
    twice = sorted({line.code for line in lines} & standing)
    if twice:
        raise ActionRefused(f"There is a case {twice[0]} already. No case was added.")
    last = challenge.cases.aggregate(last=Max("position"))["last"] or 0
    rows = [
        Case(challenge=challenge, code=each.code, stratum=each.stratum, age_band=each.age_band, position=position)
        for position, each in enumerate(lines, start=last + 1)
    ]
    for row in rows:
        try:
            row.clean_fields(exclude=["challenge"])
        except ValidationError as error:
            raise ActionRefused(" ".join(error.messages)) from error
    Case.objects.bulk_create(rows)
    audit.record(
        "cases.added",
        f"added {queries.number_of_cases(len(rows))} to the sample",
        by=by,
        challenge=challenge,
        target=challenge,
        audience=Audience.TEAM,
        becomes={"codes": [row.code for row in rows]},
    )
    _ask_interests_again(challenge, SAMPLE_CHANGED, by=by)
    return rows


@transaction.atomic
def remove_case(case: Case, *, by: User) -> None:
    """Take a case out of the sample; only while nobody has started to read it."""
    case = locked(case)
    if _is_being_read(case):
        raise ActionRefused(f"{case} is being read, so it stays in the sample.")
    withdraw_conversations_about(case, by=by)
    audit.record(
        "case.removed",
        f"took case {case} out of the sample",
        by=by,
        challenge=case.challenge,
        target=case,
        audience=Audience.TEAM,
    )
    _ask_interests_again(case.challenge, SAMPLE_CHANGED, by=by)
    case.delete()


def _is_being_read(case: Case) -> bool:
    """Whether somebody has begun to write about it, as its first reader or as its second."""
    return CaseReview.objects.filter(case=case).exists() or SecondReading.objects.filter(case=case).exists()


def _ask_interests_again(challenge: Challenge, because: str, *, by: User, people: Sequence[User] | None = None) -> None:
    """Somebody may know a child, a family or a worker of a case that is new to them: who reads cases says so, or not."""
    readers = list(queries.readers(challenge)) if people is None else people
    preparation.ask_interests_again(challenge, because=because, people=readers, by=by)


@transaction.atomic
def share_out_cases(challenge: Challenge, *, people: Sequence[User], by: User) -> int:
    """Give every case that nobody has yet to these people: even in number, a mix of the sample for each."""
    challenge = locked(challenge)
    if not people:
        raise ActionRefused("Choose at least one person who reads cases.")
    _must_be_in_team(challenge, people)
    dealt = queries.shares(challenge, people)
    shares = [share for share in dealt.shares if share.cases]
    if not shares:
        raise ActionRefused(
            "Nobody chosen may read the cases that are left."
            if challenge.cases.not_shared_out().exists()
            else "Every case has a reviewer already."
        )
    for share in shares:
        Case.objects.not_shared_out().filter(pk__in=[case.pk for case in share.cases]).update(reviewer=share.reader)
    given = dealt.number
    audit.record(
        "cases.shared_out",
        f"shared out {queries.number_of_cases(given)} among {len(shares)} people"
        if len(shares) > 1
        else f"gave {queries.number_of_cases(given)} to {shares[0].reader}",
        by=by,
        challenge=challenge,
        target=challenge,
        audience=Audience.TEAM,
        becomes={share.reader.name: [case.code for case in share.cases] for share in shares},
    )
    _ask_interests_again(challenge, SHARED_OUT, people=[share.reader for share in shares], by=by)
    return given


@transaction.atomic
def assign_case(case: Case, *, reviewer: User | None, by: User, hand_over: bool = False) -> Case:
    """Change who reads a case. What is written already moves with it, and only when that is said."""
    case = locked(case)
    review = CaseReview.objects.select_for_update(of=("self",)).filter(case=case).first()
    if review and review.finished_at:
        raise ActionRefused(f"{case} is finished. Its reviewer stays.")
    if reviewer:
        _must_be_in_team(case.challenge, [reviewer])
    if reviewer and reviewer.pk == case.reviewer_id:
        return case
    if reviewer and reviewer.pk == case.second_reader_id:
        raise ActionRefused(f"{reviewer} reads {case} again. Choose another second reader first.")
    if reviewer:
        _must_be_free_of_conflict(case, reviewer)
    was, case.reviewer = case.reviewer, reviewer
    handed = ""
    if review:
        if reviewer is None:
            raise ActionRefused(f"{was} has started to write about {case}. Choose who takes it over.")
        if not hand_over:
            raise ActionRefused(
                f"{was} has started to write about {case}. Say that you hand over what is written, then save again."
            )
        review.written_by = review.changed_by = reviewer
        review.changed_at = now()
        review.version += 1
        review.save(update_fields=["written_by", "changed_by", "changed_at", "version"])
        handed = ", with what was written"
    case.save(update_fields=["reviewer"])
    audit.record(
        "case.handed_over" if review else "case.assigned",
        f"gave case {case} to {reviewer}{handed}" if reviewer else f"took case {case} from {was}",
        by=by,
        challenge=case.challenge,
        target=case,
        audience=Audience.TEAM,
        was={"reviewer": str(was) if was else ""},
        becomes={"reviewer": str(reviewer) if reviewer else ""},
    )
    let_go_of_conversations(case, by=by)
    if reviewer:
        _ask_interests_again(case.challenge, SHARED_OUT, people=[reviewer], by=by)
    return case
