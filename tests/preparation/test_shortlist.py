"""The list of those who are proposed, the council's word on it, and inviting from it."""

import pytest
from django.db import IntegrityError
from django.urls import reverse

from challenges.action_tools import ActionRefused
from challenges.models import AuditEvent, OutboundMail, PeerProfile, Theme
from challenges.moments import now
from preparation import actions, queries
from preparation.models import Candidate, CandidateRemark, TeamPlace
from scoping.models import ChosenTheme
from tests.factories import ChallengeFactory, CouncilFactory
from tests.preparation.peers import EARLY_HELP, FRONT_DOOR, peer, put

pytestmark = pytest.mark.django_db


@pytest.fixture
def challenge():
    challenge = ChallengeFactory(stage="preparation")
    for theme in Theme.objects.filter(programme=challenge.programme, name__in=[FRONT_DOOR, EARLY_HELP]):
        ChosenTheme.objects.create(challenge=challenge, theme=theme, chosen_at=now(), chosen_by=challenge.created_by)
    return challenge


def test_what_stands_against_somebody_is_waived_with_a_reason_or_not_at_all(challenge):
    neighbour = CouncilFactory()
    challenge.council.neighbours.add(neighbour)
    near, own = peer(council=neighbour), peer(council=challenge.council)

    with pytest.raises(ActionRefused, match="next to"):
        put(challenge, near)
    with pytest.raises(ActionRefused, match="cannot come"):
        put(challenge, own, waived_because="They are the best")
    candidate = put(challenge, near, waived_because="Topic knows no border")

    event = AuditEvent.objects.get(what="candidate.added")
    assert (candidate.against, event.reason) == (["neighbour"], "Topic knows no border")


def test_somebody_is_on_the_list_once(challenge):
    user = peer()
    candidate = put(challenge, user)

    with pytest.raises(ActionRefused, match="already"):
        put(challenge, user)
    actions.remove_candidate(candidate, by=challenge.created_by)
    again = put(challenge, user)
    with pytest.raises(IntegrityError):
        Candidate.objects.filter(pk=candidate.pk).update(removed_at=None)
    assert again.pk != candidate.pk


@pytest.fixture
def shown(challenge, person):
    """Somebody who was proposed to the council, and the people who talk about it."""
    sponsor, organiser = person("sponsor", challenge), person("organiser", challenge)
    candidate = put(challenge, peer(name="Proposed person", email="secret@example.org"))
    actions.show_candidates(challenge, by=challenge.created_by)
    candidate.refresh_from_db()
    return candidate, sponsor, organiser


def test_the_council_is_shown_the_list_by_mail_once(challenge, shown):
    _candidate, sponsor, organiser = shown
    mails = OutboundMail.objects.filter(kind__startswith="preparation.candidates_shown")

    assert {mail.person for mail in mails} == {sponsor, organiser}
    with pytest.raises(ActionRefused):
        actions.show_candidates(challenge, by=challenge.created_by)


def test_the_council_reads_who_is_proposed_without_contact_data_and_nothing_before(challenge, shown, log_in_as):
    candidate, sponsor, _organiser = shown
    hidden = put(challenge, peer(name="Hidden person"))
    client = log_in_as(sponsor)

    page = client.get(reverse("preparation:candidate", args=[challenge.slug, candidate.pk]))
    listed = client.get(reverse("preparation:shortlist", args=[challenge.slug]))

    assert b"Proposed person" in page.content
    assert b"secret@example.org" not in page.content
    assert b"Hidden person" not in listed.content
    assert client.get(reverse("preparation:candidate", args=[challenge.slug, hidden.pk])).status_code == 404


@pytest.mark.parametrize("role", ["lead_peer", "peer", "observer", "contributor"])
@pytest.mark.usefixtures("shown")
def test_the_team_does_not_read_the_list(challenge, person, role):
    user = person(role, challenge)

    assert not Candidate.objects.readable_by(user, challenge).exists()
    assert not user.has_perm("preparation.view_shortlist", challenge)
    assert not CandidateRemark.objects.readable_by(user, challenge).exists()


def test_the_council_accepts_asks_and_asks_for_somebody_else(challenge, shown, log_in_as, person):
    candidate, sponsor, organiser = shown
    manager = person("challenge_manager", challenge)
    page = reverse("preparation:candidate", args=[challenge.slug, candidate.pk])
    client = log_in_as(sponsor)

    client.post(page, {"says": "ask", "text": "Has she worked in a county?"})
    remark = CandidateRemark.objects.get()
    log_in_as(manager).post(
        reverse("preparation:remark_answer", args=[challenge.slug, remark.pk]), {"answer": "Yes, for six years."}
    )
    assert b"Yes, for six years." in log_in_as(organiser).get(page).content

    client.post(page, {"says": "another", "text": "We fell out", "for_lga_only": "on"})
    assert b"We fell out" not in log_in_as(organiser).get(page).content
    assert b"We fell out" in log_in_as(manager).get(page).content
    assert b"We fell out" in client.get(page).content

    client.post(page, {"says": "accept"})
    candidate.refresh_from_db()
    assert (candidate.answer, candidate.answered_by) == ("accepted", sponsor)
    assert client.post(page, {"says": "another", "text": " "}).context["form"].errors


