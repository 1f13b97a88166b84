"""Every page that a person can reach by links stands up: answers, no axe finding, no sideways scroll, no script error."""

import os
import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import resolve
from lxml import html

from challenges.actions import load_texts
from challenges.lifecycle import WORKING_STAGES
from challenges.models import Council, User
from peerchallenge.demo import story
from peerchallenge.demo.cast import address, make_cast
from tests.browser.conftest import NARROW, WIDE, stands_up
from tests.conftest import sign_in
from tests.factories import ProgrammeFactory

pytestmark = pytest.mark.django_db(transaction=True)
PARTS = ["programme_manager", "challenge_manager", "adviser", "sponsor", "organiser", "lead_peer", "peer_1", "observer"]
NOT_PAGES = re.compile(r"/(files?|word|logout|download|state)/")
KEEP_NO_DRAFT = {"challenges:watched_names"}  # names of children and workers must not lie about as unsaved words
LOOKED_AT = {}  # by view what its pages were built of, in whatever stage one was met: one with nothing new is not looked at again
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
        problems += walk(User.objects.get(email=address(part)), signed_in, part, stage)

    assert problems == [], "\n".join(problems)


def walk(user, signed_in, part, stage):
    """Follow every link from home, each kind of page once; in the browser one with a part that no page of its kind had before."""
    client, page = sign_in(Client(), user), None
    waiting, seen, problems = ["/"], set(), []
    while waiting:
        path = waiting.pop(0)
        match = resolve(path.split("?")[0].split("#")[0])
        if match.view_name in seen:
            continue
        seen.add(match.view_name)
        answer = client.get(path, follow=True)
        where = f"{part}: {path}"
        if answer.status_code != 200:
            problems.append(f"{where} answers {answer.status_code}")
            continue
        if "text/html" not in answer["Content-Type"]:
            continue
        came_to = answer.redirect_chain[-1][0].split("?")[0] if answer.redirect_chain else path.split("?")[0]
        tree = html.document_fromstring(answer.content)
        drafted = "slug" in match.kwargs and match.view_name not in KEEP_NO_DRAFT
        if drafted and (bare := fields_without_draft(tree)):
            problems.append(f"{where}: these long fields do not save themselves: {bare}")
        known, shape = LOOKED_AT.setdefault(match.view_name, set()), shape_of(tree)
        if not shape <= known:
            known |= shape
            page = page or signed_in(user)
            page.goto(path)
            for viewport, width in ((NARROW, "narrow"), (WIDE, "wide")):
                page.set_viewport_size(viewport)
                problems += [f"{where}: {problem}" for problem in stands_up(page)]
                keep(page, stage, part, match.view_name, width)
            problems += [f"{where}: {problem}" for problem in page.problems]
            page.problems.clear()
        links = tree.xpath("//a/@href")
        waiting += [link.split("#")[0] for link in links if link.startswith("/") and not NOT_PAGES.search(link)]
        waiting += [came_to + link for link in links if link.startswith("?")]
    return problems


def shape_of(tree):
    """What a page is built of, whatever its words: each kind of element, and of what it stands in."""
    return frozenset(
        (each.getparent().tag, each.tag, each.get("class"), each.get("type")) for each in tree.xpath("//main//*")
    )


def fields_without_draft(tree):
    return [each.get("name") for each in tree.xpath("//textarea[not(ancestor::form[@data-draft])]")]


def keep(page, stage, part, view, width):
    if PICTURES:
        folder = Path(PICTURES) / stage / part
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{view.replace(':', '.')}-{width}.png", full_page=True)
