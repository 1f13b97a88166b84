"""What the case review answers."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casereview import queries
from casereview.queries import FEWER, NOT_SHOWN
from challenges.models import Milestone, Role
from challenges.moments import acting_at, now
from tests.casereview.factories import (
    AspectNoteFactory,
    CaseFactory,
    CaseReviewFactory,
    CaseReviewReportFactory,
)

pytestmark = pytest.mark.django_db


def sentences(challenge):
    return [(todo.sentence, todo.role, todo.person_id) for todo in queries.left_to_do(challenge)]


def test_at_first_the_sample_is_missing(challenge):
    assert sentences(challenge) == [
        ("Add the cases of the sample", Role.CHALLENGE_MANAGER, None),
        ("Write the case review report", Role.CHALLENGE_MANAGER, None),
    ]


def test_cases_are_due_by_the_first_date_of_the_stage_and_the_report_by_the_last(challenge):
    for code, day in (("case_review", 20), ("case_report", 27)):
        Milestone.objects.create(
            challenge=challenge,
            code=code,
            name=code,
            stage="casereview",
            owner=Role.CHALLENGE_MANAGER,
            due_on=datetime.date(2027, 2, day),
            position=day,
        )

    due = [todo.due_on for todo in queries.left_to_do(challenge)]

    assert due == [datetime.date(2027, 2, 20), datetime.date(2027, 2, 27)]


def test_each_reviewer_is_told_how_many_to_finish(challenge, peer_in):
    lead, peer = peer_in(challenge, Role.LEAD_PEER), peer_in(challenge)
    CaseFactory(challenge=challenge)
    CaseFactory.create_batch(2, challenge=challenge, reviewer=lead)
    CaseFactory(challenge=challenge, reviewer=peer)
    CaseReviewFactory(case=CaseFactory(challenge=challenge, reviewer=peer), finished=True)

    assert sentences(challenge) == [
        ("Share out 1 case", Role.CHALLENGE_MANAGER, None),
        ("Finish 2 cases", Role.PEER, lead.pk),
        ("Finish 1 case", Role.PEER, peer.pk),
        ("Write the case review report", Role.CHALLENGE_MANAGER, None),
    ]


def test_cases_of_someone_who_left_are_given_to_another(challenge, peer_in):
    leaver = peer_in(challenge)
    CaseFactory(challenge=challenge, reviewer=leaver, code="C-07")
    leaver.memberships.update(ended_at=now(), ended_by=leaver)

    assert sentences(challenge)[0] == (
        "Give these cases to someone in the team, since their reviewer has left it: C-07",
        Role.CHALLENGE_MANAGER,
        None,
    )


def test_a_half_written_report_is_still_to_be_written(challenge):
    CaseReviewReportFactory(challenge=challenge, areas="")

    assert sentences(challenge)[-1] == ("Write the case review report", Role.CHALLENGE_MANAGER, None)


def test_a_written_report_is_to_be_shared(challenge):
    CaseReviewReportFactory(challenge=challenge)

    assert sentences(challenge)[-1] == ("Share the case review report with the council", Role.CHALLENGE_MANAGER, None)


def test_nothing_is_left_once_all_is_finished_and_shared(challenge):
    CaseReviewFactory(case=CaseFactory(challenge=challenge), finished=True)
    challenge.cases.update(reviewer=challenge.created_by)
    CaseReviewReportFactory(challenge=challenge, shared=True)

    assert sentences(challenge) == []


@pytest.mark.parametrize("how_many", [1, 30])
def test_what_is_left_costs_the_same_for_every_sample(challenge, peer_in, how_many):
    CaseFactory.create_batch(how_many, challenge=challenge, reviewer=peer_in(challenge))

    with CaptureQueriesContext(
        connection,
    ) as asked:
        queries.left_to_do(challenge)

    assert len(asked) == 4


def test_progress_counts_finished_cases(challenge):
    CaseFactory(challenge=challenge)
    CaseReviewFactory(case=CaseFactory(challenge=challenge))
    CaseReviewFactory(case=CaseFactory(challenge=challenge), finished=True)

    progress = queries.progress(challenge)

    assert (progress.sampled, progress.finished, progress.is_complete) == (3, 1, False)


def test_an_empty_sample_is_not_complete(challenge):
    assert queries.progress(challenge).is_complete is False


def test_readers_are_the_accepted_peers_with_the_lead_first(challenge, peer_in, person):
    peer = peer_in(challenge)
    lead = peer_in(challenge, Role.LEAD_PEER)
    peer_in(challenge, Role.OBSERVER)
    person(Role.PEER, challenge)  # without a place

    assert queries.readers(challenge) == [lead, peer]


def test_counts_are_of_finished_cases_only(challenge):
    for finished in (True, False):
        review = CaseReviewFactory(case=CaseFactory(challenge=challenge), finished=finished)
        AspectNoteFactory(review=review, aspect="A3", tag="mixed")

    counts = {row.code: row.counts for row in queries.tag_counts(challenge)}

    assert counts["A3"] == [0, 1, 0, 0, 0]
    assert counts["A4"] == [0, 0, 0, 0, 0]


def test_a_shared_table_leaves_out_what_was_finished_later(challenge):
    AspectNoteFactory(review=CaseReviewFactory(case=CaseFactory(challenge=challenge), finished=True), aspect="A3")
    shared_at = now()
    with acting_at(shared_at + datetime.timedelta(hours=1)):
        AspectNoteFactory(review=CaseReviewFactory(case=CaseFactory(challenge=challenge), finished=True), aspect="A3")

    counts = {row.code: row.counts for row in queries.tag_counts(challenge, until=shared_at)}

    assert counts["A3"] == [1, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([21, 4, 0, 0, 0], [21, FEWER, FEWER, FEWER, FEWER]),
        ([4, 3, 2, 1, 0], [FEWER] * 5),
        ([5, 6, 7, 5, 5], [5, 6, 7, 5, 5]),
        ([8, 6, 7, 5, 1], [8, 6, 7, NOT_SHOWN, NOT_SHOWN]),  # 27 read: four numbers would give the fifth away
        ([5, 6, 7, 5, 1], [NOT_SHOWN, 6, 7, NOT_SHOWN, NOT_SHOWN]),  # which of those alike went must say nothing
        ([12, 8, 7, 4, 4], [12, 8, NOT_SHOWN, NOT_SHOWN, NOT_SHOWN]),  # 35 read: two that make 8 are four each
        ([3], [FEWER]),
        ([], []),
    ],
)
def test_small_numbers_are_left_out_for_the_council(counts, shown):
    assert queries.without_small(counts) == shown


def test_the_method_names_roles_and_no_small_number(challenge, peer_in):
    lead, peer = peer_in(challenge, Role.LEAD_PEER), peer_in(challenge)
    for number in range(6):
        case = CaseFactory(challenge=challenge, reviewer=lead if number % 2 else peer, stratum="Early help")
        CaseReviewFactory(case=case, finished=True)
    CaseReviewFactory(case=CaseFactory(challenge=challenge, reviewer=peer, stratum="Care leavers"), finished=True)
    CaseReviewFactory(case=CaseFactory(challenge=challenge, reviewer=peer, stratum="Assessments"), finished=True)

    method = queries.method(challenge)

    assert method.finished == 8
    assert method.reviewers == "the lead peer and one peer"
    assert [(part.name, part.read) for part in method.parts] == [
        ("Early help", 6),
        ("Care leavers", FEWER),
        ("Assessments", FEWER),
    ]


def test_few_cases_are_not_counted_out(challenge):
    CaseReviewFactory(case=CaseFactory(challenge=challenge), finished=True)

    assert queries.method(challenge).finished == "fewer than 5"


def test_shares_are_shown_before_they_are_given(challenge, peer_in):
    lead, peer = peer_in(challenge, Role.LEAD_PEER), peer_in(challenge)
    CaseFactory.create_batch(3, challenge=challenge)
    CaseFactory(challenge=challenge, reviewer=lead)

    shares = queries.shares(challenge, [lead, peer])

    assert [(share.reader, share.has, len(share.cases), share.total) for share in shares] == [
        (lead, 1, 1, 2),
        (peer, 0, 2, 2),
    ]


def test_nobody_shares_nothing(challenge):
    CaseFactory(challenge=challenge)

    assert queries.shares(challenge, []) == []


def test_the_shared_report_is_found_once_shared(challenge):
    report = CaseReviewReportFactory(challenge=challenge)
    other = CaseReviewReportFactory(shared=True)

    assert queries.shared_report(report.challenge) is None
    assert queries.shared_report(other.challenge) == other


def test_who_to_tell_at_once_is_named(challenge, person):
    person(Role.SPONSOR, challenge, name="Director")
    person(Role.CHALLENGE_MANAGER, challenge, name="Manager")

    assert queries.who_to_tell(challenge) == "Director (the sponsor) and Manager (the challenge manager)"
