"""No-surprises notes are for the team, then for the sponsor: never for the rest of the council. Each door is tried."""

import pytest
from django.urls import reverse

from challenges.models import AuditEvent, OutboundMail, Role
from onsite import actions, queries
from onsite.models import DailyNote
from tests.factories import ChallengeFactory
from tests.onsite.factories import TUESDAY, DailyNoteFactory, SharedNoteFactory

pytestmark = pytest.mark.django_db

READERS_OF_DRAFTS = {Role.LEAD_PEER, Role.PEER, Role.CHALLENGE_MANAGER, Role.PROGRAMME_MANAGER}
READERS = READERS_OF_DRAFTS | {Role.SPONSOR, Role.OBSERVER}
SECRET = "Supervision is not what the policy says."


@pytest.fixture
def challenge():
    return ChallengeFactory(stage="onsite")


def who_sees(note, person):
    return {role for role in Role if note in DailyNote.objects.visible_to(person(role, note.challenge))}


def test_a_draft_is_for_the_working_team(person, challenge):
    assert who_sees(DailyNoteFactory(challenge=challenge), person) == READERS_OF_DRAFTS


def test_a_shared_note_is_for_the_team_and_the_sponsor(person, challenge):
    assert who_sees(SharedNoteFactory(challenge=challenge), person) == READERS


def test_who_is_in_another_challenge_sees_nothing(person, challenge):
    SharedNoteFactory(challenge=challenge)

    for role in set(Role) - {Role.PROGRAMME_MANAGER}:
        assert list(DailyNote.objects.visible_to(person(role, ChallengeFactory()))) == []


def test_who_is_organiser_and_sponsor_reads_as_sponsor(person, challenge):
    note = SharedNoteFactory(challenge=challenge)
    both = person("organiser", challenge)
    challenge.memberships.create(user=both, role=Role.SPONSOR, added_at=note.written_at, added_by=challenge.created_by)

    assert list(queries.daily_notes(challenge, reader=both)) == [note]


@pytest.mark.parametrize(
    ("role", "draft", "shared"),
    [("lead_peer", True, True), ("peer", True, True), ("sponsor", False, True), ("observer", False, True)],
)
def test_the_list_shows_what_its_reader_may_read(person, log_in_as, challenge, role, draft, shared):
    DailyNoteFactory(challenge=challenge, text="A draft for the team.")
    SharedNoteFactory(challenge=challenge, text="What the sponsor heard.")

    shown = log_in_as(person(role, challenge)).get(reverse("onsite:daily_note_list", args=[challenge.slug])).text

    assert ("A draft for the team." in shown, "What the sponsor heard." in shown) == (draft, shared)


def test_the_organiser_learns_of_no_note_at_any_door(person, log_in_as, challenge, django_capture_on_commit_callbacks):
    lead = person("lead_peer", challenge)
    person("sponsor", challenge)
    with django_capture_on_commit_callbacks(execute=True):
        note = actions.write_daily_note(challenge, on_date=TUESDAY, text=SECRET, by=lead)
        actions.edit_daily_note(note, version=1, on_date=TUESDAY, text=f"{SECRET} Really.", by=lead)
        actions.share_daily_note(note, by=lead)
    client = log_in_as(person("organiser", challenge))

    assert client.get(reverse("onsite:daily_note_list", args=[challenge.slug])).status_code == 403
    assert client.post(reverse("onsite:daily_note_mark_seen", args=[challenge.slug, note.pk])).status_code == 403
    for name in ["challenge", "history", "onsite:timetable", "challenges:person_list"]:
        shown = client.get(reverse(name, args=[challenge.slug]))
        assert shown.status_code == 200
        assert "surprises note" not in shown.text
        assert SECRET not in shown.text
    assert "surprises note" not in client.get(reverse("home")).text


def test_observers_read_no_draft_in_the_history(person, log_in_as, challenge):
    lead = person("lead_peer", challenge)
    note = actions.write_daily_note(challenge, on_date=TUESDAY, text=SECRET, by=lead)
    actions.edit_daily_note(
        note, version=1, on_date=TUESDAY, text="Milder", by=lead
    )  # nothing in common, not even the stop
    history = reverse("history", args=[challenge.slug])

    assert SECRET in log_in_as(lead).get(history).text
    assert SECRET not in log_in_as(person("observer", challenge)).get(history).text


def test_the_sponsor_neither_opens_nor_confirms_a_draft(person, log_in_as, challenge):
    note = DailyNoteFactory(challenge=challenge)
    client = log_in_as(person("sponsor", challenge))

    assert client.post(reverse("onsite:daily_note_mark_seen", args=[challenge.slug, note.pk])).status_code == 404
    assert client.get(reverse("onsite:daily_note_edit", args=[challenge.slug, note.pk])).status_code == 403


def test_the_mail_says_nothing_of_what_the_note_says(person, challenge):
    lead = person("lead_peer", challenge)
    person("sponsor", challenge)
    note = DailyNoteFactory(challenge=challenge, text=SECRET)

    actions.share_daily_note(note, by=lead)

    mail = OutboundMail.objects.get()
    assert SECRET not in mail.subject + mail.body
    assert [event.sentence for event in AuditEvent.objects.filter(audience="council")] == []


def test_the_sponsors_next_action_is_their_own(person, log_in_as, challenge, django_capture_on_commit_callbacks):
    lead, sponsor = person("lead_peer", challenge), person("sponsor", challenge)
    note = DailyNoteFactory(challenge=challenge)
    with django_capture_on_commit_callbacks(execute=True):
        actions.share_daily_note(note, by=lead)

    told = {
        user: "Read the no-surprises note of 9 March" in log_in_as(user).get(reverse("home")).text
        for user in (sponsor, lead, person("organiser", challenge))
    }

    assert list(told.values()) == [True, False, False]
