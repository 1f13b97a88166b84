"""The check that every page must stand up to finds what it is there for."""

import pytest

from tests.browser.conftest import NARROW, stands_up

PAGE = """<html lang="en"><title>A page</title><main><h1>A page</h1>{}</main></html>"""


@pytest.fixture
def page(browser):
    made = browser.new_page()
    yield made
    made.close()


def test_a_page_in_order_stands_up(page):
    page.set_content(PAGE.format("<p>Words.</p>"))

    assert stands_up(page) == []


def test_a_picture_without_words_is_found(page):
    page.set_content(PAGE.format('<img src="data:,">'))

    assert [problem.partition(":")[0] for problem in stands_up(page)] == ["image-alt"]


def test_a_page_wider_than_the_screen_is_found(page):
    page.set_viewport_size(NARROW)
    page.set_content(PAGE.format('<p style="width: 400px">Words.</p>'))

    assert [problem.split(" by ")[0] for problem in stands_up(page)] == ["scrolls sideways"]
