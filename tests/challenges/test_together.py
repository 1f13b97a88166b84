"""Regional challenges: visitors of one region by default, triads and events set up in one step, and who sees what of them."""

import datetime

import pytest
from django.urls import reverse

from challenges import actions, programme_files
from challenges.action_tools import ActionRefused
from challenges.models import AuditEvent, Challenge, ChallengeGroup, Council, Programme, User, Visit
from onsite.actions import fill_timetable
from scoping.queries import chosen_themes
from tests.factories import ChallengeFactory, CouncilFactory

REGIONAL = "regional-sector-led"
DAYS = [datetime.date(2027, 3, 9), datetime.date(2027, 4, 13), datetime.date(2027, 5, 11)]
TOPIC = "Domestic abuse"


@pytest.fixture
def regional(db):
    content = programme_files.read(REGIONAL)
    return actions.load_programme(content, programme_files.from_dict(content), by=User.objects.clock())


@pytest.fixture
def office(person):
    return person("office")


@pytest.fixture
def councils(db):
    return [CouncilFactory(name=f"{name} Council", region="South East") for name in ("Ashford", "Brook", "Castle")]


def set_up(programme, office, councils, days=DAYS, shape="triad", **changes):
    said = {"topic": TOPIC, "theme_code": "T4", "hosts": list(zip(councils, days, strict=False)), "by": office}
    return actions.set_up_group(programme=programme, shape=shape, **said | changes)


def refusal(function, *args, **kwargs):
    with pytest.raises(ActionRefused) as refused:
        function(*args, **kwargs)
    return str(refused.value)


def test_in_a_triad_each_council_is_host_once_and_visitor_twice(regional, office, councils):
    group = set_up(regional, office, councils)

    assert group.shape == "triad"
    assert [each.council for each in group.challenges.order_by("starts_on")] == councils
    assert {
        each.council: sorted(str(visit.council) for visit in each.visits.all()) for each in group.challenges.all()
    } == {
        councils[0]: ["Brook Council", "Castle Council"],
        councils[1]: ["Ashford Council", "Castle Council"],
        councils[2]: ["Ashford Council", "Brook Council"],
    }
    told = AuditEvent.objects.filter(what="councils.matched").order_by("pk").first()
    assert told.sentence == (
        "set this challenge up as part of a triad on Domestic abuse; Brook Council and Castle Council visit"
    )


def test_all_three_look_at_the_topic_from_the_start(regional, office, councils):
    group = set_up(regional, office, councils)

    for challenge in group.challenges.all():
        assert list(chosen_themes(challenge).values_list("code", flat=True)) == ["R1", "R2", "T4"]


def test_a_topic_in_own_words_chooses_no_theme(regional, office, councils):
    group = set_up(regional, office, councils, topic="Neglect of teenagers", theme_code="")

    assert list(chosen_themes(group.challenges.first()).values_list("code", flat=True)) == ["R1", "R2"]


@pytest.mark.parametrize("region", ["North East", ""])
def test_councils_of_one_region_by_default(region, regional, office, councils):
    Council.objects.filter(pk=councils[2].pk).update(region=region)
    councils[2].refresh_from_db()

    said = refusal(set_up, regional, office, councils)
    group = set_up(regional, office, councils, because="Castle knows the topic best.")

    assert said == (
        "Ashford Council is in South East, Brook Council is in South East and Castle Council is in North East. Choose "
        "councils of one region, or say why these come together."
        if region
        else "The region of Castle Council is not known. Give it on the page of councils, or say why these councils come "
        "together."
    )
    assert group.challenges.count() == 3
    assert set(Visit.objects.values_list("because", flat=True)) == {"Castle knows the topic best."}


def test_a_refused_triad_leaves_nothing_behind(regional, office, councils):
    days = [DAYS[0], DAYS[0], DAYS[2]]

    said = refusal(set_up, regional, office, councils, days=days)

    assert said == (
        "The visits to Ashford Council (9 to 10 March 2027) and to Brook Council (9 to 10 March 2027) fall on the same "
        "days. Each council visits the others: choose days apart."
    )
    assert (Challenge.objects.count(), ChallengeGroup.objects.count()) == (0, 0)


@pytest.mark.parametrize(("shape", "how_many"), [("triad", 2), ("event", 3), ("single", 1)])
def test_the_shape_says_how_many_councils(shape, how_many, regional, office, councils):
    said = refusal(set_up, regional, office, councils[:how_many], shape=shape)

    assert (
        said
        == {
            "triad": "Choose 3 different councils.",
            "event": "Choose 2 different councils.",
            "single": "“Regional sector-led challenge” is not run in this shape.",
        }[shape]
    )


