"""Every page that a person can reach by links stands up: answers, no axe finding, no sideways scroll, no script error."""

import os
import re
from pathlib import Path

import pytest
from django.urls import resolve

from challenges.actions import load_texts
from challenges.lifecycle import WORKING_STAGES
from challenges.models import Council, User
from peerchallenge.demo import story
from peerchallenge.demo.cast import address, make_cast
from tests.browser.conftest import NARROW, WIDE, stands_up
from tests.factories import ProgrammeFactory

pytestmark = pytest.mark.django_db(transaction=True)
PARTS = ["programme_manager", "challenge_manager", "adviser", "sponsor", "organiser", "lead_peer", "peer_1", "observer"]
NOT_PAGES = re.compile(r"/(files?|logout|download|state)/")
SHAPE = """Array.from(new Set(Array.from(document.querySelectorAll("main *"),
    each => [each.parentElement.tagName, each.tagName, each.className, each.getAttribute("type")].join()))).sort().join(" ")"""
BARE = "[...document.querySelectorAll('textarea')].filter((one) => !one.form?.dataset.draft).map((one) => one.name)"
KEEP_NO_DRAFT = {"challenges:watched_names"}  # names of children and workers must not lie about as unsaved words
LOOKED_AT = set()  # views and shapes, in whatever stage a page was met: one built the same is not looked at again
PICTURES = os.environ.get("PICTURES")  # a folder: then each page is kept there as a picture


@pytest.mark.parametrize("stage", WORKING_STAGES)
def test_every_page_stands_up_for_everyone(stage, signed_in):
    cast = make_cast()
    council = Council.objects.create(name="Northshire County Council", slug="northshire", is_demo=True)
    offset = {name: offset for _council, name, offset in story.CHALLENGES}[stage]
    programme = ProgrammeFactory()
    load_texts(programme, by=User.objects.clock())
    story.tell(council, programme, stage, story.first_day(offset), cast)

    problems = []
    for part in PARTS:
        page = signed_in(User.objects.get(email=address(part)))
        problems += walk(page, part, stage)

    assert problems == []


def walk(page, part, stage):
    """Follow every link from home, each kind of page once; a page built as one looked at before is not looked at again."""
    waiting, seen, problems = ["/"], set(), []
    while waiting:
        path = waiting.pop(0)
        match = resolve(path.split("?")[0].split("#")[0])
        if match.view_name in seen:
            continue
        seen.add(match.view_name)
        answer = page.goto(path)
        where = f"{part}: {path}"
        if answer.status != 200:
            problems.append(f"{where} answers {answer.status}")
            continue
        drafted = "slug" in match.kwargs and match.view_name not in KEEP_NO_DRAFT
        if drafted and (bare := page.evaluate(BARE)):
            problems.append(f"{where}: these long fields do not save themselves: {bare}")
        shape = (match.view_name, page.evaluate(SHAPE))
        if shape not in LOOKED_AT:
            LOOKED_AT.add(shape)
            for viewport, width in ((NARROW, "narrow"), (WIDE, "wide")):
                page.set_viewport_size(viewport)
                problems += [f"{where}: {problem}" for problem in stands_up(page)]
                keep(page, stage, part, match.view_name, width)
        problems += [f"{where}: {problem}" for problem in page.problems]
        page.problems.clear()
        links = page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
        waiting += [link.split("#")[0] for link in links if link.startswith("/") and not NOT_PAGES.search(link)]
        waiting += [page.evaluate("location.pathname") + link for link in links if link.startswith("?")]
    return problems


def keep(page, stage, part, view, width):
    if PICTURES:
        folder = Path(PICTURES) / stage / part
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{view.replace(':', '.')}-{width}.png", full_page=True)
