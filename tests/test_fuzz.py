"""Every form, every address and every question an address can ask, with what no honest browser sends: nothing breaks.

A challenge goes its whole way; at each point of it whoever may open a page opens it, and sends its forms back with mischief
in them. Each attempt is taken back. `FUZZ_EXAMPLES=200 bin/test tests/test_fuzz.py` tries that many of hypothesis' own
making with each form, at every point, and others each time; `FUZZ_SECONDS=600` stops looking for more after that.
"""

import json
import logging
import os
import random
import time

import hypothesis
import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st

from challenges.lifecycle import Stage
from challenges.moments import acting_at
from tests import fuzzing, mischief, visibility
from tests.conftest import sign_in
from tests.factories import ChallengeFactory
from tests.fuzzing import Form, Listener, Visitor, crossed, forms_in
from tests.mischief import as_sent, in_words, some
from tests.test_visibility_matrix import INSIDE, LAST_DAY, READERS, addresses, few, fresh, make_world, way

pytestmark = pytest.mark.django_db

LONG = int(os.environ.get("FUZZ_EXAMPLES", "0"))
MOST = None if LONG else 1  # of each kind of mischief, besides those that every field has to stand
SECONDS = float(os.environ.get("FUZZ_SECONDS", "inf"))
STARTED = time.monotonic()
POINTS = 10  # of the way of a challenge; each has its share of the time
# Who is asked to open a page first: those who write the most.
FIRST = ["writer", "challenge_manager", "lead_peer", "sponsor", "organiser", "programme_manager", "co_ordinator"]
PEOPLE = [*FIRST, *(name for name in READERS if name not in FIRST)]
trying = hypothesis.settings(
    max_examples=LONG or 2,
    derandomize=not LONG,
    database=None,
    phases=[Phase.generate],
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(autouse=True)
def _quiet(settings):
    """A refusal is no news here; the second step and passwords have tests of their own."""
    settings.SECOND_FACTOR = "off"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.ACCOUNT_RATE_LIMITS = False
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


class Fuzz:
    """Mischief at some doors. What goes wrong is kept, once for each view and line of ours."""

    def __init__(self):
        self.problems, self.done, self.sent, self.until = {}, set(), 0, STARTED + SECONDS

    def post(self, view, browser, form):
        """Everything a form has to stand, then what hypothesis thinks of."""
        answer = self.send(view, browser, form, mischief.honest(form))
        form = fuzzing.with_what_is_read(form, answer.heard)
        for filled in mischief.sweeps(form, most=MOST):
            self.send(view, browser, form, filled)
        for content_type, body in some(mischief.BODIES, form.address, most=MOST)[1 if MOST else 0 :]:
            self.ask(view, browser, "POST", form.address, data=body, content_type=content_type)

        @trying
        @given(mischief.some_of(form))
        def try_more(filled):
            if time.monotonic() < self.until:
                self.send(view, browser, form, filled)

        try_more()

    def question(self, view, browser, address, asked):
        """What a page can be asked, as far as it listens."""
        for name in sorted(asked) or ["page"]:
            for value in some(mischief.QUESTIONS, f"{view} {name}", most=MOST):
                self.ask(view, browser, "GET", address.partition("?")[0] + mischief.question({name: [value]}))

    def send(self, view, browser, form, filled):
        answer = self.ask(view, browser, "POST", form.address, sent=filled, **as_sent(form, filled))
        if answer.is_a_page and not answer.went_wrong:
            again = [each for each in forms_in(answer, form.address) if form.names <= each.names]
            if again and form.words and form.words == again[0].words:
                self.problem(view, "shows the form again without a word of what is wrong", in_words(filled))
        return answer

    def ask(self, view, browser, method, address, *, sent=None, then=None, **how):
        """One request, taken back."""
        self.sent += 1
        with transaction.atomic():
            answer = browser.ask(method, address, **how)
            if then and not answer.went_wrong and answer.status < 400:
                then()
            transaction.set_rollback(True)
        if answer.went_wrong:
            self.problem(view, f"{method} {answer.went_wrong}", in_words(sent) if sent else f"{address} {how}")
        return answer

    def problem(self, view, what, sent):
        self.problems.setdefault((view, what.partition(":")[0]), f"{view} {what}\n    sent: {str(sent)[:1500]}")

    def said(self):
        return "\n".join(self.problems.values())


class InAChallenge(Fuzz):
    """At the doors of one challenge, with another at the same point beside it."""

    def __init__(self, world, other):
        super().__init__()
        self.world, self.other = world, other
        self.strangers = [each.pk for each in other.people.values()]
        self.led_on = {}

    def at_this_point(self):
        """Every view that has not been tried yet; in a long run, every view."""
        people = {name: fresh(self.world.people[name]) for name in PEOPLE}
        for view in random.sample(INSIDE, len(INSIDE)) if LONG else INSIDE:
            may = [user for user in people.values() if user.has_perm(view.permission, self.world.challenge)]
            if may and time.monotonic() < self.until and (LONG or view.name not in self.done):
                self.view(view, may)

    def view(self, view, may):
        """The first page of it that has a form, or else the first page."""
        pages = []
        for user in may if LONG else may[:4]:
            for address in few(addresses(view, self.world), 2):
                browser = Listener(user)
                answer = self.ask(view.name, browser, "GET", address)
                if answer.status == 405:
                    self.done.add(view.name)
                    self.post(view.name, browser, Form(address, ()))
                    return
                if answer.status == 200:
                    forms = [form for form in forms_in(answer, address) if self.world.slug in form.address]
                    pages.append((bool(forms), user, address, answer, forms))
            if pages and pages[-1][0]:
                break
        self.led_on[view.name] = view, may[0]
        if pages:
            _has_forms, user, address, answer, forms = max(pages, key=lambda page: page[0])
            if view.name not in self.done:
                self.question(view.name, Listener(user), address, answer.heard)
                self.rows(view, Listener(user))
            self.done.add(view.name)
            self.forms(view, user, forms)

    def at_what_nobody_was_shown(self):
        """Views that led on, whoever asked: their addresses all the same."""
        for view, user in self.led_on.values():
            if view.name not in self.done:
                self.done.add(view.name)
                self.question(view.name, Listener(user), addresses(view, self.world)[0], [])
                self.rows(view, Listener(user))
                self.post(view.name, Listener(user), Form(addresses(view, self.world)[0], ()))

    def forms(self, view, user, forms):
        twins = self.of_the_other_challenge(view, user) if forms else []
        for form in forms:
            if LONG or (view.name, form.names) not in self.done:
                self.done.add((view.name, form.names))
                self.post(view.name, Listener(user), form)
                self.rows_of_the_other(view, user, fuzzing.knowing_elsewhere(form, twins))

    def of_the_other_challenge(self, view, user):
        """The forms its like sees on the same page there."""
        name = next(name for name, each in self.world.people.items() if each.pk == user.pk)
        browser = Listener(fresh(self.other.people[name]))
        where = few(addresses(view, self.other), 2)
        return [form for address in where for form in forms_in(browser.ask("GET", address), address)]

    def rows_of_the_other(self, view, user, form):
        """Whatever is accepted with a row of the other challenge leaves nothing of it in this one."""
        for name, filled in mischief.from_elsewhere(form):
            before = crossed(self.world.challenge, self.strangers)

            def look(name=name, filled=filled, before=before):
                for where, _rows in sorted(crossed(self.world.challenge, self.strangers).items() - before.items()):
                    self.problem(view.name, f"takes “{name}” of another challenge into {where}", in_words(filled))

            how = as_sent(form, filled)
            self.ask(view.name, Listener(user), "POST", form.address, sent=filled, then=look, **how)

    def rows(self, view, browser):
        """In its address: rows of the other challenge, which are none here, and what is no row."""
        rows = visibility.table("OPENED").get(view.name, lambda _world: [])
        own, elsewhere = rows(self.world), rows(self.other)
        for row in [row for row in elsewhere if row not in own][-1:]:
            for method in ("GET", "POST"):
                answer = self.ask(view.name, browser, method, reverse(view.name, args=[self.world.slug, *row]))
                if answer.status not in {403, 404, 405}:
                    self.problem(view.name, f"opens a row of another challenge with {answer.status}", method)
        for value in some(mischief.NO_ROWS, view.name, most=MOST) if own else []:
            parts = reverse(view.name, args=[self.world.slug, *own[-1]]).rsplit(f"/{own[-1][-1]}/", 1)
            self.ask(view.name, browser, "GET", f"/{value}/".join(parts))


def test_no_page_or_form_of_a_challenge_breaks():
    with acting_at(LAST_DAY):
        fuzz = InAChallenge(make_world(), make_world())
        for number, _points in enumerate(zip(way(fuzz.world), way(fuzz.other), strict=True), start=1):
            fuzz.until = STARTED + SECONDS * number / POINTS
            fuzz.at_this_point()
        fuzz.at_what_nobody_was_shown()

    assert fuzz.problems == {}, fuzz.said()
    never = sorted({view.name for view in INSIDE} - fuzz.done - visibility.table("NEVER_SHOWN").keys())
    assert never == [] or time.monotonic() > STARTED + SECONDS


def test_no_page_or_form_outside_a_challenge_breaks(person):
    office = person("office", ChallengeFactory())
    visitors = {"nobody": Visitor(Client()), "the office": Visitor(sign_in(Client(), office))}
    fuzz = Fuzz()
    for name, visitor in visitors.items():
        for view, address in fuzzing.addresses_outside():
            answer = fuzz.ask(f"{view} by {name}", visitor, "GET", address)
            fuzz.question(f"{view} by {name}", visitor, address, answer.heard)
            if answer.status == 405:
                fuzz.post(f"{view} by {name}", visitor, Form(address, ()))
            for form in forms_in(answer, address):
                if (name, form.address, form.names) not in fuzz.done:
                    fuzz.done.add((name, form.address, form.names))
                    fuzz.post(f"{view} by {name}", visitor, form)
    for value in mischief.NO_ROWS:
        for address in (
            f"/join/{value}/a/",
            f"/join/1/{value}/",
            f"/challenges/{value}/",
            f"/accounts/{value}/",
            f"/{value}",
        ):
            fuzz.ask(address, visitors["nobody"], "GET", address)

    assert fuzz.problems == {}, fuzz.said()


# What scripts send

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(), max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
sometimes_honest = st.one_of(st.sampled_from(["1", "0", "tab-one-of-the-writer", ""]), mischief.anything)


@pytest.fixture
def writer(person):
    challenge = ChallengeFactory(stage=Stage.ON_SITE)
    return Visitor(sign_in(Client(), person("peer", challenge))), challenge


def send(visitor, address, filled):
    form = Form(address, ())
    with transaction.atomic():
        answer = visitor.ask("POST", address, **as_sent(form, {name: [value] for name, value in filled.items()}))
        transaction.set_rollback(True)
    assert not answer.went_wrong, (answer.went_wrong, filled)
    return answer


def test_no_draft_breaks_what_keeps_it(writer):
    visitor, challenge = writer
    address = reverse("challenges:draft_save", args=[challenge.slug])
    honest = {
        "person": str(visitor.client.session["_auth_user_id"]),
        "page": reverse("feedback:note_add", args=[challenge.slug]),
        "writer": "a-tab-of-the-writer",
        "step": "1",
        "fields": json.dumps({"text": ["words"]}),
        "labels": json.dumps([["text", "What you heard"]]),
        "title": "A note",
    }
    assert send(visitor, address, honest).status == 200
    for deep in (
        "[" * 100_000,
        '{"a":' * 50_000,
        '{"text": ["\\u0000\\ud800"]}',
        '{"text": "' + "x" * 2_000_000 + '"}',
    ):
        for name in ("fields", "labels"):
            send(visitor, address, honest | {name: deep})

    @hypothesis.settings(trying, max_examples=LONG or 40)
    @given(
        st.dictionaries(
            st.sampled_from([*honest, "after", "after_step", "version", "seconds_ago"]),
            st.one_of(anything.map(json.dumps), sometimes_honest),
            max_size=3,
        )
    )
    def try_more(other):
        send(visitor, address, honest | other)

    try_more()


def test_no_part_of_an_upload_breaks_what_takes_it(writer, person, settings, tmp_path):
    settings.INCOMING_DIR = tmp_path
    _visitor, challenge = writer
    visitor = Visitor(sign_in(Client(), person("organiser", challenge)))
    begin = reverse("challenges:upload_begin", args=[challenge.slug])
    honest = {"name": "a.pdf", "size": "100", "modified": "1", "place": "/"}
    key = json.loads(visitor.ask("POST", begin, **as_sent(Form(begin, ()), {k: [v] for k, v in honest.items()})).body)[
        "key"
    ]
    part = reverse("challenges:upload_part", args=[challenge.slug, key])

    @hypothesis.settings(trying, max_examples=LONG or 25)
    @given(
        st.dictionaries(st.sampled_from(list(honest)), sometimes_honest, max_size=3),
        mischief.anything,
        st.binary(max_size=200),
    )
    def try_more(other, at, body):
        send(visitor, begin, honest | other)
        with transaction.atomic():
            answer = visitor.ask("POST", part + mischief.question({"at": [at]}), body, "application/octet-stream")
            transaction.set_rollback(True)
        assert not answer.went_wrong, (answer.went_wrong, at)

    try_more()


def test_no_text_breaks_the_check_of_it(writer):
    visitor, challenge = writer
    address = reverse("challenges:text_check", args=[challenge.slug])
    honest = {"field": "text", "text": "Plans are clear.", "id": "id_text", "audience": "team"}
    assert send(visitor, address, honest).status == 200

    @hypothesis.settings(trying, max_examples=LONG or 40)
    @given(
        st.dictionaries(
            st.sampled_from([*honest, "all_kinds", "mends"]),
            st.one_of(mischief.anything, st.text(st.characters(), max_size=400)),
            max_size=3,
        )
    )
    def try_more(other):
        send(visitor, address, honest | other)

    try_more()


A_KEY_SAYS = {
    "id": "AAAA",
    "rawId": "AAAA",
    "type": "public-key",
    "authenticatorAttachment": "platform",
    "clientExtensionResults": {},
    "response": {
        "clientDataJSON": "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0In0",
        "authenticatorData": "A" * 60,
        "attestationObject": "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YVgl",
        "signature": "AAAA",
        "userHandle": "MQ",
    },
}


@st.composite
def answers_of_a_key(draw):
    """What a security key might say, with one thing in it that none would."""
    said = json.loads(json.dumps(A_KEY_SAYS))
    part = said["response"] if draw(st.booleans()) else said
    part[draw(st.sampled_from(list(part)))] = draw(anything)
    return draw(st.sampled_from([json.dumps(said)] * 3 + ["9" * 5000, "[" * 100_000, json.dumps(draw(anything))]))


@pytest.mark.parametrize("view", ["mfa_login_webauthn", "mfa_add_webauthn", "mfa_reauthenticate_webauthn"])
def test_no_answer_of_a_security_key_breaks_the_sign_in(view, person):
    visitor = Visitor(Client() if "login" in view else sign_in(Client(), person("peer")))
    address = reverse(view)
    visitor.client.get(address)  # the question, which the session keeps

    @hypothesis.settings(trying, max_examples=LONG or 30)
    @given(answers_of_a_key())
    def try_more(answer):
        send(visitor, address, {"credential": answer, "name": "Key"})

    try_more()
