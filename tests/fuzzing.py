"""What tests/test_fuzz.py is made of: a person's browser that overhears what a view asks for, and forms as pages show them.

Nothing here names a view: pages, their forms, what their addresses can ask and what they read besides come from the
URLconf, from the pages and from listening.
"""

import copy
import re
import sys
import traceback
import urllib.parse
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core.signals import got_request_exception
from django.db.models import F, ForeignKey
from django.http import QueryDict
from django.test import override_settings
from django.urls import URLPattern, get_resolver
from lxml import html as lxml_html

from challenges.models import Challenge, User
from tests import visibility
from tests.test_visibility_matrix import Browser

# The browser

_heard: ContextVar = ContextVar("heard")


class Overheard(QueryDict):
    """What came with a request, keeping the names a view asks it for."""

    def __getitem__(self, key):
        _heard.get().add(key)
        return super().__getitem__(key)

    def get(self, key, default=None):
        _heard.get().add(key)
        return super().get(key, default)

    def getlist(self, key, default=None):
        _heard.get().add(key)
        return super().getlist(key, default)

    def __contains__(self, key):
        _heard.get().add(key)
        return super().__contains__(key)


def listening(get_response):
    """Middleware: the views ask an `Overheard`."""

    def overheard(given):
        made = Overheard(mutable=True)
        made.update(given)
        return made

    def answer(request):
        request.GET = overheard(request.GET)
        return get_response(request)

    def when_the_view_is_known(request, *_view):
        if request.method == "POST" and request.content_type != "application/octet-stream":
            request._post = overheard(request.POST)

    answer.process_view = when_the_view_is_known
    return answer


@dataclass
class Answer:
    status: int
    text: str
    heard: frozenset
    raised: str  # what went wrong in which line of ours, or ""

    @property
    def is_a_page(self):
        return self.status == 200 and "text/html" in self.text.partition("\n\n")[0]

    @property
    def body(self):
        return self.text.partition("\n\n")[2]

    @property
    def went_wrong(self):
        return self.raised or (f"answers {self.status}" if self.status >= 500 else "")


class Listener(Browser):
    """A person's browser; each request of it has a session of its own, so that none leaves anything for the next."""

    BEFORE_THE_PAGES = [*Browser.BEFORE_THE_PAGES, "tests.fuzzing.listening"]

    def ask(self, method, address, data=b"", content_type="application/x-www-form-urlencoded", **headers):
        """The answer to these very bytes."""
        self.session = SessionStore()
        with keeping_errors() as errors:
            token = _heard.set(set())
            try:
                response = self.generic(method, address, data, content_type, **headers)
                text = visibility.text_of(response)
                return Answer(response.status_code, text, frozenset(_heard.get()), "; ".join(errors))
            finally:
                _heard.reset(token)


class Visitor:
    """A client of the whole site, with all that stands before the pages; no request of it leaves anything for the next."""

    def __init__(self, client):
        self.client = client
        client.raise_request_exception = False

    def ask(self, method, address, data=b"", content_type="application/x-www-form-urlencoded", **headers):
        """The answer to these very bytes. What the database keeps is taken back by whoever asks."""
        kept = copy.deepcopy(self.client.cookies)
        middleware = [*settings.MIDDLEWARE, "tests.fuzzing.listening"]
        with keeping_errors() as errors, override_settings(MIDDLEWARE=middleware):
            token = _heard.set(set())
            try:
                response = self.client.generic(method, address, data, content_type, **headers)
                text = visibility.text_of(response)
                return Answer(response.status_code, text, frozenset(_heard.get()), "; ".join(errors))
            finally:
                _heard.reset(token)
                self.client.cookies = kept


NO_KEY = "0" * 8 + "-0000-0000-0000-" + "0" * 12
AS_NEEDED = [
    {"int": "1", "str": "x", "uuid": NO_KEY, "slug": "x"},
    {"int": "9" * 18, "str": "\u0663", "uuid": NO_KEY, "slug": "x"},
]


