"""The report goes no step further while a number that leads to a person stands in it."""

import pytest

from challenges.text_check import NotClean
from reports import actions, queries
from reports.models import Passage
from tests.reports.factories import State, wrong

WORDS = "The file of 999 110 6847 was read."


@pytest.mark.parametrize("state", [State.WITH_LEAD_PEER, State.FACTUAL_ACCURACY, State.FINAL])
def test_a_report_goes_no_step_further_with_an_identifier_in_it(story, state):
    before = list(State)[list(State).index(state) - 1]
    story.take_to(before)
    Passage.objects.filter(pk=story.passage(position=2).pk).update(text=WORDS)
    version = story.final_version() if state == State.FINAL else None

    step = {
        State.WITH_LEAD_PEER: lambda: actions.send_to_lead_peer(story.report, by=story.challenge_manager),
        State.FACTUAL_ACCURACY: story.send,
        State.FINAL: lambda: actions.issue_report(
            story.report, version=version, by=story.programme_manager, subject="It is final", text="Read it."
        ),
    }
    with pytest.raises(NotClean, match="^There is an NHS number in “passage 2, text”."):
        step[state]()

    story.report.refresh_from_db()
    assert story.report.state == before


def test_what_the_council_says_of_a_passage_is_checked_and_the_other_answers_are_kept(story):
    story.take_to(State.FACTUAL_ACCURACY)
    first, second = queries.answerable(story.report)[:2]

    kept = actions.answer_passages(
        story.report, answers={first.pk: wrong(WORDS), second.pk: wrong("It was three.")}, by=story.sponsor
    )

    assert kept.saved == 1
    assert list(kept.not_clean) == [first.pk]
    assert "an NHS number" in kept.not_clean[first.pk]


def test_the_reason_the_council_reads_is_checked(story):
    story.take_to(State.ANSWERED, not_correct=[2])

    with pytest.raises(NotClean):
        story.respond(story.point(), response_reason=WORDS)
