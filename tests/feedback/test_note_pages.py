"""The pages of evidence notes."""

import pytest
from django.urls import reverse

from challenges.models import Audience
from feedback.models import EvidenceNote
from tests.feedback.factories import (
    CaseFactory,
    DocumentFactory,
    FindingFactory,
    KeyLineFactory,
    NoteFactory,
    SessionFactory,
)
from tests.feedback.pages import shown
from tests.pages import without_marks

pytestmark = pytest.mark.django_db


def test_an_empty_list_says_what_comes_here_and_who_adds_it(lead, address):
    page = lead.get(address("note_list")).text

    assert "Evidence notes come here. The peer team and the challenge manager write them" in page
    assert address("note_add") in page


def test_an_observer_reads_notes_and_writes_none(challenge, person, log_in_as, address):
    NoteFactory(challenge=challenge, text="Staff are proud of their work.")
    client = log_in_as(person("observer", challenge))

    page = client.get(address("note_list")).text

    assert "Staff are proud of their work." in page
    assert address("note_add") not in page
    assert "Write a finding from this note" not in page
    assert client.get(address("note_add")).status_code == 403


def test_a_note_says_where_it_comes_from_who_wrote_it_and_what_cites_it(challenge, lead, address):
    session = SessionFactory(challenge=challenge, title="Focus group: social workers")
    note = NoteFactory(
        challenge=challenge,
        session=session,
        where="the second group",
        key_line=KeyLineFactory(challenge=challenge, number=2),
        written_by=lead.user,
        non_attributable=True,
    )
    FindingFactory(challenge=challenge, number=3, evidence=[note])

    page = shown(lead.get(address("note_list")).text)

    assert (
        f'{reverse("onsite:session", args=[challenge.slug, session.pk])}">Focus group: social workers, 9 March' in page
    )
    assert "</a>, the second group</span>" in page
    assert "<span>Key line 2</span>" in page
    assert "<span>Lead Peer, " in page
    assert "Must not be traced to a person" in page
    assert ">F-03</a></span>" in page


def test_a_note_no_finding_cites_says_so(challenge, lead, address):
    NoteFactory(challenge=challenge)

    assert "Not cited yet</span>" in lead.get(address("note_list")).text


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        ({}, ["kept", "question", "cited", "mine"]),
        ({"whose": "mine"}, ["kept", "mine"]),
        ({"whose": "kept"}, ["kept"]),
        ({"whose": "team"}, ["question", "cited", "mine"]),
        ({"kind": "question"}, ["question"]),
        ({"kind": "nonsense"}, ["kept", "question", "cited", "mine"]),
        ({"cited": "no"}, ["question", "mine"]),
        ({"key_line": "KEY"}, ["cited"]),
    ],
)
def test_notes_can_be_filtered(challenge, lead, address, query, texts):
    line = KeyLineFactory(challenge=challenge)
    NoteFactory(challenge=challenge, text="mine", written_by=lead.user)
    cited = NoteFactory(challenge=challenge, text="cited", key_line=line)
    NoteFactory(challenge=challenge, text="question", kind="question")
    NoteFactory(challenge=challenge, text="kept", written_by=lead.user, audience=Audience.AUTHOR)
    FindingFactory(challenge=challenge, evidence=[cited])

    page = lead.get(address("note_list"), {key: line.pk if value == "KEY" else value for key, value in query.items()})

    assert [note.text for note in page.context["notes"]] == texts


def test_a_filter_that_fits_nothing_says_so(challenge, lead, address):
    NoteFactory(challenge=challenge)

    assert "No note fits what you chose." in lead.get(address("note_list"), {"kind": "question"}).text


def test_notes_come_fifty_a_page_newest_first(challenge, lead, address):
    session = SessionFactory(challenge=challenge)
    notes = [NoteFactory(challenge=challenge, session=session) for _ in range(51)]

    first = lead.get(address("note_list"), {"whose": "team"})
    second = lead.get(address("note_list"), {"whose": "team", "before": first.context["more"]})

    assert [note.pk for note in first.context["notes"]] == [note.pk for note in reversed(notes[1:])]
    assert [note.pk for note in second.context["notes"]] == [notes[0].pk]
    assert f"whose=team&amp;before={notes[1].pk}" in first.text
    assert second.context["more"] is None


@pytest.mark.parametrize("how_many", [1, 30])
def test_the_list_of_notes_costs_the_same_however_long(challenge, lead, address, how_many, django_assert_num_queries):
    for _ in range(how_many):
        FindingFactory(challenge=challenge)
        NoteFactory(challenge=challenge, session=None, case=CaseFactory(challenge=challenge))
        NoteFactory(challenge=challenge, session=None, document=DocumentFactory(challenge=challenge))

    with django_assert_num_queries(8):
        lead.get(address("note_list"))