def addresses_outside():
    """(view, address) for every address of the site that belongs to no challenge."""

    def walk(resolver, before=""):
        for pattern in resolver.url_patterns:
            route = before + str(pattern.pattern)
            if isinstance(pattern, URLPattern):
                yield pattern.name or route, route
            else:
                yield from walk(pattern, route)

    for name, route in walk(get_resolver()):
        if "<slug:slug>" in route or "^" in route:
            continue
        for values in AS_NEEDED if "<" in route else AS_NEEDED[:1]:
            yield name, "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda one, values=values: values[one[1] or "str"], route)


@contextmanager
def keeping_errors():
    """The errors of views while this lasts, in words: what, and the last line of ours it came through."""
    errors = []

    def keep(**_signal):
        _kind, error, trace = sys.exc_info()
        ours = [each for each in traceback.extract_tb(trace) if Path(each.filename).is_relative_to(settings.BASE_DIR)]
        ours = [each for each in ours if ".venv" not in each.filename and "/tests/" not in each.filename]
        where = f"{Path(ours[-1].filename).relative_to(settings.BASE_DIR)}:{ours[-1].lineno}" if ours else "elsewhere"
        errors.append(f"{type(error).__name__} at {where}: {str(error)[:200]!a}")

    got_request_exception.connect(keep)
    try:
        yield errors
    finally:
        got_request_exception.disconnect(keep)


# Forms


@dataclass(frozen=True)
class Field:
    """A field as the page shows it. `value` is what an honest person might leave in it; `elsewhere` other challenges' rows."""

    name: str
    kind: str  # words, number, choice, hidden, file, button, part of a day, day, time
    value: str = ""
    options: tuple = ()
    elsewhere: tuple = ()


@dataclass(frozen=True)
class Form:
    address: str
    fields: tuple
    in_parts: bool = False  # multipart
    words: str = ""  # of the page it stands on

    @property
    def names(self):
        """Of its fields: the same form of another row is the same form."""
        return frozenset(re.sub(r"\d+", "#", each.name) for each in self.fields)


def forms_in(answer, address):
    """The forms of a page that post."""
    if not answer.is_a_page:
        return []
    tree = lxml_html.document_fromstring(answer.body)
    found = []
    for form in tree.iter("form"):
        if (form.get("method") or "get").lower() != "post" or not form.xpath(".//button | .//input[@type='submit']"):
            continue
        fields = tuple(_fields(form))
        has_files = form.get("enctype") == "multipart/form-data" or any(each.kind == "file" for each in fields)
        for action in {*form.xpath(".//@formaction")} or {form.get("action") or ""}:
            target = urllib.parse.urljoin(address, action).partition("#")[0]
            found.append(Form(target, fields, in_parts=has_files, words=words_of(tree)))
    return found


def words_of(tree):
    """What a page says to its reader, without what they typed themselves."""
    main = next(tree.iter("main"), tree)
    return " ".join(
        " ".join(main.xpath(".//text()[not(ancestor::textarea or ancestor::option or ancestor::script)]")).split()
    )


def _fields(form):
    seen = {}
    for element in form.xpath(".//input[@name] | .//select[@name] | .//textarea[@name] | .//button[@name]"):
        made = _field(element)
        before = seen.get(made.name)
        if before is None:
            seen[made.name] = made
        elif made.options:  # another radio button or box of the same name
            chosen = made.value if element.get("checked") is not None else before.value
            seen[made.name] = replace(before, options=before.options + made.options, value=chosen)
    names = set(seen)
    for name, each in seen.items():
        start, _, part = name.rpartition("_")
        if part in {"0", "1", "2"} and {f"{start}_{n}" for n in range(3)} <= names:
            yield replace(each, kind="part of a day", value=each.value or ("9", "3", "2027")[int(part)])
        elif name != "csrfmiddlewaretoken":
            yield each


