import datetime

import pytest
from django.urls import reverse

from challenges.models import Membership, OutboundMail
from challenges.moments import acting_at, now
from onsite import actions, queries
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

DAY = TUESDAY.isoformat()


@pytest.fixture
def challenge():
    return ChallengeFactory(stage="onsite")


@pytest.fixture
def as_role(person, log_in_as, challenge):
    """A client signed in as somebody in this role."""
    return lambda role: log_in_as(person(role, challenge))


@pytest.fixture
def during_the_week():
    """It is noon on the first on-site day."""
    with acting_at(at(12)):
        yield


def page(name, challenge, *args):
    return reverse(f"onsite:{name}", args=[challenge.slug, *args])


def session_form(**changes):
    return {
        "title": "Police",
        "kind": "partners",
        "who": "Police lead",
        "day": DAY,
        "starts": "10:30",
        "ends": "",
        "track": "A",
        "room": "",
        "new_room": "",
    } | changes


# Who may


def pages_of(challenge):
    session, note = SessionFactory(challenge=challenge), SharedNoteFactory(challenge=challenge)
    return {
        "timetable": [],
        "today": [],
        "timetable_fill": [],
        "day_fill": [DAY],
        "day_mark_held": [DAY],
        "session_add": [],
        "session": [session.pk],
        "session_edit": [session.pk],
        "session_remove": [session.pk],
        "daily_note_list": [],
        "daily_note_add": [],
        "daily_note_edit": [note.pk],
        "daily_note_share": [note.pk],
        "onsite_end": [],
    }


def test_a_stranger_learns_of_no_page(as_role, challenge):
    client = as_role("stranger")

    answers = {client.get(page(name, challenge, *args)).status_code for name, args in pages_of(challenge).items()}

    assert answers == {404}


@pytest.mark.parametrize(
    ("role", "opened"),
    [
        ("adviser", ["timetable", "today", "session"]),
        (
            "organiser",
            [
                "timetable",
                "today",
                "timetable_fill",
                "day_fill",
                "session_add",
                "session",
                "session_edit",
                "session_remove",
            ],
        ),
        ("sponsor", ["timetable", "today", "session", "daily_note_list"]),
        ("observer", ["timetable", "today", "session", "daily_note_list"]),
        ("peer", ["timetable", "today", "session", "daily_note_list"]),
        (
            "lead_peer",
            ["timetable", "today", "day_mark_held", "session"]
            + ["daily_note_list", "daily_note_add", "daily_note_edit", "daily_note_share", "onsite_end"],
        ),
    ],
)
def test_who_opens_which_page(as_role, challenge, role, opened):
    client = as_role(role)

    answers = {name: client.get(page(name, challenge, *args)).status_code for name, args in pages_of(challenge).items()}

    assert [name for name, status in answers.items() if status == 200] == opened
    assert set(answers.values()) <= {200, 403}


def test_a_contributor_opens_the_timetable_and_no_session_that_does_not_name_them(as_role, challenge):
    client = as_role("contributor")

    answers = {name: client.get(page(name, challenge, *args)).status_code for name, args in pages_of(challenge).items()}

    assert {name: status for name, status in answers.items() if status != 403} == {
        "timetable": 200,
        "today": 200,
        "session": 404,
    }


def test_the_challenge_manager_opens_every_page(as_role, challenge):
    client = as_role("challenge_manager")

    answers = {client.get(page(name, challenge, *args)).status_code for name, args in pages_of(challenge).items()}

    assert answers == {200}


def test_no_page_reaches_into_another_challenge(as_role, challenge):
    client = as_role("challenge_manager")
    session, note = SessionFactory(), DailyNoteFactory()

    answers = [
        client.get(page(name, challenge, pk)).status_code
        for name, pk in [
            ("session", session.pk),
            ("session_edit", session.pk),
            ("session_remove", session.pk),
            ("daily_note_edit", note.pk),
            ("daily_note_share", note.pk),
        ]
    ]
    answers.append(client.post(page("session_mark_held", challenge, session.pk)).status_code)

    assert answers == [404] * 6


