"""Who a peer is: what they write, and who reads how much of it."""

import datetime

import pytest
from django.db import IntegrityError
from django.urls import reverse

from challenges.action_tools import SavedByAnother
from challenges.actions import save_profile
from challenges.models import AuditEvent, PeerMonth, PeerProfile, PeerSkill
from challenges.moments import months_after, now, today
from tests.factories import ChallengeFactory, ProgrammeFactory, UserFactory
from tests.preparation.factories import TeamPlaceFactory
from tests.preparation.joining import join

pytestmark = pytest.mark.django_db
WORDS = {
    "authority": "A borough council",
    "profession": "health",
    "seniority": "head",
    "about": "Runs a clinic",
    "training": "Induction",
    "earlier_challenges": "One before",
    "availability": "Not in August",
}
NEXT_MONTH = months_after(today().replace(day=1), 1)


@pytest.fixture
def challenge():
    return ChallengeFactory(stage="preparation")


def write(user, *, version=1, skills=("Front door",), months=(NEXT_MONTH,), **words):
    return save_profile(user, version=version, skills=skills, months=months, by=user, **WORDS | words)


# The tables


def test_a_theme_and_a_month_stand_once_in_a_profile():
    profile = write(UserFactory())

    with pytest.raises(IntegrityError):
        PeerSkill.objects.create(profile=profile, theme="Front door")


@pytest.mark.parametrize("month", [NEXT_MONTH, NEXT_MONTH.replace(day=2)])
def test_a_month_is_its_first_day_and_stands_once(month):
    profile = write(UserFactory())

    with pytest.raises(IntegrityError):
        PeerMonth.objects.create(profile=profile, month=month)


def test_a_profile_goes_with_its_person():
    user = UserFactory()
    write(user)

    user.delete()

    assert not PeerProfile.objects.exists()


# Writing it


def test_writing_a_profile_for_the_first_time():
    profile = write(UserFactory())

    assert (profile.about, list(profile.skills.values_list("theme", flat=True))) == ("Runs a clinic", ["Front door"])
    assert list(profile.months.values_list("month", flat=True)) == [NEXT_MONTH]
    assert AuditEvent.objects.get().sentence == "wrote their peer profile"


def test_what_is_taken_out_goes_and_what_stays_keeps_its_row():
    user = UserFactory()
    profile = write(user, skills=["Early help", "Front door"])
    kept = profile.skills.get(theme="Front door")

    write(user, version=profile.version, skills=["Front door", "Care leavers"], months=[])

    assert set(profile.skills.values_list("theme", flat=True)) == {"Front door", "Care leavers"}
    assert profile.skills.get(theme="Front door") == kept
    assert not profile.months.exists()


@pytest.mark.parametrize("change", [{"about": "Another text"}, {"skills": ["Early help"]}, {"months": []}])
def test_the_second_tab_sees_what_the_first_saved(change):
    user = UserFactory()
    profile = write(user)
    write(user, version=profile.version, about="Runs a clinic", training="More")

    with pytest.raises(SavedByAnother):
        write(user, version=profile.version, training="More", **change)


def form(**changes):
    return WORDS | {"skills": ["Front door"], "months": [NEXT_MONTH.isoformat()], "version": "1"} | changes


def test_a_person_writes_their_profile(log_in_as):
    ProgrammeFactory()
    user = UserFactory()
    client = log_in_as(user)
    page = reverse("challenges:profile_edit")

    first = client.get(page)
    client.post(page, form())
    again = client.get(page)

    assert "Front door" in dict(first.context["form"].fields["skills"].choices)
    assert again.context["form"]["about"].value() == "Runs a clinic"
    assert again.context["form"]["months"].value() == [NEXT_MONTH.isoformat()]
    assert user.peer_profile.months.get().month == NEXT_MONTH


@pytest.mark.parametrize("wrong", [{"skills": ["Astrology"]}, {"months": ["2001-01-01"]}, {"authority": ""}])
def test_what_is_not_offered_is_refused(log_in_as, wrong):
    ProgrammeFactory()

    page = log_in_as(UserFactory()).post(reverse("challenges:profile_edit"), form(**wrong))

    assert list(page.context["form"].errors) == list(wrong)
    assert not PeerProfile.objects.exists()


