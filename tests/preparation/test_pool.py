"""The pool of peers: who is found, in words why, what stands against them; and the list for the team."""

import datetime

import pytest
from django.db import IntegrityError
from django.urls import reverse

from challenges import actions as bottom
from challenges.action_tools import ActionRefused
from challenges.models import AuditEvent, OutboundMail, PeerMonth, PeerProfile, PeerSkill, Theme
from challenges.moments import now, today
from preparation import actions, queries
from preparation.models import Candidate, CandidateRemark, TeamPlace
from preparation.queries import Asked
from scoping.models import ChosenTheme
from tests.factories import ChallengeFactory, CouncilFactory, UserFactory
from tests.preparation.factories import TeamPlaceFactory

pytestmark = pytest.mark.django_db
MARCH = datetime.date(2027, 3, 1)
FRONT_DOOR, EARLY_HELP = "Front door", "Early help"


@pytest.fixture
def challenge():
    challenge = ChallengeFactory(stage="preparation")
    for theme in Theme.objects.filter(programme=challenge.programme, name__in=[FRONT_DOOR, EARLY_HELP]):
        ChosenTheme.objects.create(challenge=challenge, theme=theme, chosen_at=now(), chosen_by=challenge.created_by)
    return challenge


def peer(*, skills=(FRONT_DOOR,), months=(MARCH,), council=None, worked_for=(), in_pool=True, level="head", **fields):
    """Somebody who stands in the pool."""
    user = UserFactory(**fields)
    bottom.save_profile(
        user,
        version=1,
        skills=skills,
        months=months,
        worked_for=worked_for,
        in_pool=in_pool,
        council=council,
        seniority=level,
        authority=str(council or "A trust"),
        by=user,
    )
    return user


def names(challenge, **asked):
    return [row.user.name for row in queries.search(challenge, Asked(**asked))]


def put(challenge, user, **how):
    how = {"role": "peer", "place": "Social care peer", "by": challenge.created_by} | how
    return actions.add_candidate(challenge, user=user, **how)


# The profile


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


# The search


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


# The list


def test_what_stands_against_somebody_is_waived_with_a_reason_or_not_at_all(challenge):
    neighbour = CouncilFactory()
    challenge.council.neighbours.add(neighbour)
    near, own = peer(council=neighbour), peer(council=challenge.council)

    with pytest.raises(ActionRefused, match="next to"):
        put(challenge, near)
    with pytest.raises(ActionRefused, match="cannot come"):
        put(challenge, own, waived_because="They are the best")
    candidate = put(challenge, near, waived_because="Topic knows no border")

    event = AuditEvent.objects.get(what="candidate.added")
    assert (candidate.against, event.reason) == (["neighbour"], "Topic knows no border")


def test_somebody_is_on_the_list_once(challenge):
    user = peer()
    candidate = put(challenge, user)

    with pytest.raises(ActionRefused, match="already"):
        put(challenge, user)
    actions.remove_candidate(candidate, by=challenge.created_by)
    again = put(challenge, user)
    with pytest.raises(IntegrityError):
        Candidate.objects.filter(pk=candidate.pk).update(removed_at=None)
    assert again.pk != candidate.pk


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


# The council


@pytest.fixture
def shown(challenge, person):
    """Somebody who was proposed to the council, and the people who talk about it."""
    sponsor, organiser = person("sponsor", challenge), person("organiser", challenge)
    candidate = put(challenge, peer(name="Proposed person", email="secret@example.org"))
    actions.show_candidates(challenge, by=challenge.created_by)
    candidate.refresh_from_db()
    return candidate, sponsor, organiser


def test_the_council_is_shown_the_list_by_mail_once(challenge, shown):
    _candidate, sponsor, organiser = shown
    mails = OutboundMail.objects.filter(kind__startswith="preparation.candidates_shown")

    assert {mail.person for mail in mails} == {sponsor, organiser}
    with pytest.raises(ActionRefused):
        actions.show_candidates(challenge, by=challenge.created_by)


def test_the_council_reads_who_is_proposed_without_contact_data_and_nothing_before(challenge, shown, log_in_as):
    candidate, sponsor, _organiser = shown
    hidden = put(challenge, peer(name="Hidden person"))
    client = log_in_as(sponsor)

    page = client.get(reverse("preparation:candidate", args=[challenge.slug, candidate.pk]))
    listed = client.get(reverse("preparation:shortlist", args=[challenge.slug]))

    assert b"Proposed person" in page.content
    assert b"secret@example.org" not in page.content
    assert b"Hidden person" not in listed.content
    assert client.get(reverse("preparation:candidate", args=[challenge.slug, hidden.pk])).status_code == 404


@pytest.mark.parametrize("role", ["lead_peer", "peer", "observer", "contributor"])
@pytest.mark.usefixtures("shown")
def test_the_team_does_not_read_the_list(challenge, person, role):
    user = person(role, challenge)

    assert not Candidate.objects.readable_by(user, challenge).exists()
    assert not user.has_perm("preparation.view_shortlist", challenge)
    assert not CandidateRemark.objects.readable_by(user, challenge).exists()


