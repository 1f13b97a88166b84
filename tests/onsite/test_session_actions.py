"""What is done with one session, and saying that it was held."""

import datetime

import pytest

from challenges.action_tools import ActionRefused, SavedByAnother
from challenges.models import Audience, AuditEvent, Membership
from challenges.moments import acting_at, now
from onsite import actions, queries
from tests.factories import ChallengeFactory, UserFactory
from tests.feedback.factories import NoteFactory
from tests.onsite.acting import EVENING, facts, last_event
from tests.onsite.factories import (
    TUESDAY,
    DailyNoteFactory,
    KeyLineFactory,
    RoomFactory,
    SessionFactory,
    at,
)

pytestmark = pytest.mark.django_db


def test_a_session_is_added_with_its_room_people_and_key_lines(challenge, organiser, peer):
    line = KeyLineFactory(challenge=challenge)

    session = actions.add_session(challenge, by=organiser, people=[peer], key_lines=[line], **facts())

    session.refresh_from_db()
    assert (session.starts_at, session.ends_at) == (at(10, 30), at(11, 30))
    assert str(session.room) == "Committee room 1"
    assert [attendance.user for attendance in session.attendances.all()] == [peer]
    assert list(session.key_lines.all()) == [line]
    event = last_event()
    assert event.sentence == "added “Social workers, group 1” on 9 March at 10:30 to the timetable"
    assert event.audience == Audience.COUNCIL


def test_summer_time_is_kept(challenge, organiser):
    session = actions.add_session(challenge, by=organiser, **facts(day=datetime.date(2027, 6, 8)))

    session.refresh_from_db()
    assert session.starts_at == datetime.datetime(2027, 6, 8, 9, 30, tzinfo=datetime.UTC)


def test_a_known_room_is_taken_however_it_is_written(challenge, organiser):
    room = RoomFactory(challenge=challenge, name="Committee room 1")

    session = actions.add_session(challenge, by=organiser, **facts(room=" committee ROOM 1 "))

    assert session.room == room


def test_a_session_that_ends_before_it_starts_is_refused(challenge, organiser):
    with pytest.raises(ActionRefused) as refusal:
        actions.add_session(challenge, by=organiser, **facts(ends=datetime.time(10)))

    assert str(refusal.value) == "A session must end after it starts."
    assert challenge.sessions.count() == 0


def test_only_the_team_goes_to_sessions(challenge, organiser):
    with pytest.raises(ActionRefused) as refusal:
        actions.add_session(challenge, by=organiser, people=[UserFactory(name="Somebody else")], **facts())

    assert str(refusal.value) == "Somebody else is not in the peer team."


def test_double_bookings_are_not_refused(challenge, organiser, peer):
    for _ in range(2):
        actions.add_session(challenge, by=organiser, people=[peer], **facts())

    slots = queries.timetable(queries.sessions(challenge), challenge)
    assert [clash.kind for clash in queries.clashes(slots, [TUESDAY])] == ["person", "room"]


def test_a_change_is_kept_with_what_was(challenge, organiser, lead, peer):
    session = actions.add_session(challenge, by=organiser, people=[peer], **facts())

    actions.edit_session(
        session, version=1, by=organiser, people=[lead], **facts(room="Room 2", starts=datetime.time(10))
    )

    session.refresh_from_db()
    assert (session.starts_at, str(session.room), session.version) == (at(10), "Room 2", 2)
    assert session.changed_by == organiser
    assert [attendance.user for attendance in session.attendances.all()] == [lead]
    event = last_event()
    assert event.sentence == "changed “Social workers, group 1” on 9 March at 10:00 in the timetable"
    assert event.was == {"starts": "10:30:00", "room": "Committee room 1", "who goes": [peer.name]}
    assert event.now == {"starts": "10:00:00", "room": "Room 2", "who goes": [lead.name]}


def test_who_saves_a_session_second_gets_both(challenge, organiser, manager, peer):
    line = KeyLineFactory(challenge=challenge)
    session = actions.add_session(challenge, by=organiser, **facts())
    actions.edit_session(
        session, version=1, by=manager, people=[peer], key_lines=[line], **facts(who="Theirs", room="Room 2")
    )

    with pytest.raises(SavedByAnother) as refusal:
        actions.edit_session(session, version=1, by=organiser, **facts(who="Mine"))

    assert refusal.value.by == manager.name
    assert refusal.value.theirs == facts(who="Theirs", room="Room 2", people=peer.name, key_lines="1")
    session.refresh_from_db()
    assert session.who == "Theirs"


def test_the_same_change_twice_is_no_conflict(challenge, organiser, manager):
    session = actions.add_session(challenge, by=organiser, **facts())
    actions.edit_session(session, version=1, by=manager, **facts(who="The same"))

    actions.edit_session(session, version=1, by=organiser, **facts(who="The same"))

    session.refresh_from_db()
    assert (session.who, session.version) == ("The same", 3)


def test_who_has_left_the_team_stays_with_what_was_held(challenge, organiser, peer):
    session = actions.add_session(challenge, by=organiser, people=[peer], **facts())
    Membership.objects.filter(user=peer).update(ended_at=now(), ended_by=organiser)

    actions.edit_session(session, version=1, by=organiser, people=[peer], **facts(who="Others"))

    assert [attendance.user for attendance in session.attendances.all()] == [peer]


