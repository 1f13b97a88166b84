"""Nobody outside a challenge learns that it exists: not by a status, a word, a header, a count, a query or the time it takes."""

import logging
import re
import statistics
import time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from challenges import next_actions
from challenges.lifecycle import Stage
from challenges.models import NextAction
from tests import visibility
from tests.factories import ChallengeFactory
from tests.feedback.factories import CaseFactory, FindingFactory, NoteFactory
from tests.onsite.factories import DailyNoteFactory
from tests.preparation.factories import DocumentRequestFactory, DocumentVersionFactory, TeamPlaceFactory
from tests.reports.factories import AccuracyPointFactory, DocumentFactory, PassageFactory, ReportFactory

pytestmark = pytest.mark.django_db

INSIDE, _OUTSIDE = visibility.our_views()
NO_SUCH = "northshire-2027-zzzzz"
AS_NEEDED = {
    "pk": 1,
    "number": 1,
    "day": "2027-03-09",
    "kind": "ground_rules",
    "section": "themes",
    "aspect": "A1",
    "key": "0" * 8 + "-0000-0000-0000-" + "0" * 12,
}
ONCE_ONLY = re.compile(r"[A-Za-z0-9]{64}")  # tokens, made anew for each page
BOUND = 1.3  # how many times as long one may take as the other, by the median
PAIRS = 60


@pytest.fixture(autouse=True)
def _quiet(settings):
    settings.SECOND_FACTOR = "off"
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def challenge():
    return ChallengeFactory(stage=Stage.REPORTING, slug="northshire-2027-abcde")


def address(view, slug):
    return reverse(view.name, args=[slug, *(AS_NEEDED[need] for need in view.needs)])


def answer(client, where, slug=""):
    """Everything that comes back, with how many queries it took; the address itself and the token against forgery left out."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(where)
    policy = response.headers.get("Content-Security-Policy", "")
    del response.headers["Content-Security-Policy"]  # its parts come in any order
    text = visibility.text_of(response).replace(where, "")
    text = ONCE_ONLY.sub("", text.replace(slug, "") if slug else text)
    return response.status_code, text, sorted(policy.split("; ")), len(queries)


def test_every_page_of_a_challenge_is_as_absent_as_one_that_does_not_exist(challenge, person, log_in_as):
    client = log_in_as(person("stranger"))
    client.get("/")  # what a first request keeps

    different = [
        view.name
        for view in INSIDE
        if answer(client, address(view, challenge.slug), challenge.slug)
        != answer(client, address(view, NO_SUCH), NO_SUCH)
    ]
    codes = {client.get(address(view, challenge.slug)).status_code for view in INSIDE}

    assert different == []
    assert codes <= {404, 405}


def test_so_is_every_form_of_it(challenge, person, log_in_as):
    client = log_in_as(person("stranger"))

    codes = {
        view.name: {client.post(address(view, slug)).status_code for slug in (challenge.slug, NO_SUCH)}
        for view in INSIDE
    }

    assert {name: each for name, each in codes.items() if each not in ({404}, {405})} == {}


def test_somebody_not_signed_in_is_led_to_the_same_page_without_a_hint(challenge):
    for view in INSIDE:
        answers = []
        for slug in (challenge.slug, NO_SUCH):
            response = Client().get(address(view, slug))
            answers.append(
                (response.status_code, response.headers.get("Location", "").replace(slug, ""), response.content)
            )
        assert answers[0] == answers[1], view.name
        assert challenge.council.name not in str(answers[0])


def test_it_takes_no_longer(challenge, person, log_in_as):
    client = log_in_as(person("stranger"))
    took = {challenge.slug: [], NO_SUCH: []}
    for slug in took:
        client.get(f"/challenges/{slug}/")

    for _ in range(PAIRS):
        for slug, times in took.items():
            begun = time.perf_counter()
            client.get(f"/challenges/{slug}/findings/")
            times.append(time.perf_counter() - begun)

    here, nowhere = (statistics.median(times) for times in took.values())
    assert max(here, nowhere) < BOUND * min(here, nowhere), (here, nowhere)


def test_home_says_nothing_of_challenges_one_is_not_in(person, log_in_as):
    own = ChallengeFactory(stage=Stage.PREPARATION)
    clients = [log_in_as(person("stranger")), log_in_as(person("peer", own))]
    for client in clients:
        client.get("/")
    before = [answer(client, where) for client in clients for where in ("/", "/?stage=all", "/?stage=onsite")]

    other = ChallengeFactory(stage=Stage.ON_SITE)
    next_actions.work_out(other)
    NextAction.objects.create(challenge=other, sentence="Do it", role="peer", page="challenge", url="/", position=99)

    assert before == [answer(client, where) for client in clients for where in ("/", "/?stage=all", "/?stage=onsite")]


def test_a_page_asked_to_go_on_from_a_challenge_one_is_not_in_is_absent(challenge, person, log_in_as):
    client = log_in_as(person("stranger"))

    here, nowhere = (answer(client, f"/?before={pk}") for pk in (challenge.pk, challenge.pk + 1000))

    assert here == nowhere
    assert here[0] == 404


def test_error_pages_name_nobody(challenge, person, log_in_as):
    sponsor = person("sponsor", challenge, name="Sponsor Name")
    contributor = log_in_as(person("contributor", challenge, name="Own Name"))

    absent = log_in_as(person("stranger", name="Own Name")).get(challenge.get_absolute_url())
    refused = contributor.get(reverse("feedback:finding_list", args=[challenge.slug]))

    assert (absent.status_code, refused.status_code) == (404, 403)
    for page in (absent, refused):
        for name in (sponsor.name, sponsor.email, challenge.council.name, challenge.programme.name):
            assert name not in page.text


ROWS = {
    "preparation:document": DocumentRequestFactory,
    "preparation:document_file": lambda challenge: DocumentVersionFactory(request__challenge=challenge),
    "preparation:place_withdraw": TeamPlaceFactory,
    "casereview:case": CaseFactory,
    "onsite:daily_note_edit": DailyNoteFactory,
    "feedback:note_edit": NoteFactory,
    "feedback:finding": FindingFactory,
    "reports:passage_edit": lambda challenge: PassageFactory(report=ReportFactory(challenge=challenge)),
    "reports:accuracy_respond": lambda challenge: AccuracyPointFactory(
        passage__report=ReportFactory(challenge=challenge)
    ),
    "challenges:document_file": DocumentFactory,
}
AT = {
    "preparation:place_withdraw": Stage.PREPARATION,
    "onsite:daily_note_edit": Stage.ON_SITE,
    "feedback:note_edit": Stage.FEEDBACK,
}


@pytest.mark.parametrize("name", ROWS)
def test_a_row_of_another_challenge_is_as_absent_as_no_row(name, person, log_in_as):
    stage = AT.get(name, Stage.REPORTING)
    challenge, other = ChallengeFactory(stage=stage), ChallengeFactory(stage=stage)
    if name.startswith("reports:"):
        ReportFactory(challenge=challenge)
    user = person("challenge_manager", challenge)
    client = log_in_as(user)
    row = ROWS[name](challenge=other)
    client.get(challenge.get_absolute_url())

    elsewhere, nowhere = (
        answer(client, where, where)
        for where in (reverse(name, args=[challenge.slug, pk]) for pk in (row.pk, row.pk + 1000))
    )

    assert elsewhere == nowhere
    assert elsewhere[0] == 404
