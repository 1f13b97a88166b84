"""Who stands in the pool, and who is found in it."""

import datetime

import pytest
from django.urls import reverse

from challenges.models import PeerMonth, PeerProfile, PeerSkill, Theme
from challenges.moments import now, today
from preparation import actions, queries
from preparation.queries import Asked
from scoping.models import ChosenTheme
from tests.factories import ChallengeFactory, CouncilFactory, UserFactory
from tests.preparation.factories import TeamPlaceFactory
from tests.preparation.peers import EARLY_HELP, FRONT_DOOR, MARCH, peer, put

pytestmark = pytest.mark.django_db


@pytest.fixture
def challenge():
    challenge = ChallengeFactory(stage="preparation")
    for theme in Theme.objects.filter(programme=challenge.programme, name__in=[FRONT_DOOR, EARLY_HELP]):
        ChosenTheme.objects.create(challenge=challenge, theme=theme, chosen_at=now(), chosen_by=challenge.created_by)
    return challenge


def names(challenge, **asked):
    return [row.user.name for row in queries.search(challenge, Asked(**asked))]


def test_standing_in_the_pool_is_said_in_the_profile_and_can_be_taken_back(log_in_as):
    council = CouncilFactory()
    user = UserFactory()
    page = reverse("challenges:profile_edit")
    said = {"authority": "Anything", "council": council.pk, "worked_for": [council.pk], "in_pool": "on", "version": "1"}

    log_in_as(user).post(page, said)
    profile = PeerProfile.objects.get(user=user)
    assert (profile.council, list(profile.worked_for.all()), bool(profile.in_pool_since)) == (council, [council], True)

    log_in_as(user).post(page, said | {"in_pool": "", "version": str(profile.version)})
    profile.refresh_from_db()
    assert profile.in_pool_since is None


def test_the_office_says_which_councils_are_next_to_each_other(person, log_in_as):
    council, other = CouncilFactory(), CouncilFactory()
    client = log_in_as(person("office"))

    client.post(
        reverse("challenges:council_place", args=[council.pk]),
        {"region": "London", "kind": "london", "neighbours": [other.pk]},
    )

    council.refresh_from_db()
    assert (council.kind, list(council.neighbours.all()), list(other.neighbours.all())) == (
        "london",
        [other],
        [council],
    )


def test_only_those_who_agreed_are_found_and_nobody_twice(challenge):
    peer(name="In")
    peer(name="Out", in_pool=False)
    peer(name="Gone", is_active=False)
    peer(name="Invented", is_demo=True)
    TeamPlaceFactory(challenge=challenge, user=peer(name="Invited"))
    put(challenge, peer(name="Listed"))

    assert names(challenge) == ["In"]


def test_each_is_found_with_the_reasons_in_words(challenge):
    user = peer(skills=[FRONT_DOOR, EARLY_HELP])
    given = ChallengeFactory(stage="feedback", starts_on=today(), ends_on=today())
    TeamPlaceFactory(challenge=given, user=user, accepted=True)
    put(challenge, peer(skills=[EARLY_HELP]))

    (row,) = queries.search(challenge, Asked())

    assert row.fits[0] == "Skilled in Front door, which the team still lacks"
    assert row.fits[1] == "Skilled in Early help, like others on the list"
    assert row.fits[2] == "Free in March 2027"
    assert row.stands_against == []


def test_who_knows_what_is_lacking_comes_first_then_who_gave_least_and_who_cannot_come_last(challenge):
    peer(name="A cannot", skills=[FRONT_DOOR, EARLY_HELP], council=challenge.council)
    peer(name="B knows one")
    busy = peer(name="C knows two, gave days", skills=[FRONT_DOOR, EARLY_HELP])
    peer(name="D knows two", skills=[FRONT_DOOR, EARLY_HELP])
    monday = datetime.date(today().year, 6, 1)
    given = ChallengeFactory(stage="feedback", starts_on=monday, ends_on=monday + datetime.timedelta(days=6))
    TeamPlaceFactory(challenge=given, user=busy, accepted=True)

    assert names(challenge) == ["D knows two", "C knows two, gave days", "B knows one", "A cannot"]


def test_every_filter_narrows(challenge):
    london = CouncilFactory(region="London", kind="london")
    peer(name="Londoner", council=london, level="chief")
    peer(name="Nurse", skills=[EARLY_HELP], months=[])
    leader = peer(name="Leader", council=CouncilFactory(region="North East", kind="county"))
    past = ChallengeFactory(stage="closed", starts_on=datetime.date(2020, 3, 2), ends_on=datetime.date(2020, 3, 6))
    TeamPlaceFactory(challenge=past, user=leader, role="lead_peer", accepted=True)
    neighbour = CouncilFactory()
    challenge.council.neighbours.add(neighbour)
    peer(name="Neighbour", council=neighbour)

    assert names(challenge, theme=EARLY_HELP) == ["Nurse"]
    assert "Nurse" not in names(challenge, free=True)
    assert names(challenge, kind="county") == ["Leader"]
    assert names(challenge, kind=queries.NOT_A_COUNCIL) == ["Nurse"]
    assert names(challenge, region="London") == ["Londoner"]
    assert names(challenge, level="chief") == ["Londoner"]
    assert names(challenge, experience="has_led") == ["Leader"]
    assert "Leader" not in names(challenge, experience="new")
    assert "Neighbour" not in names(challenge, nothing_against=True)
    assert len(names(challenge, most_days=0)) == 4


