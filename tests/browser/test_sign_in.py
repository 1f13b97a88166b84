"""Signing in, in Chromium: with an app, with recovery codes, with a passkey, by mail, through a directory."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from playwright.sync_api import expect

from tests.browser.conftest import NARROW, WIDE, stands_up
from tests.challenges.signing_in import PASSWORD, code, somebody, with_app
from tests.directory import Directory
from tests.live import Mailbox, wait_until

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "dcs@example.org"


@pytest.fixture
def page(browser, live_server, settings):
    """Somebody who has not signed in, at their browser; what the browser complains of fails the test."""
    settings.SITE_URL = live_server.url
    context = browser.new_context(base_url=live_server.url, viewport=WIDE, locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on("console", lambda said: page.problems.append(said.text) if said.type == "error" else None)
    yield page
    context.close()
    assert page.problems == []


@pytest.fixture
def passkeys(page):
    """A device that keeps passkeys and knows its owner, as Chromium plays it."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = device.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    def knows_its_owner(*, yes):
        device.send("WebAuthn.setUserVerified", {"authenticatorId": made["authenticatorId"], "isUserVerified": yes})

    return knows_its_owner


def by_password(page, password=PASSWORD):
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill(ADDRESS)
    page.get_by_label("Password", exact=True).fill(password)
    press(page, "Sign in")


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def heading(page, text):
    expect(page.get_by_role("heading", level=1)).to_have_text(text)
    for viewport in (NARROW, WIDE):
        page.set_viewport_size(viewport)
        assert stands_up(page) == [], text


def sign_out(page):
    page.get_by_role("banner").get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_an_app_is_set_up_on_the_way_in_and_asked_for_from_then_on(page):
    somebody(is_programme_office=True)
    by_password(page)

    heading(page, "Set up a second step")
    page.get_by_role("link", name="Set up an app").click()
    heading(page, "Set up an authenticator app")
    secret = page.locator("strong.break-all").inner_text()
    page.get_by_label("The six digits the app shows now").fill("000000")
    press(page, "Set up the app")
    expect(page.get_by_text("This code is not right, or it has been used.").first).to_be_visible()
    page.get_by_label("The six digits the app shows now").fill(code(secret))
    press(page, "Set up the app")
    heading(page, "Recovery codes")
    recovery = page.locator("li code").all_inner_texts()
    page.get_by_role("link", name="I have kept them: go to the page I wanted").click()
    expect(page).to_have_url(re.compile("/$"))
    expect(page.get_by_role("link", name="Set up a challenge")).to_be_visible()

    sign_out(page)
    by_password(page)
    heading(page, "Second step")
    expect(page.get_by_role("button", name="Use a passkey")).to_be_hidden()  # there is none
    page.get_by_label("Code").fill(code(secret, later=1))
    press(page, "Sign in")
    expect(page.get_by_role("link", name="Set up a challenge")).to_be_visible()

    sign_out(page)
    by_password(page)
    page.get_by_label("Code").fill(recovery[0])
    press(page, "Sign in")
    expect(page.get_by_role("link", name="Set up a challenge")).to_be_visible()
    page.goto("/accounts/second-step/")
    expect(page.get_by_text("9 left")).to_be_visible()


def test_a_passkey_is_added_and_signs_in_by_itself(page, passkeys):
    somebody(is_programme_office=True)
    by_password(page)
    page.get_by_role("link", name="Add a passkey").click()

    heading(page, "Add a passkey")
    page.get_by_label("Name of the passkey").fill("Work laptop")
    press(page, "Add the passkey")
    heading(page, "Recovery codes")
    page.get_by_role("link", name="I have kept them: go to the page I wanted").click()
    expect(page.get_by_role("link", name="Set up a challenge")).to_be_visible()
    page.goto("/accounts/second-step/webauthn/")
    heading(page, "Your passkeys")
    expect(page.get_by_role("row", name="Work laptop By itself")).to_be_visible()

    sign_out(page)
    heading(page, "Sign in")
    passkeys(yes=False)  # a stranger at the keyboard
    press(page, "Sign in with a passkey")
    expect(page.get_by_text("No passkey was used. Try again, or sign in another way.")).to_be_visible(timeout=90_000)
    passkeys(yes=True)
    press(page, "Sign in with a passkey")
    expect(page.get_by_role("link", name="Set up a challenge")).to_be_visible()

    sign_out(page)
    by_password(page)
    press(page, "Use a passkey")  # and as the second step after the password
    expect(page.get_by_role("link", name="Set up a challenge")).to_be_visible()


