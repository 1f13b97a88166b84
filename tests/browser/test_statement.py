"""A section of the position statement: words are counted as people type, and by the server where there is no script."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from preparation.actions.documents import lay_out_documents
from preparation.models import StatementSection
from tests.browser.conftest import NARROW, stands_up
from tests.factories import ChallengeFactory
from tests.scoping.factories import KeyLineFactory

pytestmark = pytest.mark.django_db(transaction=True)
TOO_LONG = "word " * 252


@pytest.fixture
def section(person):
    """The organiser, and the address of a section."""
    challenge = ChallengeFactory(stage="preparation")
    lay_out_documents(challenge, by=challenge.created_by)
    line = KeyLineFactory(challenge=challenge, number=1)
    return person("organiser", challenge), reverse("preparation:statement_section", args=[challenge.slug, line.pk])


def test_the_counter_counts_and_nothing_typed_is_lost(signed_in, section):
    organiser, address = section
    page = signed_in(organiser, viewport=NARROW)
    page.goto(address)
    expect(page.get_by_text("You have 250 words remaining").first).to_be_visible()

    page.get_by_label("How well", exact=True).fill(TOO_LONG)

    expect(page.get_by_text("You have 2 words too many").first).to_be_visible()
    assert stands_up(page) == []
    expect(page.locator(".draft-state__line").first).to_contain_text("Saved")
    page.goto(address)
    expect(page.get_by_label("How well", exact=True)).to_have_value(TOO_LONG)
    assert page.problems == []


def test_without_a_script_the_server_says_it_once_the_words_are_saved(signed_in, section):
    organiser, address = section
    page = signed_in(organiser, java_script_enabled=False)
    page.goto(address)
    page.get_by_label("How well", exact=True).fill(TOO_LONG)
    page.get_by_label("This section is ready for the sponsor to read").check()

    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_role("alert").first).to_contain_text("“How well”: 2 words over the limit of 250")
    assert len(StatementSection.objects.get().how_well.split()) == 252
