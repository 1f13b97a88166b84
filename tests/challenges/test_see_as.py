"""See as: marked, audited, read-only, for half an hour, one challenge, and never further than who looks may read."""

import datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse

from challenges import actions, audit, see_as
from challenges.lifecycle import Stage
from challenges.models import Audience, AuditEvent, Opening, Role, User
from challenges.moments import now
from challenges.seeing import Seeing, looking_on
from feedback.models import EvidenceNote
from tests.factories import ChallengeFactory, UserFactory
from tests.feedback.factories import CaseFactory, FindingFactory, NoteFactory
from tests.preparation.factories import DocumentVersionFactory

pytestmark = pytest.mark.django_db

WHY = "They cannot find the page for uploads"


@pytest.fixture
def challenge():
    return ChallengeFactory(stage=Stage.FEEDBACK)


@pytest.fixture
def manager(person, challenge):
    return person("programme_manager", challenge, name="Programme Manager")


@pytest.fixture
def peer(person, challenge):
    return person("peer", challenge, name="The Peer")


@pytest.fixture
def looking(challenge, manager, peer, log_in_as):
    """The programme manager's browser, seeing the challenge as the peer does."""
    client = log_in_as(manager)
    begin(client, challenge, peer)
    return client


def begin(client, challenge, person):
    return client.post(reverse("challenges:see_as", args=[challenge.slug]), {"person": person.pk, "reason": WHY})


def told(challenge, what):
    return [
        (event.by_name, event.sentence, event.reason)
        for event in AuditEvent.objects.filter(challenge_id=challenge.pk, what=what)
    ]


def test_the_pages_are_those_of_the_person_seen_and_say_so(looking, challenge):
    page = looking.get(challenge.get_absolute_url())

    assert page.context["user"].name == "The Peer"
    assert "You see this as <strong>The Peer</strong>, peer" in page.text
    assert looking.get(reverse("challenges:mail_list", args=[challenge.slug])).status_code == 403
    assert looking.get(reverse("feedback:note_list", args=[challenge.slug])).status_code == 200


def test_both_ends_are_kept_with_the_reason(looking, challenge):
    answer = looking.post(reverse("challenges:see_as_stop"))

    assert (answer.status_code, answer.url) == (302, challenge.get_absolute_url())
    assert told(challenge, "see_as.begun") == [("Programme Manager", "began to see the challenge as The Peer", WHY)]
    assert told(challenge, "see_as.ended") == [("Programme Manager", "stopped seeing the challenge as The Peer", "")]
    assert looking.get(challenge.get_absolute_url()).context["user"].name == "Programme Manager"


def test_only_the_lga_reads_in_the_history_that_somebody_looked(looking, challenge, peer, person):
    events = AuditEvent.objects.filter(what="see_as.begun")

    assert {event.audience for event in events} == {Audience.LGA}
    assert not AuditEvent.objects.readable_by(peer, challenge).exists()


def test_it_needs_a_reason_and_a_person(challenge, manager, peer, log_in_as):
    client = log_in_as(manager)

    page = client.post(reverse("challenges:see_as", args=[challenge.slug]), {"reason": " "})

    assert "Choose a person" in page.text
    assert "Say why you want to see the challenge as somebody else" in page.text
    assert see_as.KEY not in client.session


@pytest.mark.parametrize("role", [role for role in Role.values if role != "programme_manager"])
def test_nobody_else_may(challenge, peer, person, log_in_as, role):
    client = log_in_as(person(role, challenge))

    assert client.get(reverse("challenges:see_as", args=[challenge.slug])).status_code == 403
    assert begin(client, challenge, peer).status_code == 403
    assert see_as.KEY not in client.session


def test_only_people_of_the_challenge_are_offered_and_no_programme_manager(challenge, manager, peer, person):
    person("programme_manager", challenge)
    person("peer", ChallengeFactory())
    waiting = UserFactory()
    challenge.memberships.create(user=waiting, role=Role.OBSERVER, added_at=now(), added_by=manager)

    assert [membership.user for membership in see_as.can_be_seen(challenge, manager)] == [peer]


def test_nothing_can_be_changed(looking, challenge):
    finding = FindingFactory(challenge=challenge)
    before = AuditEvent.objects.count()

    for name, args in [
        ("feedback:finding_take_up", [finding.pk]),
        ("feedback:note_add", []),
        ("feedback:finding_add", []),
    ]:
        answer = looking.post(reverse(name, args=[challenge.slug, *args]), {"text": "x"})
        assert answer.status_code == 403
        assert "Nothing can be changed while you see this as somebody else." in answer.text
    for method in ("put", "patch", "delete"):
        assert getattr(looking, method)(challenge.get_absolute_url()).status_code == 403
    assert AuditEvent.objects.count() == before


