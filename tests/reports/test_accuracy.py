"""Sent to the council, answered, closed by the clock, accepted or declined; and each refusal's sentence."""

import datetime

import pytest
import time_machine
from django.db import OperationalError, connection
from django.utils import timezone

from challenges.action_tools import SavedByAnother
from challenges.models import Audience, AuditEvent, Membership, OutboundMail
from challenges.moments import now
from reports import actions, queries
from reports.actions import Answer
from reports.models import AccuracyPoint, Report
from reports.scheduled import close_accuracy_windows, close_accuracy_windows_task
from tests.factories import UserFactory
from tests.reports.factories import LETTER, RIGHT, PassageFactory, ReportFactory, refusal, wrong

pytestmark = pytest.mark.django_db

State = Report.State
NOT_MY_TURN = "It is not your turn to decide about the draft."
CLOSED = "The answers are closed: the council has finished, or its time has ended."


def leave(challenge, role):
    Membership.objects.filter(challenge=challenge, role=role).update(ended_at=now(), ended_by=UserFactory())


# Sent to the council


def test_sending_starts_the_window_and_tells_each_sponsor(story, person):
    person("sponsor", story.challenge)
    story.take_to(State.READY_FOR_COUNCIL)

    with time_machine.travel(datetime.datetime(2027, 3, 24, 12, tzinfo=timezone.get_default_timezone())):
        story.send()

    report = Report.objects.get()
    assert (report.sent_by, report.window_ends_on) == (story.challenge_manager, datetime.date(2027, 4, 9))
    assert OutboundMail.objects.filter(kind="report.draft", subject=LETTER["subject"]).count() == 2
    assert report.versions.get().kind == "for_council"
    assert AuditEvent.objects.get(what="report.sent_to_council").sentence == (
        "sent the draft report to the council for factual accuracy, until 9 April 2027"
    )


def test_what_the_council_was_sent_is_kept(story):
    story.take_to(State.ANSWERED)

    edited = story.edit(story.passage(heading="Supervision varies"), heading="Supervision", text="It is kept.")

    assert (edited.heading_sent, edited.text_sent) == ("Supervision varies", "It varies.")
    assert edited.changed_since_sent


def test_sending_needs_a_sponsor(story):
    story.take_to(State.READY_FOR_COUNCIL)
    leave(story.challenge, "sponsor")

    assert refusal(story.send) == "Nobody is sponsor of this challenge. Add the sponsor under People first."


@pytest.mark.parametrize("state", [each for each in State if each != State.READY_FOR_COUNCIL])
def test_only_an_agreed_draft_is_sent(story, state):
    story.take_to(state)

    assert refusal(story.send) == f"The report stands at “{state.label}” and cannot be sent to the council now."


# The council's answers


def test_the_council_answers_in_parts(story):
    story.take_to(State.FACTUAL_ACCURACY)
    first, second = queries.answerable(story.report)[:2]

    one = actions.answer_passages(story.report, answers={first.pk: RIGHT}, by=story.sponsor)
    two = actions.answer_passages(
        story.report,
        answers={first.pk: Answer(correct=True, version=1), second.pk: wrong()},
        by=story.sponsor,
    )

    points = AccuracyPoint.objects.order_by("passage__position").values_list("passage", "correct", "because", "version")
    assert (one.saved, two.saved) == (1, 1)
    assert list(points) == [(first.pk, True, "", 1), (second.pk, False, "It was three.", 1)]
    assert AuditEvent.objects.filter(what="accuracy.answered").values_list("sentence", flat=True).first() == (
        "answered 1 passage of the draft report"
    )


def test_an_answer_can_be_changed(story):
    story.take_to(State.FACTUAL_ACCURACY)
    passage = queries.answerable(story.report)[0]
    actions.answer_passages(story.report, answers={passage.pk: RIGHT}, by=story.sponsor)

    kept = actions.answer_passages(story.report, answers={passage.pk: wrong(version=1)}, by=story.sponsor)

    point = AccuracyPoint.objects.get()
    assert (kept.saved, point.correct, point.because, point.version) == (1, False, "It was three.", 2)


def test_words_beside_correct_are_kept(story):
    story.take_to(State.FACTUAL_ACCURACY)
    passage = queries.answerable(story.report)[0]

    actions.answer_passages(
        story.report, answers={passage.pk: Answer(correct=True, because="And well put.")}, by=story.sponsor
    )

    assert AccuracyPoint.objects.get().because == "And well put."