@pytest.mark.parametrize("name", ["session_mark_held", "session_mark_not_held", "daily_note_mark_seen"])
def test_small_actions_are_posted(as_role, challenge, name):
    assert as_role("challenge_manager").get(page(name, challenge, 1)).status_code == 405


@pytest.mark.parametrize("name", ["day_fill", "day_mark_held"])
def test_a_day_that_is_none_is_not_found(as_role, challenge, name):
    assert as_role("challenge_manager").get(page(name, challenge, "yesterday")).status_code == 404


# The timetable


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


# A day


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


# A session


def test_a_session_is_added_and_lasts_as_long_as_usual(as_role, challenge, person):
    peer = person("peer", challenge)
    line = KeyLineFactory(challenge=challenge)

    answer = as_role("organiser").post(
        page("session_add", challenge),
        session_form(starts="2.15pm", new_room="Room 7", people=[peer.pk], key_lines=[line.pk]),
    )

    session = challenge.sessions.get()
    usual = {kind.code: kind.minutes for kind in challenge.programme.plan.session_kinds}["partners"]
    assert answer.url == f"{page('timetable', challenge)}#session-{session.pk}"
    assert session.starts_at == at(14, 15)
    assert session.ends_at - session.starts_at == datetime.timedelta(minutes=usual)
    assert str(session.room) == "Room 7"


def test_another_session_follows_on_the_same_day_and_track(as_role, challenge):
    answer = as_role("organiser").post(page("session_add", challenge), session_form(another="Save and add another"))

    assert answer.url == f"{page('session_add', challenge)}?day={DAY}&track=A"
    form = as_role("organiser").get(answer.url).context["form"]
    assert (form["day"].value(), form["track"].value()) == (DAY, "A")


def test_what_was_typed_is_kept_with_the_problems(as_role, challenge):
    answer = as_role("organiser").post(
        page("session_add", challenge), session_form(title="", who="The police lead", ends="9:00", day="2027-03-20")
    )

    assert "Fill in “Title”" in answer.text
    assert "A session must end after it starts." in answer.text
    assert "The police lead" in answer.text
    assert challenge.sessions.count() == 0


def test_an_end_after_midnight_is_asked_for(as_role, challenge):
    answer = as_role("organiser").post(page("session_add", challenge), session_form(starts="23:30"))

    assert "Say when the session ends" in answer.text


def test_only_people_of_the_team_can_be_put_down(as_role, challenge, person):
    sponsor = person("sponsor", challenge)

    answer = as_role("organiser").post(page("session_add", challenge), session_form(people=[sponsor.pk]))

    assert "Select a valid choice" in answer.text


def test_a_session_is_changed(as_role, challenge, person):
    peer = person("peer", challenge)
    line = KeyLineFactory(challenge=challenge)
    session = SessionFactory(challenge=challenge, title="Police", going=[peer], room=RoomFactory(challenge=challenge))
    session.key_lines.add(line)
    client = as_role("organiser")

    form = client.get(page("session_edit", challenge, session.pk)).context["form"]
    client.post(page("session_edit", challenge, session.pk), session_form(version=1, title="Police and probation"))

    assert form.initial["people"] == [peer.pk]
    assert form.initial["key_lines"] == [line.pk]
    session.refresh_from_db()
    assert (session.title, session.room, session.attendances.count()) == ("Police and probation", None, 0)


def test_who_saves_second_sees_both_texts(as_role, challenge, person):
    manager = person("challenge_manager", challenge, name="The manager")
    session = SessionFactory(challenge=challenge, title="Police", kind="partners", track="A", who="Police lead")
    actions.edit_session(
        session, version=1, by=manager, title="Police", kind="interview", who="The police’s lead", track="A",
        day=TUESDAY, starts=datetime.time(9), ends=datetime.time(10), room="Room 1",
    )  # fmt: skip

    answer = as_role("organiser").post(
        page("session_edit", challenge, session.pk), session_form(version=1, ends="11:30", who="Police lead, north")
    )

    form = answer.context["form"]
    kinds = {kind.code: kind.label for kind in challenge.programme.plan.session_kinds}
    assert form.theirs == {
        "kind": kinds["interview"],
        "who": "The police’s lead",
        "starts": "09:00",
        "ends": "10:00",
        "room": "Room 1",
    }
    assert "The manager saved this while you were writing." in answer.text
    assert "Police lead, north" in answer.text
    again = as_role("organiser").post(
        page("session_edit", challenge, session.pk), session_form(version=2, ends="11:30", who="Both")
    )
    assert again.status_code == 302


