"""The pages of a pause and of a withdrawal: what they say, and to whom."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from challenges import actions
from challenges.models import Challenge
from tests.factories import ChallengeFactory
from tests.preparation.factories import TeamPlaceFactory

MONDAY = datetime.datetime(2027, 3, 1, 10, tzinfo=datetime.UTC)
WHY = "Paused since 1 March because Ofsted has announced an inspection; goes on when the report is out."


@pytest.fixture(autouse=True)
def _on_monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def office(person):
    return person("office", name="Ola Office")


@pytest.fixture
def challenge(db):
    return ChallengeFactory(council__name="Northshire Council", stage="preparation")


def address(name, challenge, *args):
    return reverse(f"challenges:{name}", args=[challenge.slug, *args])


def pause(client, challenge, **words):
    words = {"because": "Ofsted has announced an inspection", "goes_on_when": "the report is out"} | words
    return client.post(address("challenge_pause", challenge), words, follow=True)


def test_a_pause_is_shown_on_every_page_with_its_reason(challenge, office, person, log_in_as):
    sponsor = person("sponsor", challenge)
    said = pause(log_in_as(office), challenge)
    client = log_in_as(sponsor)

    assert "The challenge is paused. Everyone who takes part is told." in said.text
    for page in (challenge.get_absolute_url(), address("milestone_list", challenge), address("person_list", challenge)):
        shown = client.get(page).text
        assert WHY in shown
        assert "Let it go on" not in shown
    assert "Let it go on" in log_in_as(office).get(challenge.get_absolute_url()).text


def test_who_knows_only_their_part_is_told_that_it_rests_and_not_why(challenge, office, person, log_in_as):
    contributor = person("contributor", challenge)
    pause(log_in_as(office), challenge)

    shown = log_in_as(contributor).get(challenge.get_absolute_url()).text

    assert "This challenge is paused" in shown
    assert "Ofsted" not in shown


def test_the_board_says_that_it_is_paused(challenge, office, log_in_as):
    client = log_in_as(office)
    pause(client, challenge)

    assert "Paused since 1 Mar" in client.get("/").text


def test_nothing_is_late_while_it_rests(challenge, office, person, log_in_as):
    challenge.milestones.create(
        code="x", name="Long ago", stage="preparation", owner="organiser", due_on="2027-01-04", position=1
    )
    client = log_in_as(person("organiser", challenge))
    before = client.get(address("milestone_list", challenge)).text
    pause(log_in_as(office), challenge)
    after = client.get(address("milestone_list", challenge)).text

    assert ">Late<" in before
    assert ">Late<" not in after
    assert ">Rests<" in after


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_page_that_changes_something_leads_back_and_says_why(challenge, office, person, log_in_as, method):
    manager = person("challenge_manager", challenge)
    pause(log_in_as(office), challenge)

    response = getattr(log_in_as(manager), method)(address("milestone_move", challenge), follow=True)

    assert response.redirect_chain == [(challenge.get_absolute_url(), 302)]
    assert "This challenge is paused. It can be read, and nothing in it changes until it goes on." in response.text


def test_who_never_held_the_permission_is_told_nothing_else(challenge, office, person, log_in_as):
    pause(log_in_as(office), challenge)

    assert log_in_as(person("peer", challenge)).get(address("milestone_move", challenge)).status_code == 403
    assert log_in_as(person("stranger")).get(address("milestone_move", challenge)).status_code == 404


def test_an_upload_from_a_script_is_told_in_its_answer(challenge, office, person, log_in_as):
    organiser = person("organiser", challenge)
    pause(log_in_as(office), challenge)

    response = log_in_as(organiser).post(address("upload_begin", challenge), headers={"X-Requested-With": "upload"})

    assert response.status_code == 400
    assert response.json()["message"].startswith("This challenge is paused.")


def test_going_on_asks_for_new_dates_at_once(challenge, office, log_in_as):
    client = log_in_as(office)
    pause(client, challenge)
    assert WHY in client.get(address("challenge_resume", challenge)).text

    response = client.post(address("challenge_resume", challenge), follow=True)

    assert response.redirect_chain == [(address("milestone_move", challenge), 302)]
    assert "The challenge goes on. Now give it new dates" in response.text
    assert "This challenge is paused" not in response.text


def test_what_goes_on_already_is_not_asked_about(challenge, office, log_in_as):
    response = log_in_as(office).get(address("challenge_resume", challenge), follow=True)

    assert "This challenge goes on already." in response.text


@pytest.mark.parametrize("missing", ["because", "goes_on_when"])
def test_both_halves_of_the_sentence_are_asked_for(challenge, office, log_in_as, missing):
    response = pause(log_in_as(office), challenge, **{missing: ""})

    challenge.refresh_from_db()
    assert challenge.paused_at is None
    assert "There is a problem" in response.text


def test_withdrawing_asks_twice_and_everything_can_be_read_afterwards(challenge, office, person, log_in_as):
    sponsor = person("sponsor", challenge)
    client = log_in_as(office)
    where = address("challenge_withdraw", challenge)
    first = client.post(where, {"because": "the council is being merged"})
    assert "Tick that you understand this" in first.text

    client.post(where, {"because": "the council is being merged", "is_sure": "on"})

    challenge.refresh_from_db()
    shown = log_in_as(sponsor).get(challenge.get_absolute_url()).text
    assert (challenge.stage, challenge.withdrawn_from) == ("withdrawn", "preparation")
    assert "Withdrawn on 1 March 2027, because the council is being merged." in shown
    for page in ("preparation:document_list", "onsite:timetable", "scoping:scope", "history"):
        assert log_in_as(sponsor).get(reverse(page, args=[challenge.slug])).status_code == 200
    assert challenge not in Challenge.objects.open()


def test_a_withdrawn_challenge_offers_nothing_to_change(challenge, office, person, log_in_as):
    manager = person("challenge_manager", challenge)
    actions.withdraw_challenge(challenge, because="it ends", by=office)

    shown = log_in_as(manager).get(address("milestone_list", challenge)).text

    assert "Move the dates" not in shown
    assert "Mark as done" not in shown


def test_the_sponsor_asks_and_the_programme_manager_answers_no(challenge, office, person, log_in_as):
    sponsor = person("sponsor", challenge, name="Sam Sponsor")
    asking, answering = log_in_as(sponsor), log_in_as(office)
    asking.post(address("pause_ask", challenge), {"kind": "pause", "because": "Our director leaves."})
    (asked,) = challenge.pause_requests.all()
    assert "Waits for an answer" in asking.get(address("pause_ask", challenge)).text
    assert "Our director leaves." in answering.get(address("challenge_pause", challenge)).text

    empty = answering.post(address("pause_decline", challenge, asked.pk), {"answer": ""})
    assert "There is a problem" in empty.text
    answering.post(address("pause_decline", challenge, asked.pk), {"answer": "The deputy stands in."})

    assert "The deputy stands in." in asking.get(address("pause_ask", challenge)).text
    assert answering.post(address("pause_decline", challenge, asked.pk), {"answer": "Again."}).status_code == 404


def test_the_overview_offers_the_way_out_to_those_who_may(challenge, office, person, log_in_as):
    ways = {}
    for name, user in {
        "office": office,
        "sponsor": person("sponsor", challenge),
        "peer": person("peer", challenge),
    }.items():
        shown = log_in_as(user).get(challenge.get_absolute_url()).text
        ways[name] = [
            words
            for words in ("Pause the challenge", "Withdraw the challenge", "Ask to pause or end the challenge")
            if words in shown
        ]

    assert ways == {
        "office": ["Pause the challenge", "Withdraw the challenge"],
        "sponsor": ["Ask to pause or end the challenge"],
        "peer": [],
    }


def test_an_invitation_into_a_withdrawn_challenge_no_longer_stands(challenge, office, person, log_in_as):
    place = TeamPlaceFactory(challenge=challenge, user=person("stranger"))
    actions.withdraw_challenge(challenge, because="it ends", by=office)

    shown = log_in_as(place.user).get(reverse("invitations:invitation", args=[place.pk]))

    assert "This invitation no longer stands. You need do nothing." in shown.text
