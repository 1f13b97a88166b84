"""Entering the stage, the team, and the end of preparation."""

import pytest

from challenges.action_tools import ActionRefused
from challenges.actions import end_stage, move_to_stage
from challenges.invitation_links import PLACE_OF_THE_LINK
from challenges.lifecycle import Stage
from challenges.models import AuditEvent, Membership, OutboundMail, Role, User
from challenges.moments import working_days_from
from preparation import actions
from preparation.models import TeamPlace
from scoping.models import ChosenTheme
from tests.factories import AgreementTextFactory, ChallengeFactory, UserFactory
from tests.preparation.factories import DocumentRequestFactory, TeamPlaceFactory
from tests.preparation.joining import join

pytestmark = pytest.mark.django_db


def invite(challenge, by, **fields):
    offer = {"email": "peer@example.org", "name": "A peer", "role": "peer", "place": "Health peer"}
    return actions.invite_person(challenge, by=by, **offer | fields)


def test_entering_preparation_asks_for_the_programme_s_documents(manager):
    challenge = ChallengeFactory()
    plan = challenge.programme.plan

    move_to_stage(challenge, Stage.PREPARATION, by=manager)

    asked = list(challenge.document_requests.values_list("code", "due_on"))
    assert asked == [
        (spec.code, working_days_from(challenge.starts_on, spec.working_days))
        for spec in plan.documents
        if not spec.themes
    ]


def test_a_chosen_theme_brings_its_documents(manager):
    challenge = ChallengeFactory()
    spec = next(spec for spec in challenge.programme.plan.documents if spec.themes)
    theme = challenge.programme.themes.get(code=spec.themes[0])
    ChosenTheme.objects.create(challenge=challenge, theme=theme, chosen_at="2027-01-01T10:00Z", chosen_by=manager)

    move_to_stage(challenge, Stage.PREPARATION, by=manager)

    assert challenge.document_requests.filter(code=spec.code).exists()


def test_the_list_is_laid_out_once(challenge, manager):
    first = actions.lay_out_documents(challenge, by=manager)

    assert (bool(first), actions.lay_out_documents(challenge, by=manager)) == (True, [])


def test_inviting_makes_the_person_known_but_not_part_of_the_challenge(challenge, manager):
    place = invite(challenge, manager)

    user = User.objects.get(email="peer@example.org")
    assert (place.user, place.state, user.has_usable_password()) == (user, "invited", False)
    assert not Membership.objects.filter(user=user).exists()


@pytest.mark.parametrize("has_password", [False, True])
def test_inviting_writes_one_mail_with_the_way_in(has_password, challenge, manager, settings):
    settings.SITE_URL = "https://peerchallenge.example.org"
    if has_password:
        User.objects.create_user("peer@example.org", "three words together", name="A peer")

    place = invite(challenge, manager)

    mail = OutboundMail.objects.get()
    assert (mail.kind.partition(":")[0], mail.person, mail.state) == ("challenges.invitation", place.user, "due")
    assert mail.subject == f"Invitation to the peer challenge of {challenge.council}"
    address = f"https://peerchallenge.example.org/invitations/{place.pk}/"
    assert (address if has_password else PLACE_OF_THE_LINK) in mail.body.splitlines()


def test_a_person_is_invited_once(challenge, manager):
    invite(challenge, manager)

    with pytest.raises(ActionRefused) as refusal:
        invite(challenge, manager)

    assert str(refusal.value) == "This person has been invited already."


def test_nobody_joins_the_team_of_their_own_council(challenge, manager, organiser):
    with pytest.raises(ActionRefused) as refusal:
        invite(challenge, manager, email=organiser.email)

    assert str(refusal.value) == (
        f"{organiser} is organiser of this challenge. Nobody joins the peer team of their own council."
    )


def test_who_is_in_the_team_is_not_invited_again(challenge, manager, person):
    peer = person("peer", challenge)

    with pytest.raises(ActionRefused) as refusal:
        invite(challenge, manager, email=peer.email)

    assert str(refusal.value) == f"{peer} is in the peer team already."


def test_a_team_has_one_lead_peer(challenge, manager):
    invite(challenge, manager, role="lead_peer", place="Lead peer")

    with pytest.raises(ActionRefused) as refusal:
        invite(challenge, manager, email="other@example.org", role="lead_peer", place="Lead peer")

    assert str(refusal.value) == "There is a lead peer already, or one is invited. Withdraw that place first."
    assert not User.objects.filter(email="other@example.org").exists()


