"""Fixtures of these tests."""

import pytest

from challenges.moments import acting_at
from tests.factories import ChallengeFactory
from tests.onsite.factories import (
    at,
)


@pytest.fixture
def challenge():
    return ChallengeFactory(stage="onsite")


@pytest.fixture
def as_role(person, log_in_as, challenge):
    """A client signed in as somebody in this role."""
    return lambda role: log_in_as(person(role, challenge))


@pytest.fixture
def during_the_week():
    """It is noon on the first on-site day."""
    with acting_at(at(12)):
        yield


@pytest.fixture
def organiser(person, challenge):
    return person("organiser", challenge)


@pytest.fixture
def manager(person, challenge):
    return person("challenge_manager", challenge)


@pytest.fixture
def lead(person, challenge):
    return person("lead_peer", challenge)


@pytest.fixture
def peer(person, challenge):
    return person("peer", challenge)
