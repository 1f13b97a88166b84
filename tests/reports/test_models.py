"""What can never be true of a report, its versions, its readers and the council's answers, tried at the database."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from challenges.moments import now
from reports.models import AccuracyPoint, Passage, QualityReview, Report, ReportVersion
from tests.factories import UserFactory
from tests.reports.factories import (
    AccuracyPointFactory,
    PassageFactory,
    QualityReviewFactory,
    ReportFactory,
    ReportVersionFactory,
)

pytestmark = pytest.mark.django_db
SENT = {"sent_at": now(), "window_ends_on": datetime.date(2027, 4, 14)}


def refused_by(constraint):
    return pytest.raises(IntegrityError, match=constraint)


def who(*fields):
    person = UserFactory()
    return dict.fromkeys(fields, person)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("report_agreed_at_and_by_together", {"state": "quality_assurance", "agreed_at": now()}),
        ("report_agreed_before_quality_assurance", {"state": "quality_assurance"}),
        ("report_sent_at_and_by_together", {"sent_at": now()}),
    ],
)
def test_who_and_when_stand_together(constraint, fields):
    with refused_by(constraint), transaction.atomic():
        ReportFactory(**fields)


def test_a_report_back_in_drafting_is_agreed_by_nobody():
    with refused_by("report_agreed_before_quality_assurance"), transaction.atomic():
        ReportFactory(state="drafting", agreed_at=now(), **who("agreed_by"))


@pytest.mark.parametrize("state", ["factual_accuracy", "answered", "final"])
def test_the_council_checks_only_what_was_sent(state):
    answered = {} if state == "factual_accuracy" else {"answered_at": now()}
    issued = {"issued_at": now(), **who("issued_by")} if state == "final" else {}

    with refused_by("report_sent_before_the_council_checks_it"), transaction.atomic():
        ReportFactory(state=state, agreed_at=now(), **who("agreed_by"), **answered, **issued)


@pytest.mark.parametrize(
    ("state", "fields"),
    [
        ("answered", {}),
        ("factual_accuracy", {"answered_at": now()}),
        ("factual_accuracy", {"silence_recorded": True}),
    ],
)
def test_a_report_is_answered_when_it_says_when(state, fields):
    with refused_by("report_answered_at_when_answered"), transaction.atomic():
        ReportFactory(state=state, agreed_at=now(), **who("agreed_by", "sent_by"), **SENT, **fields)


@pytest.mark.parametrize(("state", "issued"), [("final", False), ("answered", True)])
def test_a_report_is_final_when_it_is_issued(state, issued):
    fields = {"issued_at": now(), **who("issued_by")} if issued else {}

    with refused_by("report_issued_when_final"), transaction.atomic():
        ReportFactory(state=state, agreed_at=now(), answered_at=now(), **who("agreed_by", "sent_by"), **SENT, **fields)


def test_a_challenge_has_one_report():
    report = ReportFactory()

    with refused_by("challenge_id"), transaction.atomic():
        ReportFactory(challenge=report.challenge)


def test_a_position_is_used_once_in_a_report():
    passage = PassageFactory()

    with refused_by("position|one_passage_per_position"), transaction.atomic():
        PassageFactory(report=passage.report, position=passage.position)


def test_a_version_number_is_used_once_in_a_report():
    version = ReportVersionFactory()

    with refused_by("number|one_report_version_per_number"), transaction.atomic():
        ReportVersionFactory(report=version.report, number=version.number)


def test_one_version_is_issued():
    version = ReportVersionFactory(kind="final", issued_at=now())

    with refused_by("report_id|one_report_version_is_issued"), transaction.atomic():
        ReportVersionFactory(report=version.report, kind="final", issued_at=now())


@pytest.mark.parametrize("kind", ["draft", "for_council"])
def test_only_a_final_version_is_issued(kind):
    with refused_by("only_a_final_version_is_issued"), transaction.atomic():
        ReportVersionFactory(kind=kind, issued_at=now())


def test_one_decision_per_step_of_a_round():
    review = QualityReviewFactory()

    with refused_by("step|one_quality_review_per_step"), transaction.atomic():
        QualityReviewFactory(report=review.report)


def test_who_wants_changes_says_which():
    with refused_by("changes_wanted_say_which"), transaction.atomic():
        QualityReviewFactory(outcome="changes", comment="")


def test_not_correct_says_why():
    with refused_by("not_correct_says_why"), transaction.atomic():
        AccuracyPointFactory(correct=False, because="")


@pytest.mark.parametrize(
    "fields",
    [
        {"response": "accepted"},
        {"response": "accepted", "response_reason": "So it is.", "responded_at": now()},
        {"response": "accepted", "responded_at": now(), "responded_by": True},
        {
            "response": "declined",
            "response_reason": "So.",
            "responded_at": now(),
            "responded_by": True,
            "correct": True,
        },
        {"responded_at": now()},
    ],
)
def test_an_answer_to_the_council_has_a_reason_and_a_person(fields):
    person = {"responded_by": UserFactory()} if fields.pop("responded_by", False) else {}
    point = {"correct": False, "because": "It was three."} | fields | person

    with refused_by("accuracy_response_has_a_reason"), transaction.atomic():
        AccuracyPointFactory(**point)


def test_a_passage_has_one_answer():
    point = AccuracyPointFactory()

    with refused_by("passage_id"), transaction.atomic():
        AccuracyPointFactory(passage=point.passage)


def test_each_is_called_by_what_it_is():
    report = ReportFactory()
    passage = PassageFactory(report=report, heading="Leaders know their services", position=4)
    plain = PassageFactory(report=report, heading="", position=5)
    point = AccuracyPointFactory(passage=passage, correct=False, because="Not all.")
    review = QualityReviewFactory(report=report)
    version = ReportVersionFactory(report=report, number=2)

    names = [str(each) for each in (report, passage, plain, point, review, version)]

    assert names == [
        f"Report of {report.challenge}",
        "Leaders know their services",
        "Passage 5",
        "Not correct: Leaders know their services",
        "Lead peer: Agreed",
        "Draft, version 2",
    ]


def test_every_state_has_its_moves():
    assert set(Report.MOVES) == set(Report.State)


@pytest.mark.parametrize("model", [Passage, AccuracyPoint, QualityReview, ReportVersion])
def test_rows_come_in_an_order(model):
    assert model._meta.ordering
