"""The programme office edits a programme and sets challenges up; every page on the way stands up at both widths."""

import datetime
import re
import tomllib

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from challenges import actions, programme_files
from challenges.models import Challenge, ChallengeGroup, Programme, User
from challenges.moments import is_working_day, today
from tests.browser.conftest import NARROW, WIDE, stands_up
from tests.factories import CouncilFactory

pytestmark = pytest.mark.django_db(transaction=True)
COUNCILS = ["Ashford Council", "Brook Council", "Castle Council"]


@pytest.fixture
def five(db):
    for file in programme_files.files():
        text = file.read_text(encoding="utf-8")
        actions.load_programme(tomllib.loads(text), programme_files.parse(text), by=User.objects.clock())
    for name in COUNCILS:
        CouncilFactory(name=name, region="South East")


def a_tuesday(weeks):
    """A working Tuesday about so many weeks ahead."""
    day = today() + datetime.timedelta(weeks=weeks)
    day += datetime.timedelta(days=(1 - day.weekday()) % 7)
    return day if is_working_day(day) else a_tuesday(weeks + 1)


def fill_day(page, name, day):
    for part in ("day", "month", "year"):
        page.locator(f"[name={name}_{part}]").fill(str(getattr(day, part)))


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without"])
def test_probes_and_dates_are_edited_and_become_a_version(five, person, signed_in, viewport, scripts):
    page = signed_in(person("office"), viewport=viewport, java_script_enabled=scripts)
    looked = lambda: stands_up(page) if scripts else []  # axe is a script
    page.goto("/")

    page.get_by_role("link", name="Programmes").click()
    assert looked() == []
    page.get_by_role("link", name="Edit SESLIP two-day topical challenge").click()
    page.get_by_role("link", name=re.compile("^T3")).click()
    probes = page.get_by_label("Probes", exact=True)
    probes.fill(probes.input_value() + "\nWhich idea will each of us put in place?")
    page.get_by_role("button", name="Save the theme").click()
    page.get_by_role("link", name=re.compile("dates and who sees to them")).click()
    page.get_by_label("Feedback: working days", exact=True).fill("")
    page.get_by_role("button", name="Save the dates").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("There is a problem")
    assert looked() == []
    page.get_by_label("Feedback: working days", exact=True).fill("1")
    page.get_by_role("button", name="Save the dates").click()
    page.get_by_role("link", name="Preview and make version 2").click()
    expect(page.get_by_text("Which idea will each of us put in place?")).to_be_visible()
    assert looked() == []
    page.get_by_label("Why this changes").fill("Directors asked for it.")
    page.get_by_role("button", name="Make version 2").click()

    expect(page.get_by_text("Version 2 is in use for challenges set up from now on.")).to_be_visible()
    made = Programme.objects.newest().get(code="seslip-topical")
    assert made.plan.themes[2].probes[-1].code == "T3.3"
    assert next(each.working_days for each in made.plan.milestones if each.code == "presentation") == 1
    assert page.problems == []


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_challenge_is_set_up_with_its_dates_in_view(five, person, signed_in, viewport):
    page = signed_in(person("office", name="Office Person"), viewport=viewport)
    page.goto(reverse("challenges:challenge_add"))
    day = a_tuesday(30)

    page.get_by_label("Regional sector-led challenge").check()
    page.get_by_label("Council", exact=True).select_option("Brook Council")
    fill_day(page, "starts_on", day)
    page.get_by_role("button", name="Show the dates first").click()
    expect(page.get_by_role("heading", name=f"Dates, if it starts on Tuesday {day:%-d %B %Y}")).to_be_in_viewport()
    assert stands_up(page) == []
    page.get_by_role("button", name="Set up the challenge with these dates").click()
    assert stands_up(page) == []
    page.get_by_label("Host director of children's services: name").fill("Director")
    page.get_by_role("button", name="Name them and send the invitations").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Give the e-mail address of Director")
    page.get_by_label("Host director of children's services: e-mail address").fill("director@example.org")
    page.get_by_label("I am the co-ordinator of this challenge myself").check()
    page.get_by_role("button", name="Name them and send the invitations").click()
    expect(page.get_by_text("Named: Director, Office Person.")).to_be_visible()
    challenge = Challenge.objects.get()
    page.goto(reverse("challenges:visit_list", args=[challenge.slug]))
    page.get_by_label("Visiting council", exact=True).select_option("Castle Council")
    page.get_by_role("button", name="Name the visiting council").click()
    expect(page.get_by_text("Castle Council visits Brook Council.")).to_be_visible()

    assert stands_up(page) == []
    assert challenge.visits.get().council.name == "Castle Council"
    assert page.problems == []


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_triad_is_set_up_in_one_step_and_stands_side_by_side(five, person, signed_in, viewport):
    page = signed_in(person("office"), viewport=viewport)
    page.goto(reverse("challenges:challenge_add"))

    page.get_by_role("link", name="A triad").click()
    page.get_by_label("Domestic abuse").check()
    for number, name in enumerate(COUNCILS, start=1):
        page.locator(f"[name=council_{number}]").select_option(name)
        fill_day(page, f"starts_on_{number}", a_tuesday(26 + 4 * number))
    assert stands_up(page) == []
    page.get_by_role("button", name="Set up a triad").click()

    expect(page.get_by_text("3 challenges are set up and their dates planned.")).to_be_visible()
    assert stands_up(page) == []
    assert page.locator(".card h2").all_inner_texts() == ["Ashford Council This challenge", *COUNCILS[1:]]
    assert ChallengeGroup.objects.get().challenges.count() == 3
    assert page.problems == []