def test_accepting_brings_the_person_into_the_challenge(challenge):
    place = TeamPlaceFactory(challenge=challenge, role="lead_peer")

    text = AgreementTextFactory()

    join(place, family=" A cousin ")

    place.refresh_from_db()
    declared = challenge.declarations.get()
    assert (place.state, place.user.acceptances.get().text, declared.family) == ("accepted", text, "A cousin")
    assert place.user.roles_in(challenge) == {Role.LEAD_PEER}
    assert set(AuditEvent.objects.values_list("what", "by_role")) == {
        ("agreement.accepted", Role.LEAD_PEER),
        ("interests.declared", Role.LEAD_PEER),
        ("place.accepted", Role.LEAD_PEER),
    }


def test_accepting_takes_every_text_as_it_stands(challenge):
    place = TeamPlaceFactory(challenge=challenge)
    rules, _confidentiality = AgreementTextFactory(), AgreementTextFactory(kind="confidentiality")

    with pytest.raises(ActionRefused) as refusal:
        actions.accept_invitation(place, texts=[rules.pk], interests=actions.Interests(), by=place.user)

    assert str(refusal.value) == (
        "A text has changed since you opened this page, or is not ticked. Read it, then accept it."
    )
    assert not Membership.objects.filter(user=place.user).exists()


def test_declining_takes_a_reason(challenge):
    place = TeamPlaceFactory(challenge=challenge)

    with pytest.raises(ActionRefused) as refusal:
        actions.decline_invitation(place, reason="", by=place.user)

    assert str(refusal.value) == "Say in a few words why you decline."


def test_the_reason_for_declining_is_for_the_lga(challenge):
    place = TeamPlaceFactory(challenge=challenge)

    actions.decline_invitation(place, reason="My own council is being inspected.", by=place.user)

    place.refresh_from_db()
    assert (place.state, place.decline_reason) == ("declined", "My own council is being inspected.")
    assert not place.user.memberships.exists()
    assert AuditEvent.objects.get().audience == "lga"


def test_only_the_person_invited_answers(challenge, manager):
    place = TeamPlaceFactory(challenge=challenge)

    with pytest.raises(ActionRefused) as refusal:
        actions.accept_invitation(place, texts=[], interests=actions.Interests(), by=manager)

    assert str(refusal.value) == "Only the person invited can answer."


def test_an_invitation_is_answered_once(challenge):
    place = TeamPlaceFactory(challenge=challenge)
    join(place)

    with pytest.raises(ActionRefused) as refusal:
        actions.decline_invitation(place, reason="Changed my mind", by=place.user)

    assert str(refusal.value) == "This stands at “Accepted” and cannot become “Declined”."


def test_nobody_joins_after_the_week_on_site(challenge):
    place = TeamPlaceFactory(challenge=ChallengeFactory(stage="feedback"))

    with pytest.raises(ActionRefused) as refusal:
        join(place)

    assert str(refusal.value) == ("This challenge no longer takes people into its team. Ask the challenge manager.")


def test_withdrawing_an_accepted_place_ends_the_membership(challenge, manager):
    place = TeamPlaceFactory(challenge=challenge)
    join(place)

    actions.withdraw_place(place, by=manager)

    place.refresh_from_db()
    assert (place.state, challenge.declarations.count()) == ("withdrawn", 1)
    assert not place.user.memberships.current().exists()


def test_what_is_withdrawn_stays_withdrawn(challenge, manager):
    place = TeamPlaceFactory(challenge=challenge, state=TeamPlace.State.WITHDRAWN)

    with pytest.raises(ActionRefused) as refusal:
        actions.withdraw_place(place, by=manager)

    assert str(refusal.value) == "This stands at “Withdrawn” and cannot become “Withdrawn”."


def test_preparation_does_not_end_with_something_missing(challenge, manager):
    DocumentRequestFactory(challenge=challenge, code="4")

    with pytest.raises(ActionRefused) as refusal:
        end_stage(challenge, Stage.PREPARATION, by=manager)

    assert str(refusal.value) == (
        "Something is still missing: Invite a lead peer; Invite 3 peers; "
        "Upload item 4, performance data, last six months. Mend it, or say why it can wait."
    )


def test_an_override_keeps_its_reason(challenge, manager):
    end_stage(challenge, Stage.PREPARATION, by=manager, override_reason="The team is agreed by telephone.")

    challenge.refresh_from_db()
    ending = challenge.stage_endings.get()
    assert challenge.stage == "casereview"
    assert (ending.missing, ending.override_reason) == (
        ["Invite a lead peer", "Invite 3 peers"],
        "The team is agreed by telephone.",
    )


def test_a_stranger_is_known_by_address_only(challenge, manager):
    known = UserFactory(email="known@example.org", name="Known by name")

    place = invite(challenge, manager, email="KNOWN@example.org", name="Another name")

    assert (place.user, place.user.name) == (known, "Known by name")