def test_a_session_of_another_time_keeps_its_day_track_and_kind(as_role, challenge):
    session = SessionFactory(
        challenge=challenge, kind="old_kind", track="D", starts_at=at(9, 0, datetime.date(2027, 3, 15))
    )

    form = as_role("organiser").get(page("session_edit", challenge, session.pk)).context["form"]

    assert ("old_kind", "old_kind") in form.fields["kind"].choices
    assert ("D", "Track D") in form.fields["track"].choices
    assert ("2027-03-15", "Monday 15 March") in form.fields["day"].choices


def test_a_session_is_removed_after_a_confirmation(as_role, challenge):
    session = SessionFactory(challenge=challenge, title="Police")
    client = as_role("organiser")

    confirm = client.get(page("session_remove", challenge, session.pk)).text
    answer = client.post(page("session_remove", challenge, session.pk), follow=True).text

    assert "Remove “Police” from the timetable?" in confirm
    assert "“Police” is no longer in the timetable." in answer
    assert challenge.sessions.count() == 0


def test_a_session_the_team_has_worked_with_is_not_removed(as_role, challenge):
    session = SessionFactory(challenge=challenge)
    NoteFactory(challenge=challenge, session=session)

    answer = as_role("organiser").post(page("session_remove", challenge, session.pk)).text

    assert "The team has worked with this session already, so it stays in the timetable." in answer


def test_a_held_session_offers_no_removal(as_role, challenge):
    session = SessionFactory(challenge=challenge, held_at=now(), held_by=UserFactory())

    shown = as_role("organiser").get(page("session_remove", challenge, session.pk)).text

    assert "This session was held, so it stays in the timetable." in shown
    assert "Remove session" not in shown


def test_a_session_shows_everything_about_it(as_role, challenge, person):
    peer = person("peer", challenge, name="Health peer")
    line = KeyLineFactory(challenge=challenge, number=2, question="Are children heard?")
    session = SessionFactory(challenge=challenge, title="Police", kind="partners", who="Police lead", going=[peer])
    session.key_lines.add(line)

    shown = as_role("sponsor").get(page("session", challenge, session.pk)).text

    for words in ["Tuesday 9 March 2027, 10:30 to 11:30", "No room yet", "Partners", "Police lead", "Health peer"]:
        assert words in shown
    assert "2. Are children heard?" in shown


@pytest.mark.parametrize(("role", "offered"), [("peer", True), ("organiser", False), ("observer", False)])
def test_the_team_writes_notes_from_a_session(as_role, challenge, role, offered):
    session = SessionFactory(challenge=challenge)

    shown = as_role(role).get(page("session", challenge, session.pk)).text

    assert (f"{reverse('feedback:note_add', args=[challenge.slug])}?session={session.pk}" in shown) is offered


# Held


@pytest.mark.usefixtures("during_the_week")
def test_a_peer_marks_their_session_as_held(challenge, person, log_in_as):
    peer = person("peer", challenge)
    session = SessionFactory(challenge=challenge, title="Police", going=[peer])
    other = SessionFactory(challenge=challenge)
    client = log_in_as(peer)
    held, others = (page("session_mark_held", challenge, each.pk) for each in (session, other))

    shown = client.get(page("timetable", challenge)).text
    answer = client.post(held, follow=True)

    assert (held in shown, others in shown) == (True, False)
    assert answer.redirect_chain == [(f"{page('timetable', challenge)}#session-{session.pk}", 302)]
    assert "“Police” is marked as held." in answer.text


@pytest.mark.usefixtures("during_the_week")
def test_htmx_gets_the_session_alone(challenge, person, log_in_as):
    peer = person("peer", challenge)
    session = SessionFactory(challenge=challenge, title="Police", going=[peer])

    answer = log_in_as(peer).post(page("session_mark_held", challenge, session.pk), headers={"HX-Request": "true"})

    assert answer.text.strip().startswith(f'<li class="session session--all session--mine" id="session-{session.pk}"')
    assert 'data-announce="Police is marked as held"' in answer.text
    assert '<span class="tag tag--done">Held</span>' in answer.text
    assert "<h1" not in answer.text


