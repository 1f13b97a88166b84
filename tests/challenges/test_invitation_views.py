"""The link as the invited person meets it, and the list of people as who invites meets it."""

import datetime
import re

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse

from challenges import actions, invitation_links
from challenges.models import Invitation, Membership, OutboundMail, User
from challenges.moments import now, today
from tests.factories import ChallengeFactory
from tests.preparation.factories import TeamPlaceFactory

pytestmark = pytest.mark.django_db
PASSWORD = "three words together"
BOTH = {"password": PASSWORD, "again": PASSWORD}
A_DAY = datetime.timedelta(days=1)


@pytest.fixture
def challenge():
    return ChallengeFactory(stage="preparation")


@pytest.fixture
def manager(person, challenge):
    return person("challenge_manager", challenge)


@pytest.fixture
def invited(challenge, manager):
    actions.add_person(challenge, email="new@example.org", name="A new person", role="organiser", by=manager)
    return Invitation.objects.get()


def at(name, challenge, *more):
    return reverse(f"challenges:{name}", args=[challenge.slug, *more])


def signed_in(client):
    return client.session.get(SESSION_KEY)


def words_of(answer):
    """The page without what is new each time."""
    return re.sub(r"[A-Za-z0-9]{64}", "a token", answer.text)


def dead(invitation, how):
    fields = {
        "used": {"used_at": now()},
        "withdrawn": {"withdrawn_at": now()},
        "over": {"expires_on": today() - A_DAY},
    }
    Invitation.objects.filter(pk=invitation.pk).update(**fields[how])
    return invitation_links.path_of(invitation)


# A link that works


def test_the_page_says_who_invites_to_what_and_the_rules_for_a_password(client, invited, manager):
    page = client.get(invitation_links.path_of(invited)).text

    for words in [
        str(invited.challenge.council),
        "Organiser",
        manager.name,
        "new@example.org",
        "at least 12 characters",
    ]:
        assert words in page


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_uses_nothing_up_however_often(method, client, invited):
    path = invitation_links.path_of(invited)

    answers = [getattr(client, method)(path).status_code for _ in range(3)]

    invited.refresh_from_db()
    assert answers == [200, 200, 200]
    assert (invited.used_at, signed_in(client)) == (None, None)


def test_choosing_a_password_signs_in_and_leads_to_the_challenge(client, invited):
    answer = client.post(invitation_links.path_of(invited), BOTH, follow=True)

    assert answer.redirect_chain == [(invited.challenge.get_absolute_url(), 302)]
    assert signed_in(client) == str(invited.person_id)
    assert "You are signed in." in answer.text
    assert Client().login(email="new@example.org", password=PASSWORD)


@pytest.mark.parametrize(
    ("posted", "error"),
    [
        ({"password": "short", "again": "short"}, "password"),
        ({"password": "new@example.org", "again": "new@example.org"}, "password"),
        ({"password": PASSWORD, "again": "another one entirely"}, "again"),
        ({}, "password"),
    ],
)
def test_a_refused_password_leaves_the_link_as_it_was(posted, error, client, invited):
    page = client.post(invitation_links.path_of(invited), posted)

    invited.refresh_from_db()
    assert error in page.context["form"].errors
    assert (invited.used_at, signed_in(client)) == (None, None)
    assert PASSWORD not in page.text


def test_the_page_is_kept_by_no_cache_and_the_link_told_to_no_other_site(client, invited):
    answer = client.get(invitation_links.path_of(invited))

    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"


def test_who_has_a_password_is_led_through_signing_in(client, invited):
    invited.person.set_password(PASSWORD)
    invited.person.save()
    path = invitation_links.path_of(invited)

    page = client.get(path).text
    posted = client.post(path, {"password": "not their password", "again": "not their password"})
    answer = client.post(
        f"{reverse('account_login')}?next={path}", {"login": "new@example.org", "password": PASSWORD}, follow=True
    )

    assert f"{reverse('account_login')}?next={path}" in page
    assert User.objects.get(pk=invited.person_id).check_password(PASSWORD)
    assert posted.status_code == 200
    assert [each for each, _status in answer.redirect_chain] == [path, invited.challenge.get_absolute_url()]
    invited.refresh_from_db()
    assert invited.used_at is not None


def test_following_the_link_while_signed_in_uses_it_and_leads_on(log_in_as, invited):
    answer = log_in_as(invited.person).get(invitation_links.path_of(invited))

    invited.refresh_from_db()
    assert answer.url == invited.challenge.get_absolute_url()
    assert invited.used_at is not None


def test_the_first_sight_of_the_challenge_uses_the_link_too(log_in_as, invited):
    client = log_in_as(invited.person)
    client.get(reverse("home"))
    invited.refresh_from_db()
    assert invited.used_at is None

    client.get(at("milestone_list", invited.challenge))

    invited.refresh_from_db()
    assert invited.used_at is not None