def _field(element):
    name, kind, value = element.get("name"), (element.get("type") or "").lower(), element.get("value") or ""
    if element.tag == "textarea":
        return Field(name, "words", (element.text or "").strip() or "Some words.")
    if element.tag == "select":
        options = tuple(each.get("value", "") for each in element.iter("option"))
        chosen = [each.get("value", "") for each in element.iter("option") if each.get("selected") is not None]
        return Field(name, "choice", next(filter(None, [*chosen, *options]), ""), options)
    if element.tag == "button" or kind == "submit":
        return Field(name, "button", value, (value,))
    if kind in {"radio", "checkbox"}:
        return Field(name, "choice", value or "on", (value or "on",))
    if kind in {"hidden", "file", "time"}:
        return Field(name, kind, value)
    if kind == "date":
        return Field(name, "day", value or "2027-03-09")
    if kind == "number" or element.get("inputmode") == "numeric":
        return Field(name, "number", value or "2")
    return Field(
        name, "words", value or {"email": "someone@example.org", "url": "https://example.org"}.get(kind, "Words")
    )


def with_what_is_read(form, heard):
    """The form with the names its view asks for besides."""
    known = {each.name for each in form.fields} | {"csrfmiddlewaretoken"}
    return replace(form, fields=form.fields + tuple(Field(name, "words", "") for name in sorted(heard - known)))


def knowing_elsewhere(form, others):
    """The form with the rows that the same form of another challenge offers."""
    twin = next((each for each in others if each.names == form.names), None)
    if not twin:
        return form
    theirs = {each.name: {*each.options, each.value} for each in twin.fields if each.kind in {"choice", "hidden"}}
    fields = tuple(
        replace(
            each,
            elsewhere=tuple(sorted(filter(str.isdecimal, theirs.get(each.name, set()) - {*each.options, each.value}))),
        )
        if each.kind in {"choice", "hidden"} and all(map(str.isdecimal, filter(None, [*each.options, each.value])))
        else each
        for each in form.fields
    )
    return replace(form, fields=fields)


# Whether rows of one challenge point at rows of another


def _ways_to_a_challenge(model, depth=3):
    """Names of the foreign keys of a model, each with the lookup that leads through it to a challenge."""
    for each in model._meta.concrete_fields:
        if isinstance(each, ForeignKey) and each.related_model != User:
            if each.related_model is Challenge:
                yield each.name, each.name
            elif depth and each.related_model is not model:
                further = next(iter(_ways_to_a_challenge(each.related_model, depth - 1)), None)
                if further:
                    yield each.name, f"{each.name}__{further[1]}"


@cache
def _pairs():
    ours = [each for each in apps.get_models(include_auto_created=True) if each._meta.app_label in visibility.APPS]
    return [(model, *pair) for model in ours for pair in combinations(list(_ways_to_a_challenge(model)), 2)]


@cache
def _people():
    return tuple(_who_stands_where())


def _who_stands_where():
    ours = [each for each in apps.get_models(include_auto_created=True) if each._meta.app_label in visibility.APPS]
    for model in ours:
        if way := next(iter(_ways_to_a_challenge(model)), None):
            yield from (
                (model, each.name, way[1])
                for each in model._meta.concrete_fields
                if isinstance(each, ForeignKey) and each.related_model is User
            )


def crossed(challenge, strangers):
    """{"model.field": rows}: rows that belong to this challenge one way and to another by another, or name its people."""
    found = {}
    for model, (_one, first), (name, second) in _pairs():
        rows = model._base_manager.filter(**{first: challenge, f"{second}__isnull": False})
        if count := rows.exclude(**{second: F(first)}).count():
            found[f"{model._meta.label}.{name}"] = count
    for model, name, way in _people():
        if count := model._base_manager.filter(**{way: challenge, f"{name}__in": strangers}).count():
            found[f"{model._meta.label}.{name}"] = count
    return found
