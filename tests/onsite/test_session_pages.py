"""The pages of one session, and saying that it was held."""

import datetime

import pytest
from django.urls import reverse

from challenges.moments import now
from onsite import actions
from tests.factories import UserFactory
from tests.feedback.factories import NoteFactory
from tests.onsite.factories import (
    TUESDAY,
    KeyLineFactory,
    RoomFactory,
    SessionFactory,
    at,
)
from tests.onsite.pages import DAY, page

pytestmark = pytest.mark.django_db


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
