"""A version of the proposal is the LGA's until it is sent: at every door."""

import pytest
from django.urls import reverse

from scoping import actions
from tests.factories import ChallengeFactory
from tests.scoping.factories import KeyLineFactory

pytestmark = pytest.mark.django_db
COUNCIL_AND_TEAM = ["sponsor", "organiser", "lead_peer", "peer", "observer"]


@pytest.fixture
def challenge():
    challenge = ChallengeFactory()
    KeyLineFactory(challenge=challenge, number=1)
    return challenge


def doors(challenge, proposal):
    """Every address that could tell of this version."""
    return [
        reverse("scoping:proposal", args=[challenge.slug]),
        reverse("scoping:proposal_agree", args=[challenge.slug, proposal.number]),
        reverse("history", args=[challenge.slug]),
        reverse("challenges:document_state", args=[challenge.slug, proposal.document_id]),
        reverse("challenges:document_file", args=[challenge.slug, proposal.document_id]),
    ]


@pytest.mark.parametrize("role", COUNCIL_AND_TEAM)
def test_an_unsent_version_is_told_of_at_no_door(challenge, person, log_in_as, role):
    proposal = actions.make_proposal(challenge, by=person("challenge_manager", challenge))
    client = log_in_as(person(role, challenge))
    told = log_in_as(person("adviser", challenge)).get(doors(challenge, proposal)[0]).content.decode()
    assert "Scoping proposal, version 1" in told

    answers = [client.get(door, headers={"HX-Request": "true"}) for door in doors(challenge, proposal)]

    assert [answer.status_code for answer in answers if b"ersion 1" in answer.content] == []


@pytest.mark.parametrize("role", COUNCIL_AND_TEAM)
def test_a_sent_version_is_read_by_the_council_and_the_team(challenge, person, log_in_as, role):
    person("sponsor", challenge)
    manager = person("challenge_manager", challenge)
    proposal = actions.make_proposal(challenge, by=manager)
    actions.send_proposal(proposal, subject="S", body="B", by=manager)
    client = log_in_as(person(role, challenge))

    page, _agree, history, state, _file = doors(challenge, proposal)

    for door in [page, history, state]:
        assert "ersion 1" in client.get(door, headers={"HX-Request": "true"}).content.decode()


@pytest.mark.parametrize("role", ["contributor", "moderator"])
def test_who_only_answers_requests_sees_no_scope(challenge, person, log_in_as, role):
    client = log_in_as(person(role, challenge))

    for name in ["scoping:scope", "scoping:proposal"]:
        assert client.get(reverse(name, args=[challenge.slug])).status_code == 403
