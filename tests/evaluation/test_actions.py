"""Recording the interview and closing the challenge, and every refusal in its words."""

import datetime
from types import SimpleNamespace

import pytest
import time_machine

from challenges.action_tools import ActionRefused, SavedByAnother
from challenges.lifecycle import Stage
from challenges.models import AuditEvent, StageEnding
from evaluation import actions, queries
from evaluation.models import EvaluationInterview, InterviewAnswer
from peerchallenge.demo import evaluation as story
from tests.evaluation.factories import IssuedReportFactory
from tests.factories import ChallengeFactory, UserFactory

pytestmark = pytest.mark.django_db
HELD_ON = datetime.date(2027, 6, 1)


@pytest.fixture(autouse=True)
def a_month_on():
    with time_machine.travel(datetime.datetime(2027, 6, 2, 9, tzinfo=datetime.UTC)):
        yield


@pytest.fixture
def challenge():
    return ChallengeFactory(stage=Stage.EVALUATION)


@pytest.fixture
def people(challenge, person):
    return SimpleNamespace(**{role: person(role, challenge) for role in ["sponsor", "challenge_manager"]})


def every_answer(challenge, text="Yes."):
    return {each.code: text for each in challenge.programme.plan.evaluation.questions}


def record(challenge, people, **changes):
    given = {
        "held_on": HELD_ON,
        "spoken_to": people.sponsor,
        "answers": {"aims": "Yes, mostly."},
        "version": 0,
        "by": people.challenge_manager,
    }
    return actions.record_interview(challenge, **given | changes)


def refusal_of(function, *args, **kwargs):
    with pytest.raises(ActionRefused) as refused:
        function(*args, **kwargs)
    return str(refused.value)


def test_what_was_said_is_kept_with_the_question_as_it_was_asked(challenge, people):
    interview = record(challenge, people)

    assert (interview.held_on, interview.spoken_to, interview.audience) == (HELD_ON, people.sponsor, "council")
    questions = challenge.programme.plan.evaluation.questions
    kept = list(InterviewAnswer.objects.order_by("position").values_list("question", "question_text", "text"))
    assert kept == [(each.code, each.text, "Yes, mostly." if each.code == "aims" else "") for each in questions]


def test_an_interview_can_be_saved_again_and_again(challenge, people):
    record(challenge, people)

    interview = record(challenge, people, answers={"aims": "Yes, all of it."}, version=1)

    assert interview.version == 2
    assert queries.answers_to(interview)["aims"] == "Yes, all of it."
    assert EvaluationInterview.objects.count() == 1


def test_the_words_stay_out_of_the_history_of_those_who_may_not_read_them(challenge, people):
    record(challenge, people, answers={"team": "Private words"})
    record(challenge, people, answers={"team": "Other private words"}, version=1)

    shared = AuditEvent.objects.filter(audience="council")

    assert AuditEvent.objects.get(what="interview.edited").was == {"team": "Private words"}
    assert [event.what for event in shared] == ["interview.recorded"]
    assert (shared.get().was, shared.get().now) == ({}, {})


def test_who_saves_second_sees_both_texts(challenge, people):
    record(challenge, people, answers={"aims": "Theirs", "team": "Theirs too"})

    with pytest.raises(SavedByAnother) as refused:
        record(challenge, people, answers={"aims": "Mine"}, version=0)

    theirs = refused.value.theirs
    assert (theirs["answer_aims"], theirs["answer_team"], theirs["held_on"]) == ("Theirs", "Theirs too", "1 June 2027")
    assert queries.answers_to(EvaluationInterview.objects.get())["aims"] == "Theirs"


def test_another_day_saved_meanwhile_is_shown_too(challenge, people):
    record(challenge, people)

    with pytest.raises(SavedByAnother) as refused:
        record(challenge, people, held_on=datetime.date(2027, 5, 31))

    assert refused.value.theirs["held_on"] == "1 June 2027"


def test_the_same_words_twice_are_no_conflict(challenge, people):
    record(challenge, people)

    interview = record(challenge, people)

    assert queries.answers_to(interview)["aims"] == "Yes, mostly."


def test_an_interview_is_recorded_once_it_is_held(challenge, people):
    refusal = refusal_of(record, challenge, people, held_on=datetime.date(2027, 6, 3))

    assert refusal == "The date of the interview lies ahead. Record it once it is held."


def test_an_interview_is_held_after_the_team_was_there(challenge, people):
    refusal = refusal_of(record, challenge, people, held_on=datetime.date(2027, 3, 11))

    assert refusal == "The team was on site until 12 March 2027. The interview is held after that."


def test_the_interview_is_with_the_sponsor(challenge, people):
    refusal = refusal_of(record, challenge, people, spoken_to=UserFactory(name="Someone else"))

    assert refusal == "Someone else is not sponsor of this challenge. The interview is held with the sponsor."


def test_the_record_can_be_changed_after_the_sponsor_left(challenge, people):
    record(challenge, people)
    challenge.memberships.filter(role="sponsor").delete()

    interview = record(challenge, people, answers={"aims": "Yes."}, version=1)

    assert interview.spoken_to == people.sponsor


@pytest.mark.parametrize("stage", [Stage.REPORTING, Stage.CLOSED])
def test_the_interview_is_recorded_in_the_evaluation_only(people, stage):
    challenge = ChallengeFactory(stage=stage)

    refusal = refusal_of(record, challenge, people)

    assert refusal == f"The challenge is at “{stage.label}”. The interview is recorded in the evaluation."


def test_a_recorded_interview_lets_the_challenge_close(challenge, people):
    record(challenge, people, answers=every_answer(challenge))

    actions.close_challenge(challenge, by=people.challenge_manager)

    challenge.refresh_from_db()
    assert (challenge.stage, challenge.closed_at is None) == (Stage.CLOSED, False)
    assert StageEnding.objects.get().missing == []


def test_a_challenge_without_an_interview_stays_open(challenge, people):
    refusal = refusal_of(actions.close_challenge, challenge, by=people.challenge_manager)

    assert refusal == (
        "Something is still missing: Hold the evaluation interview with the sponsor. Mend it, or say why it can wait."
    )


def test_a_challenge_can_close_without_an_interview_for_a_reason(challenge, people):
    actions.close_challenge(challenge, by=people.challenge_manager, override_reason="The sponsor has left.")

    ending = StageEnding.objects.get()
    assert ending.missing == ["Hold the evaluation interview with the sponsor"]
    assert ending.override_reason == "The sponsor has left."


def test_the_demo_tells_the_evaluation_by_the_real_steps(challenge, people):
    IssuedReportFactory(challenge=challenge)

    story.begin(challenge, people)
    story.complete(challenge, people)

    challenge.refresh_from_db()
    assert challenge.stage == Stage.CLOSED
    assert queries.unanswered(challenge, EvaluationInterview.objects.get()) == []
