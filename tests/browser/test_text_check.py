"""The text check while someone types: the words are marked, one press leads to them, a reason lets them pass."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from challenges import actions
from challenges.models import KeptWords
from feedback.models import EvidenceNote
from tests.browser.conftest import NARROW, WIDE, stands_up
from tests.factories import ChallengeFactory
from tests.feedback.factories import SessionFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_note_is_marked_mended_and_kept(person, signed_in, viewport):
    challenge = ChallengeFactory(stage="onsite")
    session = SessionFactory(challenge=challenge)
    actions.watch_names(challenge, whose="child", names=["Amina Okonkwo"], by=person("organiser", challenge))
    page = signed_in(person("peer", challenge), viewport=viewport)
    page.goto(f"{reverse('feedback:note_add', args=[challenge.slug])}?session={session.pk}")

    page.get_by_label("Fact to check").check()
    text = page.get_by_label("What you heard, saw or read")
    text.fill("Amina Okonkwo said that the poster with 01632 960001 helps.")

    marks = page.locator("[data-text-check=id_text]")
    expect(marks.locator("mark")).to_have_text(["Amina Okonkwo", "01632 960001"])
    expect(marks).to_contain_text("2 places to look at before others read this")
    expect(page.locator("#quiet-messages")).to_have_text("2 marked places below the text.")
    assert stands_up(page) == []

    marks.get_by_role("link", name="Mend it").first.click()
    chosen = text.evaluate("field => field.value.slice(field.selectionStart, field.selectionEnd)")
    assert chosen == "Amina Okonkwo"
    page.keyboard.type("A young person")
    expect(marks.locator("mark")).to_have_text(["01632 960001"])

    marks.get_by_text("Keep it, because").click()
    marks.get_by_label("Why must it stay?").fill("It is on every poster")
    assert stands_up(page) == []
    page.get_by_role("button", name="Share with the team").click()

    expect(page.get_by_text("Shared with the team.")).to_be_visible()
    assert EvidenceNote.objects.get().text == "A young person said that the poster with 01632 960001 helps."
    assert KeptWords.objects.get().reason == "It is on every poster"
    assert page.problems == []


def test_without_scripts_the_same_is_done_by_sending_the_form(person, signed_in):
    challenge = ChallengeFactory(stage="onsite")
    session = SessionFactory(challenge=challenge)
    page = signed_in(person("peer", challenge), java_script_enabled=False)
    page.goto(f"{reverse('feedback:note_add', args=[challenge.slug])}?session={session.pk}")

    page.get_by_label("Fact to check").check()
    page.get_by_label("What you heard, saw or read").fill("The poster with 01632 960001 helps.")
    page.get_by_role("button", name="Share with the team").click()
    expect(page.locator(".text-check mark")).to_have_text(["01632 960001"])
    page.locator(".text-check summary").click()
    page.get_by_label("Why must it stay?").fill("It is on every poster")
    page.get_by_role("button", name="Share with the team").click()

    expect(page.get_by_text("Shared with the team.")).to_be_visible()
    assert KeptWords.objects.count() == 1


def test_the_names_to_watch_for(person, signed_in):
    challenge = ChallengeFactory(stage="preparation")
    page = signed_in(person("organiser", challenge), viewport=NARROW)
    page.goto(reverse("challenges:watched_names", args=[challenge.slug]))
    assert stands_up(page) == []

    page.get_by_label("Children").check()
    page.get_by_label("Names (optional)").fill("Amina Okonkwo\nMarsh, Kai")
    page.get_by_role("button", name="Watch for these names").click()

    expect(page.get_by_text("2 names are watched for in texts.")).to_be_visible()
    expect(page.get_by_label("Names (optional)")).to_have_value("")
    assert stands_up(page) == []
    page.get_by_role("link", name="Delete").click()
    assert stands_up(page) == []
    page.get_by_role("button", name="Delete the list").click()
    expect(
        page.get_by_text("Texts are checked for numbers, addresses and dates of birth, and for no names yet.")
    ).to_be_visible()
