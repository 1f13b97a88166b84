"""A report that has just been put together, and its people."""

import pytest
from django.urls import reverse

from challenges.lifecycle import Stage
from reports import actions
from tests.factories import ChallengeFactory
from tests.feedback.factories import FindingFactory, PresentationFactory
from tests.reports.factories import Story


@pytest.fixture
def challenge(db):
    """Findings of each kind, headline messages, nothing of the report yet."""
    made = ChallengeFactory(stage=Stage.REPORTING)
    FindingFactory(challenge=made, number=1, kind="strength", headline="Leaders know their services", detail="They do.")
    FindingFactory(challenge=made, number=2, kind="area", headline="Supervision varies", detail="It varies.")
    FindingFactory(
        challenge=made, number=3, kind="good_practice", headline="Letters to children", detail="They are kept."
    )
    FindingFactory(challenge=made, number=4, kind="recommendation", headline="Ask at three months", detail="Each time.")
    PresentationFactory(challenge=made, given=True)
    return made


@pytest.fixture
def story(challenge, person):
    people = {
        role: person(role, challenge)
        for role in ["challenge_manager", "lead_peer", "programme_manager", "adviser", "sponsor"]
    }
    report = actions.make_report(challenge, by=people["challenge_manager"])
    return Story(challenge=challenge, report=report, **people)


@pytest.fixture
def address(challenge):
    return lambda name, *args: reverse(f"reports:{name}", args=[challenge.slug, *args])


@pytest.fixture
def at(story, log_in_as, address):
    """at("sponsor", "accuracy") is that page as this role reads it."""

    def get(role, name, *args, **kwargs):
        return log_in_as(getattr(story, role)).get(address(name, *args), **kwargs)

    return get


@pytest.fixture
def send(story, log_in_as, address):
    """send("sponsor", "accuracy", {...}) posts it and follows."""

    def post(role, name, *args, data=None):
        return log_in_as(getattr(story, role)).post(address(name, *args), data or {}, follow=True)

    return post
