"""One rule of who sees what, through every door: role × stage × audience × door, made from the models and the URLconf.

A challenge is taken through its stages by real actions whose texts are marks. At each point everybody opens every page they
may open, posts to it, and follows where it leads; nothing that comes back may carry a mark they may not read.
"""

import datetime
import logging
from importlib import import_module

import pytest
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.db import models, transaction
from django.forms import BaseForm
from django.test import RequestFactory, override_settings
from django.test.client import ClientHandler
from django.test.utils import isolate_apps
from django.urls import reverse
from django.utils import timezone

from challenges import actions, next_actions, see_as
from challenges.lifecycle import WORKING_STAGES, Stage
from challenges.models import Audience, Membership, Milestone, Role, User, Written
from challenges.moments import acting_at, now
from feedback.forms import NoteForm
from tests import visibility
from tests.factories import REGIONAL, ChallengeFactory, ProgrammeFactory, UserFactory, say_otherwise
from tests.visibility import View, World, table

pytestmark = pytest.mark.django_db

LAST_DAY = datetime.datetime(2027, 3, 12, 15, 0, tzinfo=timezone.get_default_timezone())
INSIDE, OUTSIDE = visibility.our_views()


def steps(stage):
    """What happens in a stage, as one list for each point of it that is looked at."""
    parts = [[], [], []]
    for app in visibility.APPS:
        step = getattr(visibility.TABLES[app], "STEPS", {}).get(stage, [])
        for number, each in enumerate(step if isinstance(step, list) else [step]):
            parts[number].append(each)
    return parts


def make_world():
    programme = say_otherwise(ProgrammeFactory(), **REGIONAL)
    office = UserFactory(is_programme_office=True, name="Programme Office")
    challenge = ChallengeFactory(programme=programme, created_by=office)
    a_date = {"stage": Stage.PREPARATION, "due_on": challenge.starts_on, "position": 1}
    Milestone.objects.create(challenge=challenge, code="team", name="The team stands", owner=Role.ORGANISER, **a_date)
    people = {role: UserFactory(name=f"The {role.label}") for role in Role}
    people = {str(role): user for role, user in people.items()}
    people |= {"writer": UserFactory(name="The Writer"), "named": UserFactory(name="The Named Contributor")}
    held = {**{name: name for name in people}, "writer": Role.PEER, "named": Role.CONTRIBUTOR}
    for name, role in held.items():
        agreed = {"agreed_at": now(), "agreed_by": office} if role == Role.OBSERVER else {}
        Membership.objects.create(
            challenge=challenge, user=people[name], role=role, added_at=now(), added_by=office, **agreed
        )
    people["waiting"] = UserFactory(name="The Waiting Observer")
    Membership.objects.create(
        challenge=challenge, user=people["waiting"], role=Role.OBSERVER, added_at=now(), added_by=office
    )
    people |= {"office": office, "stranger": UserFactory(name="A Stranger"), "elsewhere": UserFactory(name="Elsewhere")}
    for role in (Role.PEER, Role.SPONSOR, Role.CHALLENGE_MANAGER):
        Membership.objects.create(
            challenge=ChallengeFactory(programme=programme),
            user=people["elsewhere"],
            role=role,
            added_at=now(),
            added_by=office,
        )
    for user in people.values():
        user.__dict__.pop("roles_by_challenge", None)
    return World(challenge, people)


def way(world):
    """Through the stages by real actions; stops at each point that is looked at and says where it is."""
    for stage in WORKING_STAGES:
        for number, part in enumerate(steps(stage)):
            for step in part:
                step(world)
                world.remember()
            world.challenge.refresh_from_db()
            if part or not number:
                next_actions.work_out(world.challenge)  # as after every commit
                yield f"{stage.label}{f', part {number + 1}' if number else ''}"
        ends = table("ENDS").get(stage)
        if ends:
            ends(world)
        else:
            actions.end_stage(world.challenge, stage, override_reason=world.say(), by=world.programme_manager)
        world.challenge.refresh_from_db()
        world.remember()
    next_actions.work_out(world.challenge)
    yield Stage.CLOSED.label