def note_values(challenge, **values):
    return {"kind": "area", "text": "Supervision is often cancelled.", "where": "", "key_line": ""} | values


@pytest.mark.parametrize(("button", "audience", "told"), [
    ("share", Audience.TEAM, "Shared with the team. You can write the next note from the same session."),
    ("keep", Audience.AUTHOR, "Kept for you alone. You can write the next note from the same session."),
])  # fmt: skip
def test_a_note_is_shared_or_kept_and_the_next_one_offered(challenge, lead, address, button, audience, told):
    session = SessionFactory(challenge=challenge)

    page = lead.post(address("note_add"), note_values(challenge, session=session.pk, **{button: "yes"}), follow=True)

    assert EvidenceNote.objects.get().audience == audience
    assert page.redirect_chain == [(f"{address('note_add')}?session={session.pk}", 302)]
    assert told in page.text
    assert f'<option value="{session.pk}" selected>' in page.text
    assert f'<li>Supervision is often cancelled. <span class="audience audience--{audience}">' in shown(page.text)


@pytest.mark.parametrize("source", ["session", "document", "case"])
def test_the_source_is_chosen_by_the_page_one_comes_from(challenge, lead, address, source):
    factory = {"session": SessionFactory, "document": DocumentFactory, "case": CaseFactory}[source]
    row = factory(challenge=challenge)

    page = lead.get(address("note_add"), {source: row.pk})

    assert f'<option value="{row.pk}" selected>' in page.text


def test_a_note_without_a_source_keeps_what_was_typed(challenge, lead, address):
    page = lead.post(address("note_add"), note_values(challenge, share="yes"))

    assert page.context["form"].errors["session"] == ["Choose one source: a session, a document or a case."]
    assert "Supervision is often cancelled." in page.text


def test_sources_of_other_challenges_are_not_offered(challenge, lead, address):
    other = SessionFactory(title="Elsewhere")

    page = lead.post(address("note_add"), note_values(challenge, session=other.pk))

    assert "Elsewhere" not in page.text
    assert not EvidenceNote.objects.exists()


@pytest.mark.parametrize("how_many", [1, 30])
def test_writing_a_note_costs_the_same_with_more_sources(challenge, lead, address, how_many, django_assert_num_queries):
    for _ in range(how_many):
        SessionFactory(challenge=challenge)
        DocumentFactory(challenge=challenge)
        CaseFactory(challenge=challenge)
        KeyLineFactory(challenge=challenge)

    with django_assert_num_queries(10):
        lead.get(address("note_add"))


def test_the_author_changes_a_note(challenge, lead, address):
    note = NoteFactory(challenge=challenge, written_by=lead.user)

    lead.post(address("note_edit", note.pk), note_values(challenge, session=note.session_id, version=1))

    note.refresh_from_db()
    assert (note.text, note.version) == ("Supervision is often cancelled.", 2)


def test_nobody_else_changes_a_note(challenge, lead, address):
    note = NoteFactory(challenge=challenge)

    assert lead.get(address("note_edit", note.pk)).status_code == 403
    assert address("note_edit", note.pk) not in lead.get(address("note_list")).text


def test_a_note_changed_in_two_windows_shows_both_texts(challenge, lead, address):
    note = NoteFactory(challenge=challenge, written_by=lead.user)
    values = note_values(challenge, session=note.session_id, version=1)
    lead.post(address("note_edit", note.pk), values)

    page = lead.post(address("note_edit", note.pk), values | {"text": "Supervision is regular in one team."})

    assert "Supervision is regular in one team." in page.text
    assert "Supervision is often cancelled." in without_marks(page.text)
    assert "Your text is kept in the form" in page.text


def test_a_kept_note_is_shared_from_the_list(challenge, lead, address):
    note = NoteFactory(challenge=challenge, written_by=lead.user, audience=Audience.AUTHOR)

    page = lead.post(address("note_share", note.pk), follow=True)

    note.refresh_from_db()
    assert note.audience == Audience.TEAM
    assert "The note is shared with the team." in page.text


def test_sharing_needs_a_post_and_the_author(challenge, lead, address):
    note = NoteFactory(challenge=challenge)

    assert lead.get(address("note_share", note.pk)).status_code == 405

    page = lead.post(address("note_share", note.pk), follow=True)

    assert "Only the person who wrote a note can change or share it." in page.text
