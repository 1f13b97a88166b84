import datetime

import pytest

from challenges.action_tools import ActionRefused, SavedByAnother
from challenges.lifecycle import Stage
from challenges.models import Audience, AuditEvent, Membership, OutboundMail
from challenges.moments import acting_at, now
from onsite import actions, queries
from onsite.actions import TrackPlan
from onsite.models import DailyNote, Session
from tests.factories import ChallengeFactory, UserFactory
from tests.feedback.factories import NoteFactory
from tests.onsite.factories import (
    TUESDAY,
    DailyNoteFactory,
    KeyLineFactory,
    RoomFactory,
    SessionFactory,
    SharedNoteFactory,
    at,
)

pytestmark = pytest.mark.django_db

EVENING = at(18)


@pytest.fixture
def challenge():
    return ChallengeFactory(stage="onsite")


@pytest.fixture
def organiser(person, challenge):
    return person("organiser", challenge)


@pytest.fixture
def manager(person, challenge):
    return person("challenge_manager", challenge)


@pytest.fixture
def lead(person, challenge):
    return person("lead_peer", challenge)


@pytest.fixture
def peer(person, challenge):
    return person("peer", challenge)


@pytest.fixture
def sponsor(person, challenge):
    return person("sponsor", challenge, name="The director")


def facts(**changes):
    return {
        "title": "Social workers, group 1",
        "kind": "focus_group",
        "who": "Six to ten social workers",
        "track": "A",
        "day": TUESDAY,
        "starts": datetime.time(10, 30),
        "ends": datetime.time(11, 30),
        "room": "Committee room 1",
    } | changes


def last_event():
    return AuditEvent.objects.order_by("pk").last()


# Filling the timetable


def test_the_timetable_starts_from_the_programmes(challenge, organiser):
    made = actions.fill_timetable(challenge, by=organiser)

    plan = challenge.programme.plan.timetable
    assert challenge.sessions.count() == len(made) == len(plan)
    first = queries.sessions(challenge).first()
    assert (first.title, first.day, f"{first.starts:%H:%M}") == (plan[0].title, TUESDAY, plan[0].starts)
    assert {session.day.day for session in made} == {9, 10, 11, 12}


def test_the_fill_is_one_event(challenge, organiser):
    made = actions.fill_timetable(challenge, by=organiser)

    event = AuditEvent.objects.get()
    assert event.sentence == f"started the timetable from the programme’s: {len(made)} sessions"
    assert event.audience == Audience.COUNCIL


def test_the_fill_skips_weekends(organiser):
    challenge = ChallengeFactory(
        stage="onsite", starts_on=datetime.date(2027, 3, 11), ends_on=datetime.date(2027, 3, 16)
    )

    made = actions.fill_timetable(challenge, by=organiser)

    assert {session.day.day for session in made} == {11, 12, 15, 16}


def test_a_shorter_week_takes_the_first_days_of_the_programme(organiser):
    challenge = ChallengeFactory(stage="onsite", ends_on=TUESDAY)

    made = actions.fill_timetable(challenge, by=organiser)

    assert {session.day for session in made} == {TUESDAY}


def test_the_fill_puts_the_team_down_for_what_is_on_all_tracks(challenge, organiser, lead, manager, peer):
    actions.fill_timetable(challenge, by=organiser)

    slots = queries.timetable(queries.sessions(challenge), challenge)
    going = {slot.session.kind: {each.pk for each in slot.going} for slot in slots if slot.session.track == "All"}
    assert going["opening"] == {lead.pk, manager.pk, peer.pk}
    assert going["no_surprises"] == {lead.pk, manager.pk}
    assert {slot.going == [] for slot in slots if slot.session.track != "All"} == {True}


def test_a_timetable_is_not_filled_twice(challenge, organiser):
    SessionFactory(challenge=challenge)

    with pytest.raises(ActionRefused) as refusal:
        actions.fill_timetable(challenge, by=organiser)

    assert str(refusal.value) == "There are sessions in the timetable already. Change those, or add to them."


@pytest.mark.parametrize("stage", [Stage.SCOPING, Stage.FEEDBACK])
def test_the_timetable_is_changed_from_preparation_to_the_end_of_the_week(stage, person):
    session = SessionFactory(challenge=ChallengeFactory(stage=stage))
    by = person("organiser", session.challenge)
    sentence = "The timetable can be changed from preparation until the on-site week ends."
    tries = [
        lambda: actions.fill_timetable(session.challenge, by=by),
        lambda: actions.fill_day(session.challenge, TUESDAY, tracks={}, by=by),
        lambda: actions.add_session(session.challenge, by=by, **facts()),
        lambda: actions.edit_session(session, version=1, by=by, **facts()),
        lambda: actions.remove_session(session, by=by),
    ]

    for attempt in tries:
        with pytest.raises(ActionRefused) as refusal:
            attempt()
        assert str(refusal.value) == sentence


def test_a_day_is_filled_where_it_has_gaps(challenge, organiser, lead, peer):
    room = RoomFactory(challenge=challenge, name="Room 1")
    empty = SessionFactory(challenge=challenge, track="A")
    full = SessionFactory(challenge=challenge, track="A", going=[lead], room=room)
    other_track = SessionFactory(challenge=challenge, track="B")
    other_day = SessionFactory(challenge=challenge, track="A", starts_at=at(9, 0, TUESDAY + datetime.timedelta(days=1)))

    filled = actions.fill_day(challenge, TUESDAY, tracks={"A": TrackPlan([peer], "room 2")}, by=organiser)

    def stands(session):
        session.refresh_from_db()
        return str(session.room or ""), [attendance.user for attendance in session.attendances.all()]

    assert filled == 1
    assert stands(empty) == ("room 2", [peer])
    assert stands(full) == ("Room 1", [lead])
    assert stands(other_track) == stands(other_day) == ("", [])
    assert last_event().sentence == "said who goes to 1 session on 9 March, and where"


def test_a_session_with_only_the_challenge_manager_still_gets_a_peer(challenge, organiser, manager, peer):
    session = SessionFactory(challenge=challenge, track="A", going=[manager])

    actions.fill_day(challenge, TUESDAY, tracks={"A": TrackPlan([peer, manager])}, by=organiser)

    assert [attendance.user for attendance in session.attendances.all()] == [manager, peer]


def test_filling_nothing_leaves_no_trace(challenge, organiser, peer):
    SessionFactory(challenge=challenge, track="A", going=[peer])

    assert actions.fill_day(challenge, TUESDAY, tracks={"A": TrackPlan([peer])}, by=organiser) == 0
    assert AuditEvent.objects.count() == 0


def test_a_day_is_filled_with_people_of_the_team(challenge, organiser):
    stranger = UserFactory(name="Somebody else")

    with pytest.raises(ActionRefused) as refusal:
        actions.fill_day(challenge, TUESDAY, tracks={"A": TrackPlan([stranger])}, by=organiser)

    assert str(refusal.value) == "Somebody else is not in the peer team."


# One session


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


# Held


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


# No-surprises notes


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


# The end of the week


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
