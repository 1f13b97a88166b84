"""What tests/test_visibility_matrix.py is made of: a world of marked texts, who may read each mark, and the doors to it.

Each app says in tests/<app>/visibility_table.py
    STEPS     {stage: function(world)}: the real actions of that stage, with `world.say()` in place of words
    ENDS      {stage: function(world)}: how the stage ends, where it is not by challenges.actions.end_stage
    READS     {model: {field or "*": function(user, world) -> rows}}: who reads a text that has no `visible_to`, or a copy
              of one that was given to more people
    NO_MARKS  {model: why no text of it needs a mark}
    CODES     {model.field: why this text is no free text}
    OPENED    {view: function(world) -> [arguments]}: how a view is opened that needs more than its challenge
    COPIES    {model.field: the audience a copy was given to}
    NO_LABEL  {view or model.field: why no label stands beside it}
    POSTED    {view: why a page to look at is posted to as well}
    PARTS     {view: what part of it HTMX asks for}
    ASKED     {view: ["?a=b", ...]}: what else its address can ask
    OWN       {view: function(user) -> address}: a view outside a challenge whose address is one person's own
"""

import re
from collections.abc import Iterable
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module

from django.apps import apps
from django.db import models
from django.urls import URLPattern, get_resolver
from lxml import html as lxml_html

from challenges.models import Audience, Challenge, User, Written

APPS = ["challenges", "scoping", "preparation", "casereview", "onsite", "feedback", "reports", "evaluation"]
TABLES = {app: import_module(f"tests.{app}.visibility_table") for app in APPS}
MARK = re.compile(r"zq\d{5}k|zq-\d{4}(?!\d)", re.IGNORECASE)


def table(name):
    """One of the tables, of all apps together."""
    return {key: value for app in APPS for key, value in getattr(TABLES[app], name, {}).items()}


@dataclass
class World:
    """A challenge with one person or more in every role, and texts that are marks."""

    challenge: Challenge
    people: dict[str, User]
    said: int = 0
    places: dict = field(default_factory=dict)  # {mark: {Place, ...}}
    audiences: dict = field(default_factory=dict)  # {(mark, model.field): {audience, ...}} as it stands now
    shown: set = field(default_factory=set)  # the views that somebody was shown
    post_only: set = field(default_factory=set)
    seen: dict = field(default_factory=dict)  # {(person, app): what they came by the last time}

    def say(self):
        """A text that stands nowhere else."""
        self.said += 1
        return f"zq{self.said:05d}k"

    def remember(self):
        """Before an edit takes a text away: where it stood."""
        remember(self)

    def __getattr__(self, role):
        with suppress(KeyError):
            return self.__dict__["people"][role]
        raise AttributeError(role)

    def code(self):
        """The same as the code of a case."""
        self.said += 1
        return f"ZQ-{self.said:04d}"

    @cached_property
    def slug(self):
        return self.challenge.slug


# The models


def our_models():
    return [model for app in APPS for model in apps.get_app_config(app).get_models()]


def texts_of(model):
    """The names of its fields that hold what people typed."""
    codes = table("CODES")
    return [
        each.name
        for each in model._meta.concrete_fields
        if isinstance(each, models.CharField | models.TextField)
        and not each.choices
        and f"{model._meta.label}.{each.name}" not in codes
    ]


def has_one_rule(model):
    return issubclass(model, Written)


def missing_models(every):
    """A sentence for each model with texts that no table knows."""
    known = table("READS").keys() | table("NO_MARKS").keys()
    return [
        f"{model._meta.label} keeps {', '.join(texts)}. Say in tests/{model._meta.app_label}/visibility_table.py who reads "
        "it (READS), or why it needs no mark (NO_MARKS); a model with an audience inherits Written."
        for model in every
        if (texts := texts_of(model)) and not has_one_rule(model) and model._meta.label not in known
    ]


def rule_of(model, name):
    """Who reads the field of this name, where a table says it: most fields of a model share one rule."""
    rules = table("READS").get(model._meta.label, {})
    return rules.get(name, rules.get("*"))


def readable_rows(world, model, rule, user):
    """The keys of the rows of which this person may read the fields that have this rule."""
    readable = {getattr(row, "pk", row) for row in rule(user, world)} if rule else set()
    if has_one_rule(model):
        visible = model.objects.visible_to(user).filter(challenge=world.challenge)
        readable |= set(visible.values_list("pk", flat=True))
    return readable


@dataclass(frozen=True)
class Place:
    """Where a mark stands."""

    model: type[models.Model]
    name: str
    pk: int
    audience: str

    def is_in(self, app):
        return self.model._meta.app_label == app

    def __str__(self):
        return f"{self.model._meta.label}.{self.name}" + (f" ({self.audience})" if self.audience else "")


def remember(world):
    """Where each mark stands now, and has stood: what an edit took away is still for those who read the row."""
    world.audiences = {}
    for model in our_models():
        names = texts_of(model)
        if not names or (not has_one_rule(model) and model._meta.label not in table("READS")):
            continue
        with_audience = ["audience"] if has_one_rule(model) else []
        for row in model._base_manager.values("pk", *names, *with_audience):
            for name in names:
                for mark in MARK.findall(str(row[name])):
                    place = Place(model, name, row["pk"], row.get("audience", ""))
                    world.places.setdefault(mark.lower(), set()).add(place)
                    if place.audience:
                        given = table("COPIES").get(f"{model._meta.label}.{name}", place.audience)
                        world.audiences.setdefault((mark.lower(), f"{model._meta.label}.{name}"), set()).add(given)