def test_the_database_takes_no_word_of_the_person_seen(challenge, manager, peer):
    note = NoteFactory(challenge=challenge, text="As it was")
    refused = pytest.raises(PermissionDenied, match="Nothing is changed while you see as somebody else")

    with refused, transaction.atomic(), looking_on(Seeing(manager, peer, challenge, now())):
        EvidenceNote.objects.filter(pk=note.pk).update(text="Changed")

    assert EvidenceNote.objects.get().text == "As it was"


def test_what_is_kept_is_kept_for_who_looks(challenge, manager, peer):
    with looking_on(Seeing(manager, peer, challenge, now())):
        event = audit.record("x.looked_at", "looked", by=peer, challenge=challenge, target=challenge)

    assert (event.by_id, event.by_name) == (manager.pk, "Programme Manager")
    assert event.sentence == "looked, seeing it as The Peer"
    assert audit.record("x.done", "did it", by=peer, challenge=challenge, target=challenge).by_id == peer.pk


def test_a_download_is_who_looks_and_as_whom(looking, challenge, manager):
    version = DocumentVersionFactory(request__challenge=challenge)
    version.file.content.save("a", ContentFile(b"x"))

    answer = looking.get(reverse("preparation:document_file", args=[challenge.slug, version.pk]))

    assert b"".join(answer.streaming_content) == b"x"
    assert [(each.by_id, each.seen_as) for each in Opening.objects.all()] == [(manager.pk, "The Peer")]
    assert not AuditEvent.objects.exclude(by_name="Programme Manager").filter(challenge_id=challenge.pk).exists()


def test_what_a_person_keeps_for_themselves_stays_theirs(looking, challenge, peer):
    NoteFactory(challenge=challenge, written_by=peer, audience=Audience.AUTHOR, text="Only for me")
    NoteFactory(challenge=challenge, written_by=peer, audience=Audience.TEAM, text="For the team")
    audit.record(
        "note.written", "kept a note", by=peer, challenge=challenge, target=challenge, audience=Audience.AUTHOR
    )

    notes = looking.get(reverse("feedback:note_list", args=[challenge.slug])).text
    history = looking.get(reverse("history", args=[challenge.slug])).text

    assert "For the team" in notes
    assert "Only for me" not in notes
    assert "kept a note" not in history


def test_pages_about_single_children_are_not_shown(looking, challenge):
    case = CaseFactory(challenge=challenge)

    for address in (
        reverse("casereview:case_list", args=[challenge.slug]),
        reverse("casereview:case", args=[challenge.slug, case.pk]),
    ):
        answer = looking.get(address)
        assert answer.status_code == 403
        assert "Pages about single children are not shown as somebody else sees them." in answer.text


def test_it_stays_in_its_challenge(looking, challenge, peer, manager):
    other = ChallengeFactory()
    for user in (peer, manager):
        other.memberships.create(user=user, role=Role.PEER, added_at=now(), added_by=manager)

    home = looking.get("/").text

    assert challenge.council.name in home
    assert other.council.name not in home
    assert looking.get(other.get_absolute_url()).status_code == 403
    assert looking.get(reverse("challenges:challenge_add")).status_code == 403
    assert looking.get("/accounts/password/change/").status_code == 403


def test_it_ends_by_itself_after_half_an_hour_and_the_next_click_does_nothing(
    challenge, manager, peer, log_in_as, person
):
    begun = datetime.datetime(2027, 3, 12, 9, 0, tzinfo=datetime.UTC)
    with time_machine.travel(begun, tick=False) as traveller:
        client = log_in_as(manager)
        begin(client, challenge, peer)
        traveller.shift(datetime.timedelta(minutes=29))
        assert client.get(challenge.get_absolute_url()).context["user"] == peer
        traveller.shift(datetime.timedelta(minutes=1))
        answer = client.post(reverse("feedback:note_add", args=[challenge.slug]), {"text": "x"})

        assert (answer.status_code, answer.url) == (302, challenge.get_absolute_url())
        assert client.get(challenge.get_absolute_url()).context["user"] == manager
    assert told(challenge, "see_as.ended")[0][1].endswith(", because its half hour was over")


def test_signing_out_ends_it(looking, challenge):
    looking.post(reverse("account_logout"))

    assert told(challenge, "see_as.ended") == [
        ("Programme Manager", "stopped seeing the challenge as The Peer, because they signed out", "")
    ]


def test_it_ends_when_who_looks_is_no_longer_programme_manager(looking, challenge, manager, peer):
    User.objects.filter(pk=manager.pk).update(is_programme_office=False)
    challenge.memberships.filter(user=manager).update(ended_at=now(), ended_by=peer)

    answer = looking.get(challenge.get_absolute_url(), follow=True)

    assert answer.status_code == 404
    assert told(challenge, "see_as.ended")[0][0] == "Programme Manager"


def test_it_ends_when_the_person_has_left(looking, challenge, manager, peer):
    actions.end_membership(challenge.memberships.get(user=peer), by=manager)

    answer = looking.get(challenge.get_absolute_url(), follow=True)

    assert answer.context["user"] == manager
    assert "You see the challenge as yourself again." in answer.text
