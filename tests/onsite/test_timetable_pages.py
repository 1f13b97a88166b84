"""The pages of the timetable and of its days."""

import datetime

import pytest

from challenges.moments import acting_at, now
from onsite.models import Session
from tests.onsite.factories import (
    TUESDAY,
    RoomFactory,
    SessionFactory,
    at,
)
from tests.onsite.pages import DAY, page

pytestmark = pytest.mark.django_db


def test_an_empty_timetable_offers_the_programmes_to_who_may_build_it(as_role, challenge):
    assert "Start from the programme’s timetable" in as_role("organiser").get(page("timetable", challenge)).text


def test_an_empty_timetable_says_who_builds_it(as_role, challenge):
    shown = as_role("peer").get(page("timetable", challenge)).text

    assert "The council’s organiser and the challenge manager build the timetable together." in shown
    assert "Start from the programme’s timetable" not in shown


def test_the_organiser_fills_the_timetable(as_role, challenge):
    client = as_role("organiser")

    confirm = client.get(page("timetable_fill", challenge)).text
    filled = client.post(page("timetable_fill", challenge), follow=True).text

    planned = len(challenge.programme.plan.timetable)
    assert f"on 9 March, 10 March, 11 March and 12 March: {planned} sessions" in confirm
    assert f"{planned} sessions are in the timetable. Next: say who goes." in filled
    assert challenge.sessions.count() == planned


def test_a_refusal_to_fill_is_shown_on_the_page(as_role, challenge):
    SessionFactory(challenge=challenge)

    answer = as_role("organiser").post(page("timetable_fill", challenge))

    assert "There are sessions in the timetable already. Change those, or add to them." in answer.text


def test_the_timetable_shows_a_session_with_its_people_and_room(as_role, challenge, person):
    room = RoomFactory(challenge=challenge, name="Committee room 1")
    going = [person("peer", challenge, name="Health peer"), person("lead_peer", challenge, name="Lead peer")]
    session = SessionFactory(challenge=challenge, title="Police", who="Police lead", room=room, track="B", going=going)

    shown = as_role("sponsor").get(page("timetable", challenge)).text

    assert "Tuesday 9 March" in shown
    assert f'class="session session--b" id="session-{session.pk}"' in shown
    assert "10:30 to 11:30, track B, Committee room 1" in shown
    assert "With: Police lead" in shown
    assert "Going: Health peer, Lead peer" in shown


def test_the_whole_team_is_named_as_such(as_role, challenge, person):
    going = [person("peer", challenge) for _ in range(3)]
    SessionFactory(challenge=challenge, going=going)

    assert "Going: the whole team" in as_role("sponsor").get(page("timetable", challenge)).text


def test_every_on_site_day_stands_there(as_role, challenge):
    SessionFactory(challenge=challenge)

    shown = as_role("peer").get(page("timetable", challenge)).text

    assert [f'id="day-2027-03-{day:02d}"' in shown for day in range(8, 14)] == [False, True, True, True, True, False]
    assert shown.count("No session on this day yet.") == 3


def test_a_day_outside_the_week_is_shown_as_such(as_role, challenge):
    SessionFactory(challenge=challenge, title="Police", starts_at=at(9, 0, datetime.date(2027, 3, 15)))

    shown = as_role("peer").get(page("timetable", challenge)).text

    assert "Outside the on-site days" in shown
    assert "“Police” (15 March, 09:00 to 10:00) lies outside the on-site days." in shown


def test_a_double_booking_is_told_on_top_and_beside_both_sessions(as_role, challenge, person):
    peer = person("peer", challenge, name="Health peer")
    for title in ("Police", "Legal"):
        SessionFactory(challenge=challenge, title=title, going=[peer])

    shown = as_role("organiser").get(page("timetable", challenge)).text

    sentence = "Health peer is booked twice on 9 March: “Police” (10:30 to 11:30) and “Legal” (10:30 to 11:30)."
    assert "1 thing to look at" in shown
    assert shown.count(f'<p class="session__warning">{sentence}</p>') == 2


