"""Who may invite whom: one table, used by the form's choices, the action and the buttons of the list."""

import pytest
from django.urls import reverse

from challenges import actions
from challenges.action_tools import ActionRefused
from challenges.forms import PersonForm
from challenges.inviting import MAY_INVITE, PEER_TEAM, roles_to_invite
from challenges.models import Membership, Role
from tests.factories import ChallengeFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db
LGA_LEADS = "programme_manager challenge_manager"
LGA = f"{LGA_LEADS} co_ordinator"

# The table as it is meant to be: role invited, who may.
TABLE = {
    "sponsor": LGA_LEADS,
    "organiser": f"{LGA} sponsor organiser",
    "contributor": f"{LGA} sponsor organiser",
    "challenge_manager": LGA_LEADS,
    "adviser": LGA_LEADS,
    "co_ordinator": LGA_LEADS,
    "programme_manager": "programme_manager",
    "moderator": LGA_LEADS,
    "lead_peer": LGA,
    "peer": LGA,
    "observer": LGA,
}


def test_every_role_stands_in_the_table():
    assert {str(role) for role in MAY_INVITE} == set(Role.values) == set(TABLE)


@pytest.mark.parametrize("inviter", [*Role.values, "stranger"])
def test_the_form_offers_and_the_action_allows_what_the_table_says(inviter, person):
    challenge = ChallengeFactory(programme=ProgrammeFactory(code="regional-sector-led"))  # only there is a moderator
    by = person(inviter, challenge)
    allowed = {role for role, who in TABLE.items() if inviter in who.split()} - PEER_TEAM

    done, refused = set(), set()
    for role in set(Role.values) - PEER_TEAM:
        try:
            actions.add_person(challenge, email=f"{role}@example.org", name="Somebody", role=role, by=by)
        except ActionRefused as refusal:
            refused.add(str(refusal).partition(" a")[0])
        else:
            done.add(role)
    offered = [value for value, _label in PersonForm(roles=roles_to_invite(by, challenge)).fields["role"].choices]

    assert done == allowed
    assert refused <= {"You cannot invite"}
    assert set(offered) == allowed


@pytest.mark.parametrize("role", sorted(PEER_TEAM))
def test_nobody_comes_into_the_peer_team_without_the_ground_rules(role, person):
    challenge = ChallengeFactory()

    with pytest.raises(ActionRefused) as refused:
        actions.add_person(challenge, email="a@example.org", name="A", role=role, by=person("office"))

    assert str(refused.value) == "The peer team is invited under Preparation, where people accept the ground rules."


@pytest.mark.parametrize("inviter", ["challenge_manager", "co_ordinator", "sponsor", "organiser", "adviser", "peer"])
def test_the_peer_team_is_invited_by_whom_the_table_says(inviter, person):
    challenge = ChallengeFactory(stage="preparation")

    may = person(inviter, challenge).has_perm("preparation.invite_person", challenge)

    assert may is (inviter in TABLE["peer"].split())


def test_a_role_that_is_not_offered_cannot_be_posted(person, log_in_as):
    challenge = ChallengeFactory()
    client = log_in_as(person("organiser", challenge))
    posted = {"role": "challenge_manager", "name": "A friend", "email": "friend@example.org"}

    page = client.post(reverse("challenges:person_add", args=[challenge.slug]), posted)

    assert list(page.context["form"].errors) == ["role"]
    assert not Membership.objects.filter(user__email="friend@example.org").exists()


@pytest.mark.parametrize("name", ["person_remove", "invitation_send"])
def test_nobody_takes_back_what_they_could_not_give(name, person, log_in_as):
    challenge = ChallengeFactory()
    manager = person("challenge_manager", challenge)
    membership = actions.add_person(challenge, email="dcs@example.org", name="The director", role="sponsor", by=manager)
    pk = membership.pk if name == "person_remove" else challenge.invitations.get().pk
    organiser = log_in_as(person("organiser", challenge))

    answers = [organiser.get(at(name, challenge, pk)), organiser.post(at(name, challenge, pk), {"reason": "Because"})]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert challenge.memberships.current().filter(role="sponsor").exists()


def test_who_is_in_the_peer_team_does_not_speak_for_the_council(person):
    challenge = ChallengeFactory()
    peer = person("peer", challenge)
    manager = person("challenge_manager", challenge)

    for role in ("sponsor", "organiser", "contributor"):
        with pytest.raises(ActionRefused) as refused:
            actions.add_person(challenge, email=peer.email, name=peer.name, role=role, by=manager)
        assert str(refused.value) == f"{peer} is in the peer team. Nobody in the peer team speaks for the council."


def at(name, challenge, *more):
    return reverse(f"challenges:{name}", args=[challenge.slug, *more])