def test_an_answer_given_meanwhile_is_handed_back_and_the_others_are_saved(story, person):
    story.take_to(State.FACTUAL_ACCURACY)
    first, second = queries.answerable(story.report)[:2]
    actions.answer_passages(story.report, answers={first.pk: wrong("Theirs.")}, by=person("sponsor", story.challenge))

    kept = actions.answer_passages(story.report, answers={first.pk: wrong("Mine."), second.pk: RIGHT}, by=story.sponsor)

    assert (kept.saved, {pk: point.because for pk, point in kept.theirs.items()}) == (1, {first.pk: "Theirs."})
    assert list(AccuracyPoint.objects.values_list("passage", "because")) == [(first.pk, "Theirs."), (second.pk, "")]


def test_the_same_answer_from_two_people_is_no_conflict(story, person):
    story.take_to(State.FACTUAL_ACCURACY)
    passage = queries.answerable(story.report)[0]
    answers = {passage.pk: RIGHT}
    actions.answer_passages(story.report, answers=answers, by=story.sponsor)

    kept = actions.answer_passages(story.report, answers=answers, by=person("sponsor", story.challenge))

    assert (kept.saved, kept.theirs) == (0, {})


def test_not_correct_without_why_is_refused(story):
    story.take_to(State.FACTUAL_ACCURACY)
    passage = queries.answerable(story.report)[0]

    said = refusal(actions.answer_passages, story.report, answers={passage.pk: wrong("")}, by=story.sponsor)

    assert said == "Say what is not correct, and what is."


def test_a_passage_of_another_report_cannot_be_answered(story):
    story.take_to(State.FACTUAL_ACCURACY)
    other = PassageFactory(text_sent="Sent.")

    kept = actions.answer_passages(story.report, answers={other.pk: RIGHT}, by=story.sponsor)

    assert kept.saved == 0
    assert not AccuracyPoint.objects.exists()


@pytest.mark.parametrize("state", [State.DRAFTING, State.READY_FOR_COUNCIL, State.ANSWERED, State.FINAL])
def test_answers_are_taken_in_their_window(story, state):
    story.take_to(state)
    answers = {story.passage(position=1).pk: wrong("Too late.")}

    assert refusal(actions.answer_passages, story.report, answers=answers, by=story.sponsor) == CLOSED
    assert refusal(actions.finish_answers, story.report, by=story.sponsor) == CLOSED
    assert refusal(actions.close_accuracy_window, story.report, by=story.sponsor) == CLOSED


@pytest.mark.parametrize(
    ("answered", "said"), [(0, "8 passages have no answer yet."), (7, "1 passage has no answer yet.")]
)
def test_the_council_finishes_when_every_passage_has_an_answer(story, answered, said):
    story.take_to(State.FACTUAL_ACCURACY)
    passages = queries.answerable(story.report)[:answered]
    actions.answer_passages(story.report, answers={each.pk: RIGHT for each in passages}, by=story.sponsor)

    assert refusal(actions.finish_answers, story.report, by=story.sponsor) == said


def test_a_passage_left_empty_needs_no_answer(story):
    story.edit(story.passage(heading="Supervision varies"), heading="", text="")
    story.take_to(State.FACTUAL_ACCURACY)

    story.answer()

    assert actions.finish_answers(story.report, by=story.sponsor).state == State.ANSWERED


# The window


def the_day_after(report):
    report.refresh_from_db()
    noon = datetime.time(12, tzinfo=timezone.get_default_timezone())
    return time_machine.travel(datetime.datetime.combine(report.window_ends_on + datetime.timedelta(days=1), noon))


@pytest.mark.parametrize(
    ("answered", "silence", "sentence"),
    [
        (0, True, "closed the factual accuracy window: 8 passages without one count as correct"),
        (7, True, "closed the factual accuracy window: 1 passage without an answer counts as correct"),
        (8, False, "closed the factual accuracy window: every passage has an answer"),
    ],
)
def test_silence_counts_as_correct_and_is_recorded(story, answered, silence, sentence):
    story.take_to(State.FACTUAL_ACCURACY)
    passages = queries.answerable(story.report)[:answered]
    actions.answer_passages(story.report, answers={each.pk: RIGHT for each in passages}, by=story.sponsor)

    with the_day_after(story.report):
        lines = close_accuracy_windows()

    report = Report.objects.get()
    assert lines == [f"closed the window of {story.challenge}"]
    assert (report.state, report.silence_recorded) == (State.ANSWERED, silence)
    event = AuditEvent.objects.get(what="accuracy.window_closed")
    assert (event.sentence, event.by_name, event.audience) == (sentence, "The clock", Audience.COUNCIL)


def test_the_clock_run_twice_closes_a_window_once(story):
    story.take_to(State.FACTUAL_ACCURACY)

    with the_day_after(story.report):
        close_accuracy_windows_task()
        lines = close_accuracy_windows()

    assert lines == []
    assert AuditEvent.objects.filter(what="accuracy.window_closed").count() == 1