@pytest.mark.parametrize(("days_before", "expected"), [(365, "recent"), (360, "recent"), (400, None)])
def test_a_visit_to_the_same_council_within_a_year_stands_against(challenge, days_before, expected):
    user = peer()
    last = challenge.starts_on - datetime.timedelta(days=days_before)
    before = ChallengeFactory(council=challenge.council, stage="closed", starts_on=last, ends_on=last)
    TeamPlaceFactory(challenge=before, user=user, accepted=True)

    assert [each.code for each in queries.record_for(challenge, user).conflicts] == ([expected] if expected else [])


def test_the_closed_list_of_conflicts(challenge, person):
    host = challenge.council
    neighbour = CouncilFactory()
    host.neighbours.add(neighbour)
    own = peer(council=host)
    by_name = peer(council=None)
    PeerProfile.objects.filter(user=by_name).update(authority=f" {host.name.upper()} ")
    worked = peer(worked_for=[host])
    near = peer(council=neighbour)
    sponsor = person("sponsor", challenge)
    declared = peer()
    other = ChallengeFactory(
        council=host, stage="onsite", starts_on=datetime.date(2025, 3, 3), ends_on=datetime.date(2025, 3, 6)
    )
    TeamPlaceFactory(challenge=other, user=declared, accepted=True)
    actions.declare_interests(other, interests=actions.Interests(family="A cousin"), by=declared)
    elsewhere = peer()
    same_week = ChallengeFactory(stage="preparation")
    TeamPlaceFactory(challenge=same_week, user=elsewhere, accepted=True)

    def codes(user):
        return [(each.code, each.is_hard) for each in queries.record_for(challenge, user).conflicts]

    assert codes(own) == codes(by_name) == [("same_council", True)]
    assert codes(sponsor) == [("same_council", True)]
    assert codes(worked) == [("worked_there", True)]
    assert codes(near) == [("neighbour", False)]
    assert codes(declared) == [("interest", False)]
    assert codes(elsewhere) == [("busy", False)]
    assert "cousin" not in str(queries.record_for(challenge, declared).conflicts)


def crowd(how_many):
    """So many people in the pool, each of a council of their own, without the history of how they came there."""
    users = UserFactory.create_batch(how_many)
    for user, council in zip(users, CouncilFactory.create_batch(how_many), strict=True):
        user.profile = PeerProfile.objects.create(
            user=user, council=council, in_pool_since=now(), changed_at=now(), changed_by=user
        )
    PeerSkill.objects.bulk_create(PeerSkill(profile=user.profile, theme=FRONT_DOOR) for user in users)
    PeerMonth.objects.bulk_create(PeerMonth(profile=user.profile, month=MARCH) for user in users)


@pytest.mark.parametrize("how_many", [1, 30, 300])
def test_the_search_asks_as_much_for_one_as_for_three_hundred(challenge, how_many, django_assert_num_queries):
    crowd(how_many)

    with django_assert_num_queries(12):
        assert len(queries.search(challenge, Asked())) == how_many


@pytest.mark.parametrize("how_many", [1, 300])
def test_the_page_of_the_pool_asks_as_much_for_one_as_for_three_hundred(
    challenge, person, log_in_as, how_many, django_assert_num_queries
):
    crowd(how_many)
    client = log_in_as(person("challenge_manager", challenge))
    page = reverse("preparation:pool", args=[challenge.slug])
    client.get(page)

    with django_assert_num_queries(17):
        first = client.get(page)
    assert first.context["how_many"] == how_many
    assert len(first.context["rows"]) == min(how_many, 25)


def test_the_picture_says_what_is_covered_and_what_is_missing(challenge):
    put(challenge, peer(name="One", skills=[FRONT_DOOR], council=CouncilFactory(name="Eastborough")))
    put(challenge, peer(name="Two", skills=[EARLY_HELP]), standing_as="reserve")

    picture = queries.coverage(challenge)

    assert [(row.theme, row.in_words) for row in picture.themes] == [
        (EARLY_HELP, "Reserve only"),
        (FRONT_DOOR, "1 person"),
    ]
    assert picture.authorities == [("Eastborough", ["One"])]
    assert picture.levels == [("Head of service or service manager", ["One"])]
    assert "1 more lead peer: the programme asks for 1." in picture.missing
    assert f"Nobody yet who knows: {EARLY_HELP}." in picture.missing


@pytest.mark.parametrize("how_many", [1, 30])
def test_the_page_of_the_list_asks_as_much_for_one_as_for_thirty(
    challenge, person, log_in_as, how_many, django_assert_num_queries
):
    for _number in range(how_many):
        put(challenge, peer(council=CouncilFactory()))
    client = log_in_as(person("challenge_manager", challenge))
    page = reverse("preparation:shortlist", args=[challenge.slug])
    client.get(page)

    with django_assert_num_queries(15):
        assert client.get(page).status_code == 200
