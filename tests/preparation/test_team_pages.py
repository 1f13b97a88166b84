"""The pages of the team, and of an invitation into it."""

import pytest
from django.urls import reverse

from challenges.models import Membership, OutboundMail
from challenges.moments import now
from preparation import actions
from preparation.models import TeamPlace
from tests.factories import AgreementTextFactory, ChallengeFactory
from tests.preparation.factories import DocumentRequestFactory, DocumentVersionFactory, TeamPlaceFactory
from tests.preparation.joining import NO_TO_ALL, ticked
from tests.preparation.pages import at

pytestmark = pytest.mark.django_db


def in_team(challenge, how_many=1, **fields):
    places = TeamPlaceFactory.create_batch(how_many, challenge=challenge, accepted=True, **fields)
    for place in places:
        Membership.objects.create(
            challenge=challenge, user=place.user, role=place.role, added_at=now(), added_by=challenge.created_by
        )
    return places


@pytest.mark.parametrize("page", ["team", "document_list", "preparation_end", "place_invite", "document_add"])
def test_a_stranger_learns_of_no_page(as_role, challenge, page):
    assert as_role("stranger").get(at(page, challenge)).status_code == 404


@pytest.mark.parametrize(
    ("page", "role"),
    [
        ("team", "contributor"),
        ("document_list", "moderator"),
        ("place_invite", "peer"),
        ("place_invite", "organiser"),
        ("document_add", "organiser"),
        ("document_add", "co_ordinator"),
        ("preparation_end", "co_ordinator"),
        ("preparation_end", "sponsor"),
    ],
)
def test_who_lacks_the_permission_is_refused(as_role, challenge, page, role):
    assert as_role(role).get(at(page, challenge)).status_code == 403


@pytest.mark.parametrize("how_many", [1, 30])
def test_the_team_page_costs_the_same_for_any_team(as_role, challenge, how_many, django_assert_num_queries):
    in_team(challenge, how_many)
    TeamPlaceFactory.create_batch(how_many, challenge=challenge)
    TeamPlaceFactory.create_batch(how_many, challenge=challenge, state="withdrawn")
    client = as_role("challenge_manager")

    with django_assert_num_queries(13):
        client.get(at("team", challenge))


def test_the_team_page_says_what_is_short(as_role, challenge):
    page = as_role("challenge_manager").get(at("team", challenge))

    assert page.context["short"] == ["The team is 1 lead peer short.", "The team is 3 peers short."]
    assert "The people in the team come here once they accept their place." in page.text


def test_inviting_leads_back_to_the_team(as_role, challenge):
    client = as_role("co_ordinator")
    form = {"role": "peer", "place": "Health peer", "name": "A peer", "email": "peer@example.org"}

    page = client.post(at("place_invite", challenge), form, follow=True)

    assert page.redirect_chain == [(at("team", challenge), 302)]
    assert "A peer is invited. Once they accept, they are in the team." in page.text
    assert OutboundMail.objects.get().person.email == "peer@example.org"


def test_a_refused_invitation_keeps_what_was_typed(as_role, challenge, person):
    organiser = person("organiser", challenge)
    form = {"role": "peer", "place": "Health peer", "brings": "Much", "name": "A name", "email": organiser.email}

    page = as_role("challenge_manager").post(at("place_invite", challenge), form)

    assert page.context["form"].non_field_errors() == [
        f"{organiser} is organiser of this challenge. Nobody joins the peer team of their own council."
    ]
    assert 'value="Much"' in page.text


def test_the_link_of_a_to_do_fills_in_the_role(as_role, challenge):
    page = as_role("challenge_manager").get(at("place_invite", challenge) + "?role=lead_peer")

    assert page.context["form"]["role"].value() == "lead_peer"


def test_withdrawing_asks_first(as_role, challenge):
    (place,) = in_team(challenge)
    client = as_role("challenge_manager")

    asked = client.get(at("place_withdraw", challenge, place.pk))
    client.post(at("place_withdraw", challenge, place.pk))

    assert f"{place.user} leaves the team and no longer sees this challenge" in asked.text
    place.refresh_from_db()
    assert place.state == "withdrawn"
    assert not Membership.objects.current().filter(user=place.user).exists()


def test_a_place_of_another_challenge_is_not_reached(as_role, challenge):
    elsewhere = TeamPlaceFactory()

    assert as_role("challenge_manager").post(at("place_withdraw", challenge, elsewhere.pk)).status_code == 404


@pytest.fixture
def invited(challenge):
    return TeamPlaceFactory(challenge=challenge, place="Housing peer")


def answer_to(place):
    return reverse("invitations:invitation", args=[place.pk])


def test_the_invited_see_their_invitation_and_nothing_else(log_in_as, challenge, invited):
    item = DocumentRequestFactory(challenge=challenge, is_in=True)
    version = DocumentVersionFactory(request=item)
    client = log_in_as(invited.user)

    invitation = client.get(answer_to(invited))
    others = [
        challenge.get_absolute_url(),
        reverse("history", args=[challenge.slug]),
        reverse("challenges:person_list", args=[challenge.slug]),
        reverse("challenges:milestone_list", args=[challenge.slug]),
        at("team", challenge),
        at("document_list", challenge),
        at("document", challenge, item.pk),
        at("document_file", challenge, version.pk),
    ]

    assert invitation.status_code == 200
    assert {url: client.get(url).status_code for url in others} == dict.fromkeys(others, 404)
    assert client.post(at("document_mark_read", challenge, item.pk)).status_code == 404