def test_the_council_accepts_asks_and_asks_for_somebody_else(challenge, shown, log_in_as, person):
    candidate, sponsor, organiser = shown
    manager = person("challenge_manager", challenge)
    page = reverse("preparation:candidate", args=[challenge.slug, candidate.pk])
    client = log_in_as(sponsor)

    client.post(page, {"says": "ask", "text": "Has she worked in a county?"})
    remark = CandidateRemark.objects.get()
    log_in_as(manager).post(
        reverse("preparation:remark_answer", args=[challenge.slug, remark.pk]), {"answer": "Yes, for six years."}
    )
    assert b"Yes, for six years." in log_in_as(organiser).get(page).content

    client.post(page, {"says": "another", "text": "We fell out", "for_lga_only": "on"})
    assert b"We fell out" not in log_in_as(organiser).get(page).content
    assert b"We fell out" in log_in_as(manager).get(page).content
    assert b"We fell out" in client.get(page).content

    client.post(page, {"says": "accept"})
    candidate.refresh_from_db()
    assert (candidate.answer, candidate.answered_by) == ("accepted", sponsor)
    assert client.post(page, {"says": "another", "text": " "}).context["form"].errors


def test_what_waits_for_whom(challenge, shown):
    candidate, sponsor, _organiser = shown

    assert {each.role for each in queries.candidates_left(challenge)} == {"sponsor", "organiser"}
    actions.ask_about_candidate(candidate, text="Why?", by=sponsor)
    assert [each.sentence for each in queries.candidates_left(challenge)] == [
        "Answer the council about Proposed person"
    ]


# Inviting from it


def test_an_invitation_before_the_council_accepts_takes_a_reason(challenge, shown):
    candidate, sponsor, _organiser = shown

    with pytest.raises(ActionRefused, match="has not accepted"):
        actions.invite_candidate(candidate, by=challenge.created_by)
    actions.accept_candidate(candidate, by=sponsor)
    place = actions.invite_candidate(candidate, by=challenge.created_by)

    assert (place.user, place.place, place.state) == (candidate.user, candidate.place, "invited")


def test_the_reason_is_kept(challenge, person, log_in_as):
    candidate = put(challenge, peer())
    client = log_in_as(person("challenge_manager", challenge))
    page = reverse("preparation:candidate_invite", args=[challenge.slug, candidate.pk])

    assert client.post(page, {}).context["form"].errors
    client.post(page, {"invited_because": "Agreed on the phone"})

    candidate.refresh_from_db()
    assert (candidate.invited_because, candidate.invited_as.state) == ("Agreed on the phone", "invited")
    assert AuditEvent.objects.get(what="candidate.invited").reason == "Agreed on the phone"


def test_a_reserve_is_called_up_in_one_step_when_somebody_drops_out(challenge, person, log_in_as):
    manager = person("challenge_manager", challenge)
    first = put(challenge, peer(name="First"))
    reserve = put(challenge, peer(name="Second"), standing_as="reserve")
    place = actions.invite_candidate(first, by=manager, invited_because="Agreed")
    actions.decline_invitation(place, reason="Ill", by=first.user)

    first.refresh_from_db()
    assert first.removed_at
    assert "Call up Second from the reserves" in [todo.sentence for todo in queries.left_to_do(challenge)]
    client = log_in_as(manager)
    assert b"Call up Second" in client.get(reverse("preparation:team", args=[challenge.slug])).content
    client.post(
        reverse("preparation:candidate_invite", args=[challenge.slug, reserve.pk]), {"invited_because": "Agreed"}
    )

    assert TeamPlace.objects.get(user=reserve.user).state == "invited"


def test_what_came_up_since_stops_the_invitation(challenge):
    candidate = put(challenge, peer())
    neighbour = CouncilFactory()
    challenge.council.neighbours.add(neighbour)
    PeerProfile.objects.filter(user=candidate.user).update(council=neighbour)

    with pytest.raises(ActionRefused, match="Since"):
        actions.invite_candidate(candidate, by=challenge.created_by, invited_because="Agreed")


def test_moving_between_proposed_and_reserve(challenge, person, log_in_as):
    candidate = put(challenge, peer())
    client = log_in_as(person("challenge_manager", challenge))

    client.post(reverse("preparation:candidate_move", args=[challenge.slug, candidate.pk]))
    candidate.refresh_from_db()
    assert candidate.is_reserve
    client.post(reverse("preparation:candidate_remove", args=[challenge.slug, candidate.pk]))
    candidate.refresh_from_db()
    assert candidate.removed_at


def test_finding_and_listing_through_the_pages(challenge, person, log_in_as):
    user = peer(name="Found person", email="hidden@example.org")
    client = log_in_as(person("challenge_manager", challenge))

    found = client.get(reverse("preparation:pool", args=[challenge.slug]), {"free": "on", "theme": "nonsense"})
    page = reverse("preparation:pool_person", args=[challenge.slug, user.pk])
    seen = client.get(page)
    client.post(page, {"role": "peer", "place": "Social care peer", "standing_as": "proposed"})

    assert b"Found person" in found.content
    assert b"hidden@example.org" not in found.content + seen.content
    assert Candidate.objects.get().user == user
    assert client.get(reverse("preparation:shortlist_show", args=[challenge.slug])).status_code == 200
    assert client.post(reverse("preparation:shortlist_show", args=[challenge.slug])).status_code == 302


def test_somebody_who_leaves_for_good_is_on_no_list(challenge):
    candidate = put(challenge, peer())

    actions.leave_lists(candidate.user, by=challenge.created_by)

    candidate.refresh_from_db()
    assert candidate.removed_at


def test_what_cannot_be_waived_is_refused_without_a_list_too(challenge):
    own = peer(council=challenge.council)

    with pytest.raises(ActionRefused, match="cannot come"):
        actions.invite_person(
            challenge, email=own.email, name=own.name, role="peer", place="Peer", by=challenge.created_by
        )