def test_a_session_is_removed(challenge, organiser, peer):
    session = SessionFactory(challenge=challenge, title="Police", going=[peer])

    actions.remove_session(session, by=organiser)

    assert challenge.sessions.count() == 0
    event = last_event()
    assert event.sentence == "removed “Police” on 9 March at 10:30 from the timetable"
    assert event.target_id == session.pk


def test_a_held_session_stays(challenge, organiser, peer):
    session = SessionFactory(challenge=challenge, held_at=now(), held_by=peer)

    with pytest.raises(ActionRefused) as refusal:
        actions.remove_session(session, by=organiser)

    assert str(refusal.value) == "This session was held, so it stays in the timetable."


def test_a_session_the_evidence_cites_stays_and_the_council_does_not_learn_why(challenge, organiser):
    session = SessionFactory(challenge=challenge)
    NoteFactory(challenge=challenge, session=session)

    with pytest.raises(ActionRefused) as refusal:
        actions.remove_session(session, by=organiser)

    assert str(refusal.value) == "The team has worked with this session already, so it stays in the timetable."
    assert list(challenge.sessions.all()) == [session]


@pytest.mark.parametrize("who", ["peer", "lead", "manager"])
def test_a_session_is_marked_as_held_by_who_goes_or_leads(challenge, who, request, peer):
    session = SessionFactory(challenge=challenge, title="Police", going=[peer])
    by = request.getfixturevalue(who)

    with acting_at(EVENING):
        actions.mark_session_held(session, by=by)

    session.refresh_from_db()
    assert (session.held_at, session.held_by) == (EVENING, by)
    assert last_event().sentence == "marked “Police” on 9 March at 10:30 as held"


def test_a_peer_marks_no_session_of_others(challenge, lead, peer):
    session = SessionFactory(challenge=challenge, going=[lead])

    with acting_at(EVENING), pytest.raises(ActionRefused) as refusal:
        actions.mark_session_held(session, by=peer)

    assert str(refusal.value) == "Those who go to a session mark it as held, or the lead peer or the challenge manager."


def test_a_session_to_come_is_not_held_yet(challenge, manager):
    session = SessionFactory(challenge=challenge, title="Police")

    with acting_at(at(10)), pytest.raises(ActionRefused) as refusal:
        actions.mark_session_held(session, by=manager)

    assert str(refusal.value) == "“Police” on 9 March at 10:30 is still to come. Mark it as held once it has begun."


def test_marking_twice_changes_nothing(challenge, lead, manager):
    session = SessionFactory(challenge=challenge)
    with acting_at(EVENING):
        actions.mark_session_held(session, by=lead)

        actions.mark_session_held(session, by=manager)

    session.refresh_from_db()
    assert session.held_by == lead
    assert AuditEvent.objects.count() == 1


def test_a_session_marked_by_mistake_is_taken_back(challenge, lead, peer):
    session = SessionFactory(challenge=challenge, title="Police", held_at=now(), held_by=lead)

    actions.mark_session_not_held(session, by=lead)

    session.refresh_from_db()
    assert (session.held_at, session.held_by) == (None, None)
    assert last_event().sentence == "took back that “Police” on 9 March at 10:30 was held"
    actions.mark_session_not_held(session, by=lead)
    assert AuditEvent.objects.count() == 1
    with pytest.raises(ActionRefused) as refusal:
        actions.mark_session_not_held(session, by=peer)
    assert str(refusal.value) == (
        "Those who go to a session say whether it was held, or the lead peer or the challenge manager."
    )


def test_a_day_is_marked_as_held_as_far_as_it_has_begun(challenge, manager, lead):
    begun = SessionFactory(challenge=challenge)
    SessionFactory(challenge=challenge, kind="reading", starts_at=at(12))
    SessionFactory(challenge=challenge, starts_at=at(9), held_at=at(10), held_by=lead)
    to_come = SessionFactory(challenge=challenge, starts_at=at(14))

    with acting_at(at(13)):
        marked = actions.mark_day_held(challenge, TUESDAY, by=manager)

    begun.refresh_from_db()
    to_come.refresh_from_db()
    assert (marked, begun.held_by, to_come.held_by) == (1, manager, None)
    assert last_event().sentence == "marked 1 session of 9 March as held"


def test_a_day_with_nothing_to_mark_says_so(challenge, manager):
    SessionFactory(challenge=challenge)

    with acting_at(at(9)), pytest.raises(ActionRefused) as refusal:
        actions.mark_day_held(challenge, TUESDAY, by=manager)

    assert str(refusal.value) == ("No session of 9 March waits to be marked: each is marked already, or still to come.")


def test_outside_the_week_nothing_is_marked_or_noted(manager):
    session = SessionFactory(challenge=ChallengeFactory(stage="feedback"))
    note = DailyNoteFactory(challenge=session.challenge)
    tries = [
        lambda: actions.mark_session_held(session, by=manager),
        lambda: actions.mark_session_not_held(session, by=manager),
        lambda: actions.mark_day_held(session.challenge, TUESDAY, by=manager),
        lambda: actions.write_daily_note(session.challenge, on_date=TUESDAY, text="Text", by=manager),
        lambda: actions.edit_daily_note(note, version=1, on_date=TUESDAY, text="Text", by=manager),
        lambda: actions.share_daily_note(note, by=manager),
    ]

    for attempt in tries:
        with pytest.raises(ActionRefused) as refusal:
            attempt()
        assert str(refusal.value) == "This can be done while the challenge is on site."
