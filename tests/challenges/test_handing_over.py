"""Handing a role over, and that no challenge stands without sponsor, organiser or challenge manager unnoticed."""

import pytest
from django.urls import reverse

from challenges import actions
from challenges.action_tools import ActionRefused
from challenges.lifecycle import WORKING_STAGES, Stage
from challenges.models import AuditEvent, Invitation, Membership, NextAction, OutboundMail, User
from challenges.next_actions import left_to_do
from tests.factories import ChallengeFactory

pytestmark = pytest.mark.django_db
NEEDED = {
    "sponsor": "Name a sponsor",
    "organiser": "Name an organiser",
    "challenge_manager": "Name a challenge manager",
}
SUCCESSOR = {"email": "successor@example.org", "name": "The successor"}


def refusal(function, *args, **kwargs):
    with pytest.raises(ActionRefused) as refused:
        function(*args, **kwargs)
    return str(refused.value)


@pytest.fixture
def challenge(person):
    challenge = ChallengeFactory(stage="preparation")
    for role in NEEDED:
        person(role, challenge)
    return challenge


def held(challenge, role):
    return Membership.objects.current().get(challenge=challenge, role=role)


def at(name, challenge, *more):
    return reverse(f"challenges:{name}", args=[challenge.slug, *more])


def to_name(challenge):
    named = [todo for todo in left_to_do(challenge) if todo.sentence.startswith("Name")]
    return {todo.sentence: todo.role for todo in named if "safeguarding" not in todo.sentence}


# Handing over


@pytest.mark.parametrize("role", [*NEEDED, "adviser"])
def test_the_successor_begins_as_the_one_before_ends(role, challenge, person):
    before = person(role, challenge) if role == "adviser" else held(challenge, role).user
    membership = held(challenge, role)

    begun = actions.hand_over(membership, by=before, **SUCCESSOR)

    membership.refresh_from_db()
    assert held(challenge, role) == begun
    assert (begun.user.email, begun.added_by) == ("successor@example.org", before)
    assert begun.added_at <= membership.ended_at
    assert membership.ended_by == before
    told = AuditEvent.objects.get(what="role.handed_over")
    assert told.sentence.endswith(f"over from {before} to The successor")
    assert (told.was, told.now) == ({"held_by": before.name}, {"held_by": "The successor"})


def test_the_successor_is_invited_and_told_from_whom_they_take_over(challenge):
    membership = held(challenge, "sponsor")

    actions.hand_over(membership, by=membership.user, **SUCCESSOR)

    mail = OutboundMail.objects.get()
    assert mail.person.email == "successor@example.org"
    assert f"You take over from {membership.user}." in mail.body
    assert Invitation.objects.get().role == "sponsor"


@pytest.mark.django_db(transaction=True)
def test_what_was_next_for_the_one_before_is_next_for_the_successor(challenge):
    membership = held(challenge, "organiser")
    item = challenge.document_requests.create(
        code="1", title="Self-evaluation", importance="must_read", due_on="2027-02-01", position=1
    )

    begun = actions.hand_over(membership, by=membership.user, **SUCCESSOR)

    sentences = NextAction.objects.for_person(begun.user).values_list("sentence", flat=True)
    assert f"Upload item {item.code}, self-evaluation" in list(sentences)
    assert not NextAction.objects.for_person(membership.user).exists()


def test_what_the_one_before_did_stays_under_their_name(challenge):
    membership = held(challenge, "sponsor")
    AuditEvent.objects.create(
        at=membership.added_at,
        what="proposal.agreed",
        sentence="agreed the proposal",
        by_id=membership.user_id,
        by_name=membership.user.name,
        challenge_id=challenge.pk,
    )

    actions.hand_over(membership, by=membership.user, **SUCCESSOR)

    assert AuditEvent.objects.get(what="proposal.agreed").by_name == membership.user.name
    assert Membership.objects.filter(challenge=challenge, role="sponsor").count() == 2


@pytest.mark.parametrize(
    ("who", "may"),
    [("holder", True), ("challenge_manager", True), ("office", True), ("organiser", False), ("co_ordinator", False)],
)
def test_the_holder_or_who_may_invite_names_the_successor(who, may, challenge, person, log_in_as):
    membership = held(challenge, "sponsor")
    by = membership.user if who == "holder" else person(who, challenge)

    answer = log_in_as(by).post(at("person_hand_over", challenge, membership.pk), SUCCESSOR)

    assert answer.status_code == (302 if may else 403)
    assert (held(challenge, "sponsor").user.email == "successor@example.org") is may
    if not may:
        said = refusal(actions.hand_over, membership, by=by, **SUCCESSOR)
        assert said == f"Only {membership.user} or the challenge manager can hand this over."


def test_a_successor_is_somebody_else_who_does_not_hold_the_role(challenge, person):
    membership = held(challenge, "organiser")
    second = person("organiser", challenge)

    to_self = {"email": membership.user.email, "name": "Me"}
    to_second = {"email": second.email, "name": "Second"}

    assert refusal(actions.hand_over, membership, by=second, **to_self) == (
        f"{membership.user} holds this role now. Name somebody else."
    )
    assert refusal(actions.hand_over, membership, by=second, **to_second) == (
        f"{second} is an organiser here already. Remove {membership.user} instead."
    )


