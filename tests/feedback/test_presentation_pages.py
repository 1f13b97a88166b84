"""The pages of the presentation."""

import pytest

from challenges.lifecycle import Stage
from challenges.moments import acting_at
from tests.feedback.factories import (
    FindingFactory,
    KeyLineFactory,
    PresentationFactory,
    theme_of,
)
from tests.feedback.test_actions import LAST_DAY
from tests.pages import without_marks

pytestmark = pytest.mark.django_db


def test_the_presentation_stands_in_the_agreed_order(challenge, lead, address):
    theme_of(challenge, "C1")
    KeyLineFactory(challenge=challenge, number=1)
    FindingFactory(challenge=challenge, kind="good_practice")
    PresentationFactory(challenge=challenge)

    page = lead.get(address("presentation")).text
    headings = [
        challenge.council.name,
        "The peer team",
        "The process in numbers",
        "This is not an inspection",
        "What you asked us to look at",
        "Headline messages",
        challenge.programme.themes.get(code="C1").name,
        "Your key line of enquiry 1",
        "Good practice for the region",
        "Recommendations",
        "Next steps",
        "Thank you",
    ]

    places = [page.index(f">{heading}</h2>") for heading in headings]
    assert places == sorted(places)


def test_the_presentation_tells_findings_by_theme_and_by_key_line(challenge, lead, address):
    line = KeyLineFactory(challenge=challenge, number=1)
    FindingFactory(challenge=challenge, headline="Leaders know their services", key_line=line)
    FindingFactory(challenge=challenge, kind="area", headline="Supervision varies", detail="It is seldom reflective.")

    page = lead.get(address("presentation"))
    told = page.context["themes"][0]

    assert [each.headline for each in told["strengths"]] == ["Leaders know their services"]
    assert [each.headline for each in told["areas"]] == ["Supervision varies"]
    assert [(line, [each.headline for each in found]) for line, found in page.context["key_lines"]] == [
        (line, ["Leaders know their services"])
    ]
    assert "It is seldom reflective." in page.text


def test_the_presentation_can_fill_a_screen(challenge, lead, address):
    page = lead.get(address("presentation"), {"on_screen": 1}).text

    assert "slides--screen" in page
    assert "Contents of this challenge" not in page


def test_the_presentation_points_out_words_of_judgement_to_those_who_can_change_them(
    challenge, lead, person, log_in_as, address
):
    PresentationFactory(challenge=challenge, headline_messages="An outstanding week.")

    assert "Think again about this word: outstanding." in lead.get(address("presentation")).text
    assert "Think again" not in log_in_as(person("observer", challenge)).get(address("presentation")).text


@pytest.mark.parametrize("how_many", [1, 30])
def test_the_presentation_costs_the_same_with_more_findings(
    challenge, lead, address, how_many, django_assert_num_queries
):
    for _ in range(how_many):
        FindingFactory(challenge=challenge, key_line=KeyLineFactory(challenge=challenge))

    with django_assert_num_queries(14):
        lead.get(address("presentation"))


def test_the_words_of_the_presentation_are_saved(challenge, lead, address):
    values = {"version": 1, "headline_messages": "Children are heard.", "next_steps": "A report follows."}

    page = lead.post(address("presentation_edit"), values, follow=True)

    assert page.redirect_chain == [(address("presentation"), 302)]
    assert "<p>Children are heard.</p>" in page.text


def test_two_people_who_write_the_presentation_see_both_texts(challenge, lead, person, log_in_as, address):
    manager = log_in_as(person("challenge_manager", challenge))
    manager.post(address("presentation_edit"), {"version": 1, "headline_messages": "The first.", "next_steps": ""})

    page = lead.post(address("presentation_edit"), {"version": 1, "headline_messages": "The second.", "next_steps": ""})

    assert "The second.</textarea>" in page.text
    assert '<div class="theirs__text">The first.</div>' in without_marks(page.text)


@pytest.mark.parametrize("role", ["peer", "observer", "adviser", "sponsor", "programme_manager"])
def test_the_lead_peer_or_the_challenge_manager_gives_the_presentation(challenge, person, log_in_as, address, role):
    assert log_in_as(person(role, challenge)).get(address("presentation_give")).status_code == 403


def test_giving_the_presentation_says_what_happens_and_what_is_missing(challenge, lead, address):
    page = lead.get(address("presentation_give")).text

    assert "Write the first finding</a>" in page
    assert "Why can this wait?" in page
    assert "they do not see evidence notes" in page


def test_the_presentation_is_given(challenge, lead, log_in_as, address):
    FindingFactory(challenge=challenge)
    FindingFactory(challenge=challenge, kind="area")
    PresentationFactory(challenge=challenge)
    day = {"given_on_day": "12", "given_on_month": "3", "given_on_year": "2027"}

    with acting_at(LAST_DAY):
        page = log_in_as(lead.user).post(address("presentation_give"), day, follow=True)

    challenge.refresh_from_db()
    assert challenge.stage == Stage.REPORTING
    assert "The presentation is given. The council can read it now." in page.text
    assert "Given on 12 March 2027." in page.text


def test_a_refusal_keeps_the_day_that_was_typed(challenge, lead, log_in_as, address):
    FindingFactory(challenge=challenge)
    FindingFactory(challenge=challenge, kind="area")
    PresentationFactory(challenge=challenge)
    day = {"given_on_day": "13", "given_on_month": "3", "given_on_year": "2027"}

    with acting_at(LAST_DAY):
        page = log_in_as(lead.user).post(address("presentation_give"), day)

    assert "The day the presentation was given cannot be in the future." in page.text
    assert 'value="13"' in page.text
