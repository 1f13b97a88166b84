"""The log for whoever watches over the application: each event once, by number, never by name or word."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from challenges.lifecycle import Stage
from challenges.models import Membership
from challenges.security_log import note
from tests.challenges.signing_in import PASSWORD, by_password, code, somebody, with_app
from tests.factories import ChallengeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def events(caplog):
    """events() gives what was written so far, as dictionaries."""
    caplog.set_level("INFO", "peerchallenge.security")

    def read():
        return [json.loads(record.message) for record in caplog.records if record.name == "peerchallenge.security"]

    return read


def names(events):
    return [event["event"] for event in events]


def test_coming_in_with_both_steps_and_going(events):
    user = somebody()
    secret = with_app(user)
    client, _page = by_password()

    client.post("/accounts/second-step/authenticate/", {"code": code(secret)})
    key = client.session.session_key
    client.post("/accounts/logout/")

    came, went = [event for event in events() if event["event"].startswith("session.")]
    assert (came["event"], came["person"], came["from"]) == ("session.begun", user.pk, "127.0.0.1")
    assert (went["event"], went["person"]) == ("session.ended", user.pk)
    assert came["session"] != key
    assert key not in str(events())


def test_a_wrong_password_and_the_lock_after_five(events, caplog):
    somebody()

    for _ in range(6):
        by_password(password="not it")

    assert names(events()) == ["sign_in.failed"] * 5 + ["sign_in.locked"]
    first, second = events()[:2]
    assert first["address"] == second["address"]
    assert "dcs@example.org" not in caplog.text
    assert "not it" not in str(events())


def test_a_wrong_second_step(events):
    user = somebody()
    with_app(user)
    client, _page = by_password()

    client.post("/accounts/second-step/authenticate/", {"code": "000000"})

    assert names(events()) == ["second_step.failed"]


def test_a_password_that_was_changed(events, log_in_as):
    somebody()
    client, _page = by_password()
    new = "three other words entirely"

    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert "account.password.changed" in names(events())


def test_somebody_who_may_not_says_who_where_and_in_which_challenge(events, person, log_in_as):
    challenge = ChallengeFactory(stage=Stage.FEEDBACK)
    user = person("contributor", challenge)

    log_in_as(user).get(reverse("feedback:finding_list", args=[challenge.slug]))

    (refused,) = [event for event in events() if event["event"] == "permission.refused"]
    assert (refused["person"], refused["page"], refused["status"]) == (user.pk, "feedback:finding_list", 403)
    assert challenge.slug not in str(refused)


def test_a_form_without_its_token(events):
    Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "x"})

    assert names(events()) == ["permission.refused"]


def test_a_name_that_is_not_ours(events):
    Client(headers={"Host": "elsewhere.example"}).get("/accounts/login/")

    assert names(events()) == ["request.refused"]


def test_taking_something_out(events, person, log_in_as):
    challenge = ChallengeFactory(stage=Stage.FEEDBACK)
    client = log_in_as(person("programme_manager", challenge))

    client.get(reverse("challenges:opening_export", args=[challenge.slug]))

    (taken,) = [event for event in events() if event["event"] == "file.taken"]
    assert (taken["page"], taken["challenge"]) == ("challenges:opening_export", challenge.pk)


def test_seeing_as_somebody_else_names_both(events, person, log_in_as):
    challenge = ChallengeFactory(stage=Stage.FEEDBACK)
    manager, peer = person("programme_manager", challenge), person("peer", challenge)
    client = log_in_as(manager)
    membership = Membership.objects.get(user=peer, challenge=challenge)

    where = reverse("challenges:see_as", args=[challenge.slug])
    client.post(where, {"person": peer.pk, "membership": membership.pk, "reason": "They asked what they can see"})
    client.get(reverse("scoping:scope", args=[challenge.slug]))
    client.post("/accounts/logout/")

    begun, ended = [event for event in events() if event["event"].startswith("see_as.")]
    assert (begun["person"], begun["of"], begun["challenge"]) == (manager.pk, peer.pk, challenge.pk)
    assert (ended["event"], ended["of"]) == ("see_as.ended", peer.pk)


def test_nobody_can_forge_an_event(caplog):
    caplog.set_level("INFO", "peerchallenge.security")

    note("limit.reached", limit='x"}\n{"event": "session.begun"')

    assert "\n" not in caplog.records[-1].message
    assert json.loads(caplog.records[-1].message)["event"] == "limit.reached"
