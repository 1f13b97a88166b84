"""How long a person stays signed in, and where."""

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.utils import timezone

from challenges.clock import CLOCK
from challenges.sign_in import sessions
from tests.challenges.signing_in import PASSWORD, SIGN_IN, by_password, somebody, what_happened
from tests.conftest import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick_hashing(settings):
    """Nothing here is about how long a password takes to check: test_sign_in_strangers.py measures that."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def test_a_session_ends_after_an_hour_without_anything(person):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = sign_in(Client(), person("peer"))
        clock.shift(59 * 60)
        assert client.get("/").status_code == 200
        clock.shift(59 * 60)
        assert client.get("/").status_code == 200
        clock.shift(60 * 60)
        gone = client.get("/", follow=True)

    assert gone.redirect_chain[-1][0] == f"{SIGN_IN}?next=/"
    assert "You were signed out: nothing happened here for 60 minutes." in gone.text


def test_a_session_ends_after_twelve_hours_whatever_happens(person):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = sign_in(Client(), person("peer"))
        for _ in range(24):
            assert client.get("/").status_code == 200
            clock.shift(30 * 60)
        gone = client.get("/", follow=True)

    assert "You were signed out: a session lasts 12 hours." in gone.text


def test_the_list_shows_each_device_and_ends_the_others():
    user = somebody()
    laptop, phone = (
        Client(HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"),
        Client(HTTP_USER_AGENT="iPhone Safari"),
    )
    for client in (laptop, phone):
        by_password(client=client)

    page = laptop.get("/accounts/sessions/")
    assert [each in page.text for each in ("Firefox on Windows", "Safari on iPhone", "This one")] == [True] * 3
    assert "In 2 places" in laptop.get("/account/").text
    laptop.post("/accounts/sessions/")

    assert (laptop.get("/").status_code, phone.get("/").status_code) == (200, 302)
    assert UserSession.objects.filter(user=user).count() == 1


def test_last_seen_is_written_once_a_minute():
    somebody()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client, _ = by_password()
        begun = UserSession.objects.get().last_seen_at
        clock.shift(59)
        client.get("/")
        assert UserSession.objects.get().last_seen_at == begun
        clock.shift(1)
        client.get("/")
        assert (UserSession.objects.get().last_seen_at - begun).total_seconds() == 60


def test_a_new_password_ends_every_other_session():
    somebody()
    here, elsewhere = by_password()[0], by_password()[0]
    new = "another long password"

    here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert (here.get("/").status_code, elsewhere.get("/").status_code) == (200, 302)
    assert [each.subject for each in mail.outbox] == ["Your password was changed"]
    assert ("password.changed", "changed their password") in what_happened()


def test_cookies_cannot_be_read_by_scripts_or_sent_by_other_sites(settings):
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    somebody()
    client = Client()
    client.get(SIGN_IN, secure=True)
    client.post(SIGN_IN, {"login": "dcs@example.org", "password": PASSWORD}, secure=True)

    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
        cookie = client.cookies[name]
        assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Lax", True)
    assert client.cookies[settings.SESSION_COOKIE_NAME]["expires"] == ""  # ends with the browser, too


def test_what_is_sensitive_asks_again_who_it_is_after_five_minutes():
    somebody()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client, _ = by_password()
        at_once = client.get("/accounts/second-step/totp/activate/")
        clock.shift(sessions.JUST_NOW)
        later = client.get("/accounts/second-step/totp/activate/")
        wrong = client.post(later.url, {"password": "not it"})
        client.post(later.url, {"password": PASSWORD})
        confirmed = client.get("/accounts/second-step/totp/activate/")

    assert (at_once.status_code, later.url.partition("?")[0]) == (200, "/accounts/reauthenticate/")
    assert "This password is not right." in wrong.text
    assert confirmed.status_code == 200


def test_the_clock_deletes_sessions_that_have_ended():
    user = somebody()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        by_password()
        assert CLOCK["forget_sessions"](dry_run=True) == CLOCK["forget_sessions"]() == []
        clock.shift(13 * 60 * 60)
        by_password()
        UserSession.objects.create(user=user, session_key="gone", ip="127.0.0.1", user_agent="")

        told = CLOCK["forget_sessions"](dry_run=True)
        done = CLOCK["forget_sessions"]()

    assert (told, done) == (["would delete: 1"], ["deleted: 1"])
    assert UserSession.objects.count() == Session.objects.count() == 1
    assert what_happened()[-1] == ("sessions.forgotten", "deleted 1 ended sessions")
