"""Fixtures of these tests."""

import pytest
from django.urls import reverse

from challenges.lifecycle import Stage
from tests.factories import ChallengeFactory


@pytest.fixture
def challenge():
    return ChallengeFactory(stage=Stage.FEEDBACK)


@pytest.fixture
def lead(challenge, person, log_in_as):
    """The lead peer's browser, with `.user`."""
    user = person("lead_peer", challenge, name="Lead Peer")
    client = log_in_as(user)
    client.user = user
    return client


@pytest.fixture
def address(challenge):
    def make(name, *args):
        return reverse(f"feedback:{name}", args=[challenge.slug, *args])

    return make