def fresh(user):
    return User.objects.get(pk=user.pk)


class Browser(RequestFactory):
    """Somebody signed in: what stands before the pages (sessions, second step) has tests of its own and is left out."""

    BEFORE_THE_PAGES = [
        "tests.visibility.signed_in",
        "challenges.typed.middleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django_htmx.middleware.HtmxMiddleware",
        "challenges.see_as.middleware",
    ]

    def __init__(self, user):
        super().__init__()
        self.user, self.session = user, SessionStore()
        self.handler = ClientHandler(enforce_csrf_checks=False)
        with override_settings(MIDDLEWARE=self.BEFORE_THE_PAGES):
            self.handler.load_middleware()

    def request(self, **environ):
        with visibility.browsing(self.user, self.session):
            return self.handler(self._base_environ(**environ))


class Doors:
    """What one person can open, and what came through."""

    def __init__(self, world, name, *, sees_as=None):
        self.world, self.name = world, name
        self.user = fresh(world.people[name])
        self.browser = Browser(self.user)
        self.marks = visibility.marks_for(world, self.user)
        self.problems = set()
        if sees_as:
            seen = fresh(world.people[sees_as])
            self.browser.session[see_as.KEY] = {
                "challenge": world.challenge.pk,
                "person": seen.pk,
                "until": (now() + see_as.FOR).isoformat(),
            }
            self.marks &= visibility.marks_for(world, seen)
            self.name, self.user = f"{name} as {sees_as}", seen

    def apps_with_news(self):
        """Where what stands in an app, or what they may do with it or read of it, is not as when they last came by."""
        news = []
        for app in visibility.APPS:
            stands = {mark for mark, places in self.world.places.items() if any(each.is_in(app) for each in places)}
            may = {each.permission for each in INSIDE if each.name.startswith(f"{app}:") and self.may(each.permission)}
            now_is = frozenset(stands), frozenset(stands & self.marks), frozenset(may)
            if self.world.seen.get((self.name, app)) != now_is:
                self.world.seen[self.name, app] = now_is
                news.append(app)
        return news

    def may(self, permission):
        return self.user.has_perm(permission, self.world.challenge)

    def open_what_is_permitted(self, *, apps=visibility.APPS):
        """The pages of these apps and those that look across all of them."""
        for address in (address for each in table("OUTSIDE").values() if isinstance(each, list) for address in each):
            self.look("home", "GET", address)
        for view, address_of in table("OWN").items():
            self.look(view, "GET", address_of(self.user))
        for each in INSIDE:
            in_question = each.name.partition(":")[0] in {*apps, "challenge", "history"}
            if not in_question or not self.may(each.permission):
                continue
            looks_on = each.permission.partition(".")[2].startswith("view_")
            where = addresses(each, self.world, asks=self.name in ASKS)
            for address in where if self.name in READS_SOME else few(where, 2 if looks_on else 1):
                if each.name not in self.world.post_only:
                    self.look(each.name, "GET", address)
                    if each.name in table("PARTS"):
                        self.look(each.name, "GET", address, HTTP_HX_REQUEST="true")
            if not looks_on or each.name in table("POSTED"):
                self.post(each, where[:1])

    def open_what_is_not(self, *, answer):
        """One door of each page they may not open: it is shut, and says nothing."""
        for each in INSIDE:
            if not self.may(each.permission):
                response = self.look(each.name, "GET", addresses(each, self.world)[0])
                if response.status_code not in {answer, 405}:
                    self.problems.add(f"{self.name} gets {response.status_code} at {each.name}, not {answer}")

    def post(self, each, where):
        """An empty form to the page, as a browser and as HTMX send it, and the page it leads to; then all is as before."""
        for address in where:
            for headers in ({}, {"HTTP_HX_REQUEST": "true"}) if each.name in table("PARTS") else ({},):
                with transaction.atomic():
                    response = self.look(each.name, "POST", address, **headers)
                    if 300 <= response.status_code < 400:
                        self.look(each.name, "GET", response.url.partition("#")[0], labels=False)
                    transaction.set_rollback(True)

    def look(self, view, method, address, *, labels=True, **headers):
        response = getattr(self.browser, method.lower())(address, **headers)
        text = visibility.text_of(response)
        for mark in visibility.marks_in(text) - self.marks:
            where = (
                ", ".join(sorted({str(place) for place in self.world.places.get(mark, ())})) or "a text that is gone"
            )
            self.problems.add(f"{self.name} reads {where} at {method} {view}")
        if response.status_code == 405:
            self.world.post_only.add(view)
        if response.status_code == 200:
            self.world.shown.add(view)
        is_page = response.status_code == 200 and "text/html" in response.headers["Content-Type"]
        if method == "GET" and is_page and labels and self.name in LOOKS_FOR_LABELS and view not in table("NO_LABEL"):
            self.look_for_labels(view, text)
        return response

    def look_for_labels(self, view, text):
        """Beside a text stands who can read it: in the smallest part of the page that has such a label at all."""
        marks = visibility.marks_in(text)
        written = {
            mark: audiences
            for (mark, where), audiences in self.world.audiences.items()
            if mark in marks and where not in table("NO_LABEL")
        }
        for mark, labels in visibility.labels_beside(text.partition("\n\n")[2], written).items():
            accepted = {
                each for (one, _where), audiences in self.world.audiences.items() if one == mark for each in audiences
            }
            if not labels & accepted:
                where = ", ".join(sorted(name for one, name in self.world.audiences if one == mark))
                self.problems.add(f"{view} shows {where} without its label beside it: _audience.html with {accepted}")


