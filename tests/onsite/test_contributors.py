"""A contributor sees the sessions that name them, and no other."""

import pytest
from django.urls import reverse

from challenges.action_tools import ActionRefused
from challenges.models import AuditEvent
from onsite import actions
from tests.factories import ChallengeFactory
from tests.onsite.factories import KeyLineFactory, RoomFactory, SessionFactory, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def challenge():
    return ChallengeFactory(stage="onsite")


@pytest.fixture
def contributor(person, challenge):
    return person("contributor", challenge, name="Partner Officer")


@pytest.fixture
def sessions(challenge, contributor, person):
    """One that names them, in the same room and at the same time as one that does not."""
    room = RoomFactory(challenge=challenge, name="Committee room")
    peer = person("peer", challenge, name="Peer Name")
    theirs, other = (
        SessionFactory(challenge=challenge, title=title, room=room, starts_at=at(10), ends_at=at(11), going=[peer])
        for title in ("Health partners", "Director alone")
    )
    theirs.key_lines.add(KeyLineFactory(challenge=challenge, question="Why do plans drift?"))
    actions.name_participants(theirs, contributors=[contributor], by=person("organiser", challenge))
    return theirs, other


def page(client, name, challenge, *args):
    return client.get(reverse(f"onsite:{name}", args=[challenge.slug, *args]))


def test_the_timetable_holds_the_sessions_that_name_them(sessions, challenge, contributor, log_in_as):
    client = log_in_as(contributor)

    for shown in (page(client, "timetable", challenge).text, page(client, "today", challenge).text):
        assert "Director alone" not in shown
    assert "Health partners" in page(client, "timetable", challenge).text
    assert "Committee room" in page(client, "timetable", challenge).text


def test_a_session_says_when_where_and_who_comes_and_not_what_it_is_about(sessions, challenge, contributor, log_in_as):
    theirs, other = sessions
    client = log_in_as(contributor)

    shown = page(client, "session", challenge, theirs.pk).text

    assert "Peer Name" in shown
    assert "Why do plans drift?" not in shown
    assert "booked twice" not in shown
    assert page(client, "session", challenge, other.pk).status_code == 404


def test_who_is_not_named_sees_no_session(sessions, challenge, person, log_in_as):
    theirs, _other = sessions
    client = log_in_as(person("contributor", challenge))

    assert "Health partners" not in page(client, "timetable", challenge).text
    assert page(client, "session", challenge, theirs.pk).status_code == 404


@pytest.mark.parametrize("name", ["session_edit", "session_participants", "session_remove"])
def test_a_contributor_changes_no_session(sessions, challenge, contributor, log_in_as, name):
    theirs, _other = sessions

    assert page(log_in_as(contributor), name, challenge, theirs.pk).status_code == 403


def test_the_organiser_names_them_on_a_page(sessions, challenge, contributor, person, log_in_as):
    _theirs, other = sessions
    client = log_in_as(person("organiser", challenge))
    where = reverse("onsite:session_participants", args=[challenge.slug, other.pk])

    shown = client.post(where, {"contributors": [contributor.pk]}, follow=True).text

    assert "Saved. Whoever is named finds the session in their timetable." in shown
    assert "Partner Officer" in shown
    assert AuditEvent.objects.filter(what="session.participants_named").count() == 2


def test_only_contributors_of_this_challenge_are_named(sessions, challenge, person):
    theirs, _other = sessions
    organiser = person("organiser", challenge)

    for wrong in (person("peer", challenge), person("contributor", ChallengeFactory())):
        with pytest.raises(ActionRefused, match="contributors of this challenge"):
            actions.name_participants(theirs, contributors=[wrong], by=organiser)