def test_a_short_change_of_room_is_a_hint_on_the_second_session(as_role, challenge, person):
    peer = person("peer", challenge)
    for hour in (9, 10):
        SessionFactory(challenge=challenge, starts_at=at(hour), going=[peer], room=RoomFactory(challenge=challenge))

    shown = as_role("organiser").get(page("timetable", challenge)).text

    assert "1 short change of room" in shown
    assert shown.count("Little time to get here") == 1
    assert "thing to look at" not in shown


def test_what_is_held_or_over_is_no_longer_warned_of(challenge, person, log_in_as):
    peer = person("peer", challenge)
    SessionFactory.create_batch(2, challenge=challenge, going=[peer], held_at=now(), held_by=peer)

    assert "to look at" not in log_in_as(peer).get(page("timetable", challenge)).text
    Session.objects.update(held_at=None, held_by=None)
    assert "1 thing to look at" in log_in_as(peer).get(page("timetable", challenge)).text
    challenge.stage = "feedback"
    challenge.save()
    assert "to look at" not in log_in_as(peer).get(page("timetable", challenge)).text


def test_my_sessions_are_marked_and_can_be_shown_alone(challenge, person, log_in_as):
    peer = person("peer", challenge)
    SessionFactory(challenge=challenge, title="Mine", going=[peer])
    SessionFactory(challenge=challenge, title="Of others")

    everything = log_in_as(peer).get(page("timetable", challenge)).text
    mine = log_in_as(peer).get(page("timetable", challenge) + "?whose=mine").text

    assert everything.count("You go") == 1
    assert everything.count("Of others") > 0
    assert mine.count("Of others") == 0
    assert "You go to no session on this day." in mine


def test_who_goes_to_nothing_is_not_offered_a_view_of_it(as_role, challenge):
    SessionFactory(challenge=challenge, title="Police")

    shown = as_role("organiser").get(page("timetable", challenge) + "?whose=mine").text

    assert "Police" in shown
    assert "Show only my sessions" not in shown


@pytest.mark.parametrize("how_many", [1, 30, 100])
def test_the_timetable_costs_the_same_however_long(challenge, person, log_in_as, how_many, django_assert_num_queries):
    peers = [person("peer", challenge) for _ in range(3)]
    room = RoomFactory(challenge=challenge)
    for number in range(how_many):
        SessionFactory(
            challenge=challenge,
            starts_at=at(8 + number % 10, 0, TUESDAY + datetime.timedelta(days=number % 4)),
            track="ABC"[number % 3],
            going=peers[: number % 3 + 1],
            room=room,
        )
    client = log_in_as(peers[0])

    with django_assert_num_queries(8):
        client.get(page("timetable", challenge))


def test_a_day_is_filled_track_by_track(as_role, challenge, person):
    peer = person("peer", challenge)
    room = RoomFactory(challenge=challenge, name="Room 1")
    in_a, in_b = (SessionFactory(challenge=challenge, track=track) for track in "AB")
    client = as_role("organiser")

    asked = client.get(page("day_fill", challenge, DAY)).text
    answer = client.post(
        page("day_fill", challenge, DAY),
        {"people_A": [peer.pk], "room_A": "Room 1", "new_room_A": "", "room_B": "", "new_room_B": "Room 2"},
        follow=True,
    )

    in_a.refresh_from_db()
    in_b.refresh_from_db()
    assert asked.count("1 session without a peer, 1 without a room") == 2
    assert "2 sessions are filled in." in answer.text
    assert (in_a.room, str(in_b.room)) == (room, "Room 2")
    assert [attendance.user for attendance in in_a.attendances.all()] == [peer]