def few(where, most):
    """The last, and the first."""
    return [*where[: most - 1], where[-1]] if len(where) > most else where


def addresses(each, world, *, asks=False):
    """Every address of a view in this world, with what it can be asked."""
    rows = table("OPENED").get(each.name, lambda _world: [])(world) if each.needs else [[]]
    rows = rows or [[0] * len(each.needs)]
    queries = table("ASKED").get(each.name, [""])
    return [
        reverse(each.name, args=[world.slug, *row]) + query for row in rows for query in queries[: None if asks else 1]
    ]


READERS = [*[str(role) for role in Role], "writer", "named"]
# Who reads some rows of a list and not others opens all of them; the others open a few.
READS_SOME = {"observer", "contributor", "named", "moderator", "writer"}
# Of each kind of reader one asks an address everything it can be asked.
ASKS = {"adviser", "writer", "observer", "sponsor", "named"}
# Where every page of every app is opened; elsewhere those of the apps with news.
OPENS_ALL = {"On site", "Report", "Closed"}
# Whom the programme manager sees a challenge as, and when.
SEES_AS = {"On site": ["writer"], "Report": ["sponsor", "named"]}
# One who writes and one for whom it is written look whether each text says who can read it.
LOOKS_FOR_LABELS = {"writer", "sponsor"}


@pytest.fixture(autouse=True)
def _quiet(settings):
    """A refusal is no news here, and nobody is asked for a second step: tests/challenges/sign_in looks at that."""
    settings.SECOND_FACTOR = "off"
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


def test_nobody_reads_what_is_not_for_them():
    problems = set()
    with acting_at(LAST_DAY):
        world = make_world()
        for point in way(world):
            for name in READERS:
                with transaction.atomic():
                    doors = Doors(world, name)
                    news = doors.apps_with_news()
                    doors.open_what_is_permitted(apps=visibility.APPS if point in OPENS_ALL else news)
                    problems |= {f"{point}: {problem}" for problem in doors.problems}
                    transaction.set_rollback(True)
            for seen in SEES_AS.get(point, ()):
                doors = Doors(world, "programme_manager", sees_as=seen)
                doors.open_what_is_permitted()
                problems |= {f"{point}: {problem}" for problem in doors.problems}

    assert sorted(problems) == []
    assert visibility.unmarked(world) == []
    never = {each.name for each in INSIDE} - world.shown - world.post_only - table("NEVER_SHOWN").keys()
    assert sorted(never) == [], "nobody was ever shown these: look at OPENED, or say why in NEVER_SHOWN"