def test_what_has_been_handed_over_is_not_handed_over_again(challenge, person):
    membership = held(challenge, "sponsor")
    actions.hand_over(membership, by=membership.user, **SUCCESSOR)

    said = refusal(actions.hand_over, membership, by=membership.user, email="third@example.org", name="Third")

    assert said == f"{membership.user} no longer holds this role, so there is nothing to hand over."


def test_the_page_says_what_happens_and_leads_home_who_gave_their_own_role(challenge, log_in_as):
    membership = held(challenge, "sponsor")
    client = log_in_as(membership.user)

    page = client.get(at("person_hand_over", challenge, membership.pk)).text
    answer = client.post(at("person_hand_over", challenge, membership.pk), SUCCESSOR, follow=True)

    assert "the successor is sponsor at once, and gets an invitation by mail" in page
    assert "you no longer see this challenge, unless you have another role in it" in page
    assert answer.redirect_chain == [("/", 302)]
    assert "The successor is sponsor now. Their invitation is on its way." in answer.text
    assert client.get(challenge.get_absolute_url()).status_code == 404


def test_a_refused_hand_over_keeps_what_was_typed(challenge, log_in_as):
    membership = held(challenge, "sponsor")
    posted = {"email": membership.user.email, "name": "Typed by mistake"}

    page = log_in_as(membership.user).post(at("person_hand_over", challenge, membership.pk), posted)

    assert f"{membership.user} holds this role now. Name somebody else." in page.text
    assert "Typed by mistake" in page.text


# Never without, unnoticed


@pytest.mark.parametrize("role", NEEDED)
def test_the_last_one_is_not_removed_without_a_reason(role, challenge, person):
    membership, office = held(challenge, role), person("office")

    said = refusal(actions.end_membership, membership, by=office)
    actions.end_membership(membership, by=office, reason="Has left the council.")

    assert said.startswith(f"{membership.user} is the only {role.replace('_', ' ')} here. Hand over to somebody else")
    assert AuditEvent.objects.get(what="person.removed").reason == "Has left the council."


@pytest.mark.parametrize("role", NEEDED)
def test_one_of_two_is_removed_without_ado(role, challenge, person):
    person(role, challenge)

    actions.end_membership(Membership.objects.filter(role=role).first(), by=person("office"))

    assert held(challenge, role)


@pytest.mark.parametrize("role", NEEDED)
def test_an_empty_role_is_the_next_thing_to_do_until_somebody_is_named(role, challenge, person):
    office = person("office")
    whose = "programme_manager" if role == "challenge_manager" else "challenge_manager"
    actions.end_membership(held(challenge, role), by=office, reason="Is gone.")

    assert to_name(challenge) == {NEEDED[role]: whose}
    actions.add_person(challenge, role=role, by=office, **SUCCESSOR)
    assert to_name(challenge) == {}


@pytest.mark.parametrize("stage", [*WORKING_STAGES, Stage.CLOSED, Stage.WITHDRAWN])
def test_from_scoping_to_the_end_a_challenge_asks_for_all_three(stage):
    challenge = ChallengeFactory(stage=stage)

    asked = {sentence.split()[-1] for sentence in to_name(challenge)}

    assert asked == ({"sponsor", "organiser", "manager"} if stage in WORKING_STAGES else set())


def test_a_role_held_by_a_closed_account_alone_counts_as_empty(challenge, person):
    membership = held(challenge, "sponsor")
    User.objects.filter(pk=membership.user_id).update(is_active=False)

    assert to_name(challenge) == {"Name a sponsor": "challenge_manager"}


def test_an_empty_role_holds_no_stage_up(challenge, person):
    actions.end_membership(held(challenge, "sponsor"), by=person("office"), reason="Is gone.")

    assert [todo.gates for todo in left_to_do(challenge) if todo.sentence == "Name a sponsor"] == [False]


@pytest.mark.parametrize("role", ["peer", "organiser", "challenge_manager"])
@pytest.mark.parametrize("shown_on", ["challenge", "challenges:person_list"])
def test_the_overview_and_the_list_of_people_say_that_a_role_is_empty(shown_on, role, challenge, person, log_in_as):
    client = log_in_as(person(role, challenge))
    whole = client.get(reverse(shown_on, args=[challenge.slug])).text
    actions.end_membership(held(challenge, "sponsor"), by=person("office"), reason="Is gone.")

    empty = client.get(reverse(shown_on, args=[challenge.slug])).text

    assert ("has no sponsor now" in whole, "has no sponsor now" in empty) == (False, True)


def test_removing_the_last_one_by_the_page_takes_a_reason(challenge, person, log_in_as):
    membership = held(challenge, "sponsor")
    client = log_in_as(person("challenge_manager", challenge))

    page = client.get(at("person_remove", challenge, membership.pk))
    refused = client.post(at("person_remove", challenge, membership.pk))
    assert held(challenge, "sponsor") == membership
    client.post(at("person_remove", challenge, membership.pk), {"reason": "Has left the council."})

    assert at("person_hand_over", challenge, membership.pk) in page.text
    assert list(refused.context["form"].errors) == ["reason"]
    assert not Membership.objects.current().filter(challenge=challenge, role="sponsor").exists()


def test_two_who_remove_the_last_two_at_once_do_not_leave_none(challenge, person):
    second = person("sponsor", challenge)
    office = person("office")
    first, other = Membership.objects.filter(challenge=challenge, role="sponsor").order_by("pk")
    assert other.user == User.objects.get(pk=second.pk)

    actions.end_membership(first, by=office)

    assert refusal(actions.end_membership, other, by=office).startswith(f"{second} is the only sponsor here.")