@pytest.mark.usefixtures("during_the_week")
@pytest.mark.parametrize(("where", "back"), [("today", "today"), ("session", "session"), ("", "timetable")])
def test_a_refusal_leads_back_to_the_page_with_the_button(challenge, person, log_in_as, where, back):
    client = log_in_as(person("peer", challenge))
    session = SessionFactory(challenge=challenge)
    addresses = {
        "today": page("today", challenge),
        "session": page("session", challenge, session.pk),
        "timetable": f"{page('timetable', challenge)}#session-{session.pk}",
    }

    answer = client.post(page("session_mark_held", challenge, session.pk), {"from": where})
    part = client.post(
        page("session_mark_held", challenge, session.pk), {"from": where}, headers={"HX-Request": "true"}
    )

    assert answer.url == addresses[back]
    assert part.headers["HX-Redirect"] == addresses[back]
    assert "Those who go to a session mark it as held" in client.get(addresses[back]).text


def test_a_mark_is_taken_back_by_who_may_mark(challenge, person, log_in_as):
    peer, other = person("peer", challenge), person("peer", challenge)
    session = SessionFactory(challenge=challenge, going=[peer], held_at=now(), held_by=peer)
    address = page("session", challenge, session.pk)
    take_back = page("session_mark_not_held", challenge, session.pk)

    assert take_back in log_in_as(peer).get(address).text
    assert take_back not in log_in_as(other).get(address).text
    assert log_in_as(other).post(take_back, {"from": "session"}).url == address
    session.refresh_from_db()
    assert session.held_at is not None
    assert "is no longer marked as held." in log_in_as(peer).post(take_back, {"from": "session"}, follow=True).text


# Today


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


# No-surprises notes


def test_an_empty_list_says_what_comes_and_who_writes_it(as_role, challenge):
    for role, words in [
        ("sponsor", "Notes for you come here during the on-site week."),
        ("peer", "The lead peer and the challenge manager write and share them."),
    ]:
        assert words in as_role(role).get(page("daily_note_list", challenge)).text


@pytest.mark.usefixtures("during_the_week")
def test_the_lead_peer_writes_a_note_for_today(as_role, challenge):
    client = as_role("lead_peer")

    form = client.get(page("daily_note_add", challenge)).context["form"]
    answer = client.post(page("daily_note_add", challenge), {"on_date": DAY, "text": "Staff are proud."}, follow=True)

    assert form.initial == {"on_date": DAY}
    assert "The note is saved for the team. Share it with the sponsor when it is ready." in answer.text
    assert "Staff are proud." in answer.text


def test_a_note_keeps_what_was_typed_when_something_is_missing(as_role, challenge):
    answer = as_role("lead_peer").post(page("daily_note_add", challenge), {"text": "Staff are proud."})

    assert "Choose an answer for “Which day is it about?”" in answer.text
    assert "Staff are proud." in answer.text


def test_two_people_changing_a_note_see_both_texts(as_role, challenge, person):
    note = DailyNoteFactory(challenge=challenge, text="Before")
    manager = person("challenge_manager", challenge)
    actions.edit_daily_note(note, version=1, on_date=TUESDAY, text="Theirs", by=manager)

    answer = as_role("lead_peer").post(
        page("daily_note_edit", challenge, note.pk), {"version": 1, "on_date": DAY, "text": "Mine"}
    )

    assert "Theirs" in answer.text
    assert "Mine" in answer.text
    saved = as_role("lead_peer").post(
        page("daily_note_edit", challenge, note.pk), {"version": 2, "on_date": DAY, "text": "Both"}, follow=True
    )
    assert "The note is saved." in saved.text


def test_a_note_shared_while_someone_was_writing_keeps_their_text(as_role, challenge):
    note = SharedNoteFactory(challenge=challenge)
    client = as_role("lead_peer")

    shown = client.get(page("daily_note_edit", challenge, note.pk)).text
    answer = client.post(
        page("daily_note_edit", challenge, note.pk), {"version": 1, "on_date": DAY, "text": "My long text"}
    ).text

    assert "<textarea" not in shown
    for words in ["My long text", "This note is with the sponsor and stays as it is."]:
        assert words in answer


