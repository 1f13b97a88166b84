"""Who opens which page of the timetable."""

import pytest

from tests.onsite.factories import (
    DailyNoteFactory,
    SessionFactory,
    SharedNoteFactory,
)
from tests.onsite.pages import DAY, page

pytestmark = pytest.mark.django_db


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
