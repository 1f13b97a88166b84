"""Answers of the last statement: who may read them, and how they come into a new one."""

import datetime

import pytest

from challenges.action_tools import ActionRefused
from challenges.actions import purge_group
from challenges.models import RenderedDocument
from challenges.moments import acting_at, now
from preparation import actions, queries
from preparation.actions.documents import lay_out_documents
from preparation.models import PositionStatement
from tests.factories import ChallengeFactory
from tests.preparation.statements import hand_over, write
from tests.scoping.factories import KeyLineFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def challenge():
    challenge = ChallengeFactory(stage="preparation")
    lay_out_documents(challenge, by=challenge.created_by)
    return challenge


@pytest.fixture
def lines(challenge):
    return [KeyLineFactory(challenge=challenge, question=f"Question {number}?", number=number) for number in (1, 2)]


@pytest.fixture
def organiser(person, challenge):
    return person("organiser", challenge)


@pytest.fixture
def sponsor(person, challenge):
    return person("sponsor", challenge)


@pytest.fixture
def contributor(person, challenge):
    return person("contributor", challenge, name="Partner Officer")


@pytest.fixture
def last(challenge, person):
    """What the same council handed over two years before, without the PDF."""
    last = ChallengeFactory(
        council=challenge.council, programme=challenge.programme, stage="preparation", slug="before",
        starts_on=datetime.date(2024, 5, 14), ends_on=datetime.date(2024, 5, 17),
    )  # fmt: skip
    theme = challenge.programme.themes.first()
    lay_out_documents(last, by=last.created_by)
    line = KeyLineFactory(challenge=last, number=1, question="As it was then?", theme=theme)
    other = KeyLineFactory(challenge=last, number=2, question="And this?")
    by = person("sponsor", last)
    with acting_at(datetime.datetime(2024, 3, 5, 12, tzinfo=datetime.UTC)):
        write(line, texts={"doing": "What we did then."}, by=by)
        write(other, texts={"doing": "Something else."}, by=by)
        hand_over(last, by)
        write(other, texts={"doing": "A word nobody handed over."}, by=by)
    return last


def answers(challenge, reader, line):
    found = queries.earlier_answers(challenge, reader, line)
    return (found.when, [text for _section, text in found.in_box("doing")]) if found else None


def test_the_words_handed_over_come_with_their_month_those_of_the_same_theme_first(challenge, lines, last, organiser):
    lines[0].theme = challenge.programme.themes.first()
    assert answers(challenge, organiser, lines[0]) == ("March 2024", ["What we did then.", "Something else."])


def test_who_may_read_them(challenge, lines, last, organiser, contributor, person):
    """The council's people of this challenge; a contributor what belongs to the section they write."""
    theme = challenge.programme.themes.first()
    lines[0].theme = theme
    lines[0].save()
    actions.give_sections(challenge, writers=[(lines[0], [contributor])], by=organiser)
    outside = [
        person(role, challenge)
        for role in ("lead_peer", "challenge_manager", "programme_manager", "observer", "contributor")
    ]

    assert answers(challenge, contributor, lines[0]) == ("March 2024", ["What we did then."])
    assert answers(challenge, contributor, lines[1]) is None
    assert [answers(challenge, each, lines[0]) for each in outside] == [None] * 5
    sponsor_then = last.memberships.get(role="sponsor").user
    assert answers(challenge, sponsor_then, lines[0]) is None
    organiser.seen_by = person("programme_manager", challenge)
    assert answers(challenge, organiser, lines[0]) is None


def test_another_councils_words_and_later_ones_are_not_there(challenge, lines, last, organiser, person):
    other = ChallengeFactory(
        starts_on=datetime.date(2027, 6, 1), ends_on=datetime.date(2027, 6, 4), stage="preparation"
    )
    line = KeyLineFactory(challenge=other, number=1)
    first = last.key_lines.first()

    assert answers(other, person("organiser", other), line) is None
    assert answers(last, last.memberships.get(role="sponsor").user, first) is None


def test_it_comes_into_an_empty_box_and_waits_for_somebody_to_look_at_it(challenge, lines, last, organiser, sponsor):
    earlier = queries.earlier_answers(challenge, organiser, lines[0]).sections[0]

    brought = write(lines[0], texts={"how_well": "New."}, bring=("doing", earlier), ready=True, by=organiser)

    section = brought.section
    assert (section.doing, section.how_well, section.brought) == (
        "What we did then.", "New.", {"doing": "March 2024"},
    )  # fmt: skip
    assert section.ready_at is None
    with pytest.raises(ActionRefused, match="still as it was brought forward from March 2024"):
        hand_over(challenge, sponsor)


@pytest.mark.parametrize(
    ("texts", "holds"), [({"doing": "What we did then, and now."}, []), ({"doing": "What we did then."}, ["doing"])]
)
def test_edited_or_said_to_hold_it_is_the_councils_word_again(challenge, lines, last, organiser, texts, holds):
    earlier = queries.earlier_answers(challenge, organiser, lines[0]).sections[0]
    write(lines[0], texts={}, bring=("doing", earlier), by=organiser)

    untouched = write(lines[0], texts={"doing": "What we did then."}, ready=True, by=organiser)
    assert len(untouched.held_up) == 1
    looked_at = write(lines[0], texts=texts, holds=holds, ready=True, by=organiser)
    assert (looked_at.held_up, looked_at.section.brought) == ([], {})


def test_it_never_replaces_words(challenge, lines, last, organiser):
    earlier = queries.earlier_answers(challenge, organiser, lines[0]).sections[0]

    with pytest.raises(ActionRefused, match="says something already"):
        write(lines[0], texts={"doing": "Today."}, bring=("doing", earlier), by=organiser)


def test_the_versions_go_with_the_documents_and_the_words_wait_for_the_next_challenge(
    challenge, lines, last, organiser
):
    last.stage, last.closed_at = "closed", now() - datetime.timedelta(days=40)
    last.save()
    assert purge_group(last, "documents", by=organiser)

    assert not PositionStatement.objects.filter(challenge=last).exists()
    assert not RenderedDocument.objects.filter(challenge=last).exists()
    assert answers(challenge, organiser, lines[0]) is not None
