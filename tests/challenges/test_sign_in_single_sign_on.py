"""Single sign-on, against a real OpenID provider on loopback: it lets in who was invited, and nobody else."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core import mail
from django.test import Client

from challenges.models import AuditEvent, User
from challenges.sign_in.single_sign_on import vouched_for
from tests.challenges.signing_in import NEEDED, by_password, somebody, with_app
from tests.directory import Directory

pytestmark = pytest.mark.django_db
START = "/accounts/oidc/single-sign-on/login/"


@pytest.fixture
def directory(settings):
    made = Directory()
    settings.OIDC_SERVER_URL, settings.OIDC_NAME = made.url, "Northshire"
    settings.SOCIALACCOUNT_PROVIDERS = made.settings()
    yield made
    made.close()


def through(directory, client=None, next_url=""):
    """Go to the directory and come back, as the browser does."""
    client = client or Client()
    page = client.post(START, {"next": next_url} if next_url else {})
    asked = urlsplit(unescape(re.search(r'href="(http://127[^"]+)', page.text)[1]))
    back = directory.let_in({name: values[0] for name, values in parse_qs(asked.query).items()})
    return client, client.get(back.partition("testserver")[2])


def test_who_was_invited_comes_in_and_is_linked(directory):
    person = somebody("DCS@example.org")

    client, answer = through(directory, next_url="/account/")

    assert answer.url == "/account/"
    assert client.get("/").status_code == 200
    linked = SocialAccount.objects.get()
    assert (linked.user, linked.provider, linked.uid) == (person, "single-sign-on", "person-1")
    assert [each.subject for each in mail.outbox] == ["You can now sign in through your organisation"]
    assert AuditEvent.objects.get(what="person.signed_in").sentence == "signed in with their organisation’s sign-in"
    _client, by_typing = by_password()
    assert by_typing.status_code == 302  # the password stays


def test_from_then_on_the_directorys_own_name_for_the_person_counts(directory):
    person = somebody()
    through(directory)
    directory.claims = {"sub": "person-1", "email": "new.name@example.org"}

    client, _answer = through(directory)

    assert client.get("/").context["user"] == person


def test_who_was_not_invited_stays_outside(directory):
    directory.claims["email"] = "stranger@example.org"

    client, answer = through(directory)

    assert "You need an invitation" in answer.text
    assert client.get("/").status_code == 302
    assert (User.objects.count(), SocialAccount.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "dcs@example.org"},
        {"email": "dcs@example.org", "email_verified": False},
        {"email": "dcs@example.org", "email_verified": None, "xms_edov": "0"},
        {"preferred_username": "dcs@example.org", "email_verified": True},
    ],
)
def test_an_address_the_directory_does_not_vouch_for_opens_nothing(directory, claims):
    somebody()
    directory.claims = {"sub": "person-1"} | claims

    client, answer = through(directory)

    assert "You need an invitation" in answer.text
    assert client.get("/").status_code == 302
    assert SocialAccount.objects.count() == 0


def test_entra_vouches_in_its_own_way_and_one_organisation_may_be_trusted(settings):
    entra, silent = {"email": "DCS@example.org", "xms_edov": True}, {"email": "dcs@example.org"}

    assert vouched_for(entra) == "dcs@example.org"
    assert vouched_for(silent) == ""
    settings.OIDC_EMAIL_IS_VERIFIED = True
    assert vouched_for(silent) == "dcs@example.org"
    assert vouched_for({}) == ""


def test_a_token_signed_with_another_key_is_refused(directory):
    somebody()
    directory.signs_with = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    client, answer = through(directory)

    assert (answer.status_code, client.get("/").status_code) == (401, 302)
    assert "That sign-in did not work" in answer.text


def test_a_token_for_another_application_is_refused(directory):
    somebody()
    directory.audience = "another"

    assert through(directory)[1].status_code == 401


def test_an_answer_nobody_asked_for_is_refused(directory):
    somebody()
    for query in ("code=1&state=2", "code=1", "error=server_error&state=2"):
        assert Client().get(f"{START}callback/?{query}").status_code == 401


def test_stopping_there_leads_back(directory):
    client = Client()
    page = client.post(START)
    state = re.search(r"state=([A-Za-z0-9]+)", page.text)[1]

    answer = client.get(f"{START}callback/?error=access_denied&state={state}", follow=True)

    assert "You have not signed in" in answer.text


def test_a_closed_account_stays_closed(directory):
    person = somebody()
    through(directory)
    User.objects.filter(pk=person.pk).update(is_active=False)

    client, answer = through(directory)

    assert answer.url == "/accounts/inactive/"
    assert client.get("/").status_code == 302


def test_a_closed_account_is_not_linked(directory):
    somebody(is_active=False)

    assert "You need an invitation" in through(directory)[1].text


def test_it_is_a_second_step_only_where_the_setting_says_so(directory, settings):
    somebody(is_programme_office=True)
    client, _answer = through(directory)

    assert client.get("/").url == NEEDED
    settings.OIDC_IS_SECOND_FACTOR = True
    assert client.get("/").status_code == 200


def test_who_has_set_up_a_second_step_here_is_asked_for_it(directory):
    with_app(somebody())

    assert through(directory)[1].url == "/accounts/second-step/authenticate/"


def test_a_directory_that_does_not_answer_is_told(directory):
    somebody()
    client = Client()
    state = re.search(r"state=([A-Za-z0-9]+)", client.post(START).text)[1]
    directory.close()

    starting, coming_back = client.post(START), client.get(f"{START}callback/?code=1&state={state}")

    assert [each.status_code for each in (starting, coming_back)] == [401, 401]
    assert "That sign-in did not work" in starting.text


def test_the_button_stands_on_the_sign_in_page_where_it_is_set_up(directory, settings):
    assert "Sign in through Northshire" in Client().get("/accounts/login/").text
    assert Client().get(START).url == "/accounts/login/"

    settings.OIDC_SERVER_URL, settings.SOCIALACCOUNT_PROVIDERS = "", {"openid_connect": {"APPS": []}}
    assert "Sign in through" not in Client().get("/accounts/login/").text
    assert [Client().post(START).status_code, Client().get(f"{START}callback/").status_code] == [404, 404]