def test_sharing_shows_the_mail_first(as_role, challenge, person):
    person("sponsor", challenge, name="The director", email="director@example.org")
    note = DailyNoteFactory(challenge=challenge, text="Supervision varies.")
    client = as_role("lead_peer")

    confirm = client.get(page("daily_note_share", challenge, note.pk))
    answer = client.post(page("daily_note_share", challenge, note.pk), follow=True)

    assert "The director can read this note" in confirm.text
    assert "The director, director@example.org" in confirm.text
    assert OutboundMail.objects.get().body == confirm.context["mail"].body
    assert "The sponsor has the note, and is told by mail." in answer.text
    assert "is with the sponsor already." in client.get(page("daily_note_share", challenge, note.pk)).text


def test_without_a_sponsor_the_page_says_why_it_cannot_be_shared(as_role, challenge):
    note = DailyNoteFactory(challenge=challenge)
    client = as_role("lead_peer")

    for answer in (client.get, client.post):
        assert (
            "This challenge has no sponsor to share the note with."
            in answer(page("daily_note_share", challenge, note.pk)).text
        )


def test_the_sponsor_says_that_they_have_read_it(as_role, challenge):
    note = SharedNoteFactory(challenge=challenge)
    client = as_role("sponsor")

    shown = client.get(page("daily_note_list", challenge)).text
    answer = client.post(page("daily_note_mark_seen", challenge, note.pk), follow=True).text

    assert "I have read this" in shown
    assert "The team sees that you have read the note." in answer
    assert "I have read this" not in answer
    assert "Read by" in answer


@pytest.mark.parametrize("how_many", [1, 30])
def test_the_list_of_notes_costs_the_same_however_long(as_role, challenge, how_many, django_assert_num_queries):
    DailyNoteFactory.create_batch(how_many, challenge=challenge)
    SharedNoteFactory.create_batch(how_many, challenge=challenge, seen_at=now(), seen_by=UserFactory())
    client = as_role("lead_peer")

    with django_assert_num_queries(6):
        client.get(page("daily_note_list", challenge))


# The end of the week


def test_ending_shows_what_is_missing_and_asks_why_it_can_wait(as_role, challenge):
    client = as_role("lead_peer")

    shown = client.get(page("onsite_end", challenge)).text
    refused = client.post(page("onsite_end", challenge), {"override_reason": ""}).text
    ended = client.post(page("onsite_end", challenge), {"override_reason": "Snow."}, follow=True)

    assert "Build the timetable" in shown
    assert "Whose turn: Organiser" in shown
    assert "Fill in “Why can this wait?”" in refused
    assert ended.redirect_chain[0][0] == challenge.get_absolute_url()
    challenge.refresh_from_db()
    assert challenge.stage == "feedback"


def test_ending_says_how_the_week_went(challenge, person, log_in_as):
    peer, manager = person("peer", challenge), person("challenge_manager", challenge)
    SessionFactory(challenge=challenge, who="Police", going=[peer], held_at=now(), held_by=peer)
    SharedNoteFactory(challenge=challenge)
    client = log_in_as(manager)

    shown = client.get(page("onsite_end", challenge)).text
    ended = client.post(page("onsite_end", challenge), follow=True).text

    assert "1 of 1 sessions were held: 1 hour with 1 group." in shown
    assert "The on-site week has ended. Next: the findings and the feedback presentation." in ended
    assert DailyNote.objects.count() == 1
    assert queries.week_in_numbers(challenge).held == 1


def test_a_peer_who_left_is_no_longer_shown_as_going(challenge, person, log_in_as):
    peer = person("peer", challenge, name="Who left")
    SessionFactory(challenge=challenge, going=[peer])
    Membership.objects.filter(user=peer).update(ended_at=now(), ended_by=challenge.created_by)

    shown = log_in_as(person("organiser", challenge)).get(page("timetable", challenge)).text

    assert "Who left" not in shown
    assert "Going: nobody yet" in shown
