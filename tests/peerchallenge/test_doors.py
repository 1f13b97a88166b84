import pytest
from django.test import Client

from challenges.models import User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_every_page_asks_to_sign_in_first():
    answer = Client().get("/")

    assert (answer.status_code, answer.url) == (302, "/accounts/login/?next=/")


@pytest.mark.parametrize(("path", "says"), [("/health/live/", "ok"), ("/health/ready/", "ok")])
def test_health_says_ok_and_nothing_else(path, says):
    assert Client().get(path).text == says


def test_nobody_signs_up_by_themselves():
    Client().post("/accounts/signup/", {"email": "new@example.org", "password1": "a" * 20, "password2": "a" * 20})

    assert not User.objects.filter(email="new@example.org").exists()


def test_a_person_signs_in_by_e_mail_address_however_it_is_written():
    User.objects.create_user("dcs@example.org", "a long enough password", name="The director")
    client = Client()

    answer = client.post("/accounts/login/", {"login": "DCS@example.org", "password": "a long enough password"})

    assert (answer.status_code, answer.url) == (302, "/")


@pytest.mark.parametrize("address", ["dcs@example.org", "nobody@example.org"])
def test_a_wrong_sign_in_says_the_same_for_everyone(address):
    User.objects.create_user("dcs@example.org", "a long enough password", name="The director")

    page = Client().post("/accounts/login/", {"login": address, "password": "not it"}).text

    assert "The e-mail address or the password is not right. Check both and try again." in page


def test_the_demo_door_is_shut_unless_it_is_the_demo(settings):
    person = UserFactory(is_demo=True)
    settings.DEMO = False
    shut = Client().post("/demo/sign-in/", {"person": person.pk}).status_code
    settings.DEMO = True
    opened = Client().post("/demo/sign-in/", {"person": person.pk}).status_code

    assert (shut, opened) == (404, 302)


def test_the_demo_door_is_for_invented_people_only(settings):
    settings.DEMO = True
    real = UserFactory(is_demo=False)

    assert Client().post("/demo/sign-in/", {"person": real.pk}).status_code == 404


def test_pages_carry_a_strict_content_security_policy():
    policy = Client().get("/accounts/login/").headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
