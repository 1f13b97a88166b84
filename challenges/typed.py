"""What comes in an address or a form, before anything of ours sees it: characters no row and no document can hold."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, QueryDict

MOST_DIGITS = 18  # what a key of our tables holds
# The database takes no NUL, and Word, Excel and PowerPoint files no control character but tab and line end.
SPACES = re.compile("[\x0b\x0c]+")  # a line broken by hand in Word comes as one
UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
ANY = re.compile(f"{SPACES.pattern}|{UNSEEN.pattern}")


def plain(text: str) -> str:
    """A text without control characters, and without what is no character at all."""
    return UNSEEN.sub("", SPACES.sub(" ", text))


def row_number(text: str | None) -> int | None:
    """The key of a row, as an address or a hidden field says it; None for anything that can be no key."""
    text = text or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Whatever a view reads of an address or a form is `plain`, and a row's number one that a row can have.

    Files are looked at elsewhere (challenges/uploads).
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if ANY.search(request.path_info):
            raise Http404
        request.GET = _plain(request.GET)  # type: ignore[assignment]
        return get_response(request)

    def before_the_view(request: HttpRequest, _view: object, _args: object, kwargs: dict[str, object]) -> None:
        if any(isinstance(each, int) and each >= 10**MOST_DIGITS for each in kwargs.values()):
            raise Http404
        if request.method == "POST":
            request._post = _plain(request.POST)  # type: ignore[attr-defined]  # POST itself cannot be set

    answer.process_view = before_the_view  # type: ignore[attr-defined]
    return answer


def _plain(given: QueryDict) -> QueryDict:
    if not any(ANY.search(each) for name, values in given.lists() for each in (name, *values)):
        return given
    made = QueryDict(mutable=True, encoding=given.encoding)
    for name, values in given.lists():
        made.setlistdefault(plain(name), []).extend(map(plain, values))
    made._mutable = False
    return made
