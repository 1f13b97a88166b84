"""The no-surprises notes, and the end of the week."""

import pytest

from challenges.action_tools import ActionRefused, SavedByAnother
from challenges.lifecycle import Stage
from challenges.models import Audience, AuditEvent, OutboundMail
from challenges.moments import acting_at, now
from onsite import actions
from onsite.models import DailyNote, Session
from tests.onsite.acting import EVENING, facts, last_event
from tests.onsite.factories import (
    TUESDAY,
    DailyNoteFactory,
    SessionFactory,
    SharedNoteFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def sponsor(person, challenge):
    return person("sponsor", challenge, name="The director")


def test_a_note_is_for_the_team_until_it_is_shared(challenge, lead):
    note = actions.write_daily_note(challenge, on_date=TUESDAY, text="Supervision varies.", by=lead)

    assert (note.audience, note.shared_at, note.written_by) == (Audience.TEAM, None, lead)
    event = last_event()
    assert (event.sentence, event.audience) == ("wrote the no-surprises note of 9 March", Audience.TEAM)


def test_a_note_says_something(challenge, lead):
    with pytest.raises(ActionRefused) as refusal:
        actions.write_daily_note(challenge, on_date=TUESDAY, text="", by=lead)

    assert str(refusal.value) == "This field cannot be blank."


def test_a_note_is_changed(challenge, lead, manager):
    note = DailyNoteFactory(challenge=challenge, text="Before")

    actions.edit_daily_note(note, version=1, on_date=TUESDAY, text="After", by=manager)

    note.refresh_from_db()
    assert (note.text, note.version, note.changed_by) == ("After", 2, manager)
    event = last_event()
    assert (event.was, event.now, event.audience) == ({"text": "Before"}, {"text": "After"}, Audience.AUTHOR)


def test_who_saves_a_note_second_gets_both(challenge, lead, manager):
    note = DailyNoteFactory(challenge=challenge, text="Before")
    actions.edit_daily_note(note, version=1, on_date=TUESDAY, text="Theirs", by=manager)

    with pytest.raises(SavedByAnother) as refusal:
        actions.edit_daily_note(note, version=1, on_date=TUESDAY, text="Mine", by=lead)

    assert refusal.value.theirs == {"on_date": TUESDAY, "text": "Theirs"}


def test_a_shared_note_stays_as_it_is(challenge, lead):
    note = SharedNoteFactory(challenge=challenge)

    with pytest.raises(ActionRefused) as refusal:
        actions.edit_daily_note(note, version=1, on_date=TUESDAY, text="New", by=lead)

    assert str(refusal.value) == (
        "This note is with the sponsor and stays as it is. Write another note for what is new."
    )


def test_sharing_gives_the_note_to_the_sponsor_and_mails_that_it_is_there(challenge, lead, sponsor):
    note = DailyNoteFactory(challenge=challenge, text="Supervision varies between the teams.")

    actions.share_daily_note(note, by=lead)

    note.refresh_from_db()
    assert (note.audience, note.shared_by) == (Audience.COUNCIL, lead)
    mail = OutboundMail.objects.get()
    assert (mail.person, mail.subject) == (sponsor, f"No-surprises note of 9 March 2027: {challenge.council}")
    assert "Supervision" not in mail.body
    assert f"/challenges/{challenge.slug}/no-surprises/\n" in mail.body
    event = last_event()
    assert event.sentence == "shared the no-surprises note of 9 March with The director"
    assert event.audience == Audience.TEAM


def test_two_notes_of_one_day_are_two_mails(challenge, lead, sponsor):
    for note in DailyNoteFactory.create_batch(2, challenge=challenge):
        actions.share_daily_note(note, by=lead)

    assert OutboundMail.objects.filter(person=sponsor).count() == 2


def test_a_note_is_shared_once(challenge, lead, sponsor):
    note = SharedNoteFactory(challenge=challenge)

    with pytest.raises(ActionRefused) as refusal:
        actions.share_daily_note(note, by=lead)

    assert str(refusal.value) == "This note is with the sponsor already."
    assert OutboundMail.objects.count() == 0


def test_without_a_sponsor_nothing_is_shared(challenge, lead):
    note = DailyNoteFactory(challenge=challenge)

    with pytest.raises(ActionRefused) as refusal:
        actions.share_daily_note(note, by=lead)

    assert str(refusal.value) == ("This challenge has no sponsor to share the note with. Add one under People first.")


def test_the_sponsor_says_that_they_read_it(challenge, sponsor):
    note = SharedNoteFactory(challenge=challenge)

    with acting_at(EVENING):
        actions.mark_daily_note_seen(note, by=sponsor)

    note.refresh_from_db()
    assert (note.seen_at, note.seen_by) == (EVENING, sponsor)
    assert last_event().sentence == "read the no-surprises note of 9 March"
    actions.mark_daily_note_seen(note, by=sponsor)
    assert AuditEvent.objects.count() == 1


def test_a_note_that_is_not_shared_is_not_read(challenge, sponsor):
    with pytest.raises(ActionRefused) as refusal:
        actions.mark_daily_note_seen(DailyNoteFactory(challenge=challenge), by=sponsor)

    assert str(refusal.value) == "This note is not shared yet."


def test_the_week_ends_once_nothing_is_missing(challenge, peer, manager):
    SessionFactory(challenge=challenge, going=[peer], held_at=now(), held_by=peer)
    SharedNoteFactory(challenge=challenge)

    actions.end_onsite(challenge, by=manager)

    challenge.refresh_from_db()
    assert challenge.stage == Stage.FEEDBACK
    assert challenge.stage_endings.get().missing == []


def test_the_week_ends_with_something_missing_only_for_a_reason(challenge, manager):
    with pytest.raises(ActionRefused) as refusal:
        actions.end_onsite(challenge, by=manager)

    assert str(refusal.value) == (
        "Something is still missing: Build the timetable; Write a no-surprises note for the sponsor. "
        "Mend it, or say why it can wait."
    )

    actions.end_onsite(challenge, by=manager, override_reason="Snow.")

    ending = challenge.stage_endings.get()
    assert ending.missing == ["Build the timetable", "Write a no-surprises note for the sponsor"]
    assert ending.override_reason == "Snow."


def test_nothing_is_left_behind_by_a_refusal(challenge, organiser):
    with pytest.raises(ActionRefused):
        actions.add_session(challenge, by=organiser, **facts(title=""))

    assert (Session.objects.count(), DailyNote.objects.count(), AuditEvent.objects.count()) == (0, 0, 0)
    assert challenge.rooms.count() == 0
