"""What the tests of the case review may ask for."""

import pytest

from casereview.actions import Note
from challenges.models import Role
from tests.factories import ChallengeFactory
from tests.preparation.factories import TeamPlaceFactory

NO_WORDS = {"headline": "", "good_practice": "", "question_for_on_site": ""}


@pytest.fixture
def challenge(db):
    """A challenge that stands in the case review."""
    return ChallengeFactory(stage="casereview")


@pytest.fixture
def peer_in(person):
    """peer_in(challenge) gives a peer who accepted a place in the team."""

    def make(challenge, role=Role.PEER, **fields):
        user = person(role, challenge, **fields)
        TeamPlaceFactory(accepted=True, challenge=challenge, user=user, role=role)
        return user

    return make


@pytest.fixture
def noted(challenge):
    """A note on every aspect of the programme."""
    return {aspect.code: Note("strength", f"Seen in {aspect.code}.") for aspect in plan_aspects(challenge)}


def plan_aspects(challenge):
    return challenge.programme.plan.case_review.aspects
