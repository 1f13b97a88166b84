"""The demo of the week, by the real steps."""

import pytest

from challenges import next_actions
from challenges.lifecycle import Stage
from onsite import queries
from onsite.models import DailyNote, Session
from peerchallenge.demo import onsite as demo
from tests.factories import ChallengeFactory
from tests.onsite.factories import cast_of

pytestmark = pytest.mark.django_db


def _people_booked_twice(challenge):
    slots = queries.timetable(queries.sessions(challenge), challenge)
    return [
        clash
        for clash in queries.clashes(slots, queries.on_site_days(challenge))
        if clash.kind == queries.ClashKind.PERSON
    ]


def test_begin_leaves_a_full_timetable_with_one_double_booking():
    challenge = ChallengeFactory(stage="onsite")

    demo.begin(challenge, cast_of(challenge))

    meetings = Session.objects.filter(challenge=challenge).meetings()
    assert challenge.sessions.count() == len(challenge.programme.plan.timetable)
    assert list(challenge.sessions.filter(room=None)) == []
    assert list(meetings.without_a_peer()) == []
    assert len(_people_booked_twice(challenge)) == 1
    assert {session.day.day for session in meetings.held()} == {9, 10}
    assert {session.day.day for session in meetings.not_held()} == {11, 12}
    notes = DailyNote.objects.filter(challenge=challenge).order_by("on_date")
    assert [(bool(note.shared_at), bool(note.seen_at)) for note in notes] == [(True, True), (False, False)]


def test_complete_settles_holds_shares_and_ends_the_stage():
    challenge = ChallengeFactory(stage="onsite")
    cast = cast_of(challenge)
    demo.begin(challenge, cast)

    demo.complete(challenge, cast)

    challenge.refresh_from_db()
    assert challenge.stage == Stage.FEEDBACK
    assert challenge.stage_endings.get().missing == []
    assert _people_booked_twice(challenge) == []
    assert [bool(note.shared_at and note.seen_at) for note in challenge.daily_notes.all()] == [True, True, True]
    week = queries.week_in_numbers(challenge)
    assert week.held == week.sessions == challenge.sessions.meetings().count()


def test_after_begin_the_week_still_has_things_to_do():
    challenge = ChallengeFactory(stage="onsite")

    demo.begin(challenge, cast_of(challenge))

    to_hold = challenge.sessions.meetings().not_held().count()
    assert [todo.sentence for todo in next_actions.left_to_do(challenge)] == [f"Mark {to_hold} sessions as held"]
