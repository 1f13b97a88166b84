"""From the mail in the invited person's mailbox to the first thing they have to do, by real SMTP and Chromium."""

import re

import pytest
from playwright.sync_api import expect

from challenges import outbox
from challenges.models import Invitation, Membership
from challenges.next_actions import work_out
from tests.browser.conftest import NARROW, WIDE, stands_up
from tests.factories import ChallengeFactory
from tests.live import Mailbox

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "three words together"


@pytest.fixture
def mailbox(settings, live_server):
    box = Mailbox()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.controller.port
    settings.SITE_URL = live_server.url
    yield box
    box.close()


def link_in(message):
    text = message.get_payload(decode=True).decode()
    return re.search(r"^http\S+/join/\S+", text, re.MULTILINE).group()


def stands_up_wide_and_narrow(page):
    problems = []
    for viewport in (NARROW, WIDE):
        page.set_viewport_size(viewport)
        problems += stands_up(page)
    return problems


def test_the_mail_leads_to_the_first_next_action(signed_in, browser, live_server, mailbox, person):
    challenge = ChallengeFactory(stage="preparation")
    challenge.document_requests.create(
        code="1", title="Self-evaluation", importance="must_read", due_on="2027-02-01", position=1
    )
    for role in ("sponsor", "organiser"):
        person(role, challenge)
    work_out(challenge)
    sponsor = signed_in(Membership.objects.get(role="sponsor").user)

    # The sponsor adds a second organiser.
    sponsor.goto(f"/challenges/{challenge.slug}/people/")
    sponsor.get_by_role("link", name="Add a person").click()
    sponsor.get_by_role("radio", name=re.compile("^Organiser:")).check()
    sponsor.locator("[name=name]").fill("The new organiser")
    sponsor.locator("[name=email]").fill("new@example.org")
    assert stands_up_wide_and_narrow(sponsor) == []
    sponsor.get_by_role("button", name="Add person").click()
    expect(sponsor.get_by_text("Not here yet")).to_be_visible()
    assert stands_up_wide_and_narrow(sponsor) == []

    # The mail comes. A scanner looks at its link first; that changes nothing.
    outbox.send_due()
    [(address, message)] = mailbox.messages
    link = link_in(message)
    assert address == "new@example.org"
    visitor = browser.new_context(base_url=live_server.url)
    for method in ("head", "get"):
        assert getattr(visitor.request, method)(link).status == 200

    # The new organiser follows it, is told the rules, and is in.
    page = visitor.new_page()
    page.goto(link)
    expect(page.get_by_text("at least 12 characters")).to_be_visible()
    assert stands_up_wide_and_narrow(page) == []
    page.locator("[name=password]").fill("short")
    page.locator("[name=again]").fill("short")
    page.get_by_role("button", name="Save the password").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    assert stands_up_wide_and_narrow(page) == []
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=again]").fill(PASSWORD)
    page.get_by_role("button", name="Save the password").click()
    page.get_by_role("main").get_by_role("link", name="Upload item 1, self-evaluation").first.click()
    expect(page.get_by_role("heading", name=re.compile("Self-evaluation"))).to_be_visible()
    assert Invitation.objects.get().used_at is not None
    sponsor.reload()
    expect(sponsor.get_by_text("Not here yet")).to_have_count(0)

    # The link has done its work; password and address are the way in from now on.
    visitor.clear_cookies()
    page.goto(link)
    expect(page.get_by_role("heading", name="This invitation has been used")).to_be_visible()
    assert stands_up_wide_and_narrow(page) == []
    page.get_by_role("main").get_by_role("link", name="Sign in").click()
    page.locator("[name=login]").fill("new@example.org")
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("main").get_by_role("link", name="Upload item 1, self-evaluation").first).to_be_visible()
    visitor.close()
