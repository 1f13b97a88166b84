"""What is left to do in the evaluation, and when."""

import datetime

import pytest

from challenges.inviting import NEVER_WITHOUT
from challenges.lifecycle import Stage
from challenges.models import Milestone
from challenges.next_actions import left_to_do
from evaluation import queries
from tests.evaluation.factories import (
    EvaluationInterviewFactory,
    InterviewAnswerFactory,
    IssuedReportFactory,
    other_programme,
)
from tests.factories import ChallengeFactory

pytestmark = pytest.mark.django_db


def answer_everything(interview, *, but=0):
    questions = interview.challenge.programme.plan.evaluation.questions
    for each in questions[: len(questions) - but]:
        InterviewAnswerFactory(interview=interview, question=each.code)


@pytest.mark.parametrize(
    ("issued_on", "due_on"),
    [
        (datetime.date(2027, 4, 30), datetime.date(2027, 5, 30)),
        (datetime.date(2027, 1, 31), datetime.date(2027, 2, 28)),
        (datetime.date(2028, 1, 31), datetime.date(2028, 2, 29)),
        (datetime.date(2027, 12, 31), datetime.date(2028, 1, 31)),
        (datetime.date(2026, 11, 25), datetime.date(2026, 12, 25)),  # bank holidays do not matter
    ],
)
def test_the_interview_is_due_a_calendar_month_after_the_final_report(issued_on, due_on):
    challenge = IssuedReportFactory(issued_on=issued_on).challenge

    assert queries.interview_due_on(challenge) == due_on


def test_without_a_report_in_the_programme_the_month_counts_from_the_last_day():
    programme = other_programme(stages=["scoping", "preparation", "casereview", "onsite", "feedback", "evaluation"])
    challenge = ChallengeFactory(stage=Stage.EVALUATION, programme=programme)

    assert queries.interview_due_on(challenge) == datetime.date(2027, 4, 12)


def test_before_the_report_is_issued_the_plan_says_when():
    challenge = ChallengeFactory(stage=Stage.REPORTING)
    Milestone.objects.create(
        challenge=challenge,
        code="evaluation",
        name="Evaluation interview",
        stage=Stage.EVALUATION,
        owner="challenge_manager",
        due_on=datetime.date(2027, 5, 24),
        position=1,
    )

    assert queries.interview_due_on(challenge) == datetime.date(2027, 5, 24)
    assert queries.a_month_on(challenge) is None


def test_the_interview_waits_for_the_challenge_manager_and_tells_the_sponsor():
    challenge = IssuedReportFactory().challenge

    assert [(todo.sentence, todo.role, todo.gates, todo.due_on) for todo in queries.left_to_do(challenge)] == [
        ("Hold the evaluation interview with the sponsor", "challenge_manager", True, datetime.date(2027, 5, 30)),
        ("Agree a time for the evaluation interview", "sponsor", False, datetime.date(2027, 5, 30)),
    ]


@pytest.mark.parametrize(
    ("but", "sentence"),
    [
        (1, "Finish the record of the evaluation interview: 1 question has no answer yet"),
        (2, "Finish the record of the evaluation interview: 2 questions have no answer yet"),
    ],
)
def test_an_unfinished_record_waits_too(but, sentence):
    interview = EvaluationInterviewFactory()
    answer_everything(interview, but=but)

    assert [todo.sentence for todo in queries.left_to_do(interview.challenge)] == [sentence]


def test_a_finished_record_leaves_only_the_closing(person):
    interview = EvaluationInterviewFactory()
    answer_everything(interview)
    for role in NEVER_WITHOUT:
        person(role, interview.challenge)

    assert [(todo.sentence, todo.role, todo.page) for todo in left_to_do(interview.challenge)] == [
        ("Close the challenge", "challenge_manager", "evaluation:evaluation_end")
    ]


def test_an_answer_of_blanks_is_none():
    interview = EvaluationInterviewFactory()
    answer_everything(interview, but=1)
    last = interview.challenge.programme.plan.evaluation.questions[-1]
    InterviewAnswerFactory(interview=interview, question=last.code, text="  \n")

    assert queries.unanswered(interview.challenge, interview) == [last]
