"""Debian's Chromium, a person's signed-in context, and the check that every page must stand up to."""

import os
import shutil
from pathlib import Path

import axe_playwright_python
import pytest
from django.conf import settings
from django.test import Client

from tests.conftest import sign_in

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
FINDINGS = """async () => (await axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    resultTypes: ["violations"],
})).violations.map(each => `${each.id}: ${each.help}: ${each.nodes[0].html.slice(0, 160)}`)"""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser_type_launch_args():
    path = os.environ.get("CHROMIUM_PATH") or shutil.which("chromium")
    assert path, "Chromium is missing: apt-get install chromium"
    return {"executable_path": path, "args": FLAGS}


@pytest.fixture
def signed_in(browser, live_server):
    """signed_in(user) opens a page of their own; problems the browser reports fail the test."""
    contexts = []

    def open_page(user, *, viewport=WIDE, second_step=True, **options):
        client = sign_in(Client(), user, second_step=second_step)
        context = browser.new_context(base_url=live_server.url, viewport=viewport, locale="en-GB", **options)
        context.add_cookies(
            [
                {
                    "name": settings.SESSION_COOKIE_NAME,
                    "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                    "url": live_server.url,
                }
            ]
        )
        contexts.append(context)
        page = context.new_page()
        page.problems = []
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.on("console", lambda said: page.problems.append(said.text) if said.type == "error" else None)
        return page

    yield open_page
    for context in contexts:
        context.close()


def stands_up(page):
    """What axe finds, and whether the page scrolls sideways: nothing, for a page that stands up."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    problems = page.evaluate(FINDINGS)
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wider > 0:
        problems.append(f"scrolls sideways by {wider} px at {page.viewport_size['width']} px")
    return problems
