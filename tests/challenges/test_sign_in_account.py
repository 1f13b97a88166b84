"""One's own account: name, e-mail address, and the mail about it."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from challenges import actions
from challenges.action_tools import ActionRefused
from challenges.models import AuditEvent
from challenges.templatetags.sign_in import device
from tests.challenges.signing_in import (
    PASSWORD,
    by_password,
    somebody,
    what_happened,
)
from tests.factories import ChallengeFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick_hashing(settings):
    """Nothing here is about how long a password takes to check: test_sign_in_strangers.py measures that."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def test_name_and_job_title_are_changed_and_kept_in_the_audit(person, log_in_as):
    user = person("peer", ChallengeFactory(), job_title="Officer")
    client = log_in_as(user)

    page = client.post("/account/details/", {"name": "Priya Patel", "job_title": "Head of service"}, follow=True)
    missing = client.post("/account/details/", {"name": "", "job_title": ""})

    user.refresh_from_db()
    assert "Your details are changed." in page.text
    assert (user.name, user.job_title) == ("Priya Patel", "Head of service")
    assert AuditEvent.objects.get(what="person.changed").was["job_title"] == "Officer"
    assert "Fill in “Name”" in missing.text
    with pytest.raises(ActionRefused, match="People write their own name"):
        actions.change_own_details(user, name="A", job_title="", by=UserFactory())


def test_an_address_is_changed_by_the_link_sent_to_the_new_one(settings):
    user = somebody()
    client, _ = by_password()
    client.post("/accounts/email/", {"email": "New@Example.org", "action_add": ""})
    assert "A link is on its way to new@example.org." in client.get("/accounts/email/").text
    by_password()  # the old one still works
    link = re.search(r"http://localhost:8000(\S+)", mail.outbox[0].body)[1]

    assert "Use this e-mail address" in client.get(link).text
    client.post(link)

    user.refresh_from_db()
    assert user.email == "new@example.org"
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [("new@example.org", True, True)]
    assert [(each.to, each.subject) for each in mail.outbox[1:]] == [
        (["dcs@example.org"], "Your e-mail address was changed")
    ]
    assert "This link no longer works" in client.get(link).text


def test_a_change_of_address_can_be_dropped():
    user = somebody()
    client, _ = by_password()
    client.post("/accounts/email/", {"email": "new@example.org", "action_add": ""}, follow=True)

    client.post("/accounts/email/", {"email": "new@example.org", "action_remove": ""})

    user.refresh_from_db()
    assert user.email == "dcs@example.org"
    assert "on its way" not in client.get("/accounts/email/").text
    assert ("address.kept", "kept their e-mail address after all") in what_happened()


def test_links_in_mail_name_our_own_address_whatever_the_request_says(settings):
    settings.ALLOWED_HOSTS = ["*"]
    somebody()

    Client().post("/accounts/password/reset/", {"email": "dcs@example.org"}, headers={"host": "elsewhere.example"})

    assert re.findall(r"https?://[^/\s]+", mail.outbox[0].body) == [settings.SITE_URL]


def test_a_mail_server_that_is_down_is_told_and_stops_nothing(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    somebody()
    client, _ = by_password()
    new = "another long password"

    changed = client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    asked = Client().post("/accounts/password/reset/", {"email": "nobody@example.org"}, follow=True)

    assert changed.status_code == 302
    assert "Mail cannot be sent just now, so nothing has come." in asked.text


@pytest.mark.parametrize(
    ("says", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537 Chrome/140.0 Safari/537 Edg/140.0",
            "Edge on Windows",
        ),
        ("Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Safari/604", "Safari on iPad"),
        ("curl/8", "A browser"),
    ],
)
def test_a_device_is_told_in_words(says, words):
    assert device(says) == words