def test_a_day_without_gaps_says_so(as_role, challenge, person):
    SessionFactory(challenge=challenge, going=[person("peer", challenge)], room=RoomFactory(challenge=challenge))

    assert (
        "Every session of this day has a peer and a room."
        in as_role("organiser").get(page("day_fill", challenge, DAY)).text
    )


def test_a_day_without_sessions_says_so(as_role, challenge):
    assert "There is no session on this day yet." in as_role("organiser").get(page("day_fill", challenge, DAY)).text


def test_filling_in_nothing_says_so(as_role, challenge):
    SessionFactory(challenge=challenge, track="A")

    answer = as_role("organiser").post(page("day_fill", challenge, DAY), {"room_A": "", "new_room_A": ""}, follow=True)

    assert "Nothing was chosen, so nothing changed." in answer.text


@pytest.mark.usefixtures("during_the_week")
def test_a_day_is_marked_as_held_after_a_confirmation(as_role, challenge):
    SessionFactory(challenge=challenge, title="Police")
    client = as_role("challenge_manager")

    confirm = client.get(page("day_mark_held", challenge, DAY)).text
    answer = client.post(page("day_mark_held", challenge, DAY), follow=True).text

    assert "<li>10:30 to 11:30: Police</li>" in confirm
    assert "1 session is marked as held." in answer
    assert challenge.sessions.held().count() == 1
    refused = client.post(page("day_mark_held", challenge, DAY)).text
    assert "No session of this day waits to be marked: each is marked already, or still to come." in refused


def headings(answer):
    return [(heading, [cell.title for cell in cells]) for heading, cells in answer.context["parts"]]


def test_today_says_what_is_now_next_later_and_earlier(challenge, person, log_in_as):
    peer = person("peer", challenge)
    for title, starts_at in [
        ("Done", at(9)),
        ("On now", at(10, 30)),
        ("Soon", at(12)),
        ("Soon as well", at(12)),
        ("Tonight", at(17)),
        ("Tomorrow", at(9, 0, datetime.date(2027, 3, 10))),
    ]:
        SessionFactory(challenge=challenge, title=title, starts_at=starts_at, going=[peer])
    SessionFactory(challenge=challenge, title="Of others", starts_at=at(10, 30))

    with acting_at(at(11)):
        answer = log_in_as(peer).get(page("today", challenge))
        everyone = log_in_as(peer).get(page("today", challenge) + "?whose=everyone")

    assert "Tuesday 9 March, 11:00" in answer.text
    assert headings(answer) == [
        ("Now", ["On now"]),
        ("Next", ["Soon", "Soon as well"]),
        ("Later today", ["Tonight"]),
        ("Earlier today", ["Done"]),
    ]
    assert headings(everyone)[0] == ("Now", ["On now", "Of others"])


def test_after_the_last_session_today_says_what_comes_on_the_next_day(challenge, person, log_in_as):
    peer = person("peer", challenge)
    SessionFactory(challenge=challenge, title="Tomorrow", starts_at=at(9, 0, datetime.date(2027, 3, 10)), going=[peer])

    with acting_at(at(19)):
        answer = log_in_as(peer).get(page("today", challenge))

    assert "No more sessions for you today." in answer.text
    assert "Wednesday 10 March" in answer.text
    assert [cell.title for cell in answer.context["following"]] == ["Tomorrow"]


def test_who_goes_to_nothing_sees_everyones_day(as_role, challenge):
    SessionFactory(challenge=challenge, title="Police")

    with acting_at(at(11)):
        answer = as_role("organiser").get(page("today", challenge))

    assert headings(answer)[0] == ("Now", ["Police"])


@pytest.mark.parametrize("how_many", [1, 30])
def test_today_costs_the_same_however_long(challenge, person, log_in_as, how_many, django_assert_num_queries):
    peer = person("peer", challenge)
    SessionFactory.create_batch(how_many, challenge=challenge, going=[peer])

    with acting_at(at(11)):
        client = log_in_as(peer)
        with django_assert_num_queries(8):
            client.get(page("today", challenge))