def test_what_waits_for_whom(challenge, shown):
    candidate, sponsor, _organiser = shown

    assert {each.role for each in queries.candidates_left(challenge)} == {"sponsor", "organiser"}
    actions.ask_about_candidate(candidate, text="Why?", by=sponsor)
    assert [each.sentence for each in queries.candidates_left(challenge)] == [
        "Answer the council about Proposed person"
    ]


def test_an_invitation_before_the_council_accepts_takes_a_reason(challenge, shown):
    candidate, sponsor, _organiser = shown

    with pytest.raises(ActionRefused, match="has not accepted"):
        actions.invite_candidate(candidate, by=challenge.created_by)
    actions.accept_candidate(candidate, by=sponsor)
    place = actions.invite_candidate(candidate, by=challenge.created_by)

    assert (place.user, place.place, place.state) == (candidate.user, candidate.place, "invited")


def test_the_reason_is_kept(challenge, person, log_in_as):
    candidate = put(challenge, peer())
    client = log_in_as(person("challenge_manager", challenge))
    page = reverse("preparation:candidate_invite", args=[challenge.slug, candidate.pk])

    assert client.post(page, {}).context["form"].errors
    client.post(page, {"invited_because": "Agreed on the phone"})

    candidate.refresh_from_db()
    assert (candidate.invited_because, candidate.invited_as.state) == ("Agreed on the phone", "invited")
    assert AuditEvent.objects.get(what="candidate.invited").reason == "Agreed on the phone"


def test_a_reserve_is_called_up_in_one_step_when_somebody_drops_out(challenge, person, log_in_as):
    manager = person("challenge_manager", challenge)
    first = put(challenge, peer(name="First"))
    reserve = put(challenge, peer(name="Second"), standing_as="reserve")
    place = actions.invite_candidate(first, by=manager, invited_because="Agreed")
    actions.decline_invitation(place, reason="Ill", by=first.user)

    first.refresh_from_db()
    assert first.removed_at
    assert "Call up Second from the reserves" in [todo.sentence for todo in queries.left_to_do(challenge)]
    client = log_in_as(manager)
    assert b"Call up Second" in client.get(reverse("preparation:team", args=[challenge.slug])).content
    client.post(
        reverse("preparation:candidate_invite", args=[challenge.slug, reserve.pk]), {"invited_because": "Agreed"}
    )

    assert TeamPlace.objects.get(user=reserve.user).state == "invited"


def test_what_came_up_since_stops_the_invitation(challenge):
    candidate = put(challenge, peer())
    neighbour = CouncilFactory()
    challenge.council.neighbours.add(neighbour)
    PeerProfile.objects.filter(user=candidate.user).update(council=neighbour)

    with pytest.raises(ActionRefused, match="Since"):
        actions.invite_candidate(candidate, by=challenge.created_by, invited_because="Agreed")


def test_moving_between_proposed_and_reserve(challenge, person, log_in_as):
    candidate = put(challenge, peer())
    client = log_in_as(person("challenge_manager", challenge))

    client.post(reverse("preparation:candidate_move", args=[challenge.slug, candidate.pk]))
    candidate.refresh_from_db()
    assert candidate.is_reserve
    client.post(reverse("preparation:candidate_remove", args=[challenge.slug, candidate.pk]))
    candidate.refresh_from_db()
    assert candidate.removed_at


def test_finding_and_listing_through_the_pages(challenge, person, log_in_as):
    user = peer(name="Found person", email="hidden@example.org")
    client = log_in_as(person("challenge_manager", challenge))

    found = client.get(reverse("preparation:pool", args=[challenge.slug]), {"free": "on", "theme": "nonsense"})
    page = reverse("preparation:pool_person", args=[challenge.slug, user.pk])
    seen = client.get(page)
    client.post(page, {"role": "peer", "place": "Social care peer", "standing_as": "proposed"})

    assert b"Found person" in found.content
    assert b"hidden@example.org" not in found.content + seen.content
    assert Candidate.objects.get().user == user
    assert client.get(reverse("preparation:shortlist_show", args=[challenge.slug])).status_code == 200
    assert client.post(reverse("preparation:shortlist_show", args=[challenge.slug])).status_code == 302


def test_somebody_who_leaves_for_good_is_on_no_list(challenge):
    candidate = put(challenge, peer())

    actions.leave_lists(candidate.user, by=challenge.created_by)

    candidate.refresh_from_db()
    assert candidate.removed_at


def test_what_cannot_be_waived_is_refused_without_a_list_too(challenge):
    own = peer(council=challenge.council)

    with pytest.raises(ActionRefused, match="cannot come"):
        actions.invite_person(
            challenge, email=own.email, name=own.name, role="peer", place="Peer", by=challenge.created_by
        )
