import datetime
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenges import next_actions
from challenges.actions import end_membership
from challenges.inviting import NEVER_WITHOUT
from challenges.lifecycle import ToDo
from challenges.models import Role
from challenges.moments import now
from onsite import queries
from onsite.models import Room, Session
from onsite.queries import Attendee, Clash, ClashKind, Slot, WeekInNumbers
from tests.factories import ChallengeFactory, UserFactory
from tests.onsite.factories import (
    TUESDAY,
    DailyNoteFactory,
    RoomFactory,
    SessionFactory,
    SharedNoteFactory,
    at,
)

WEDNESDAY = TUESDAY + datetime.timedelta(days=1)


# The days, the team, the sessions


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        ((2027, 3, 9), (2027, 3, 12), [9, 10, 11, 12]),
        ((2027, 3, 11), (2027, 3, 16), [11, 12, 15, 16]),
        ((2027, 3, 25), (2027, 3, 30), [25, 30]),  # Good Friday, the weekend, Easter Monday
        ((2027, 3, 9), (2027, 3, 9), [9]),
    ],
)
def test_on_site_days_are_the_working_days(first, last, days):
    challenge = ChallengeFactory.build(
        council=None, programme=None, created_by=None, starts_on=datetime.date(*first), ends_on=datetime.date(*last)
    )

    assert [day.day for day in queries.on_site_days(challenge)] == days


@pytest.mark.django_db
def test_the_team_is_the_lead_peer_then_peers_the_challenge_manager_and_observers(person):
    challenge = ChallengeFactory(stage="onsite")
    observer, manager, peer, lead, other = (
        person(role, challenge) for role in ("observer", "challenge_manager", "peer", "lead_peer", "peer")
    )
    person("organiser", challenge)
    person("peer", ChallengeFactory())

    assert queries.team(challenge) == [lead, peer, other, manager, observer]


@pytest.mark.django_db
def test_sessions_stand_in_order_and_are_of_this_challenge():
    challenge = ChallengeFactory(stage="onsite")
    late = SessionFactory(challenge=challenge, starts_at=at(14))
    second = SessionFactory(challenge=challenge, starts_at=at(10), track="B")
    first = SessionFactory(challenge=challenge, starts_at=at(10), track="A")
    SessionFactory()

    assert list(queries.sessions(challenge)) == [first, second, late]


@pytest.mark.django_db
def test_who_has_left_the_team_goes_only_to_what_was_held(person):
    challenge = ChallengeFactory(stage="onsite")
    peer = person("peer", challenge)
    SessionFactory(challenge=challenge, going=[peer], held_at=now(), held_by=peer, starts_at=at(9))
    SessionFactory(challenge=challenge, going=[peer], starts_at=at(11))

    end_membership(challenge.memberships.get(), by=challenge.created_by)

    slots = queries.timetable(queries.sessions(challenge), challenge)
    assert [[each.name for each in slot.going] for slot in slots] == [[peer.name], []]
    assert list(Session.objects.without_a_peer()) == [slot.session for slot in slots]


# Clashes


def slot(pk, starts, ends, *, going="", room=None, kind="interview", title=None, day=TUESDAY):
    """A session that stands in no database. Hours as (hour, minute)."""
    session = Session(
        pk=pk,
        title=title or f"Session {pk}",
        kind=kind,
        starts_at=at(*starts, day),
        ends_at=at(*ends, day),
        room=Room(pk=room, name=f"Room {room}") if room else None,
    )
    return Slot(session, [Attendee(ord(name), name) for name in going])


def test_a_person_booked_twice_is_told_with_both_sessions_and_times():
    slots = [
        slot(1, (13, 0), (14, 15), going="P", room=1, title="Front door visit"),
        slot(2, (13, 30), (14, 15), going="P", room=2, title="Chief executive"),
    ]

    assert queries.clashes(slots, [TUESDAY]) == [
        Clash(
            ClashKind.PERSON,
            (1, 2),
            "P is booked twice on 9 March: “Front door visit” (13:00 to 14:15) and “Chief executive” (13:30 to 14:15).",
        )
    ]


def test_people_booked_twice_for_the_same_two_sessions_share_a_sentence():
    slots = [slot(1, (13, 0), (14, 0), going="QPR"), slot(2, (13, 0), (14, 0), going="PQ")]

    assert [clash.sentence for clash in queries.clashes(slots, [TUESDAY])] == [
        "P and Q are booked twice on 9 March: “Session 1” (13:00 to 14:00) and “Session 2” (13:00 to 14:00)."
    ]


def test_a_room_booked_twice_is_told():
    slots = [slot(1, (13, 0), (14, 0), going="P", room=1), slot(2, (13, 30), (14, 0), going="Q", room=1)]

    assert queries.clashes(slots, [TUESDAY]) == [
        Clash(
            ClashKind.ROOM,
            (1, 2),
            "The room “Room 1” is booked twice on 9 March: “Session 1” (13:00 to 14:00) and "
            "“Session 2” (13:30 to 14:00).",
        )
    ]