def test_a_forgotten_password_is_replaced_by_a_link_in_the_mail(page, settings):
    somebody()
    box = Mailbox()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = box.controller.hostname, box.controller.port
    try:
        page.goto("/accounts/login/")
        page.get_by_role("link", name="I have forgotten my password").click()
        heading(page, "Choose a new password")
        page.get_by_label("E-mail address").fill(ADDRESS)
        press(page, "Send the link")
        heading(page, "Check your e-mail")
        message = wait_until(lambda: box.messages and box.messages[0], what="the mail")[1]
        page.goto(re.search(r"http://\S+", message.get_payload())[0])
        heading(page, "Choose a new password")
        for label in ("New password", "New password again"):
            page.get_by_label(label, exact=True).fill("another long password")
        press(page, "Save the password")
        heading(page, "Your password is changed")
        by_password(page, "another long password")
        expect(page.get_by_text("Nothing waits for you.")).to_be_visible()
        assert wait_until(lambda: len(box.messages) == 2, what="the notice")
        assert box.messages[1][1]["Subject"] == "Your password was changed"
    finally:
        box.close()


def test_a_person_comes_in_through_the_directory_of_their_organisation(page, settings):
    directory = Directory()
    settings.OIDC_SERVER_URL, settings.OIDC_NAME = directory.url, "Northshire"
    settings.SOCIALACCOUNT_PROVIDERS = directory.settings()
    somebody()
    try:
        page.goto("/account/")
        press(page, "Sign in through Northshire")
        page.get_by_role("link", name="Yes, it is me").click()
        expect(page).to_have_url(re.compile("/account/$"))
        heading(page, "Your account")
        sign_out(page)
        directory.claims = {"sub": "person-2", "email": "stranger@example.org", "email_verified": True}
        press(page, "Sign in through Northshire")
        page.get_by_role("link", name="Yes, it is me").click()
        heading(page, "You need an invitation")
    finally:
        directory.close()


PAGES = [
    ("/account/", "Your account"),
    ("/account/details/", "Your name and job title"),
    ("/accounts/email/", "Your e-mail address"),
    ("/accounts/password/change/", "Change your password"),
    ("/accounts/second-step/", "Second step"),
    ("/accounts/second-step/totp/deactivate/", "Remove the authenticator app"),
    ("/accounts/second-step/recovery-codes/generate/", "Make new recovery codes"),
    ("/accounts/second-step/webauthn/", "Your passkeys"),
    ("/accounts/second-step/webauthn/add/", "Add a passkey"),
    ("/accounts/second-step/webauthn/keys/{}/edit/", "Rename a passkey"),
    ("/accounts/second-step/webauthn/keys/{}/remove/", "Remove “My passkey”"),
    ("/accounts/second-step/reauthenticate/", "Confirm that it is you"),
    ("/accounts/second-step/webauthn/reauthenticate/", "Confirm that it is you"),
    ("/accounts/reauthenticate/", "Confirm that it is you"),
    ("/accounts/sessions/", "Where you are signed in"),
    ("/accounts/logout/", "Sign out"),
    ("/accounts/oidc/cancelled/", "You have not signed in"),
    ("/accounts/oidc/error/", "That sign-in did not work"),
]


def test_every_account_page_stands_up(page, passkeys):
    """At both widths; with everything set up, since then there is most to see."""
    user = somebody()
    by_password(page)
    page.goto("/accounts/second-step/webauthn/add/")
    press(page, "Add the passkey")
    heading(page, "Recovery codes")
    with_app(user)
    EmailAddress.objects.create(user=user, email="new@example.org")
    UserSession.objects.create(user=user, session_key="gone", ip="2001:db8::1", user_agent="")
    key = Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN).pk

    for path, title in PAGES:
        answer = page.goto(path.format(key))
        heading(page, title)
        assert answer.status == (401 if title.startswith("That sign-in") else 200), path
        page.problems[:] = [each for each in page.problems if "401" not in each]


def test_the_page_for_a_lost_second_step_stands_up(signed_in, person):
    page = signed_in(person("office"))

    page.goto("/account/second-step/lost/")
    heading(page, "Somebody has lost their second step")
    press(page, "Take the second step away")
    heading(page, "Somebody has lost their second step")


def test_without_scripts_an_app_does_what_a_passkey_would(browser, live_server):
    secret = with_app(somebody(is_programme_office=True))
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    by_password(page)

    expect(page.get_by_role("button", name="Use a passkey")).to_be_hidden()
    page.get_by_label("Code").fill(code(secret))
    press(page, "Sign in")
    expect(page.get_by_role("link", name="Set up a challenge")).to_be_visible()
    page.goto("/accounts/second-step/webauthn/add/")
    expect(page.get_by_text("This browser cannot make passkeys, or its scripts are off.")).to_be_visible()
    context.close()