def test_an_event_lasts_a_day_and_a_half_and_has_its_own_timetable(regional, office, councils, person):
    group = set_up(regional, office, councils[:2], days=[DAYS[0], DAYS[0]], shape="event")

    one, two = group.challenges.order_by("pk")
    assert [(each.starts_on, each.ends_on) for each in (one, two)] == [(DAYS[0], datetime.date(2027, 3, 10))] * 2
    assert [str(visit.council) for visit in one.visits.all()] == ["Brook Council"]
    Challenge.objects.filter(pk=one.pk).update(stage="preparation")
    one.refresh_from_db()
    made = fill_timetable(one, by=person("challenge_manager", one))
    assert [each.title for each in made][:2] == [
        "Welcome, and what each council wants to take home",
        "A speaker on the topic",
    ]
    assert len(made) == len(regional.plan.shape("event").timetable)


def test_both_sides_meet_again_after_six_weeks(regional, office, councils):
    group = set_up(regional, office, councils)

    challenge = group.challenges.order_by("starts_on").first()
    reconvene = challenge.milestones.get(code="reconvene")
    assert reconvene.due_on == datetime.date(2027, 4, 23)  # 30 working days after 10 March, over Easter
    assert [each.milestone for each in regional.plan.follow_ups] == ["reconvene", "follow_up_12_months"]


# Visitors of one council


def test_a_visitor_of_another_region_needs_a_reason(regional, office, councils):
    challenge = actions.create_challenge(council=councils[0], programme=regional, starts_on=DAYS[0], by=office)
    near, far = councils[1], CouncilFactory(name="Dunmoor Council", region="North East")

    actions.match_visitor(challenge, council=near, by=office)
    said = refusal(actions.match_visitor, challenge, council=far, by=office)
    visit = actions.match_visitor(challenge, council=far, because="It leads on this topic.", by=office)

    assert said.startswith("Ashford Council is in South East and Dunmoor Council is in North East.")
    assert visit.because == "It leads on this topic."
    assert refusal(actions.match_visitor, challenge, council=near, by=office) == (
        "This council is among the visitors already."
    )
    assert refusal(actions.match_visitor, challenge, council=councils[0], by=office) == (
        "Ashford Council is the host. Choose another council."
    )


def test_the_visitors_of_a_triad_stay_as_they_are(regional, office, councils):
    group = set_up(regional, office, councils)

    said = refusal(actions.end_match, group.challenges.first().visits.first(), by=office)

    assert said == "These councils challenge each other: their visits were set up together."


# Pages


def page(name, challenge, *more):
    return reverse(f"challenges:{name}", args=[challenge.slug, *more])


def test_the_office_sets_a_triad_up_in_one_step(regional, councils, office, log_in_as):
    posted = {"theme_code": "T4"}
    for number, (council, day) in enumerate(zip(councils, DAYS, strict=True), start=1):
        posted |= {
            f"council_{number}": council.pk,
            f"starts_on_{number}_day": day.day,
            f"starts_on_{number}_month": day.month,
            f"starts_on_{number}_year": day.year,
        }

    answer = log_in_as(office).post(reverse("challenges:challenge_add_several", args=[REGIONAL, "triad"]), posted)

    group = ChallengeGroup.objects.get()
    assert answer.url == page("group", group.challenges.get(council=councils[0]))
    assert (group.topic, group.theme_code) == (TOPIC, "T4")


def test_a_refused_triad_keeps_what_was_chosen(regional, councils, office, log_in_as):
    client, where = log_in_as(office), reverse("challenges:challenge_add_several", args=[REGIONAL, "triad"])

    answer = client.post(where, {"theme_code": "own_words", "council_1": councils[0].pk})

    assert answer.context["form"].errors["topic"] == ["Say what the councils challenge each other on"]
    assert answer.context["form"]["council_1"].value() == str(councils[0].pk)


@pytest.mark.parametrize("shape", ["single", "quartet"])
def test_a_shape_the_programme_has_not_is_not_found(shape, regional, office, log_in_as):
    where = reverse("challenges:challenge_add_several", args=[REGIONAL, shape])

    assert log_in_as(office).get(where).status_code == 404


