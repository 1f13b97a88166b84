"""Fixtures of these tests."""

import pytest

from tests.factories import ChallengeFactory


@pytest.fixture
def challenge():
    return ChallengeFactory(stage="preparation")


@pytest.fixture
def as_role(person, log_in_as, challenge):
    """A client signed in as somebody in this role."""
    return lambda role: log_in_as(person(role, challenge))


@pytest.fixture
def manager(person, challenge):
    return person("challenge_manager", challenge)


@pytest.fixture
def organiser(person, challenge):
    return person("organiser", challenge)