def test_a_session_outside_the_on_site_days_is_told():
    assert queries.clashes([slot(1, (9, 0), (10, 0), day=WEDNESDAY)], [TUESDAY]) == [
        Clash(ClashKind.OUTSIDE, (1,), "“Session 1” (10 March, 09:00 to 10:00) lies outside the on-site days.")
    ]


@pytest.mark.parametrize(
    ("starts", "told"),
    [
        ((10, 0), "P has no time on 9 March to get from “Session 1” (09:00 to 10:00) in “Room 1” to “Session 2”"),
        ((10, 1), "P has 1 minute on 9 March to get from “Session 1” (09:00 to 10:00) in “Room 1” to “Session 2”"),
        ((10, 14), "P has 14 minutes on 9 March to get from “Session 1” (09:00 to 10:00) in “Room 1” to “Session 2”"),
    ],
)
def test_little_time_between_two_rooms_is_a_hint(starts, told):
    slots = [slot(1, (9, 0), (10, 0), going="P", room=1), slot(2, starts, (11, 0), going="P", room=2)]

    (clash,) = queries.clashes(slots, [TUESDAY])

    assert clash.is_hint
    assert clash.sentence == f"{told} ({starts[0]}:{starts[1]:02d} to 11:00) in “Room 2”."


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"room": 1}, {"room": 1}),  # the same room
        ({"room": None}, {"room": 1}),  # nobody knows how far
        ({"room": 1}, {"room": None}),
        ({"room": 1}, {"room": 2, "kind": "reading"}),  # the team's own time can wait
    ],
)
def test_no_hint_where_no_way_has_to_be_gone_in_a_hurry(first, second):
    slots = [slot(1, (9, 0), (10, 0), going="P", **first), slot(2, (10, 0), (11, 0), going="P", **second)]

    assert queries.clashes(slots, [TUESDAY]) == []


def test_several_people_in_a_hurry_share_a_sentence():
    slots = [slot(1, (9, 0), (10, 0), going="QP", room=1), slot(2, (10, 0), (11, 0), going="PQ", room=2)]

    assert [clash.sentence for clash in queries.clashes(slots, [TUESDAY])] == [
        (
            "P and Q have no time on 9 March to get from “Session 1” (09:00 to 10:00) in “Room 1” to "
            "“Session 2” (10:00 to 11:00) in “Room 2”."
        )
    ]


def test_sessions_one_after_the_other_do_not_clash():
    slots = [slot(1, (9, 0), (10, 0), going="P", room=1), slot(2, (10, 15), (11, 0), going="P", room=2)]

    assert queries.clashes(slots, [TUESDAY]) == []