def test_a_theme_of_an_older_programme_stays_to_be_chosen(log_in_as):
    ProgrammeFactory()
    user = UserFactory()
    profile = write(user, skills=["A theme of before"])

    page = log_in_as(user).post(
        reverse("challenges:profile_edit"), form(skills=["A theme of before"], version=str(profile.version))
    )

    assert page.status_code == 302


# Reading it


@pytest.fixture
def page(person, log_in_as, challenge):
    def read(role, place):
        address = reverse("preparation:profile", args=[challenge.slug, place.pk])
        return log_in_as(person(role, challenge)).get(address)

    return read


@pytest.fixture(params=["invited", "accepted"])
def place(challenge, request):
    place = TeamPlaceFactory(challenge=challenge, user__email="peer@elsewhere.example.org")
    if request.param == "accepted":
        join(place)
    write(place.user)
    return place


@pytest.mark.parametrize("role", ["sponsor", "organiser"])
def test_the_council_reads_the_profile_and_no_contact_before_and_after_the_team_stands(page, place, role):
    text = page(role, place).text

    assert "Runs a clinic" in text
    assert "Front door" in text
    assert "elsewhere.example.org" not in text


@pytest.mark.parametrize("role", ["challenge_manager", "co_ordinator", "adviser", "lead_peer", "peer"])
def test_the_lga_and_the_team_read_the_contact_too(page, place, role):
    assert "peer@elsewhere.example.org" in page(role, place).text


@pytest.mark.parametrize("role", ["contributor", "moderator"])
def test_contributors_and_moderators_read_no_profile(page, place, role):
    assert page(role, place).status_code == 403


@pytest.mark.parametrize("role", ["sponsor", "organiser"])
@pytest.mark.parametrize("name", ["preparation:team", "challenges:person_list", "history", "challenge"])
def test_the_council_finds_a_peer_s_address_on_no_page(person, log_in_as, challenge, place, role, name):
    text = log_in_as(person(role, challenge)).get(reverse(name, args=[challenge.slug])).text

    assert "elsewhere.example.org" not in text


@pytest.mark.parametrize("state", ["declined", "withdrawn"])
def test_who_declined_is_shown_to_who_invites_alone(page, challenge, state):
    gone = TeamPlaceFactory(challenge=challenge, state=state, answered_at=now(), decline_reason="Leave")

    assert page("sponsor", gone).status_code == 404
    assert page("peer", gone).status_code == 404
    assert page("challenge_manager", gone).status_code == 200


def test_a_place_of_another_challenge_is_not_reached(page):
    assert page("challenge_manager", TeamPlaceFactory()).status_code == 404


def test_past_challenges_name_no_council_to_those_who_know_nothing_of_it(person, log_in_as, challenge, place):
    past = ChallengeFactory(
        stage="closed",
        starts_on=datetime.date(2024, 3, 5),
        ends_on=datetime.date(2024, 3, 8),
        council__name="Secretshire",
    )
    TeamPlaceFactory(challenge=past, user=place.user, accepted=True, place="Lead peer")
    address = reverse("preparation:profile", args=[challenge.slug, place.pk])

    council = log_in_as(person("sponsor", challenge)).get(address).text
    office = log_in_as(person("programme_manager", challenge)).get(address).text

    assert "March 2024: Lead peer, LGA children" in council
    assert "Secretshire" not in council
    assert "Secretshire" in office


def test_months_that_are_over_are_not_shown(page, challenge):
    place = TeamPlaceFactory(challenge=challenge)
    write(place.user, months=[datetime.date(2020, 5, 1), NEXT_MONTH])

    text = page("sponsor", place).text

    assert f"{NEXT_MONTH:%B %Y}" in text
    assert "May 2020" not in text


@pytest.mark.parametrize("how_many", [1, 30])
def test_a_profile_costs_the_same_with_many_skills_and_past_challenges(
    person, log_in_as, challenge, how_many, django_assert_num_queries
):
    place = TeamPlaceFactory(challenge=challenge)
    write(place.user, skills=[f"Theme {number}" for number in range(how_many)])
    for _each in range(how_many):
        past = ChallengeFactory(stage="closed", starts_on=datetime.date(2024, 3, 5), ends_on=datetime.date(2024, 3, 8))
        TeamPlaceFactory(challenge=past, user=place.user, accepted=True)
    client = log_in_as(person("sponsor", challenge))

    with django_assert_num_queries(11):
        client.get(reverse("preparation:profile", args=[challenge.slug, place.pk]))
