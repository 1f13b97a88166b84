"""The pages of the evaluation: who opens them, and what they say."""

import datetime
import re

import pytest
import time_machine
from django.urls import reverse

from challenges.lifecycle import Stage
from evaluation import actions
from evaluation.models import EvaluationInterview
from tests.evaluation.factories import EvaluationInterviewFactory, InterviewAnswerFactory, IssuedReportFactory
from tests.factories import ChallengeFactory
from tests.scoping.factories import KeyLineFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_month_on():
    with time_machine.travel(datetime.datetime(2027, 6, 2, 9, tzinfo=datetime.UTC)):
        yield


@pytest.fixture
def challenge():
    return IssuedReportFactory().challenge


def url(name, challenge):
    return reverse(f"evaluation:{name}", args=[challenge.slug])


def text_of(response):
    """What a reader sees, without markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def typed(challenge, sponsor, **changes):
    said = {f"answer_{each.code}": "Yes." for each in challenge.programme.plan.evaluation.questions}
    day = {"held_on_day": "1", "held_on_month": "6", "held_on_year": "2027"}
    return said | day | {"spoken_to": sponsor.pk, "version": 0} | changes


@pytest.mark.parametrize(
    ("role", "name", "status"),
    [
        ("stranger", "interview", 404),
        ("contributor", "interview", 403),
        ("organiser", "interview", 403),
        ("lead_peer", "interview", 403),
        ("observer", "interview", 403),
        ("sponsor", "interview", 200),
        ("adviser", "interview", 200),
        ("challenge_manager", "interview", 200),
        ("sponsor", "evaluation_end", 403),
        ("adviser", "evaluation_end", 403),
        ("challenge_manager", "evaluation_end", 200),
    ],
)
def test_who_opens_which_page(challenge, person, log_in_as, role, name, status):
    response = log_in_as(person(role, challenge)).get(url(name, challenge))

    assert response.status_code == status


def test_before_the_interview_the_page_says_when_it_is_due_and_what_was_agreed(challenge, person, log_in_as):
    KeyLineFactory(challenge=challenge, number=1, outcome_wanted="A shared view", measure="Fewer repeat contacts")

    page = text_of(log_in_as(person("challenge_manager", challenge)).get(url("interview", challenge)))

    assert "It was due on 30 May 2027" in page
    assert "Outcome wanted: A shared view" in page
    assert "How we will know: Fewer repeat contacts" in page
    assert "Did the challenge do what you wanted from it?" in page


def test_the_sponsor_can_read_the_questions_beforehand_and_has_no_form(challenge, person, log_in_as):
    client = log_in_as(person("sponsor", challenge))

    response = client.get(url("interview", challenge))

    assert "The challenge manager agrees a time with you." in text_of(response)
    assert "Did the challenge do what you wanted from it?" in text_of(response)
    assert response.context["form"] is None
    assert client.post(url("interview", challenge), {"version": 0}).status_code == 403


def test_saving_records_and_stays(challenge, person, log_in_as):
    sponsor = person("sponsor", challenge)
    client = log_in_as(person("challenge_manager", challenge))

    response = client.post(url("interview", challenge), typed(challenge, sponsor, save="Save"))

    assert response.url == url("interview", challenge)
    interview = EvaluationInterview.objects.get()
    assert (interview.held_on, interview.spoken_to) == (datetime.date(2027, 6, 1), sponsor)


def test_recording_and_closing_asks_once_more_and_then_closes(challenge, person, log_in_as):
    sponsor = person("sponsor", challenge)
    client = log_in_as(person("challenge_manager", challenge))

    response = client.post(url("interview", challenge), typed(challenge, sponsor, close="Record and close"))
    assert response.url == url("evaluation_end", challenge)
    assert "Something is still missing" not in text_of(client.get(response.url))

    closed = client.post(response.url)
    challenge.refresh_from_db()
    assert (closed.url, challenge.stage) == (challenge.get_absolute_url(), Stage.CLOSED)


def test_closing_with_questions_open_asks_why_that_can_wait(challenge, person, log_in_as):
    sponsor = person("sponsor", challenge)
    client = log_in_as(person("challenge_manager", challenge))
    client.post(url("interview", challenge), typed(challenge, sponsor, answer_team=""))

    refused = client.post(url("evaluation_end", challenge))
    assert "1 question has no answer yet" in text_of(refused)
    assert "Fill in “Why can this wait?”" in text_of(refused)

    client.post(url("evaluation_end", challenge), {"override_reason": "We had no time for it."})
    challenge.refresh_from_db()
    assert challenge.stage == Stage.CLOSED


def test_what_was_typed_stays_when_the_date_is_missing(challenge, person, log_in_as):
    sponsor = person("sponsor", challenge)
    client = log_in_as(person("challenge_manager", challenge))

    response = client.post(
        url("interview", challenge), typed(challenge, sponsor, held_on_day="", answer_aims="A long answer")
    )

    assert "The date of the interview must include a day" in text_of(response)
    assert "A long answer" in text_of(response)
    assert not EvaluationInterview.objects.exists()


def test_who_saves_second_sees_both_texts(challenge, person, log_in_as):
    sponsor, manager = person("sponsor", challenge), person("challenge_manager", challenge)
    actions.record_interview(
        challenge,
        held_on=datetime.date(2027, 6, 1),
        spoken_to=sponsor,
        answers={"aims": "What they wrote"},
        version=0,
        by=manager,
    )
    client = log_in_as(manager)

    response = client.post(url("interview", challenge), typed(challenge, sponsor, answer_aims="What I wrote"))

    page = text_of(response)
    assert "What they wrote" in page
    assert "What I wrote" in page
    assert response.context["form"]["version"].value() == "1"


def test_without_a_sponsor_the_page_says_what_to_do(challenge, person, log_in_as):
    page = text_of(log_in_as(person("challenge_manager", challenge)).get(url("interview", challenge)))

    assert "Nobody is sponsor of this challenge now. Name the sponsor" in page


def test_the_sponsor_reads_what_is_recorded(challenge, person, log_in_as):
    interview = EvaluationInterviewFactory(challenge=challenge, spoken_to=(sponsor := person("sponsor", challenge)))
    InterviewAnswerFactory(interview=interview, text="It helped us.")

    page = text_of(log_in_as(sponsor).get(url("interview", challenge)))

    assert "It helped us." in page
    assert "No answer recorded" in page


def test_after_closing_everyone_who_could_reads_and_nobody_writes(person, log_in_as):
    challenge = ChallengeFactory(stage=Stage.CLOSED)
    interview = EvaluationInterviewFactory(challenge=challenge)
    InterviewAnswerFactory(interview=interview, text="It helped us.")
    client = log_in_as(person("challenge_manager", challenge))

    response = client.get(url("interview", challenge))

    assert "It helped us." in text_of(response)
    assert response.context["form"] is None
    assert client.get(url("evaluation_end", challenge)).status_code == 403


def test_a_challenge_closed_without_an_interview_says_so(person, log_in_as):
    challenge = ChallengeFactory(stage=Stage.CLOSED)

    page = text_of(log_in_as(person("adviser", challenge)).get(url("interview", challenge)))

    assert "The challenge was closed without a recorded interview." in page


@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_costs_the_same_with_many_key_lines(challenge, person, log_in_as, django_assert_num_queries, rows):
    for number in range(1, rows + 1):
        KeyLineFactory(challenge=challenge, number=number)
    person("sponsor", challenge)
    client = log_in_as(person("challenge_manager", challenge))

    with django_assert_num_queries(12):
        client.get(url("interview", challenge))