@st.composite
def weeks(draw):
    """Up to 25 sessions over two days, with people and rooms so few that they often meet."""
    drawn = []
    for pk in range(1, draw(st.integers(0, 25)) + 1):
        start = draw(st.integers(0, 40)) * 5
        end = start + draw(st.integers(1, 24)) * 5
        drawn.append(
            slot(
                pk,
                (9 + start // 60, start % 60),
                (9 + end // 60, end % 60),
                going=draw(st.sets(st.sampled_from("PQR"))),
                room=draw(st.none() | st.integers(1, 3)),
                kind=draw(st.sampled_from(["interview", "team"])),
                day=draw(st.sampled_from([TUESDAY, WEDNESDAY])),
            )
        )
    return draw(st.permutations(drawn))


def every_pair(slots, days):
    """The oracle: look at every two sessions."""
    found = {(ClashKind.OUTSIDE, (each.session.pk,)) for each in slots if each.session.day not in days}
    for pair in combinations(slots, 2):
        one, other = sorted(pair, key=lambda each: (each.session.starts_at, each.session.ends_at, each.session.pk))
        first, second = one.session, other.session
        pks = (first.pk, second.pk)
        overlap = second.starts_at < first.ends_at
        gap = second.starts_at - first.ends_at
        people = set(one.going) & set(other.going)
        other_room = first.room_id and second.room_id and first.room_id != second.room_id
        if overlap and people:
            found.add((ClashKind.PERSON, pks))
        if overlap and first.room_id and first.room_id == second.room_id:
            found.add((ClashKind.ROOM, pks))
        if not overlap and people and other_room and gap < datetime.timedelta(minutes=15) and second.is_meeting:
            found.add((ClashKind.SHORT, pks))
    return found


@given(weeks())
def test_clashes_are_those_of_every_pair(slots):
    found = queries.clashes(slots, [TUESDAY])

    told = [(clash.kind, clash.sessions) for clash in found]
    assert len(told) == len(set(told))
    assert set(told) == every_pair(slots, [TUESDAY])


@given(weeks())
def test_clashes_do_not_depend_on_the_order_of_the_sessions(slots):
    in_order = sorted(slots, key=lambda each: each.session.pk)

    assert set(queries.clashes(slots, [TUESDAY])) == set(queries.clashes(in_order, [TUESDAY]))


def test_clashes_of_a_long_timetable_take_no_pairwise_work():
    class Counted(datetime.timedelta):
        """Counts how often two sessions are compared."""

        seen = 0

        def __radd__(self, other):
            Counted.seen += 1
            return other + datetime.timedelta(seconds=self.total_seconds())

    begins = [(9 + n // 30, 2 * (n % 30)) for n in range(300)]
    booked = [slot(n, start, end, going="P").session for n, (start, end) in enumerate(pairwise(begins), start=1)]

    list(queries._close({"P": booked}, Counted(0)))

    assert Counted.seen <= 2 * len(booked)


# The week in numbers


@pytest.mark.django_db
def test_the_week_in_numbers_counts_meetings_their_hours_and_groups():
    challenge = ChallengeFactory(stage="onsite")
    held = {"challenge": challenge, "held_at": now(), "held_by": UserFactory()}
    SessionFactory(**held, who="Social workers")
    SessionFactory(**held, who="social workers ", ends_at=at(12))
    SessionFactory(**held, who="Foster carers")
    SessionFactory(**held, who="")
    SessionFactory(**held, kind="team", who="")
    SessionFactory(challenge=challenge, who="Police")

    assert queries.week_in_numbers(challenge) == WeekInNumbers(sessions=5, held=4, hours=4, groups=2)


@pytest.mark.django_db
def test_a_week_without_sessions_has_no_numbers():
    assert queries.week_in_numbers(ChallengeFactory()) == WeekInNumbers(sessions=0, held=0, hours=0, groups=0)


# What is left to do


def facts(todos):
    return [(todo.sentence, todo.role, todo.gates) for todo in todos]


@pytest.mark.django_db
def test_without_sessions_the_organiser_builds_the_timetable():
    challenge = ChallengeFactory(stage="onsite")

    assert queries.left_to_do(challenge) == [
        ToDo("Build the timetable", "onsite:timetable", Role.ORGANISER, due_on=TUESDAY),
        ToDo(
            "Write a no-surprises note for the sponsor",
            "onsite:daily_note_list",
            Role.LEAD_PEER,
            url=f"/challenges/{challenge.slug}/no-surprises/add/",
            due_on=TUESDAY,
        ),
    ]


@pytest.mark.django_db
def test_sessions_need_a_peer_and_are_held(person):
    challenge = ChallengeFactory(stage="onsite")
    peer, manager = person("peer", challenge), person("challenge_manager", challenge)
    SharedNoteFactory(challenge=challenge, seen_at=now(), seen_by=peer)
    SessionFactory(challenge=challenge, starts_at=at(9, 0, WEDNESDAY))
    SessionFactory(challenge=challenge, starts_at=at(9, 0, WEDNESDAY), going=[manager])
    SessionFactory(challenge=challenge, going=[peer])
    SessionFactory(challenge=challenge, kind="team")

    todos = queries.left_to_do(challenge)

    assert facts(todos) == [
        ("Say who of the team goes to 2 sessions", Role.CHALLENGE_MANAGER, True),
        ("Mark 3 sessions as held", Role.CHALLENGE_MANAGER, True),
    ]
    assert todos[0].url == f"/challenges/{challenge.slug}/timetable/days/2027-03-10/who-goes/"


@pytest.mark.django_db
def test_a_draft_is_to_be_shared():
    challenge = ChallengeFactory(stage="onsite")
    note = DailyNoteFactory(challenge=challenge)

    todo = queries.left_to_do(challenge)[-1]

    assert todo.sentence == "Share the no-surprises note of 9 March with the sponsor"
    assert todo.url == f"/challenges/{challenge.slug}/no-surprises/{note.pk}/share/"


@pytest.mark.django_db
def test_the_sponsor_has_unread_notes_to_read_and_they_hold_nothing_up(person):
    challenge = ChallengeFactory(stage="onsite")
    for role in NEVER_WITHOUT:
        person(role, challenge)
    user = person("peer", challenge)
    SessionFactory(challenge=challenge, going=[user], held_at=now(), held_by=user)
    SharedNoteFactory(challenge=challenge, seen_at=now(), seen_by=user)
    SharedNoteFactory(challenge=challenge, on_date=WEDNESDAY)
    DailyNoteFactory(challenge=challenge)

    assert facts(next_actions.left_to_do(challenge)) == [
        ("End the on-site week", "challenge_manager", True),
        ("Read the no-surprises note of 10 March", Role.SPONSOR, False),
    ]


@pytest.mark.django_db
def test_rooms_stand_by_name():
    room = RoomFactory(name="Room 2")
    other = RoomFactory(name="Room 1", challenge=room.challenge)
    RoomFactory()

    assert list(queries.rooms(room.challenge)) == [other, room]


@pytest.mark.parametrize(
    ("words", "sentence"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_words_are_listed(words, sentence):
    assert queries.listed(words) == sentence
