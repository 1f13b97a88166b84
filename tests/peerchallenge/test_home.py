import datetime

import pytest

from challenges.models import Milestone, NextAction
from challenges.moments import today
from tests.factories import ChallengeFactory

pytestmark = pytest.mark.django_db


def to_do(challenge, sentence, role="challenge_manager", **fields):
    return NextAction.objects.create(
        challenge=challenge, sentence=sentence, role=role, page="challenge", url="/", **({"position": 0} | fields)
    )


def test_home_shows_what_is_mine_and_nothing_else(person, log_in_as):
    challenge, elsewhere = ChallengeFactory(), ChallengeFactory()
    manager, other = person("challenge_manager", challenge), person("peer", challenge)
    to_do(challenge, "For my role")
    to_do(challenge, "For me", role="peer", person=manager)
    to_do(challenge, "For another role", role="sponsor")
    to_do(challenge, "For another person", person=other)
    to_do(elsewhere, "Where I am not")

    page = log_in_as(manager).get("/").text

    shown = {each for each in NextAction.objects.values_list("sentence", flat=True) if each in page}
    assert shown == {"For my role", "For me"}


def test_what_is_due_first_stands_first_and_what_has_no_date_last(person, log_in_as):
    challenge = ChallengeFactory()
    manager = person("challenge_manager", challenge)
    to_do(challenge, "Some time")
    to_do(challenge, "Next week", due_on=today() + datetime.timedelta(days=7))
    to_do(challenge, "Yesterday", due_on=today() - datetime.timedelta(days=1))

    page = log_in_as(manager).get("/").text

    assert sorted(["Some time", "Next week", "Yesterday"], key=page.index) == ["Yesterday", "Next week", "Some time"]
    assert "Overdue" in page


def test_a_stranger_learns_of_no_challenge(person, log_in_as):
    challenge = ChallengeFactory()

    client = log_in_as(person("stranger"))

    assert challenge.council.name not in client.get("/").text
    assert client.get(challenge.get_absolute_url()).status_code == 404


def test_the_board_says_stage_next_date_and_whose_turn(person, log_in_as):
    challenge = ChallengeFactory(stage="preparation")
    to_do(challenge, "Upload", role="organiser")
    Milestone.objects.create(
        challenge=challenge,
        code="documents",
        name="Advance documents in",
        stage="preparation",
        owner="organiser",
        due_on=today() + datetime.timedelta(days=3),
        position=1,
    )

    page = log_in_as(person("office")).get("/").text

    assert [each in page for each in (challenge.council.name, "Preparation", "Advance documents in", "Organiser")] == [
        True
    ] * 4


@pytest.mark.parametrize("how_many", [1, 3, 25])
def test_the_board_asks_the_same_number_of_queries_for_any_number_of_rows(
    how_many, person, log_in_as, django_assert_num_queries
):
    for challenge in ChallengeFactory.create_batch(how_many):
        to_do(challenge, "Do it", role="programme_manager")
    client = log_in_as(person("office"))

    with django_assert_num_queries(6):
        client.get("/")


@pytest.mark.parametrize("how_many", [1, 30])
def test_a_persons_home_asks_the_same_number_of_queries_for_any_number_of_challenges(
    how_many, person, log_in_as, django_assert_num_queries
):
    first = ChallengeFactory()
    peer = person("peer", first)
    to_do(first, "Read", role="peer")
    for challenge in ChallengeFactory.create_batch(how_many - 1):
        peer.memberships.create(
            challenge=challenge, role="peer", added_at=challenge.created_at, added_by=challenge.created_by
        )
        to_do(challenge, "Read", role="peer")
    client = log_in_as(peer)

    with django_assert_num_queries(7):  # one asks for their roles, which say where they know the plan
        client.get("/")


def test_the_board_goes_on_page_by_page_without_gaps(person, log_in_as):
    challenges = ChallengeFactory.create_batch(60)
    client = log_in_as(person("office"))

    seen, answer = [], client.get("/")
    while True:
        seen += [row.challenge.pk for row in answer.context["rows"]]
        if not answer.context["more"]:
            break
        answer = client.get(f"/?before={answer.context['more']}")

    assert sorted(seen) == sorted(challenge.pk for challenge in challenges)
    assert len(seen) == len(set(seen))
