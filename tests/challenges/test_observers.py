"""Nobody observes without the council's permission, and nobody who observes changes anything."""

import pytest
import rules.permissions
from django.urls import reverse

from challenges import actions, queries
from challenges.action_tools import ActionRefused
from challenges.lifecycle import Stage
from challenges.models import AuditEvent, Challenge, Membership, Role, User
from challenges.moments import now
from tests.factories import REGIONAL, ChallengeFactory, UserFactory, say_otherwise
from tests.feedback.factories import NoteFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def challenge():
    return ChallengeFactory(stage=Stage.FEEDBACK)


@pytest.fixture
def waiting(challenge):
    """An observer the council has not agreed to."""
    return challenge.memberships.create(
        user=UserFactory(name="Prospective Peer"), role=Role.OBSERVER, added_at=now(), added_by=challenge.created_by
    )


def fresh(user):
    return User.objects.get(pk=user.pk)


def test_an_observer_sees_nothing_until_the_council_agrees(challenge, waiting, person, log_in_as):
    NoteFactory(challenge=challenge)
    observer, client = fresh(waiting.user), log_in_as(waiting.user)

    assert not Challenge.objects.visible_to(observer).exists()
    assert not challenge.evidence_notes.visible_to(observer).exists()
    assert client.get(challenge.get_absolute_url()).status_code == 404
    assert challenge.council.name not in client.get("/").text

    actions.agree_to_observer(waiting, by=person("organiser", challenge))

    assert client.get(challenge.get_absolute_url()).status_code == 200
    assert challenge.evidence_notes.visible_to(fresh(observer)).exists()


def test_the_agreement_is_kept_for_the_council_to_read(challenge, waiting, person):
    sponsor = person("sponsor", challenge)

    agreed = actions.agree_to_observer(waiting, by=sponsor)

    assert agreed.agreed_by == sponsor
    event = AuditEvent.objects.get(what="observer.agreed")
    assert (event.by_id, event.audience) == (sponsor.pk, "council")
    assert event.sentence == "agreed for the council that Prospective Peer observes"


def test_an_observer_the_council_does_not_want_is_out(challenge, waiting, person, log_in_as):
    sponsor = person("sponsor", challenge)
    where = reverse("challenges:observer_decide", args=[challenge.slug, waiting.pk])

    answer = log_in_as(sponsor).post(where, {"refuse": "yes"}, follow=True)

    assert "Prospective Peer does not observe, and sees nothing of the challenge." in answer.text
    assert not challenge.memberships.standing().filter(role=Role.OBSERVER).exists()
    assert log_in_as(waiting.user).get(challenge.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("role", ["programme_manager", "challenge_manager", "lead_peer", "observer", "contributor"])
def test_only_the_council_agrees(challenge, waiting, person, log_in_as, role):
    user = person(role, challenge)
    where = reverse("challenges:observer_decide", args=[challenge.slug, waiting.pk])

    assert log_in_as(user).post(where, {"agree": "yes"}).status_code == 403
    with pytest.raises(ActionRefused, match="Only the sponsor or the organiser says whether someone may observe"):
        actions.agree_to_observer(waiting, by=user)


def test_what_is_decided_is_decided(challenge, waiting, person):
    sponsor = person("sponsor", challenge)
    actions.agree_to_observer(waiting, by=sponsor)

    with pytest.raises(ActionRefused, match="decided already"):
        actions.refuse_observer(waiting, by=sponsor)


def test_nobody_else_needs_the_councils_agreement(challenge, person):
    sponsor = person("sponsor", challenge)
    peer = person("peer", challenge).memberships.get()

    with pytest.raises(ActionRefused, match="Only an observer"):
        actions.agree_to_observer(peer, by=sponsor)


def test_the_sponsor_is_asked(challenge, waiting):
    (todo,) = queries.observers_to_decide(challenge)

    assert (todo.sentence, todo.role, todo.url) == (
        "Say whether Prospective Peer may observe",
        Role.SPONSOR,
        reverse("challenges:observer_decide", args=[challenge.slug, waiting.pk]),
    )


@pytest.mark.parametrize(
    ("role", "reads"), [("sponsor", True), ("challenge_manager", True), ("peer", False), ("observer", False)]
)
def test_who_waits_stands_on_the_page_of_the_council_and_the_lga(challenge, waiting, person, log_in_as, role, reads):
    page = log_in_as(person(role, challenge)).get(reverse("challenges:person_list", args=[challenge.slug])).text

    assert ("Prospective Peer" in page) is reads


def test_an_observer_who_also_holds_a_small_role_reads_nothing_restricted(challenge, person):
    """A second role that reads little must not take the observer's limit away."""
    from preparation.models import DocumentRequest  # noqa: PLC0415  # a stage's model, for one assertion
    from tests.preparation.factories import DocumentRequestFactory  # noqa: PLC0415  # as above

    DocumentRequestFactory(challenge=challenge, importance="restricted")
    observer = person("observer", challenge)
    for role in (Role.CONTRIBUTOR, Role.MODERATOR):
        Membership.objects.create(
            challenge=challenge, user=observer, role=role, added_at=now(), added_by=challenge.created_by
        )

    assert not DocumentRequest.objects.readable_by(fresh(observer), challenge).exists()


@pytest.mark.parametrize("role", ["observer", "moderator"])
@pytest.mark.parametrize("stage", [*Stage.values])
def test_observers_and_moderators_hold_no_permission_but_to_look(person, role, stage):
    challenge = ChallengeFactory(stage=stage)
    say_otherwise(challenge.programme, **REGIONAL)
    user = person(role, challenge)
    about_themselves = {  # or about a child who may be at risk, which is for everyone who visits
        "casereview.raise_concern",
        "preparation.declare_interests",
        "preparation.accept_agreements",
        "preparation.answer_invitation",
    }

    held = {
        name
        for name in rules.permissions.permissions
        if name not in about_themselves and not name.partition(".")[2].startswith("view_")
        if user.has_perm(name, challenge)
    }

    assert held == set()
