"""The pages of the no-surprises notes, and the end of the week."""

import pytest

from challenges.models import Membership, OutboundMail
from challenges.moments import now
from onsite import actions, queries
from onsite.models import DailyNote
from tests.factories import UserFactory
from tests.onsite.factories import (
    TUESDAY,
    DailyNoteFactory,
    SessionFactory,
    SharedNoteFactory,
)
from tests.onsite.pages import DAY, page

pytestmark = pytest.mark.django_db


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
