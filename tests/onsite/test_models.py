"""What can never be true of the week, tried at the database."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from challenges.models import Audience
from challenges.moments import now
from onsite.models import Attendance, Session
from tests.factories import ChallengeFactory, UserFactory
from tests.onsite.factories import TUESDAY, DailyNoteFactory, RoomFactory, SessionFactory, SharedNoteFactory, at

pytestmark = pytest.mark.django_db


def refused_by(constraint):
    return pytest.raises(IntegrityError, match=constraint)


def test_a_room_has_one_name_in_a_challenge():
    room = RoomFactory()

    with refused_by("name|one_room_per_name"), transaction.atomic():
        RoomFactory(challenge=room.challenge, name=room.name)


def test_two_challenges_may_have_rooms_of_the_same_name():
    RoomFactory(name="Council chamber")

    assert str(RoomFactory(name="Council chamber")) == "Council chamber"


@pytest.mark.parametrize("ends_at", [at(10, 30), at(10)])
def test_a_session_ends_after_it_starts(ends_at):
    with refused_by("session_ends_after_it_starts"), transaction.atomic():
        SessionFactory(starts_at=at(10, 30), ends_at=ends_at)


@pytest.mark.parametrize("pair", ["held", "changed"])
def test_a_session_has_who_with_when(pair):
    with refused_by(f"session_{pair}_at_and_by_together"), transaction.atomic():
        SessionFactory(**{f"{pair}_at": now()})
    with refused_by(f"session_{pair}_at_and_by_together"), transaction.atomic():
        SessionFactory(**{f"{pair}_by": UserFactory()})


def test_a_person_goes_to_a_session_once():
    user = UserFactory()
    session = SessionFactory(going=[user])

    with refused_by("user|one_attendance_per_person"), transaction.atomic():
        Attendance.objects.create(session=session, user=user)


@pytest.mark.parametrize(
    "fields", [{"audience": Audience.COUNCIL}, {"shared_at": now()}, {"shared_at": now(), "audience": Audience.COUNCIL}]
)
def test_a_note_for_the_council_is_a_shared_one(fields):
    with refused_by("shared_daily_note_is_for_the_council"), transaction.atomic():
        DailyNoteFactory(**fields)


def test_a_shared_note_is_for_the_council():
    with refused_by("shared_daily_note_is_for_the_council"), transaction.atomic():
        SharedNoteFactory(audience=Audience.TEAM)


def test_a_note_is_seen_once_it_is_shared():
    with refused_by("daily_note_seen_once_shared"), transaction.atomic():
        DailyNoteFactory(seen_at=now(), seen_by=UserFactory())
    with refused_by("daily_note_seen_once_shared"), transaction.atomic():
        SharedNoteFactory(seen_at=now())


def test_a_session_says_its_day_and_times_in_london():
    summer = datetime.date(2027, 6, 8)

    session = SessionFactory(starts_at=at(9, 30, summer), ends_at=at(10, 15, summer))

    session.refresh_from_db()
    assert (session.day, session.times) == (summer, "09:30 to 10:15")


def test_a_session_of_the_evening_belongs_to_its_day_in_london():
    session = SessionFactory(starts_at=at(0, 15, datetime.date(2027, 6, 8)))

    assert list(Session.objects.on_day(datetime.date(2027, 6, 8))) == [session]
    assert list(Session.objects.on_day(datetime.date(2027, 6, 7))) == []


def test_meetings_leave_out_the_time_the_team_is_by_itself():
    meeting = SessionFactory(kind="interview")
    SessionFactory(kind="reading", challenge=meeting.challenge)

    assert list(Session.objects.meetings()) == [meeting]


def test_names_of_rows():
    challenge = ChallengeFactory(stage="onsite")
    user = UserFactory(name="Health peer")
    session = SessionFactory(title="Police", challenge=challenge, going=[user])

    assert str(session) == "Police"
    assert str(session.attendances.get()) == "Health peer at Police"
    assert str(DailyNoteFactory(on_date=TUESDAY)) == "No-surprises note of 9 March 2027"
