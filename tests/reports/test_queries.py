"""Whose turn it is, and what other stages may ask of the report."""

import datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from challenges import next_actions
from challenges.lifecycle import ENDINGS, Stage
from challenges.models import Membership, Milestone, Role
from challenges.moments import now
from reports import actions, queries
from reports.models import Passage, Report
from tests.factories import ChallengeFactory, UserFactory
from tests.reports.factories import RIGHT, PassageFactory, ReportFactory, make_ready

pytestmark = pytest.mark.django_db

State = Report.State
REPORT, ACCURACY = "reports:report", "reports:accuracy"


def asked_of(story):
    """(sentence, page, role) of everything that is left to do."""
    return [(todo.sentence, todo.page, todo.role) for todo in queries.left_to_do(story.challenge)]


def test_at_first_the_challenge_manager_puts_the_draft_together():
    todo = queries.left_to_do(ChallengeFactory(stage=Stage.REPORTING))

    assert [(each.sentence, each.page, each.role) for each in todo] == [
        ("Put the draft report together from the findings", REPORT, "challenge_manager")
    ]


@pytest.mark.parametrize(
    ("state", "sentence", "page", "role"),
    [
        (State.DRAFTING, "Finish the draft report and send it to the lead peer", REPORT, "challenge_manager"),
        (State.WITH_LEAD_PEER, "Read the draft report and agree it", REPORT, "lead_peer"),
        (State.READY_FOR_COUNCIL, "Send the draft report to the council", REPORT, "challenge_manager"),
        (State.FACTUAL_ACCURACY, "Check the draft report for factual accuracy", ACCURACY, "sponsor"),
        (State.ANSWERED, "Make the final PDF", REPORT, "challenge_manager"),
    ],
)
def test_each_state_is_one_persons_turn(story, state, sentence, page, role):
    story.take_to(state)

    assert asked_of(story) == [(sentence, page, role)]


def test_quality_assurance_asks_all_its_readers_at_once(story):
    story.take_to(State.QUALITY_ASSURANCE)
    sentence = "Quality-assure the draft report"
    assert asked_of(story) == [(sentence, REPORT, "programme_manager"), (sentence, REPORT, "adviser")]

    actions.review_quality(story.report, by=story.adviser)

    assert asked_of(story) == [(sentence, REPORT, "programme_manager")]


@pytest.mark.parametrize(
    ("not_correct", "sentence"),
    [([2], "Answer 1 point the council made"), ([2, 4], "Answer 2 points the council made")],
)
def test_the_points_of_the_council_come_first(story, not_correct, sentence):
    story.take_to(State.ANSWERED, not_correct=not_correct)

    assert asked_of(story) == [(sentence, ACCURACY, "challenge_manager")]


def test_then_what_was_accepted_with_the_page_that_changes_it(story):
    story.take_to(State.ANSWERED, not_correct=[2])
    story.respond_to_all(response="accepted")

    todo = queries.left_to_do(story.challenge)

    passage = story.passage(position=2)
    assert [(each.sentence, each.url) for each in todo] == [
        (
            "Change passage 2, where you accepted what the council said",
            reverse("reports:passage_edit", args=[story.challenge.slug, passage.pk]),
        )
    ]


def test_with_the_final_pdf_only_the_ending_is_left(story, person):
    person(Role.ORGANISER, story.challenge)
    story.take_to(State.ANSWERED)
    story.final_version()

    left = next_actions.left_to_do(story.challenge)

    assert [(todo.sentence, todo.page, todo.role, todo.ends_stage) for todo in left] == [
        ("Issue the final report", "reports:report_issue", Role.PROGRAMME_MANAGER, True)
    ]
    assert ENDINGS[Stage.REPORTING].page == "reports:report_issue"


def test_after_the_final_report_nothing_is_left(story):
    story.take_to(State.FINAL)

    assert queries.left_to_do(story.challenge) == []


def test_what_is_left_to_do_carries_the_dates_of_the_plan(story):
    day = datetime.date(2027, 4, 1)
    Milestone.objects.create(
        challenge=story.challenge,
        code="draft_report",
        name="Draft",
        stage="reports",
        owner="challenge_manager",
        due_on=day,
        position=1,
    )

    assert [todo.due_on for todo in queries.left_to_do(story.challenge)] == [day]


def test_the_sponsors_turn_ends_with_the_window(story):
    story.take_to(State.FACTUAL_ACCURACY)

    assert [todo.due_on for todo in queries.left_to_do(story.challenge)] == [story.report.window_ends_on]


# What happens next, for everyone


