"""People write, and something goes wrong: no word is lost, and they are told the truth about where their words are."""

import contextlib
import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Error, expect

from challenges.models import Draft
from scoping.models import KeyLineOfEnquiry
from tests.browser.conftest import NARROW, stands_up
from tests.casereview.factories import CaseFactory
from tests.factories import ChallengeFactory
from tests.live import wait_until
from tests.scoping.factories import KeyLineFactory

pytestmark = pytest.mark.django_db(transaction=True)
SAVED = re.compile(r"^Saved \d\d:\d\d$")
NOTICE = re.compile(r"These are your unsaved words from \d\d:\d\d on \d+ \w+")
WORDS = "Do children say that somebody listens to them, and what happens then?"
PASSWORD = "a long enough password"


@pytest.fixture
def challenge():
    return ChallengeFactory(stage="scoping")


@pytest.fixture
def sponsor(person, challenge):
    return person("sponsor", challenge)


@pytest.fixture
def add(challenge):
    return reverse("scoping:key_line_add", args=[challenge.slug])


@pytest.fixture
def writer(signed_in, sponsor, add):
    """The sponsor's browser at the form for a new key line, with a clock of its own."""

    def open_form(address=add, **options):
        page = signed_in(sponsor, **options)
        page.clock.install()
        page.goto(address)
        return page

    return open_form


def question(page):
    return page.get_by_label("Question", exact=True)


def state(page):
    return page.locator(".draft-state__line").first


def rests(page, seconds=3):
    """The person stops typing; the page's own clock runs on."""
    page.clock.run_for(seconds * 1000)


def kept_in(page):
    """How many copies this browser holds."""
    return page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('draft:')).length")


def has_copy(page):
    wait_until(lambda: kept_in(page) == 1, what="the copy in the browser", patience=10)


def drafts():
    return [draft.fields["question"] for draft in Draft.objects.unsaved().order_by("pk")]


def has_draft(*words):
    wait_until(lambda: drafts() == [[each] for each in words], what=f"the draft {words}", patience=10)


def forget(problems):
    """What the browser itself and HTMX say about a lost connection or an answer of 500 is meant here."""
    meant = ("Failed to load resource", "htmx:afterRequest", "htmx:sendError")
    problems[:] = [each for each in problems if not any(one in each for one in meant)]


def test_words_are_saved_while_typing_and_the_page_says_when(writer):
    page = writer()

    question(page).press_sequentially("Do children say")
    rests(page)
    expect(state(page)).to_have_text(SAVED)

    has_draft("Do children say")
    assert kept_in(page) == 0  # the server has them
    assert stands_up(page) == []
    assert page.problems == []


def test_who_types_on_and_on_is_saved_all_the_same(writer):
    page = writer()

    for _ in range(12):
        question(page).press_sequentially("word ")
        page.clock.run_for(1000)

    wait_until(lambda: len(drafts()) == 1 and drafts()[0][0].count("word") >= 9, what="a saving", patience=10)


def test_the_connection_is_cut_and_comes_back(writer):
    page = writer(viewport=NARROW)
    question(page).fill("Do children")
    rests(page)
    expect(state(page)).to_have_text(SAVED)
    at = state(page).inner_text().removeprefix("Saved ")

    page.context.set_offline(True)
    question(page).fill(WORDS)
    rests(page, 12)
    expect(state(page)).to_have_text(f"Not saved since {at}. Kept in this browser; trying again.")
    has_copy(page)
    assert WORDS not in page.evaluate("JSON.stringify(localStorage)")  # nobody reads it there
    assert drafts() == [["Do children"]]

    page.context.set_offline(False)
    page.clock.run_for(11_000)
    expect(state(page)).to_have_text(SAVED)
    has_draft(WORDS)
    wait_until(lambda: kept_in(page) == 0, what="the copy to go", patience=10)
    forget(page.problems)
    assert page.problems == []


def test_the_tab_is_closed_and_opened_again(writer, add):
    page = writer()
    question(page).fill(WORDS)  # and closes at once, before anything was saved
    page.close(run_before_unload=False)
    again = page.context.new_page()
    again.goto(add)

    expect(again.get_by_role("heading", name=NOTICE)).to_be_visible()
    expect(question(again)).to_have_value(WORDS)
    assert stands_up(again) == []


def test_the_browser_crashes_without_a_connection(writer, add):
    crashed = writer()
    crashed.context.set_offline(True)
    question(crashed).fill(WORDS)
    crashed.clock.run_for(500)
    has_copy(crashed)
    with crashed.expect_event("crash"), contextlib.suppress(Error):
        crashed.goto("chrome://crash")
    assert drafts() == []

    crashed.close()
    crashed.context.set_offline(False)
    page = crashed.context.new_page()
    page.goto(add)

    expect(page.get_by_role("heading", name=NOTICE)).to_be_visible()
    expect(question(page)).to_have_value(WORDS)
    assert (drafts(), kept_in(page)) == ([[WORDS]], 0)


