"""Filling the timetable and its days."""

import datetime

import pytest

from challenges.action_tools import ActionRefused
from challenges.lifecycle import Stage
from challenges.models import Audience, AuditEvent
from onsite import actions, queries
from onsite.actions import TrackPlan
from tests.factories import ChallengeFactory, UserFactory
from tests.onsite.acting import facts, last_event
from tests.onsite.factories import (
    TUESDAY,
    RoomFactory,
    SessionFactory,
    at,
)

pytestmark = pytest.mark.django_db


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