def test_a_window_is_open_until_its_last_day_is_over(story):
    story.take_to(State.FACTUAL_ACCURACY)
    last_day = datetime.datetime.combine(
        story.report.window_ends_on, datetime.time(23, 30), tzinfo=timezone.get_default_timezone()
    )

    with time_machine.travel(last_day):
        assert close_accuracy_windows() == []
        said = refusal(actions.close_accuracy_window, story.report, by=story.challenge_manager)

    assert said == "The factual accuracy window is still open."


def test_a_dry_run_says_what_it_would_close(story):
    story.take_to(State.FACTUAL_ACCURACY)

    with the_day_after(story.report):
        lines = close_accuracy_windows(dry_run=True)

    assert lines == [f"would close the window of {story.challenge}"]
    assert Report.objects.get().state == State.FACTUAL_ACCURACY


def losing_the_connection_over(report):
    """The database goes away whenever this report is to be changed."""

    def run(execute, sql, params, many, context):
        if sql.startswith('UPDATE "reports_report"') and report.pk in params:
            raise OperationalError("The connection is lost.")
        return execute(sql, params, many, context)

    return connection.execute_wrapper(run)


def test_one_window_that_cannot_be_closed_keeps_no_other_waiting(story, caplog):
    story.take_to(State.FACTUAL_ACCURACY)
    broken = ReportFactory(
        state=State.FACTUAL_ACCURACY,
        agreed_at=now(),
        agreed_by=story.lead_peer,
        sent_at=now(),
        sent_by=story.challenge_manager,
        window_ends_on=story.report.window_ends_on,
    )

    with the_day_after(story.report), losing_the_connection_over(broken):
        lines = close_accuracy_windows()

    assert lines == [
        f"closed the window of {story.challenge}",
        f"could not close the window of {broken.challenge}: the log says why",
    ]
    assert f"The factual accuracy window of {broken.challenge} could not be closed" in caplog.text


# Accepted or declined


@pytest.mark.parametrize("response", ["accepted", "declined"])
def test_each_point_gets_its_answer_with_a_reason(story, response):
    story.take_to(State.ANSWERED, not_correct=[2])

    point = story.respond(story.point(), response=response, response_reason=" We looked again. ")

    event = AuditEvent.objects.get(what="accuracy.responded")
    assert (point.response, point.response_reason, point.responded_by) == (
        response,
        "We looked again.",
        story.challenge_manager,
    )
    assert (event.sentence, event.reason, event.audience) == (
        f"{response} what the council said of passage 2",
        "We looked again.",
        Audience.TEAM,
    )


def test_an_answer_to_the_council_needs_a_reason(story):
    story.take_to(State.ANSWERED, not_correct=[2])

    assert refusal(story.respond, story.point(), response_reason=" ") == (
        "Give a reason, so that the council can see why."
    )


def test_what_is_correct_needs_no_answer(story):
    story.take_to(State.ANSWERED)

    assert refusal(story.respond, story.point()) == (
        "The council said this passage is correct. There is nothing to answer."
    )


@pytest.mark.parametrize("state", [State.FACTUAL_ACCURACY, State.FINAL])
def test_points_are_answered_between_the_council_and_the_final_report(story, state):
    story.take_to(State.FACTUAL_ACCURACY)
    story.answer(not_correct=[2])
    if state == State.FINAL:
        actions.finish_answers(story.report, by=story.sponsor)
        story.respond_to_all()
        story.take_to(state)

    assert refusal(story.respond, story.point(), response_reason="Other.") == (
        "Points can be answered from when the council has finished until the report is issued."
    )


def test_two_who_answer_one_point_lose_neither_reason(story):
    story.take_to(State.ANSWERED, not_correct=[2])
    stale = story.point()
    story.respond(stale, response_reason="Theirs.", by=story.programme_manager)

    with pytest.raises(SavedByAnother) as refused:
        story.respond(stale, response_reason="Mine.")

    assert refused.value.theirs["response_reason"] == "Theirs."
    assert story.point().response_reason == "Theirs."


def test_the_same_answer_twice_is_kept_once(story):
    story.take_to(State.ANSWERED, not_correct=[2])
    stale = story.point()
    story.respond(stale)

    story.respond(stale)

    assert AuditEvent.objects.filter(what="accuracy.responded").count() == 1


def test_an_answer_to_the_council_can_be_changed_until_the_report_is_issued(story):
    story.take_to(State.ANSWERED, not_correct=[2])
    story.respond(story.point())

    point = story.respond(story.point(), response="accepted", response_reason="You are right.")

    assert (point.response, point.response_reason) == ("accepted", "You are right.")