def test_somebody_else_who_is_signed_in_can_sign_out_and_learns_nothing(log_in_as, invited, person):
    other = person("stranger", name="Somebody else")
    client = log_in_as(other)
    path = invitation_links.path_of(invited)

    page = client.get(path).text
    posted = client.post(path, BOTH)
    answer = client.post(reverse("account_logout"), {"next": path})

    assert "You are signed in as Somebody else." in page
    for secret in [str(invited.challenge.council), invited.person.name, invited.person.email]:
        assert secret not in page
    assert "This invitation is for somebody else" in posted.text
    assert not User.objects.get(pk=invited.person_id).has_usable_password()
    assert (answer.url, signed_in(client)) == (path, None)


def test_a_peer_lands_on_the_invitation_to_answer(client, challenge, manager, log_in_as):
    client_of_manager = log_in_as(manager)
    form = {"role": "peer", "place": "Health peer", "name": "A peer", "email": "peer@example.org"}
    client_of_manager.post(reverse("preparation:place_invite", args=[challenge.slug]), form)
    invitation = Invitation.objects.get()
    place = challenge.team_places.get()

    answer = client.post(invitation_links.path_of(invitation), BOTH)

    assert answer.url == reverse("invitations:invitation", args=[place.pk])
    assert client.get(answer.url).status_code == 200
    assert client.get(challenge.get_absolute_url()).status_code == 404


# A link that does not


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ("used", "This invitation has been used"),
        ("over", "The date of this invitation has passed"),
        ("withdrawn", "This invitation was taken back"),
    ],
)
def test_a_dead_link_says_so_kindly_offers_a_new_one_and_tells_nothing_else(how, says, client, invited, manager):
    path = dead(invited, how)

    page = client.get(path)
    posted = client.post(path, BOTH)

    assert (page.status_code, posted.status_code) == (410, 410)
    assert says in page.text
    assert "Ask for a new invitation" in page.text
    for secret in [str(invited.challenge.council), invited.person.name, invited.person.email, manager.name]:
        assert secret not in page.text
    assert not User.objects.get(pk=invited.person_id).has_usable_password()


def test_a_link_that_is_not_ours_says_what_may_have_happened(client, invited):
    cut = invitation_links.path_of(invited)[:-5] + "/"
    nobody = reverse("challenges:join", args=[invited.pk + 100, "x" * 43])

    pages = [client.get(path) for path in (cut, nobody)]

    assert [page.status_code for page in pages] == [404, 404]
    assert "Copy all of it from the mail" in pages[0].text
    assert words_of(pages[0]) == words_of(pages[1])


@pytest.mark.parametrize("how", ["used", "over", "withdrawn"])
def test_asking_for_a_new_one_tells_who_invited(how, client, invited, manager, log_in_as):
    path = dead(invited, how)

    answer = client.post(f"{path}ask/")

    assert "If a new one can be sent, the person who invited you knows now." in answer.text
    assert OutboundMail.objects.get(person=manager).subject == "A new person asks for a new invitation"


def test_the_answer_to_asking_is_the_same_for_everyone(client, invited):
    real = client.post(f"{dead(invited, 'over')}ask/")
    again = client.post(f"{invitation_links.path_of(invited)}ask/")
    made_up = client.post(reverse("challenges:join_ask", args=[invited.pk, "x" * 43]))

    assert real.status_code == again.status_code == made_up.status_code == 200
    assert words_of(real) == words_of(again) == words_of(made_up)


def test_an_old_link_leads_on_who_is_signed_in(log_in_as, invited):
    path = dead(invited, "used")

    assert log_in_as(invited.person).get(path).url == invited.challenge.get_absolute_url()


def test_who_is_no_longer_active_does_not_come_in(client, invited):
    User.objects.filter(pk=invited.person_id).update(is_active=False)

    assert client.post(invitation_links.path_of(invited), BOTH).status_code == 410


# The list of people


def test_the_list_shows_who_has_not_come_in_and_since_when(log_in_as, invited, manager):
    page = log_in_as(manager).get(at("person_list", invited.challenge)).text
    actions.use_invitations(invited.challenge, by=invited.person)
    after = log_in_as(manager).get(at("person_list", invited.challenge)).text

    for words in ["Not here yet", f"Invited on {now():%-d %b %Y}", f"works until {invited.expires_on:%-d %b %Y}"]:
        assert (words in page, words in after) == (True, False)
    assert ("Send again" in page, "Withdraw" in page) == (True, True)
    assert ("Send again" in after, "Withdraw" in after) == (False, False)


def test_who_may_not_add_people_sees_no_buttons(log_in_as, invited, person):
    page = log_in_as(person("peer", invited.challenge)).get(at("person_list", invited.challenge)).text

    for words in ["Not here yet", "Send again", "Hand over", "Remove", "Withdraw", "Add a person"]:
        assert words not in page