def marks_for(world, user):
    """The marks this person may read: those that stand somewhere they may read."""
    readable: dict[tuple, set] = {}
    mine = set()
    for mark, where in world.places.items():
        for place in where:
            key = place.model, rule_of(place.model, place.name)
            if key not in readable:
                readable[key] = readable_rows(world, *key, user)
            if place.pk in readable[key]:
                mine.add(mark)
                break
    return mine


def unmarked(world):
    """What the steps of the tables never said: written texts without a mark, and audiences that nothing was written for."""
    seen = {(place.model, place.name) for where in world.places.values() for place in where}
    audiences = {place.audience for where in world.places.values() for place in where if place.audience}
    sentences = [
        f"No step says {model._meta.label}.{name}: add world.say() to tests/{model._meta.app_label}/visibility_table.py"
        for model in our_models()
        for name in texts_of(model)
        if (has_one_rule(model) or model._meta.label in table("READS")) and (model, name) not in seen
    ]
    # No page writes for the LGA alone yet: its readers are part of every wider audience.
    return sentences + [f"Nothing is written for {each}" for each in AUDIENCES - audiences - {Audience.LGA.value}]


# The views


@dataclass(frozen=True)
class View:
    """A page of a challenge: its name, what its address needs besides the challenge, and the view itself."""

    name: str
    needs: tuple[str, ...]
    view: object

    @property
    def permission(self):
        return getattr(self.view, "permission", None)


def _patterns(resolver, namespace="", needs=()):
    for pattern in resolver.url_patterns:
        more = (*needs, *pattern.pattern.converters)
        if isinstance(pattern, URLPattern):
            if not pattern.callback.__module__.startswith(("allauth", "django.")):
                yield View(f"{namespace}{pattern.name}", more, pattern.callback)
        else:
            inner = f"{pattern.namespace}:" if pattern.namespace else namespace
            yield from _patterns(pattern, inner, more)


def our_views():
    """Every view below a challenge, and those outside one."""
    every = list(_patterns(get_resolver()))
    inside = [
        View(each.name, tuple(n for n in each.needs if n != "slug"), each.view)
        for each in every
        if "slug" in each.needs
    ]
    outside = [each for each in every if "slug" not in each.needs]
    return inside, outside


def missing_views(inside, outside):
    """A sentence for each view whose addresses no table knows."""
    opened, elsewhere = table("OPENED"), table("OUTSIDE")
    sentences = [
        f"{each.name} needs {', '.join(each.needs)} in its address. Say in tests/<app>/visibility_table.py with which "
        "rows it is opened (OPENED)."
        for each in inside
        if each.needs and each.name not in opened
    ]
    return sentences + [
        f"{each.name} stands outside a challenge. Say in tests/challenges/visibility_table.py how it is opened, or why it "
        "shows nothing of one (OUTSIDE)."
        for each in outside
        if each.name not in elsewhere
    ]


# A person at the doors

_browsing: ContextVar = ContextVar("browsing")


@contextmanager
def browsing(user, session):
    token = _browsing.set((user, session))
    try:
        yield
    finally:
        _browsing.reset(token)


def signed_in(get_response):
    """Middleware: in the place of the session's and the sign-in's."""

    def answer(request):
        request.user, request.session = _browsing.get()
        return get_response(request)

    return answer


# What came through a door


def text_of(response):
    """Everything a response carries: its body, and its headers."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    for closes in response._resource_closers:
        closes()
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    return f"{headers}\n\n{body.decode('utf-8', 'replace')}"


def marks_in(text):
    return {mark.lower() for mark in MARK.findall(text)}


LABEL = re.compile(r"\baudience--(\w+)")


PARTS_OF_A_PAGE = {"section", "article", "aside", "li", "tr", "details", "fieldset", "main", "body"}


def _part(element):
    """The part of the page an element stands in: what its label speaks of."""
    return next(
        each
        for each in element.iterancestors()
        if each.tag in PARTS_OF_A_PAGE or "govuk-inset-text" in each.get("class", "")
    )


def labels_beside(page, marks: Iterable[str]):
    """For each of these marks on a page: the labels of the smallest part it stands in that has some. {mark: {audience}}"""
    if not (marks := list(marks)):
        return {}
    tree = lxml_html.document_fromstring(page)
    labels: dict = {}
    for element in tree.xpath("//*[contains(@class, 'audience--')]"):
        labels.setdefault(_part(element), set()).add(LABEL.search(element.get("class"))[1])
    found: dict[str, set] = {}
    for mark in marks:
        for element in tree.xpath(f"//body//*[text()[contains(., '{mark}')]]"):
            parts = (labels[each] for each in [element, *element.iterancestors()] if each in labels)
            found.setdefault(mark, set()).update(next(parts, {""}))
    return found


AUDIENCES = {audience.value for audience in Audience}
