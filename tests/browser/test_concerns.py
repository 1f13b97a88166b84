"""Raising an immediate concern on a phone: two presses, kept words where nothing goes out, and receipts."""

import os
import re

import pytest
from django.urls import reverse

from casereview import actions
from casereview.models import Concern
from challenges.models import Role
from tests.browser.conftest import NARROW, WIDE, stands_up
from tests.casereview.factories import CaseFactory
from tests.factories import ChallengeFactory
from tests.preparation.factories import TeamPlaceFactory

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "The record says that the child goes home tonight, and the plan asks that nobody lets that happen."


@pytest.fixture
def told(person):
    """A challenge with those who are told, and a peer with a case."""
    challenge = ChallengeFactory(stage="casereview")
    people = {
        "sponsor": person(Role.SPONSOR, challenge, name="Dana Sponsor"),
        "manager": person(Role.CHALLENGE_MANAGER, challenge, name="Maya Manager"),
        "lead": person(Role.ORGANISER, challenge, name="Lena Lead"),
        "peer": person(Role.PEER, challenge, name="Piet Peer"),
    }
    TeamPlaceFactory(accepted=True, challenge=challenge, user=people["peer"], role=Role.PEER)
    case = CaseFactory(challenge=challenge, reviewer=people["peer"], code="C-07")
    actions.name_safeguarding_lead(challenge, person=people["lead"], by=people["lead"])
    return challenge, case, people


def look(page, name):
    """Draws what stands there, for whoever wants to look at it."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}-{page.viewport_size['width']}.png", full_page=True)


def test_from_a_case_it_is_two_presses_and_without_a_connection_the_words_stay(told, signed_in):
    challenge, case, people = told
    page = signed_in(people["peer"], viewport=NARROW)
    page.goto(reverse("casereview:case", args=[challenge.slug, case.pk]))
    look(page, "case")
    page.get_by_role("link", name="Raise an immediate concern").first.click()
    page.get_by_label("What worries you").fill(WORDS)
    look(page, "raise")
    assert stands_up(page) == []

    page.context.set_offline(True)
    page.get_by_role("button", name="Tell them now").click()
    page.get_by_text("This may not have gone out.").wait_for()
    assert page.get_by_label("What worries you").input_value() == WORDS
    assert "Dana Sponsor" in page.get_by_role("alert").filter(has_text="not have gone out").inner_text()
    look(page, "not-sent")
    assert not Concern.objects.exists()
    page.problems.clear()  # the browser says itself that the connection is gone

    page.context.set_offline(False)
    page.get_by_text(re.compile(r"^Saved \d")).first.wait_for()
    pressed = page.evaluate("performance.now()")
    page.wait_for_function(
        "pressed => performance.now() > pressed + 1000", arg=pressed
    )  # no second press within a second
    page.get_by_role("button", name="Tell them now").click()
    page.get_by_role("heading", name="Who was told").wait_for()
    look(page, "receipt")
    assert stands_up(page) == []
    concern = Concern.objects.get()
    assert (concern.case, concern.words) == (case, WORDS)
    assert page.problems == []


def test_whoever_was_told_has_it_in_one_press_and_answers(told, signed_in):
    challenge, case, people = told
    concern = actions.raise_concern(challenge, words=WORDS, place="", case=case, by=people["peer"])
    page = signed_in(people["sponsor"], viewport=WIDE)
    page.goto(reverse("casereview:concern", args=[challenge.slug, concern.pk]))
    look(page, "concern-sponsor")
    page.get_by_role("button", name="I have it").click()
    page.get_by_role("link", name="Say what the council did").click()
    page.get_by_label("What the council did").fill("A manager went there the same evening.")
    look(page, "answer")
    assert stands_up(page) == []
    page.get_by_role("button", name="Send").click()
    page.get_by_text("A manager went there").wait_for()
    look(page, "answered")
    page.get_by_role("link", name="Immediate concerns").first.click()
    look(page, "list")
    assert stands_up(page) == []
    page.get_by_role("link", name="Change the safeguarding lead").click()
    look(page, "lead")
    assert stands_up(page) == []
    page.set_viewport_size(NARROW)
    page.goto(reverse("casereview:concern", args=[challenge.slug, concern.pk]))
    look(page, "answered")
    assert page.problems == []
