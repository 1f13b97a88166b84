"""Addresses of the rows of a page: reversed once for all of them, because reversing each is most of what a long list costs."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from django.urls import reverse

SOME_SLUG = "a-challenge"
SOME_KEY = 10**15


def addresses(name: str, slug: str) -> Callable[[int], str]:
    """The address of a page of this challenge with one row in it, by the key of the row."""
    before, after = reverse(name, args=[slug, SOME_KEY]).split(str(SOME_KEY))
    return lambda key: f"{before}{key}{after}"


def address_of(name: str, slug: str) -> str:
    """The same as reversing a page of a challenge, which is worked out once for each page."""
    before, after = _around(name)
    return f"{before}{slug}{after}"


@lru_cache(maxsize=256)
def _around(name: str) -> tuple[str, str]:
    before, after = reverse(name, args=[SOME_SLUG]).split(SOME_SLUG)
    return before, after
