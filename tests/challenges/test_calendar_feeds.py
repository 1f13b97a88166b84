"""The address of a person's calendar: who it opens for, what it shows, and what it never does."""

import datetime

import icalendar
import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from challenges import actions, calendars
from challenges.models import AuditEvent, CalendarFeed, Milestone, Role
from challenges.moments import now
from challenges.views.calendars import MOST_FETCHES, MOST_GUESSES
from onsite.models import Participant, Session
from peerchallenge.logs import without_secrets
from tests.factories import AgreementTextFactory, ChallengeFactory

DUE = datetime.date(2027, 2, 9)
PAGE = "/account/calendar/"


@pytest.fixture(autouse=True)
def _empty_cache(db):
    cache.clear()


@pytest.fixture
def challenge():
    challenge = ChallengeFactory(council__name="Northshire Council", stage="preparation")
    Milestone.objects.create(
        challenge=challenge,
        code="documents_due",
        name="Advance documents in",
        stage="preparation",
        owner="organiser",
        due_on=DUE,
        position=1,
    )
    starts = datetime.datetime(2027, 3, 9, 9, 30, tzinfo=datetime.UTC)
    Session.objects.create(
        challenge=challenge,
        title="Focus group with Amira’s team",
        kind="focus_group",
        starts_at=starts,
        ends_at=starts + datetime.timedelta(hours=1),
    )
    return challenge


def fetch(key, **how):
    return Client().get(reverse("challenges:calendar_feed", args=[key]), **how)


def entries(response):
    assert response.status_code == 200
    return sorted(str(event["summary"]) for event in icalendar.Calendar.from_ical(response.content).walk("VEVENT"))


WEEK = "On site: Northshire Council"
DATE = "Northshire Council: Advance documents in (organiser)"
SESSION = "Northshire Council: Focus group"


# Who it opens for


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        *(
            (role, [DATE, SESSION, WEEK])
            for role in ("sponsor", "organiser", "challenge_manager", "adviser", "co_ordinator")
        ),
        *((role, [DATE, SESSION, WEEK]) for role in ("lead_peer", "peer", "observer")),
        ("contributor", []),
        ("moderator", []),
        ("stranger", []),
    ],
)
def test_what_each_role_finds_in_it(challenge, person, role, seen):
    key = actions.make_calendar_feed(by=person(role, challenge))

    assert entries(fetch(key)) == seen


def test_a_contributor_has_the_sessions_that_name_them(challenge, person):
    contributor = person("contributor", challenge)
    Participant.objects.create(
        session=Session.objects.get(), contributor=contributor, named_at=now(), named_by=contributor
    )

    assert entries(fetch(actions.make_calendar_feed(by=contributor))) == [SESSION]


def test_it_is_asked_anew_each_time_what_may_be_seen(challenge, person):
    peer = person("peer", challenge)
    key = actions.make_calendar_feed(by=peer)
    before = entries(fetch(key))
    challenge.memberships.update(ended_at=now(), ended_by=peer)

    assert (before, entries(fetch(key))) == ([DATE, SESSION, WEEK], [])


def test_nothing_before_the_ground_rules_are_accepted(challenge, person):
    AgreementTextFactory()

    assert entries(fetch(actions.make_calendar_feed(by=person("peer", challenge)))) == []


@pytest.mark.parametrize("stands", ["paused", "withdrawn"])
def test_nothing_of_a_challenge_at_a_standstill(challenge, person, stands):
    office = person("office")
    key = actions.make_calendar_feed(by=person("sponsor", challenge))
    if stands == "paused":
        actions.pause_challenge(challenge, because="of an inspection", goes_on_when="it is over", by=office)
    else:
        actions.withdraw_challenge(challenge, because="of a merger", by=office)

    assert entries(fetch(key)) == []


def test_the_programme_office_has_the_challenges_it_takes_part_in_alone(challenge, person):
    office = person("office")

    assert entries(fetch(actions.make_calendar_feed(by=office))) == []


def test_nobody_finds_the_challenges_of_another_person(challenge, person):
    ChallengeFactory(council__name="Southmoor Council")
    key = actions.make_calendar_feed(by=person("sponsor", challenge))

    assert "Southmoor" not in fetch(key).content.decode()


# What it never does


def test_no_word_that_somebody_typed_is_in_it(challenge, person):
    key = actions.make_calendar_feed(by=person("sponsor", challenge))

    assert "Amira" not in fetch(key).content.decode()
    assert (
        "Amira"
        in calendars.as_file(
            calendars.of_challenge(challenge, person("sponsor", challenge)), name="-", in_full=True
        ).decode()
    )


