"""What the tables of the evaluation never hold."""

import pytest
from django.db import IntegrityError, transaction

from tests.evaluation.factories import EvaluationInterviewFactory, InterviewAnswerFactory

pytestmark = pytest.mark.django_db


def test_an_interview_is_always_shared_with_the_council():
    with pytest.raises(IntegrityError), transaction.atomic():
        EvaluationInterviewFactory(audience="lga")


def test_a_challenge_has_one_interview():
    interview = EvaluationInterviewFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        EvaluationInterviewFactory(challenge=interview.challenge)


def test_each_question_is_answered_once():
    answer = InterviewAnswerFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        InterviewAnswerFactory(interview=answer.interview, question=answer.question)