def test_the_next_person_at_the_machine_sees_nothing(signed_in, writer, person, challenge, add):
    page = writer()
    page.context.set_offline(True)
    question(page).fill(WORDS)
    page.clock.run_for(500)
    has_copy(page)
    left_on_the_disk = page.context.storage_state()["origins"]
    page.context.close()

    stranger = person("sponsor", challenge)
    other = signed_in(stranger, storage_state={"cookies": [], "origins": left_on_the_disk})
    other.goto(add)
    expect(question(other)).to_have_value("")
    question(other).fill("Mine")
    expect(state(other)).to_have_text(SAVED)

    assert [draft.fields["question"] for draft in Draft.objects.visible_to(stranger)] == [["Mine"]]
    assert kept_in(other) == 1  # closed, and not theirs
    assert WORDS not in other.evaluate("JSON.stringify(localStorage)")


def sign_in_again(page, user):
    """In the same browser, with a session and a token of its own, as the sign-in page gives them."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    context = page.context
    address = page.evaluate("location.origin")
    context.clear_cookies(name="csrftoken")
    context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}],
    )


def test_the_session_ends_while_writing(writer, sponsor):
    page = writer()
    question(page).fill("Do children")
    rests(page)
    expect(state(page)).to_have_text(SAVED)

    Session.objects.all().delete()
    question(page).fill(WORDS)
    rests(page, 12)
    expect(state(page)).to_contain_text("You are signed out. Kept in this browser.")
    link = page.get_by_role("link", name="Sign in again in a new tab to save them")
    assert link.get_attribute("target") == "_blank"
    has_copy(page)

    sign_in_again(page, sponsor)
    rests(page, 61)
    expect(state(page)).to_have_text(SAVED)
    has_draft(WORDS)

    page.get_by_role("button", name="Add key line").click()  # with the new token
    page.get_by_text("Key line 1 is saved.").wait_for()
    assert [line.question for line in KeyLineOfEnquiry.objects.all()] == [WORDS]


def test_what_is_sent_after_the_session_ended_comes_back_after_signing_in(writer, sponsor, add):
    sponsor.set_password(PASSWORD)
    sponsor.save()
    page = writer()
    question(page).fill(WORDS)
    page.clock.run_for(500)
    has_copy(page)
    Session.objects.all().delete()

    page.get_by_role("button", name="Add key line").click()
    page.wait_for_url("**/login/**")
    assert KeyLineOfEnquiry.objects.count() == 0
    sign_in_again(page, sponsor)
    page.goto(add)

    expect(page.get_by_role("heading", name=NOTICE)).to_be_visible()
    expect(question(page)).to_have_value(WORDS)


def test_two_tabs_keep_their_own_words(writer, add):
    one = writer()
    two = one.context.new_page()
    two.goto(add)
    expect(two.get_by_text("You have this page open in another tab too.")).to_be_visible()
    expect(one.get_by_text("You have this page open in another tab too.")).to_be_visible()

    question(one).fill("From the first tab")
    rests(one)
    expect(state(one)).to_have_text(SAVED)
    question(two).fill("From the second tab")
    expect(state(two)).to_have_text(SAVED)
    has_draft("From the first tab", "From the second tab")

    two.reload()
    expect(question(two)).to_have_value("From the second tab")
    two.get_by_text("You also wrote this at").click()
    two.get_by_role("link", name="Put these words in the fields").click()
    expect(question(two)).to_have_value("From the first tab")
    assert stands_up(two) == []


def test_a_saved_form_leaves_nothing_behind(writer, add):
    page = writer()
    question(page).fill(WORDS)
    page.clock.run_for(500)
    has_copy(page)

    page.get_by_role("button", name="Add key line").click()
    page.get_by_text("Key line 1 is saved.").wait_for()

    wait_until(lambda: kept_in(page) == 0, what="the copy to go", patience=10)
    assert drafts() == []
    page.goto(add)
    expect(question(page)).to_have_value("")
    assert page.get_by_role("heading", name=NOTICE).count() == 0


def test_the_server_is_in_trouble_and_recovers(writer):
    page = writer()
    page.route("**/drafts/save/", lambda route: route.fulfill(status=500, body="no"))
    question(page).fill(WORDS)
    rests(page)
    expect(state(page)).to_have_text("Not saved yet. Kept in this browser; trying again.")
    expect(page.locator("#quiet-messages")).to_contain_text("Not saved yet.")

    page.unroute("**/drafts/save/")
    rests(page, 11)
    expect(state(page)).to_have_text(SAVED)
    has_draft(WORDS)


def test_leaving_is_warned_of_only_when_the_words_are_nowhere(writer, add):
    page = writer()
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new Error('full') } }")
    page.context.set_offline(True)
    question(page).press_sequentially("Nowhere yet")
    rests(page)
    expect(state(page)).to_have_text("Not saved yet. Keep this page open; trying again.")

    page.close(run_before_unload=True)

    wait_until(lambda: asked == ["beforeunload"] or page.wait_for_timeout(50), what="the warning", patience=10)
    expect(question(page)).to_have_value("Nowhere yet")


def test_two_people_write_at_once_and_see_both_texts_side_by_side(signed_in, person, challenge, sponsor):
    line = KeyLineFactory(challenge=challenge, question="Are children heard?", measure="The same")
    address = reverse("scoping:key_line_edit", args=[challenge.slug, line.pk])
    manager = person("challenge_manager", challenge)
    mine, theirs = signed_in(sponsor), signed_in(manager)
    for page in (mine, theirs):
        page.goto(address)
    question(theirs).fill("Are children and families heard?")
    theirs.get_by_role("button", name="Save key line").click()
    theirs.get_by_text("is saved.").wait_for()

    question(mine).fill("Are children heard and answered?")
    mine.get_by_role("button", name="Save key line").click()
    mine.get_by_text(f"{manager} saved this while you were writing.").wait_for()

    box, panel = question(mine).bounding_box(), mine.locator(".theirs").bounding_box()
    assert (box["x"] + box["width"] <= panel["x"], mine.locator(".two-texts").count()) == (True, 1)
    assert mine.locator(".theirs mark").all_inner_texts() == ["and families heard"]
    expect(question(mine)).to_have_value("Are children heard and answered?")
    assert stands_up(mine) == []

    mine.set_viewport_size(NARROW)
    box, panel = question(mine).bounding_box(), mine.locator(".theirs").bounding_box()
    assert box["y"] + box["height"] <= panel["y"]
    assert stands_up(mine) == []

    question(mine).fill("Are children and families heard and answered?")
    mine.get_by_role("button", name="Save key line").click()
    mine.get_by_text("is saved.").wait_for()
    line.refresh_from_db()
    assert line.question == "Are children and families heard and answered?"
    assert drafts() == []


def test_without_javascript_the_words_are_shown_and_can_be_thrown_away(writer, challenge, sponsor, add):
    page = writer()
    question(page).fill(WORDS)
    rests(page)
    has_draft(WORDS)
    state_of_session = page.context.storage_state()
    plain = page.context.browser.new_context(java_script_enabled=False, storage_state=state_of_session).new_page()

    plain.goto(page.url)
    expect(plain.get_by_role("heading", name=NOTICE)).to_be_visible()
    expect(question(plain)).to_have_value(WORDS)
    plain.get_by_role("link", name="Throw your unsaved words away").click()
    expect(plain.get_by_text(WORDS)).to_be_visible()
    plain.get_by_role("button", name="Throw these words away").click()
    expect(question(plain)).to_have_value("")

    question(plain).fill("A plain form")
    plain.get_by_role("button", name="Add key line").click()
    plain.get_by_text("Key line 1 is saved.").wait_for()
    plain.context.close()


def test_a_case_that_cannot_be_saved_keeps_its_words(signed_in, person):
    challenge = ChallengeFactory(stage="casereview")
    peer = person("peer", challenge)
    case = CaseFactory(challenge=challenge, reviewer=peer)
    page = signed_in(peer)
    page.clock.install()
    page.goto(reverse("casereview:case", args=[challenge.slug, case.pk]))
    headline = page.get_by_label("Headline")

    headline.press_sequentially("A patient worker")
    rests(page, 6)
    page.get_by_text(re.compile(r"Saved at \d\d:\d\d")).wait_for()
    assert (Draft.objects.count(), kept_in(page)) == (1, 0)  # the row that says it is settled

    page.context.set_offline(True)
    headline.press_sequentially(", and a clear plan")
    rests(page, 6)
    expect(state(page)).to_have_text(re.compile(r"^Not saved since \d\d:\d\d. Kept in this browser; trying again.$"))
    has_copy(page)
    assert "patient" not in page.evaluate("JSON.stringify(localStorage)")

    page.context.set_offline(False)
    rests(page, 11)
    expect(state(page)).to_contain_text("The form itself is not saved yet.")
    rests(page, 6)
    wait_until(lambda: saved_headline(case) == "A patient worker, and a clear plan", what="the case", patience=10)
    wait_until(lambda: kept_in(page) == 0, what="the copy to go", patience=10)


def saved_headline(case):
    case.refresh_from_db()
    return case.review.headline
