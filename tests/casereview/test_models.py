"""What the database itself refuses."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from casereview.models import Case
from challenges.models import Audience
from challenges.moments import now
from tests.casereview.factories import (
    AspectNoteFactory,
    CaseFactory,
    CaseReviewFactory,
    CaseReviewReportFactory,
)

pytestmark = pytest.mark.django_db


def test_a_code_stands_once_in_a_challenge(challenge):
    CaseFactory(challenge=challenge, code="C-01")

    with pytest.raises(IntegrityError):
        CaseFactory(challenge=challenge, code="C-01")


def test_the_same_code_may_stand_in_another_challenge():
    first, second = CaseFactory(code="C-01"), CaseFactory(code="C-01")

    assert first.challenge != second.challenge


@pytest.mark.parametrize("code", ["Smith", "9434765919", "C-12345", "01/02/2015", ""])
def test_a_code_is_letters_and_a_short_number(challenge, code):
    case = CaseFactory.build(challenge=challenge, code=code)

    with pytest.raises(ValidationError):
        case.clean_fields(exclude=["challenge"])


def test_a_case_has_one_review():
    review = CaseReviewFactory()

    with pytest.raises(IntegrityError):
        CaseReviewFactory(case=review.case)


def test_an_open_review_is_for_its_author():
    with pytest.raises(IntegrityError):
        CaseReviewFactory(audience=Audience.TEAM)


def test_a_finished_review_is_for_the_team():
    with pytest.raises(IntegrityError):
        CaseReviewFactory(finished_at=now(), audience=Audience.COUNCIL)


def test_an_aspect_has_one_note_in_a_review():
    note = AspectNoteFactory()

    with pytest.raises(IntegrityError):
        AspectNoteFactory(review=note.review)


def test_a_challenge_has_one_report(challenge):
    CaseReviewReportFactory(challenge=challenge)

    with pytest.raises(IntegrityError):
        CaseReviewReportFactory(challenge=challenge)


@pytest.mark.parametrize(
    "fields",
    [{"audience": Audience.COUNCIL}, {"audience": Audience.TEAM, "shared_at": now()}, {"audience": Audience.AUTHOR}],
)
def test_a_report_is_for_the_council_exactly_when_it_is_shared(fields):
    with pytest.raises(IntegrityError):
        CaseReviewReportFactory(**fields)


def test_a_case_knows_its_state():
    not_started = CaseFactory()
    being_read = CaseReviewFactory().case
    finished = CaseReviewFactory(finished=True).case

    states = {case.pk: case.state for case in Case.objects.with_state()}

    assert states == {
        not_started.pk: Case.State.NOT_STARTED,
        being_read.pk: Case.State.BEING_READ,
        finished.pk: Case.State.FINISHED,
    }
