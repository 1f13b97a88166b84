"""A moderator helps when findings are disputed: in a regional programme, once given, what the council was told."""

import pytest
from django.urls import reverse

from challenges import actions, programme_files
from challenges.action_tools import ActionRefused
from challenges.lifecycle import Stage
from challenges.models import Audience
from tests.factories import ChallengeFactory, ProgrammeFactory, say_otherwise
from tests.feedback.factories import FindingFactory, KeyLineFactory, NoteFactory, PresentationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def regional():
    programme = ProgrammeFactory()
    of_a_region = programme_files.read("regional-sector-led")
    return say_otherwise(programme, **{key: of_a_region[key] for key in ("moderator", "escalation")})


def given(**fields):
    challenge = ChallengeFactory(**fields)
    line = KeyLineFactory(challenge=challenge, question="Why do plans drift?")
    note = NoteFactory(challenge=challenge, text="A worker said so.")
    for audience, headline in ((Audience.COUNCIL, "Plans drift"), (Audience.TEAM, "Set aside by the team")):
        FindingFactory(challenge=challenge, headline=headline, audience=audience, key_line=line, evidence=[note])
    PresentationFactory(challenge=challenge, given=True)
    return challenge


def test_a_moderator_reads_what_the_council_was_told_and_nothing_behind_it(regional, person, log_in_as):
    challenge = given(programme=regional, stage=Stage.REPORTING)
    client = log_in_as(person("moderator", challenge))

    page = client.get(reverse("feedback:presentation", args=[challenge.slug])).text

    assert "Plans drift" in page
    for hidden in ("Set aside by the team", "A worker said so.", "Why do plans drift?"):
        assert hidden not in page
    for name in ("feedback:finding_list", "feedback:note_list", "reports:report", "reports:accuracy", "scoping:scope"):
        assert client.get(reverse(name, args=[challenge.slug])).status_code == 403


def test_not_before_it_was_given(regional, person, log_in_as):
    challenge = given(programme=regional, stage=Stage.FEEDBACK)
    client = log_in_as(person("moderator", challenge))

    assert client.get(reverse("feedback:presentation", args=[challenge.slug])).status_code == 403


def test_not_where_the_programme_has_no_moderator(person, log_in_as):
    challenge = given(stage=Stage.REPORTING)
    client = log_in_as(person("moderator", challenge))

    assert client.get(reverse("feedback:presentation", args=[challenge.slug])).status_code == 403


def test_nobody_becomes_moderator_where_the_programme_has_none(regional, person):
    office = person("office")
    who = {"email": "m@example.org", "name": "A Moderator", "role": "moderator", "by": office}

    with pytest.raises(ActionRefused, match="only regional programmes"):
        actions.add_person(ChallengeFactory(programme__code="lga-safeguarding-children"), **who)
    assert actions.add_person(ChallengeFactory(programme=regional), **who).role == "moderator"