def test_every_entry_is_private_and_leads_to_its_page(challenge, person):
    response = fetch(actions.make_calendar_feed(by=person("sponsor", challenge)))

    events = icalendar.Calendar.from_ical(response.content).walk("VEVENT")
    assert {str(event["class"]) for event in events} == {"PRIVATE"}
    assert all("/challenges/" in str(event["url"]) for event in events)
    assert (response["Cache-Control"], response["X-Robots-Tag"]) == ("private, no-store", "noindex, nofollow")
    assert response.cookies == {}


def test_the_key_is_kept_nowhere(person):
    key = actions.make_calendar_feed(by=person("stranger"))

    feed = CalendarFeed.objects.get()
    assert key not in str(CalendarFeed.objects.values())
    assert key not in str(list(AuditEvent.objects.values()))
    assert len(feed.digest) == 64
    assert without_secrets(f"GET /feeds/{key}/dates.ics HTTP/1.1") == "GET /feeds/[hidden]/dates.ics HTTP/1.1"


# Made, ended, fetched


def test_a_new_address_ends_the_one_before(challenge, person):
    sponsor = person("sponsor", challenge)
    first, second = actions.make_calendar_feed(by=sponsor), actions.make_calendar_feed(by=sponsor)

    assert (fetch(first).status_code, fetch(second).status_code) == (404, 200)


def test_an_ended_address_and_one_that_never_was_open_nothing(challenge, person):
    sponsor = person("sponsor", challenge)
    key = actions.make_calendar_feed(by=sponsor)
    actions.end_calendar_feed(by=sponsor)

    assert (fetch(key).status_code, fetch("nothing").status_code) == (404, 404)


def test_the_address_of_somebody_who_may_not_sign_in_any_more_opens_nothing(challenge, person):
    sponsor = person("sponsor", challenge)
    key = actions.make_calendar_feed(by=sponsor)
    sponsor.is_active = False
    sponsor.save()

    assert fetch(key).status_code == 404


def test_fetches_are_counted_and_the_first_of_a_day_is_logged(challenge, person):
    key = actions.make_calendar_feed(by=person("sponsor", challenge))
    for _ in range(3):
        fetch(key)

    assert CalendarFeed.objects.get().fetches == 3
    assert AuditEvent.objects.filter(what="calendar_feed.fetched").count() == 1


def test_too_many_fetches_are_told_to_come_back_later(challenge, person):
    key = actions.make_calendar_feed(by=person("sponsor", challenge))
    answers = [fetch(key).status_code for _ in range(MOST_FETCHES + 1)]

    assert answers == [200] * MOST_FETCHES + [429]
    assert fetch(key)["Retry-After"] == "3600"


def test_who_guesses_addresses_is_told_to_come_back_later(db):
    answers = [fetch(f"guess-{number}").status_code for number in range(MOST_GUESSES + 1)]

    assert answers == [404] * MOST_GUESSES + [429]


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_is_fetched_and_nothing_else(challenge, person, method):
    key = actions.make_calendar_feed(by=person("sponsor", challenge))

    assert getattr(Client(), method)(reverse("challenges:calendar_feed", args=[key])).status_code == 405


@pytest.mark.parametrize("how_many", [1, 3])
def test_it_costs_the_same_with_many_challenges(person, how_many, django_assert_num_queries):
    peer = person("stranger")
    for _ in range(how_many):
        challenge = ChallengeFactory(stage="preparation")
        challenge.memberships.create(user=peer, role=Role.PEER, added_at=now(), added_by=challenge.created_by)
    key = actions.make_calendar_feed(by=peer)
    fetch(key)

    with django_assert_num_queries(20):
        fetch(key)


# The page


def test_the_address_is_shown_once(person, log_in_as, settings):
    client = log_in_as(person("stranger"))
    made = client.post(PAGE, {"do": "make"})

    assert f"{settings.SITE_URL}/feeds/" in made.text
    again = client.get(PAGE)
    assert "/feeds/" not in again.text
    assert "It has not been fetched yet." in again.text


def test_the_address_is_ended_on_the_page(person, log_in_as):
    client = log_in_as(person("stranger"))
    client.post(PAGE, {"do": "make"})
    ended = client.post(PAGE, {"do": "end"}, follow=True)

    assert "The address no longer works." in ended.text
    assert not CalendarFeed.objects.filter(ended_at=None).exists()
    assert "no longer works" not in client.post(PAGE, {"do": "end"}, follow=True).text


def test_the_page_is_for_those_who_are_signed_in():
    assert Client().get(PAGE).status_code == 302
