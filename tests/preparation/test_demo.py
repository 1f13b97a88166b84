"""The demo's preparation, by the real steps."""

import pytest

from challenges.actions import add_person, move_to_stage
from challenges.lifecycle import Stage
from challenges.models import Role
from peerchallenge.demo import preparation as demo
from peerchallenge.demo.cast import make_cast
from preparation import queries
from tests.factories import ChallengeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def challenge(cast):
    challenge = ChallengeFactory()
    for role in (Role.CHALLENGE_MANAGER, Role.SPONSOR, Role.ORGANISER):
        user = getattr(cast, role.value)
        add_person(challenge, email=user.email, name=user.name, role=role, by=cast.programme_manager)
    return move_to_stage(challenge, Stage.PREPARATION, by=cast.programme_manager)


def test_half_way_there_is_something_for_everyone_to_do(challenge, cast):
    demo.begin(challenge, cast)

    todos = queries.left_to_do(challenge)
    assert {todo.role for todo in todos} == {"peer", "observer", "organiser", "lead_peer"}
    assert list(queries.team(challenge)) == [cast.lead_peer, *cast.peers[:3]]
    states = challenge.document_requests.values_list("state", flat=True)
    assert set(states) == {"wanted", "in", "not_held", "withdrawn"}
    assert {todo.role for todo in queries.pulls_left(challenge)} == {"organiser", "peer", "lead_peer"}
    assert set(challenge.reading_notes.values_list("audience", flat=True)) == {"author", "team"}


def test_at_the_end_the_stage_has_ended_with_nothing_missing(challenge, cast):
    demo.begin(challenge, cast)
    demo.complete(challenge, cast)

    challenge.refresh_from_db()
    ending = challenge.stage_endings.get()
    assert (challenge.stage, ending.missing) == ("casereview", [])
    assert queries.pulls_left(challenge) == []
    assert list(queries.team(challenge)) == [cast.lead_peer, *cast.peers, cast.observer]