def test_side_by_side_shows_a_reader_the_challenges_they_take_part_in(regional, office, councils, person, log_in_as):
    group = set_up(regional, office, councils)
    one, two, three = group.challenges.order_by("starts_on")
    sponsor = person("sponsor", one)
    two.memberships.create(user=sponsor, role="lead_peer", added_at=one.created_at, added_by=office)

    for_office = log_in_as(office).get(page("group", one))
    for_sponsor = log_in_as(User.objects.get(pk=sponsor.pk)).get(page("group", one))

    assert [each.challenge for each in for_office.context["columns"]] == [one, two, three]
    assert [each.challenge for each in for_sponsor.context["columns"]] == [one, two, None]
    assert three.slug not in for_sponsor.text
    assert three.on_site_dates not in for_sponsor.text
    assert for_office.context["columns"][0].visitors == ["Brook Council", "Castle Council"]


@pytest.mark.parametrize("how_many", [2, 3])
def test_side_by_side_costs_the_same_for_two_and_three(
    how_many, regional, office, councils, log_in_as, django_assert_num_queries
):
    shape, days = ("event", [DAYS[0]] * 2) if how_many == 2 else ("triad", DAYS)
    group = set_up(regional, office, councils[:how_many], days=days, shape=shape)
    client, where = log_in_as(office), page("group", group.challenges.first())
    client.get(where)

    with django_assert_num_queries(9):
        client.get(where)


def test_only_regional_challenges_have_the_page_of_visitors(regional, office, councils, person, log_in_as):
    lga = ChallengeFactory()
    challenge = actions.create_challenge(council=councils[0], programme=regional, starts_on=DAYS[0], by=office)

    assert log_in_as(person("challenge_manager", lga)).get(page("visit_list", lga)).status_code == 403
    assert log_in_as(person("challenge_manager", challenge)).get(page("group", challenge)).status_code == 403
    assert log_in_as(person("challenge_manager", challenge)).get(page("visit_list", challenge)).status_code == 200


def test_the_manager_names_visitors_and_takes_one_out(regional, office, councils, person, log_in_as):
    challenge = actions.create_challenge(council=councils[0], programme=regional, starts_on=DAYS[0], by=office)
    client = log_in_as(person("challenge_manager", challenge))

    client.post(page("visit_list", challenge), {"council": councils[1].pk})
    visit = challenge.visits.get()
    shown = client.get(page("visit_list", challenge))
    client.post(page("visit_end", challenge, visit.pk))

    offered = [label for label, _councils in shown.context["form"].fields["council"].choices[1:]]
    assert offered == ["South East"]
    assert not challenge.visits.exists()
    sponsor = log_in_as(person("sponsor", challenge))
    assert sponsor.post(page("visit_end", challenge, visit.pk)).status_code == 403


def test_the_way_of_a_disputed_finding_stands_where_findings_are_read(regional, office, councils, person, log_in_as):
    challenge = actions.create_challenge(council=councils[0], programme=regional, starts_on=DAYS[0], by=office)
    moderator = person("moderator", challenge, name="Impartial Person")

    shown = log_in_as(person("sponsor", challenge)).get(page("visit_list", challenge))

    assert "The moderator of this challenge is <strong>Impartial Person</strong>" in shown.text
    assert "Lead director of the visiting team" in shown.text
    assert moderator.has_perm("challenges.view_visits", challenge)


def test_councils_get_their_region(office, log_in_as):
    council = CouncilFactory(name="Ashford Council")
    client = log_in_as(office)

    client.post(reverse("challenges:council_place", args=[council.pk]), {"region": "South East"})
    wrong = client.post(reverse("challenges:council_place", args=[council.pk]), {"region": "Narnia"})

    council.refresh_from_db()
    assert council.region == "South East"
    assert "region" in wrong.context["form"].errors
    assert "Ashford Council" in client.get(reverse("challenges:council_list")).text


def test_nobody_outside_the_office_sets_up_or_places(regional, person, log_in_as):
    client = log_in_as(person("stranger"))
    council = CouncilFactory()

    for where in (
        reverse("challenges:challenge_add_several", args=[REGIONAL, "triad"]),
        reverse("challenges:council_list"),
        reverse("challenges:council_place", args=[council.pk]),
        reverse("challenges:programme_list"),
        reverse("challenges:programme_edit", args=[REGIONAL]),
    ):
        assert client.get(where).status_code == 403
    assert Programme.objects.newest().get(code=REGIONAL) == regional