@pytest.mark.parametrize(
    ("state", "role", "sentence"),
    [
        (State.DRAFTING, "challenge_manager", "The challenge manager puts it right and sends it to the lead peer."),
        (State.WITH_LEAD_PEER, "lead_peer", "The lead peer reads it and agrees it, or asks for changes."),
        (
            State.QUALITY_ASSURANCE,
            "programme_manager adviser",
            "The programme manager and the adviser each read it and agree it, or ask for changes, without the other’s view.",
        ),
        (
            State.READY_FOR_COUNCIL,
            "challenge_manager",
            "The challenge manager sends it to the sponsor for factual accuracy.",
        ),
        (State.ANSWERED, "challenge_manager", "The challenge manager makes the final PDF."),
    ],
)
def test_the_next_step(story, state, role, sentence):
    step = queries.next_step(story.take_to(state))

    assert (step.roles, step.sentence) == (tuple(role.split()), sentence)


def test_the_next_step_of_the_council(story):
    with time_machine.travel(datetime.datetime(2027, 3, 24, 12, tzinfo=timezone.get_default_timezone())):
        step = queries.next_step(story.take_to(State.FACTUAL_ACCURACY))

    assert (step.roles, step.sentence) == (("sponsor",), "The sponsor answers each passage by 9 April 2027.")


def test_the_next_steps_to_the_final_report(story):
    story.take_to(State.ANSWERED, not_correct=[2])
    said = [queries.next_step(story.report).sentence]
    story.respond_to_all(response="accepted")
    said.append(queries.next_step(story.report).sentence)
    story.edit(story.passage(position=2), text="Three.")
    story.final_version()
    said.append(queries.next_step(story.report).sentence)
    story.take_to(State.ANSWERED)

    assert said == [
        "The challenge manager answers each point the council made.",
        "The challenge manager changes the passages where a point was accepted.",
        "The programme manager reads the final PDF and issues it.",
    ]


def test_there_is_no_next_step_after_the_final_report(story):
    assert queries.next_step(story.take_to(State.FINAL)) is None


def test_a_step_that_nobody_can_take_says_so(story):
    story.take_to(State.QUALITY_ASSURANCE)
    actions.review_quality(story.report, by=story.programme_manager)
    Membership.objects.filter(role="adviser").update(ended_at=now(), ended_by=UserFactory())

    assert queries.next_step(Report.objects.get()).sentence == (
        "The adviser reads it and agrees it, or asks for changes. Nobody is adviser here yet: add someone under People."
    )


# Passages


def test_a_passage_without_words_is_left_out():
    report = ReportFactory()
    said = [PassageFactory(report=report), PassageFactory(report=report, text="", heading="Only a heading")]
    PassageFactory(report=report, text="", heading="")
    PassageFactory()

    assert set(queries.passages_that_say_something(report)) == set(said)


def test_the_council_is_asked_about_what_it_was_sent():
    report = ReportFactory()
    sent = PassageFactory(report=report, text="", text_sent="What it said.")
    PassageFactory(report=report, text="Written later.", text_sent="")

    assert list(queries.answerable(report)) == [sent]


def test_what_has_no_answer(story):
    story.take_to(State.FACTUAL_ACCURACY)
    first, *others = queries.answerable(story.report)
    actions.answer_passages(story.report, answers={first.pk: RIGHT}, by=story.sponsor)

    assert list(queries.unanswered(story.report)) == others


def test_what_changed_since_the_council_read_it(story):
    story.take_to(State.ANSWERED)
    story.edit(story.passage(position=3), text="Other words.")
    edited_back = story.passage(position=4)
    story.edit(edited_back, text="Other words.")
    story.edit(edited_back, text=edited_back.text_sent)

    assert [passage.position for passage in queries.passages_changed_since_sent(story.report)] == [3]


def test_windows_that_have_gone_by(story):
    story.take_to(State.FACTUAL_ACCURACY)
    last_day = story.report.window_ends_on

    assert not queries.windows_gone_by(last_day).exists()
    assert list(queries.windows_gone_by(last_day + datetime.timedelta(days=1))) == [story.report]


# Versions


def test_every_edit_is_another_text(story):
    number = queries.text_number(story.report)

    story.edit(story.passage(position=1), text="Other words.")

    assert queries.text_number(story.report) == number + 1


def test_a_report_without_passages_has_a_text_number():
    assert queries.text_number(ReportFactory()) == 0


def test_the_issued_report_for_other_stages(story):
    assert (queries.issued_version(story.challenge), queries.issued_on(story.challenge)) == (None, None)

    with time_machine.travel(datetime.datetime(2027, 5, 3, 23, 30, tzinfo=datetime.UTC)):
        story.take_to(State.FINAL)

    assert queries.issued_version(story.challenge) == story.report.versions.get(kind="final")
    assert queries.issued_on(story.challenge) == datetime.date(2027, 5, 4)  # in London the day had turned


def test_a_draft_is_no_issued_version(story):
    make_ready(actions.make_draft(story.report, by=story.challenge_manager))

    assert queries.issued_version(story.challenge) is None


def test_a_challenge_without_a_report_has_none():
    assert queries.report_of(ChallengeFactory()) is None


def test_passages_start_unsent(story):
    assert set(Passage.objects.values_list("heading_sent", "text_sent")) == {("", "")}
