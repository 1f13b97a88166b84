"""An hour with one case on a laptop: by keyboard alone, and with a connection that comes and goes."""

import contextlib
import re

import pytest
from django.urls import reverse
from playwright.sync_api import Error, expect

from casereview.models import CaseReview, TimelinessNote
from tests.browser.conftest import NARROW, WIDE, stands_up
from tests.browser.test_never_lose_a_word import NOTICE, forget, has_copy, kept_in, rests, state
from tests.casereview.factories import CaseFactory
from tests.factories import ChallengeFactory
from tests.live import wait_until
from tests.scoping.factories import KeyLineFactory

pytestmark = pytest.mark.django_db(transaction=True)
QUESTION = "How well does the front door work for children?"


@pytest.fixture
def case(person):
    challenge = ChallengeFactory(stage="casereview")
    KeyLineFactory(challenge=challenge, number=1, question="Are children heard?")
    KeyLineFactory(challenge=challenge, number=2, question=QUESTION)
    return CaseFactory(challenge=challenge, reviewer=person("peer", challenge), to_validate=True)


@pytest.fixture
def page(signed_in, case):
    page = signed_in(case.reviewer)
    page.clock.install()
    page.goto(reverse("casereview:case", args=[case.challenge.slug, case.pk]))
    return page


def focused(page):
    return page.evaluate("document.activeElement.name + '=' + document.activeElement.value")


def note(case, aspect):
    return CaseReview.objects.get(case=case).aspect_notes.get(aspect=aspect)


def saves_itself(page):
    rests(page, 6)
    page.get_by_text(re.compile(r"Saved at \d\d:\d\d")).wait_for()


@pytest.mark.parametrize("viewport", [WIDE, NARROW])
def test_the_page_stands_up(page, viewport):
    page.set_viewport_size(viewport)

    assert stands_up(page) == []
    assert page.problems == []


def test_a_case_is_noted_without_a_mouse(page, case):
    page.get_by_text("go to the next aspect").wait_for()
    page.locator("#id_A1-tag").focus()

    page.keyboard.press("Alt+PageDown")
    assert focused(page) == "A2-tag=strength"
    page.keyboard.press("ArrowRight")  # the arrow keys choose, as in any group of radio buttons
    assert focused(page) == "A2-tag=mixed"
    page.keyboard.press("Tab")
    page.keyboard.type("The caller was rung back.")
    page.keyboard.press("Tab")
    page.keyboard.type("Consent is not described.")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    box = page.get_by_role("group", name="A2: key lines").get_by_role("checkbox", name=f"Key line 2: {QUESTION}")
    expect(box).to_be_checked()
    expect(box).to_be_focused()
    page.keyboard.press("Control+s")
    page.get_by_text(re.compile(r"Saved at \d\d:\d\d")).wait_for()

    kept = note(case, "A2")
    assert (kept.tag, kept.strengths, kept.areas) == ("mixed", "The caller was rung back.", "Consent is not described.")
    assert [line.number for line in kept.key_lines.all()] == [2]
    expect(box).to_be_focused()
    page.keyboard.press("Alt+PageUp")
    assert focused(page) == "A1-tag=strength"
    for _ in range(30):
        page.keyboard.press("Alt+PageDown")
    assert page.evaluate("document.activeElement.id") == "id_headline"
    assert page.problems == []


def test_keys_without_a_modifier_only_type(page):
    headline = page.get_by_label("Headline")
    headline.focus()

    page.keyboard.type("s S nNpP")
    page.keyboard.press("PageDown")

    expect(headline).to_be_focused()
    expect(headline).to_have_value("s S nNpP")


def test_the_focus_and_what_is_typed_stay_where_they_are_when_the_page_saves_itself(page, case):
    strengths = page.locator("#id_A5-strengths")
    page.locator("#id_A5-tag").check()
    strengths.press_sequentially("A plan with")
    saves_itself(page)
    page.keyboard.type(" few actions.")

    expect(strengths).to_be_focused()
    expect(strengths).to_have_value("A plan with few actions.")
    link = page.locator("#to-A5")
    expect(link).to_contain_text("✓")
    expect(link.locator("xpath=..")).to_contain_text("words")
    link.focus()  # this list is drawn anew with each saving
    rests(page, 6)
    wait_until(lambda: note(case, "A5").strengths == "A plan with few actions.", what="the case", patience=10)
    expect(page.locator("#to-A5")).to_be_focused()