def test_what_a_person_may_not_open_is_shut_and_says_nothing():
    problems = set()
    with acting_at(LAST_DAY):
        world = make_world()
        for point in way(world):
            if point == "Report, part 2":
                break
        for name in [*READERS, "waiting", "elsewhere", "stranger"]:
            doors = Doors(world, name)
            doors.open_what_is_not(answer=403 if name in READERS else 404)
            problems |= doors.problems

    assert sorted(problems) == []


def test_every_model_with_texts_says_who_reads_them():
    assert visibility.missing_models(visibility.our_models()) == []


def test_every_view_says_how_it_is_opened():
    assert visibility.missing_views(INSIDE, OUTSIDE) == []


@isolate_apps("feedback")
def test_a_new_model_without_an_entry_is_told_what_to_add():
    class Whisper(models.Model):
        words = models.TextField()
        kind = models.CharField(max_length=4, choices=[("a", "A")])

        class Meta:
            app_label = "feedback"

        def __str__(self):
            return self.words

    class Shout(Written):
        words = models.TextField()

        class Meta:
            app_label = "feedback"

    (sentence,) = visibility.missing_models([Whisper, Shout])

    assert sentence == (
        "feedback.Whisper keeps words. Say in tests/feedback/visibility_table.py who reads it (READS), or why it needs no "
        "mark (NO_MARKS); a model with an audience inherits Written."
    )


def test_a_new_view_without_an_entry_is_told_what_to_add():
    inside = [View("feedback:whisper", ("pk",), None), View("feedback:whisper_list", (), None)]

    first, second = visibility.missing_views(inside, [View("feedback:overheard", (), None)])

    assert first == (
        "feedback:whisper needs pk in its address. Say in tests/<app>/visibility_table.py with which rows it is opened "
        "(OPENED)."
    )
    assert second == (
        "feedback:overheard stands outside a challenge. Say in tests/challenges/visibility_table.py how it is opened, or "
        "why it shows nothing of one (OUTSIDE)."
    )


def test_a_leak_is_found():
    """The matrix can fail: a page that forgets `visible_to` is named, with the text it gives away."""
    with acting_at(LAST_DAY):
        world = make_world()
        for point in way(world):
            if point == "On site":
                break
        doors = Doors(world, "peer")
        doors.marks.clear()
        doors.look("feedback:note_list", "GET", reverse("feedback:note_list", args=[world.slug]))

    assert "peer reads feedback.EvidenceNote.text (team) at GET feedback:note_list" in doors.problems


WRITTEN = [model for model in visibility.our_models() if issubclass(model, Written)]


@pytest.mark.parametrize("model", WRITTEN, ids=lambda model: model._meta.label)
def test_what_is_written_is_its_authors_until_somebody_says_otherwise(model):
    assert model._meta.get_field("audience").default == Audience.AUTHOR


def forms_with_an_audience():
    for app in visibility.APPS:
        module = import_module(f"{app}.forms")
        for form in vars(module).values():
            if isinstance(form, type) and issubclass(form, BaseForm) and "audience" in form.base_fields:
                yield form


def test_a_form_that_asks_who_may_read_has_the_narrowest_chosen():
    wider = [
        form.__name__ for form in forms_with_an_audience() if form.base_fields["audience"].initial != Audience.AUTHOR
    ]

    assert wider == []


def test_the_first_button_of_a_note_keeps_it(person):
    challenge = ChallengeFactory(stage=Stage.ON_SITE)
    form = NoteForm(challenge=challenge, reader=person("peer", challenge))

    buttons = [each for each in form.helper.layout.fields[-1].fields if hasattr(each, "value")]

    assert [(button.name, button.value) for button in buttons] == [
        ("keep", "Keep for me"),
        ("share", "Share with the team"),
    ]
