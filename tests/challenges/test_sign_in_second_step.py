"""The second step: who needs it, how it is shown, set up and taken away."""

import re

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from cryptography.fernet import InvalidToken
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from challenges import actions
from challenges.action_tools import ActionRefused
from challenges.lifecycle import Stage
from challenges.models import Role
from challenges.sign_in import sealing, second_step
from tests.challenges.signing_in import (
    NEEDED,
    SHUT,
    SIGN_IN,
    by_password,
    code,
    somebody,
    what_happened,
    with_app,
)
from tests.factories import ChallengeFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick_hashing(settings):
    """Nothing here is about how long a password takes to check: test_sign_in_strangers.py measures that."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def test_a_code_is_asked_for_after_the_password_and_works_once():
    secret = with_app(somebody())
    client, asked = by_password()

    wrong = client.post("/accounts/second-step/authenticate/", {"code": "000000"})
    right = client.post("/accounts/second-step/authenticate/", {"code": code(secret)})
    other, _asked = by_password()
    again = other.post("/accounts/second-step/authenticate/", {"code": code(secret)})

    assert asked.url == "/accounts/second-step/authenticate/"
    assert "This code is not right, or it has been used." in wrong.text
    assert (right.status_code, right.url) == (302, "/")
    assert "This code is not right, or it has been used." in again.text
    assert what_happened()[-1] == ("person.signed_in", "signed in with their password and their second step")


def test_a_used_code_stays_used_for_as_long_as_it_would_work():
    with time_machine.travel(timezone.now(), tick=False) as clock:
        secret = with_app(somebody())
        used = code(secret, later=1)
        client, _ = by_password()
        assert client.post("/accounts/second-step/authenticate/", {"code": used}).status_code == 302

        clock.shift(40)  # allauth has forgotten it by now, and it is the code of this or the last half minute
        other, _ = by_password()
        again = other.post("/accounts/second-step/authenticate/", {"code": used})

    assert "This code is not right, or it has been used." in again.text


def test_after_five_wrong_codes_the_right_one_is_refused():
    secret = with_app(somebody())
    client, _ = by_password()
    for _ in range(5):
        client.post("/accounts/second-step/authenticate/", {"code": "000000"})

    page = client.post("/accounts/second-step/authenticate/", {"code": code(secret)})

    assert SHUT in page.text


def test_a_recovery_code_works_once():
    user = somebody()
    with_app(user)
    first = RecoveryCodes.activate(user).get_unused_codes()[0]
    client, _ = by_password()
    other, _ = by_password()

    assert client.post("/accounts/second-step/authenticate/", {"code": first}).status_code == 302
    assert other.post("/accounts/second-step/authenticate/", {"code": first}).status_code == 200


def test_what_the_second_step_rests_on_is_sealed_in_the_database(settings):
    user = somebody()
    secret = with_app(user)
    codes = RecoveryCodes.activate(user).get_unused_codes()
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))

    settings.SECOND_STEP_KEYS = ["new", settings.SECRET_KEY]
    by = UserFactory(is_programme_office=True)
    assert secret not in kept
    assert actions.seal_second_steps_anew(by=by) == 2

    settings.SECOND_STEP_KEYS = ["new"]
    rows = {row.type: row for row in Authenticator.objects.all()}
    assert rows["totp"].wrap().validate_code(code(secret))
    assert rows["recovery_codes"].wrap().get_unused_codes() == codes
    settings.SECOND_STEP_KEYS = ["another"]
    with pytest.raises(InvalidToken):
        sealing.unseal(rows["totp"].data["secret"])


@pytest.mark.parametrize("role", [*sorted(second_step.LGA_ROLES), "office"])
def test_the_lga_needs_it_everywhere_but_on_its_own_account(role, person, log_in_as):
    challenge = ChallengeFactory()
    user = person(role, challenge)
    client = log_in_as(user, second_step=False)

    for page in ("/", challenge.get_absolute_url(), "/challenges/add/"):
        assert client.get(page).url == NEEDED
    for page in (NEEDED, "/account/", "/account/details/", "/accounts/email/", "/accounts/second-step/"):
        assert client.get(page).status_code == 200
    assert client.get("/accessibility/").status_code == 200
    assert log_in_as(user).get("/").status_code == 200


@pytest.mark.parametrize("role", sorted(set(Role.values) - {str(each) for each in second_step.LGA_ROLES}))
def test_others_need_it_for_pages_about_single_children_only(role, person, log_in_as):
    challenge = ChallengeFactory(stage=Stage.CASE_REVIEW)
    user = person(role, challenge)
    cases = reverse("casereview:case_list", args=[challenge.slug])
    may_see_cases = user.has_perm("casereview.view_cases", challenge)

    with_one_step = log_in_as(user, second_step=False)

    assert with_one_step.get("/").status_code == 200
    answer = with_one_step.get(cases)
    assert (answer.status_code, answer.headers.get("Location")) == ((302, NEEDED) if may_see_cases else (403, None))
    assert log_in_as(user).get(cases).status_code == (200 if may_see_cases else 403)


def test_who_may_not_know_the_challenge_is_not_asked_for_it(person, log_in_as):
    cases = reverse("casereview:case_list", args=[ChallengeFactory(stage=Stage.CASE_REVIEW).slug])

    assert log_in_as(person("stranger"), second_step=False).get(cases).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_way_leads_over_setting_it_up_to_the_page_that_was_wanted(person, log_in_as):
    challenge = ChallengeFactory(stage=Stage.CASE_REVIEW)
    peer = person("peer", challenge)
    client = log_in_as(peer, second_step=False)
    cases = reverse("casereview:case_list", args=[challenge.slug])

    why = client.get(f"{cases}?from=mail", follow=True)
    assert "The page you want shows rows about single children" in why.text
    page = client.get("/accounts/second-step/totp/activate/")
    secret = page.context["form"].secret
    made = client.post("/accounts/second-step/totp/activate/", {"code": code(secret)}, follow=True)
    assert "They are shown now and not again" in " ".join(re.sub("<[^>]+>", "", made.text).split())
    assert len(re.findall(r"<code>\d{8}</code>", made.text)) == 10
    assert "<code>" not in client.get("/accounts/second-step/recovery-codes/").text

    assert client.get(NEEDED).url == f"{cases}?from=mail"
    assert client.get(cases).status_code == 200
    assert [each.subject for each in mail.outbox] == ["An authenticator app was set up"]
    assert ("second_step.added", "set up an authenticator app") in what_happened()


def test_one_set_up_elsewhere_still_has_to_be_shown_here(person, log_in_as):
    challenge = ChallengeFactory(stage=Stage.CASE_REVIEW)
    peer = person("peer", challenge)
    client = log_in_as(peer, second_step=False)
    secret = with_app(peer)
    cases = reverse("casereview:case_list", args=[challenge.slug])

    page = client.get(cases, follow=True)
    assert "Show your second step" in page.text
    shown = client.post("/accounts/second-step/reauthenticate/", {"code": code(secret), "next": NEEDED})

    assert shown.url == NEEDED
    assert client.get(NEEDED).url == cases


def test_taking_the_last_one_away_ends_what_it_opened(person, log_in_as):
    challenge = ChallengeFactory(stage=Stage.CASE_REVIEW)
    client = log_in_as(person("peer", challenge))
    cases = reverse("casereview:case_list", args=[challenge.slug])
    assert client.get(cases).status_code == 200

    client.post("/accounts/second-step/totp/deactivate/")

    assert client.get(cases).url == NEEDED


def test_scripts_are_told_instead_of_led_away(person, log_in_as):
    challenge = ChallengeFactory(stage=Stage.CASE_REVIEW)
    client = log_in_as(person("peer", challenge), second_step=False)
    cases = reverse("casereview:case_list", args=[challenge.slug])

    upload = client.get(cases, headers={"X-Requested-With": "upload"})
    part = client.get(cases, headers={"HX-Request": "true"})

    assert (upload.status_code, upload.json()["message"]) == (403, "Sign in with your second step first.")
    assert part.headers["HX-Redirect"] == NEEDED


def test_it_can_be_switched_off(settings, person, log_in_as):
    settings.SECOND_FACTOR = "off"

    assert log_in_as(person("office"), second_step=False).get("/").status_code == 200


def test_the_demo_button_counts_for_invented_people_while_it_is_the_demo(settings):
    invented = somebody("invented@example.org", is_demo=True, is_programme_office=True)
    settings.DEMO = True
    by_button, by_typing = Client(), Client()
    by_button.post("/demo/sign-in/", {"person": invented.pk})
    by_password("invented@example.org", client=by_typing)

    assert by_button.get("/").status_code == 200
    assert by_typing.get("/").url == NEEDED
    settings.DEMO = False
    assert by_button.get("/").url == NEEDED


def test_the_check_costs_no_query(person, log_in_as, django_assert_num_queries):
    client = log_in_as(person("office"))

    with django_assert_num_queries(2):  # the session and its person
        client.get("/accessibility/")


def test_the_office_takes_a_lost_one_away_and_the_person_is_signed_out():
    user, office = somebody(), UserFactory(is_programme_office=True)
    client, _ = by_password()
    with_app(user)

    actions.take_second_step_away(user, by=office)

    assert not second_step.has_one(user)
    assert client.get("/").url == f"{SIGN_IN}?next=/"
    assert what_happened()[-1] == ("second_step.taken_away", "took the second step of The director away")
    with pytest.raises(ActionRefused, match="has no second step"):
        actions.take_second_step_away(user, by=office)
    with pytest.raises(ActionRefused, match="Somebody else in the programme office"):
        actions.take_second_step_away(office, by=office)
    with pytest.raises(ActionRefused, match="Somebody else in the programme office"):
        actions.take_second_step_away(office, by=user)


def test_the_command_takes_it_away_and_seals_anew(capsys):
    user, office = somebody(), UserFactory(is_programme_office=True)
    with_app(user)

    call_command("second_step", "seal", "--by", office.email)
    call_command("second_step", "remove", "--of", "DCS@example.org", "--by", office.email)

    assert capsys.readouterr().out.splitlines() == [
        "1 sealed with the newest key.",
        "The director can set up a new one.",
    ]
    with pytest.raises(CommandError, match="Nobody is known as nobody@example.org"):
        call_command("second_step", "remove", "--of", "nobody@example.org", "--by", office.email)
    with pytest.raises(CommandError, match="has no second step"):
        call_command("second_step", "remove", "--of", user.email, "--by", office.email)


def test_the_office_does_it_on_a_page_and_the_person_is_told(person, log_in_as):
    user, office = somebody(), person("office")
    with_app(user)
    client = log_in_as(office)
    assert "somebody has lost their second step" in client.get("/account/").text

    unsure = client.post("/account/second-step/lost/", {"email": "DCS@example.org"})
    unknown = client.post("/account/second-step/lost/", {"email": "nobody@example.org", "sure": "on"})
    assert second_step.has_one(user)
    done = client.post("/account/second-step/lost/", {"email": "DCS@example.org", "sure": "on"}, follow=True)
    again = client.post("/account/second-step/lost/", {"email": "DCS@example.org", "sure": "on"})

    assert "I have made sure who is asking" in unsure.text
    assert "Nobody signs in with this address." in unknown.text
    assert "The director can set up a new second step at their next sign-in." in done.text
    assert "The director has no second step." in again.text
    assert [(each.to, each.subject) for each in mail.outbox] == [([user.email], "Your second step was taken away")]
    assert log_in_as(person("peer")).get("/account/second-step/lost/").status_code == 403