def test_a_number_proposes_whether_it_was_within_the_time(page, case):
    took = page.get_by_label("T2: working days it took")
    was = page.get_by_label("T2: within the time?")

    took.fill("50")
    expect(was).to_have_value("beyond")
    took.fill("45")
    expect(was).to_have_value("within")
    was.select_option("beyond")
    took.fill("44")
    expect(was).to_have_value("beyond")  # what somebody chose stays
    saves_itself(page)

    page.get_by_text(
        "T2: it took 44 working days, the limit is 45 working days, and “Beyond the time” is chosen."
    ).wait_for()
    assert TimelinessNote.objects.get().took == 44


def test_without_javascript_the_whole_page_is_saved(page, case):
    plain = page.context.browser.new_context(
        java_script_enabled=False, storage_state=page.context.storage_state()
    ).new_page()
    plain.goto(page.url)
    plain.locator("#id_A1-tag").check()
    plain.get_by_role("group", name="A1: key lines").get_by_role("checkbox").first.check()
    plain.get_by_label("T2: working days it took").fill("50")
    plain.get_by_label("We agree with it").check()
    expect(plain.get_by_text("go to the next aspect")).to_be_hidden()

    plain.get_by_role("button", name="Save", exact=True).click()
    plain.get_by_text("Saved.", exact=True).wait_for()

    expect(plain.get_by_label("T2: within the time?")).to_have_value("beyond")
    expect(plain.get_by_label("We agree with it")).to_be_checked()
    assert [line.number for line in note(case, "A1").key_lines.all()] == [1]
    plain.context.close()


def test_the_connection_goes_the_page_is_loaded_again_and_nothing_is_lost(page, case):
    page.get_by_label("Headline").press_sequentially("A patient worker")
    saves_itself(page)

    page.context.set_offline(True)
    page.locator("#id_A3-tag").check()
    page.locator("#id_A3-strengths").press_sequentially("Weighs risk well.")
    page.get_by_role("group", name="A3: key lines").get_by_role("checkbox").nth(1).check()
    page.get_by_label("T2: working days it took").fill("50")
    page.get_by_label("It saw the practice as less strong").check()
    rests(page, 6)
    expect(state(page)).to_have_text(re.compile(r"^Not saved since \d\d:\d\d. Kept in this browser; trying again.$"))
    has_copy(page)
    with contextlib.suppress(Error):  # there is no page without a connection
        page.reload()
    assert not CaseReview.objects.get().aspect_notes.exists()

    page.context.set_offline(False)
    page.goto(reverse("casereview:case", args=[case.challenge.slug, case.pk]))
    expect(page.get_by_role("heading", name=NOTICE)).to_be_visible()
    expect(page.locator("#id_A3-tag")).to_be_checked()
    expect(page.locator("#id_A3-strengths")).to_have_value("Weighs risk well.")
    expect(page.get_by_role("group", name="A3: key lines").get_by_role("checkbox").nth(1)).to_be_checked()
    expect(page.get_by_label("T2: working days it took")).to_have_value("50")
    expect(page.get_by_label("T2: within the time?")).to_have_value("beyond")
    expect(page.get_by_label("It saw the practice as less strong")).to_be_checked()
    expect(page.get_by_label("Headline")).to_have_value("A patient worker")

    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text(re.compile(r"Saved at \d\d:\d\d")).wait_for()
    kept, review = note(case, "A3"), CaseReview.objects.get()
    assert (kept.tag, kept.strengths) == ("strength", "Weighs risk well.")
    assert [line.number for line in kept.key_lines.all()] == [2]
    assert (review.headline, review.audit_view) == ("A patient worker", "lower")
    assert TimelinessNote.objects.get().state == "beyond"
    wait_until(lambda: kept_in(page) == 0, what="the copy to go", patience=10)
    forget(page.problems)
    assert page.problems == []


def test_the_connection_comes_back_by_itself_and_the_case_is_saved(page, case):
    page.context.set_offline(True)
    page.locator("#id_A3-strengths").press_sequentially("Weighs risk well.")
    rests(page, 6)
    expect(state(page)).to_contain_text("Kept in this browser; trying again.")

    page.context.set_offline(False)
    rests(page, 11)
    expect(state(page)).to_contain_text("The form itself is not saved yet.")
    rests(page, 6)

    page.get_by_text(re.compile(r"Saved at \d\d:\d\d")).wait_for()
    assert note(case, "A3").strengths == "Weighs risk well."
    wait_until(lambda: kept_in(page) == 0, what="the copy to go", patience=10)
