"""What strangers learn of who has an account: nothing, by text, status or time; and how often they may ask."""

import re
import time

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from challenges import actions
from tests.challenges.signing_in import (
    SHUT,
    by_password,
    somebody,
)
from tests.conftest import sign_in
from tests.factories import ChallengeFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick_hashing(settings, request):
    """Where time is not what is tested."""
    if "takes_as_long" not in request.node.name:
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.mark.parametrize("address", ["dcs@example.org", "nobody@example.org"])
def test_after_five_wrong_passwords_the_address_is_shut_for_a_quarter_of_an_hour(address):
    user = somebody()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(5):
            _client, page = by_password(address, "not it")
            assert "The e-mail address or the password is not right." in page.text
        _client, shut = by_password(address)
        _client, elsewhere = by_password(somebody("other@example.org").email)
        clock.shift(15 * 60 + 1)
        _client, later = by_password(address)

    assert SHUT in shut.text
    assert elsewhere.status_code == 302
    assert later.status_code == (302 if address == user.email else 200)


def test_a_new_password_opens_a_shut_address():
    user = somebody()
    by_password()
    for _ in range(5):
        by_password(password="not it")
    client = Client()
    client.post("/accounts/password/reset/", {"email": user.email})
    link = re.search(r"http://\S+", mail.outbox[-1].body)[0]
    form = client.get(link.replace("http://localhost:8000", ""), follow=True)
    client.post(form.wsgi_request.path, {"password1": "another long password", "password2": "another long password"})

    _client, answer = by_password(password="another long password")

    assert answer.status_code == 302


def test_one_place_gets_so_many_tries_only():
    pages = [by_password(f"person{number}@example.org", "not it")[1] for number in range(31)]

    assert [page.status_code for page in pages] == [200] * 30 + [429]
    assert "Too many attempts" in pages[-1].text
    assert "Wait a few minutes, then try again." in pages[-1].text


def the_five_kinds():
    """Addresses of the same length: one that has signed in, with a password, without, closed, and unknown."""
    kinds = ["has-signed-in", "has--password", "no---password", "is---inactive", "is----unknown"]
    signed_in, with_password, without, closed, unknown = (f"{kind}@example.org" for kind in kinds)
    EmailAddress.objects.create(user=somebody(signed_in), email=signed_in, verified=True, primary=True)
    somebody(with_password)
    UserFactory(email=without, password="!")
    somebody(closed, is_active=False)
    return [signed_in, with_password, without, closed, unknown]


def without_what_varies(answer, address):
    text = re.sub(r"(csrfmiddlewaretoken\W+value=\W|X-CSRFToken\W+)[^\"&]+", "", answer.text)
    text = re.sub(r'"X-CSRFToken": "[^"]+"', "", text)
    return answer.status_code, answer.headers.get("Location"), text.replace(address, "ADDRESS")


@pytest.mark.parametrize("times", [1, 6])
def test_a_wrong_sign_in_says_the_same_whoever_it_is(times):
    answers = set()
    for number, address in enumerate(the_five_kinds()):
        for _ in range(times):
            _client, answer = by_password(address, "not it", client=Client(REMOTE_ADDR=f"192.0.2.{number}"))
        answers.add(without_what_varies(answer, address))

    assert len(answers) == 1


@pytest.mark.parametrize("times", [1, 6])
def test_a_forgotten_password_says_the_same_whoever_it_is(times):
    answers = set()
    for number, address in enumerate(the_five_kinds()):
        client = Client(REMOTE_ADDR=f"192.0.2.{number}")
        for _ in range(times):
            answer = client.post("/accounts/password/reset/", {"email": address})
        seen = client.get(answer.url) if answer.status_code == 302 else answer
        answers.add((without_what_varies(answer, address), without_what_varies(seen, address)))

    assert len(answers) == 1
    assert len({each.to[0] for each in mail.outbox}) == 5


def test_a_change_of_address_says_the_same_whether_it_is_taken_or_not():
    me, taken = somebody(), "has-password@example.org"
    somebody(taken)
    answers = set()
    for address in (taken, "has-no-owner@example.org"):
        client = sign_in(Client(), me)
        answer = client.post("/accounts/email/", {"email": address, "action_add": ""})
        answers.add((without_what_varies(answer, address), without_what_varies(client.get(answer.url), address)))

    assert len(answers) == 1
    assert [each.to for each in mail.outbox] == [[taken], ["has-no-owner@example.org"]]


def test_an_address_that_is_taken_cannot_be_confirmed():
    me, owner = somebody(), UserFactory(email="owner@example.org")
    client = sign_in(Client(), me)
    client.post("/accounts/email/", {"email": owner.email, "action_add": ""})
    link = re.search(r"http://localhost:8000(\S+)", mail.outbox[0].body)[1]

    client.post(link)

    me.refresh_from_db()
    assert me.email == "dcs@example.org"


def test_invitation_links_say_the_same_for_rows_that_exist_and_rows_that_do_not(person):
    challenge = ChallengeFactory()
    actions.add_person(
        challenge, email="new@example.org", name="New", role="organiser", by=person("challenge_manager", challenge)
    )
    row = challenge.invitations.get()
    answers = set()
    for pk in (row.pk, row.pk + 1000):
        page, asked = Client().get(f"/join/{pk}/not-the-key/"), Client().post(f"/join/{pk}/not-the-key/ask/")
        answers.add((without_what_varies(page, f"/join/{pk}/"), without_what_varies(asked, f"/join/{pk}/")))

    assert len(answers) == 1


def seconds_of_work(ask, addresses, rounds):
    """Per address, the least of several rounds: what else a machine does only adds. The work of this thread alone, so
    that waiting is nowhere in it."""
    taken = {address: [] for address in addresses}
    for number in range(rounds):
        for address in addresses:
            begun = time.thread_time()
            ask(address, number)
            taken[address].append(time.thread_time() - begun)
    return [min(each) for each in taken.values()]


def test_a_wrong_sign_in_takes_as_long_whoever_it_is():
    found = seconds_of_work(lambda address, _: by_password(address, "not it"), the_five_kinds(), rounds=4)

    assert max(found) < 1.25 * min(found), found


def test_a_forgotten_password_takes_as_long_whoever_it_is():
    addresses = the_five_kinds()
    Client().post("/accounts/password/reset/", {"email": "first@example.org"})  # loads what is loaded once

    found = seconds_of_work(
        lambda address, _: Client().post("/accounts/password/reset/", {"email": address}), addresses, 3
    )

    assert max(found) - min(found) < 0.01, found


def test_a_forgotten_password_asks_the_database_the_same_whoever_it_is():
    asked = set()
    Client().post("/accounts/password/reset/", {"email": "first@example.org"})
    for address in the_five_kinds():
        with CaptureQueriesContext(connection) as queries:
            Client().post("/accounts/password/reset/", {"email": address})
        varies = re.compile(r"'[^']*'|\d+")
        asked.add(tuple(varies.sub("", each["sql"].split("WHERE")[0]) for each in queries))

    assert len(asked) == 1