@pytest.mark.parametrize("who", ["stranger", "organiser", "sponsor", "contributor"])
def test_nobody_else_sees_an_invitation(as_role, invited, who):
    assert as_role(who).get(answer_to(invited)).status_code == 404


@pytest.mark.parametrize("who", ["challenge_manager", "lead_peer"])
def test_who_sees_open_invitations_is_led_to_the_team(as_role, challenge, invited, who):
    page = as_role(who).get(answer_to(invited))

    assert (page.status_code, page.url) == (302, at("team", challenge))


def test_the_signed_out_are_asked_to_sign_in(client, invited):
    page = client.get(answer_to(invited))

    assert page.url == f"{reverse('account_login')}?next={answer_to(invited)}"


def test_the_invitation_says_what_is_expected(log_in_as, challenge, invited):
    AgreementTextFactory()

    page = log_in_as(invited.user).get(answer_to(invited))

    for text in [str(challenge.council), "9 March 2027", "Housing peer", "I come as a critical friend.", "Invited by"]:
        assert text in page.text
    days = [spec.days.lower() for spec in challenge.programme.plan.team if spec.role == "peer"]
    assert [day for day in days if day in page.text] == days


def test_accepting_leads_to_the_documents(log_in_as, challenge, invited):
    client = log_in_as(invited.user)

    page = client.post(
        answer_to(invited), {"answer": "accept"} | ticked(AgreementTextFactory()) | NO_TO_ALL, follow=True
    )

    assert page.redirect_chain == [(at("document_list", challenge), 302)]
    assert "You are in the team. Next: read what the council has sent." in page.text
    assert client.get(answer_to(invited)).url == challenge.get_absolute_url()


def test_accepting_takes_the_texts_and_a_declaration(log_in_as, invited):
    text = AgreementTextFactory()
    typed = {"answer": "accept", "decline_reason": "Typed by mistake", "family": "yes", "political": "no"}
    typed |= {"political_text": "A party", "neighbour": "no", "personal": "no"}

    page = log_in_as(invited.user).post(answer_to(invited), typed)

    assert page.context["form"].errors == {
        f"text_{text.pk}": ["Tick that you accept the ground rules"],
        "employment": ["Work for this council: say yes or no"],
        "family_text": ["Family or friends: say what it is"],
        "political": ["Political link: you wrote something, so say yes, or take it out"],
    }
    assert "Typed by mistake" in page.text
    invited.refresh_from_db()
    assert invited.state == "invited"


def test_declining_takes_a_reason(log_in_as, invited):
    client = log_in_as(invited.user)

    page = client.post(answer_to(invited), {"answer": "decline"})

    assert page.context["form"].errors == {"decline_reason": ["Say in a few words why you decline"]}


def test_who_declined_sees_that_they_did(log_in_as, challenge, invited):
    client = log_in_as(invited.user)

    page = client.post(answer_to(invited), {"answer": "decline", "decline_reason": "No time"}, follow=True)

    assert page.redirect_chain == [(reverse("home"), 302)]
    assert "You declined this place on" in client.get(answer_to(invited)).text
    assert client.get(challenge.get_absolute_url()).status_code == 404


def test_a_withdrawn_invitation_tells_nothing_of_the_challenge(log_in_as, challenge):
    place = TeamPlaceFactory(challenge=challenge, state=TeamPlace.State.WITHDRAWN)

    page = log_in_as(place.user).get(answer_to(place))

    assert "This invitation no longer stands." in page.text
    assert str(challenge.council) not in page.text


def test_an_invitation_that_cannot_be_accepted_any_more_says_so(log_in_as):
    place = TeamPlaceFactory(challenge=ChallengeFactory(stage="feedback"))
    form = {"answer": "accept"} | NO_TO_ALL | {"family": "yes", "family_text": "A long declaration"}

    page = log_in_as(place.user).post(answer_to(place), form)

    assert page.context["form"].non_field_errors() == [
        "This challenge no longer takes people into its team. Ask the challenge manager."
    ]
    assert "A long declaration" in page.text


def test_the_invited_can_set_a_password_with_the_address_alone(client, challenge, person, mailoutbox):
    actions.invite_person(
        challenge,
        email="peer@example.org",
        name="A peer",
        role="peer",
        place="Health peer",
        by=person("challenge_manager", challenge),
    )

    client.post(reverse("account_reset_password"), {"email": "peer@example.org"})

    assert [mail.to for mail in mailoutbox] == [["peer@example.org"]]


def test_the_end_shows_what_is_missing_and_takes_a_reason(as_role, challenge):
    client = as_role("challenge_manager")

    page = client.get(at("preparation_end", challenge))
    empty = client.post(at("preparation_end", challenge), {"override_reason": ""})

    assert "Invite a lead peer" in page.text
    assert "override_reason" in empty.context["form"].errors
    challenge.refresh_from_db()
    assert challenge.stage == "preparation"


def test_nothing_missing_ends_the_stage(as_role, challenge):
    in_team(challenge, 3)
    in_team(challenge, role="lead_peer")

    page = as_role("challenge_manager").post(at("preparation_end", challenge), {"save": "1"}, follow=True)

    challenge.refresh_from_db()
    assert challenge.stage == "casereview"
    assert "The team and the documents are confirmed. Next: case review." in page.text
