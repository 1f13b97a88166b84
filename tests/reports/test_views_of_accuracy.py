"""Factual accuracy as the LGA and the team read and answer it, and what long answers cost."""

import pytest

from reports.models import AccuracyPoint, Report
from tests.pages import without_marks
from tests.reports.factories import (
    AccuracyPointFactory,
    long_report,
    sent_and_answered,
)

pytestmark = pytest.mark.django_db

State = Report.State


# Factual accuracy, for those who read it


@pytest.mark.parametrize("how_many", [1, 30, 60])
def test_long_answers_cost_no_more_queries(story, log_in_as, address, how_many, django_assert_num_queries):
    long_report(story, how_many)
    story.report.passages.update(text_sent="Sent.")
    for passage in story.report.passages.all():
        AccuracyPointFactory(passage=passage, correct=False, because="Not so.", written_by=story.sponsor)
    Report.objects.update(state=State.ANSWERED, **sent_and_answered(story))
    client = log_in_as(story.challenge_manager)

    with django_assert_num_queries(8):
        page = client.get(address("accuracy"))

    assert page.text.count("Accept or decline") == how_many


@pytest.mark.parametrize("how_many", [1, 30, 60])
def test_a_long_form_costs_no_more_queries(story, log_in_as, address, how_many, django_assert_num_queries):
    long_report(story, how_many)
    story.report.passages.update(text_sent="Sent.")
    fields = sent_and_answered(story) | {"answered_at": None}
    Report.objects.update(state=State.FACTUAL_ACCURACY, **fields)
    client = log_in_as(story.sponsor)

    with django_assert_num_queries(10):
        page = client.get(address("accuracy"))

    assert page.text.count("<fieldset") == how_many


def test_the_challenge_manager_answers_each_point(story, send, at):
    story.take_to(State.ANSWERED, not_correct=[2])
    assert "Accept or decline" in at("challenge_manager", "accuracy").text
    point = AccuracyPoint.objects.get(correct=False)
    assert "Only facts change at this step." in at("challenge_manager", "accuracy_respond", point.pk).text

    data = {"response": "declined", "response_reason": "We saw two.", "version": 1}
    page = send("challenge_manager", "accuracy_respond", point.pk, data=data)

    assert "Declined, with your reason." in page.text
    assert "We saw two." in at("sponsor", "accuracy").text


@pytest.mark.parametrize(
    ("role", "lands_on"), [("challenge_manager", "/report/passages/"), ("programme_manager", "/report/accuracy/")]
)
def test_who_accepts_and_may_write_changes_the_passage_next(story, send, role, lands_on):
    story.take_to(State.ANSWERED, not_correct=[2])
    point = AccuracyPoint.objects.get(correct=False)

    data = {"response": "accepted", "response_reason": "You are right.", "version": 1}
    page = send(role, "accuracy_respond", point.pk, data=data)

    assert page.status_code == 200
    assert lands_on in page.redirect_chain[-1][0]


def test_two_who_answer_one_point_see_both_reasons(story, send):
    story.take_to(State.ANSWERED, not_correct=[2])
    point = AccuracyPoint.objects.get(correct=False)
    data = {"response": "declined", "version": 1}
    send("programme_manager", "accuracy_respond", point.pk, data=data | {"response_reason": "The office’s reason."})

    page = send(
        "challenge_manager", "accuracy_respond", point.pk, data=data | {"response_reason": "The manager’s reason."}
    )

    assert "The manager’s reason.</textarea>" in page.text
    assert '<div class="theirs__text">The office’s reason.</div>' in without_marks(page.text)


def test_an_answer_without_a_decision_says_so(story, send):
    story.take_to(State.ANSWERED, not_correct=[2])
    point = AccuracyPoint.objects.get(correct=False)

    page = send(
        "challenge_manager", "accuracy_respond", point.pk, data={"response_reason": "We saw two.", "version": 1}
    )

    assert "Choose accept or decline" in page.text
    assert "We saw two.</textarea>" in page.text


def test_a_point_cannot_be_answered_while_the_council_checks(story, at):
    story.take_to(State.FACTUAL_ACCURACY)
    story.answer(not_correct=[2])
    point = AccuracyPoint.objects.get(correct=False)

    page = at("challenge_manager", "accuracy_respond", point.pk, follow=True)

    assert "The report stands at “With the council for factual accuracy”." in page.text


def test_what_became_of_the_draft_is_shown_beside_what_the_council_read(story, at):
    story.take_to(State.ANSWERED)
    story.edit(story.passage(heading="Supervision varies"), text="It is kept now.")
    story.edit(story.passage(heading="Letters to children"), heading="", text="")

    page = at("challenge_manager", "accuracy").text

    assert "It varies." in page
    assert "It is kept now." in page
    assert "It is left out." in page