def test_a_co_ordinator_does_not_take_the_sponsor_away(log_in_as, challenge, manager, person):
    sponsor = person("sponsor", challenge)
    pk = Membership.objects.get(user=sponsor).pk

    page = log_in_as(person("co_ordinator", challenge)).get(at("person_list", challenge)).text

    assert at("person_remove", challenge, pk) not in page
    assert at("person_hand_over", challenge, pk) not in page


def test_sending_again_from_the_list(log_in_as, invited, manager):
    client = log_in_as(manager)
    page = at("invitation_send", invited.challenge, invited.pk)

    shown = client.get(page).text
    answer = client.post(page, {"send": "yes"}, follow=True)

    assert "new@example.org" in shown
    assert answer.redirect_chain == [(at("person_list", invited.challenge), 302)]
    assert "A new person is invited again." in answer.text
    assert Invitation.objects.open().get() != invited


def test_deciding_to_send_none(log_in_as, invited, manager):
    client = log_in_as(manager)
    page = at("invitation_send", invited.challenge, invited.pk)
    assert "Send no new one" not in client.get(page).text
    actions.ask_again(invited, by=invited.person)

    shown = client.get(page).text
    client.post(page, {"settle": "yes"})

    invited.refresh_from_db()
    assert "Send no new one" in shown
    assert invited.settled_at is not None


def test_sending_again_to_somebody_who_was_removed_leads_to_adding_them(log_in_as, challenge, invited, manager, person):
    person("organiser", challenge)
    actions.end_membership(Membership.objects.get(user=invited.person), by=manager)

    page = log_in_as(manager).get(at("invitation_send", challenge, invited.pk)).text

    assert f"{at('person_add', challenge)}?role=organiser" in page
    assert "Send a new invitation" not in page


def test_withdrawing_from_the_list_ends_the_link(client, log_in_as, challenge, invited, manager, person):
    person("organiser", challenge)
    membership = Membership.objects.get(user=invited.person)
    page = at("person_remove", challenge, membership.pk)
    of_manager = log_in_as(manager)

    shown = of_manager.get(page).text
    of_manager.post(page)

    assert "Withdraw the invitation of A new person as organiser?" in shown
    assert "This invitation was taken back" in client.get(invitation_links.path_of(invited)).text


def test_an_invitation_of_another_challenge_is_not_found(log_in_as, manager, invited, person):
    elsewhere = ChallengeFactory()
    other = log_in_as(person("challenge_manager", elsewhere))

    assert other.get(at("invitation_send", elsewhere, invited.pk)).status_code == 404


def test_the_team_page_shows_whose_link_waits_and_sends_it_again(log_in_as, challenge, manager):
    client = log_in_as(manager)
    form = {"role": "peer", "place": "Health peer", "name": "A peer", "email": "peer@example.org"}
    client.post(reverse("preparation:place_invite", args=[challenge.slug]), form)
    TeamPlaceFactory(challenge=challenge)
    invitation = Invitation.objects.get()
    team = reverse("preparation:team", args=[challenge.slug])

    page = client.get(team).text
    answer = client.post(at("invitation_send", challenge, invitation.pk), {"send": "yes"})

    assert page.count("Not opened yet") == 1
    assert at("invitation_send", challenge, invitation.pk) in page
    assert answer.url == team
    assert OutboundMail.objects.filter(person__email="peer@example.org").count() == 2


def test_who_looks_at_their_place_has_come_whether_or_not_they_answer(log_in_as, challenge, manager):
    form = {"role": "peer", "place": "Health peer", "name": "A peer", "email": "peer@example.org"}
    log_in_as(manager).post(reverse("preparation:place_invite", args=[challenge.slug]), form)
    place = challenge.team_places.get()

    log_in_as(place.user).get(reverse("invitations:invitation", args=[place.pk]))

    assert Invitation.objects.get().used_at is not None
    assert "Not opened yet" not in log_in_as(manager).get(reverse("preparation:team", args=[challenge.slug])).text


def test_an_invitation_to_a_place_that_was_declined_is_not_sent_again(log_in_as, challenge, manager):
    client = log_in_as(manager)
    form = {"role": "peer", "place": "Health peer", "name": "A peer", "email": "peer@example.org"}
    client.post(reverse("preparation:place_invite", args=[challenge.slug]), form)
    challenge.team_places.update(state="declined", answered_at=now(), decline_reason="No time")

    page = client.post(at("invitation_send", challenge, Invitation.objects.get().pk), {"send": "yes"}, follow=True)

    assert "The place offered to A peer no longer stands. Invite them into the peer team anew." in page.text
    assert Invitation.objects.count() == 1
