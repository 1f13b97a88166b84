"""A peer's notes while reading: for them alone until they share them, and never for the council."""

import pytest
from django.urls import reverse

from challenges.action_tools import ActionRefused, SavedByAnother
from challenges.actions.retention import hold_back_purge
from challenges.models import AuditEvent, Draft
from preparation import actions, queries
from preparation.models import ReadingNote
from tests.factories import ChallengeFactory
from tests.preparation.factories import DocumentRequestFactory, DocumentVersionFactory, StoredFileFactory

pytestmark = pytest.mark.django_db
WORDS = "The figures on page 4 do not fit those on page 9."


@pytest.fixture
def challenge():
    return ChallengeFactory(stage="preparation")


@pytest.fixture
def peer(person, challenge):
    return person("peer", challenge)


@pytest.fixture
def item(challenge):
    return DocumentRequestFactory(challenge=challenge, is_in=True, title="Self-evaluation")


def at(name, challenge, *args):
    return reverse(f"preparation:{name}", args=[challenge.slug, *args])


def test_a_note_is_kept_for_its_author_unless_they_share_it(log_in_as, challenge, peer, item):
    client = log_in_as(peer)

    client.post(at("reading_note_add", challenge, item.pk), {"text": WORDS})  # no button said anything
    client.post(at("reading_note_add", challenge, item.pk), {"text": WORDS, "keep": "Keep for me"})
    client.post(at("reading_note_add", challenge, item.pk), {"text": WORDS, "share": "Share with the team"})

    assert list(ReadingNote.objects.values_list("audience", flat=True)) == ["author", "author", "team"]
    page = client.get(at("document", challenge, item.pk))
    assert page.text.count(WORDS) == 3
    assert page.text.count("audience--author") == 2


@pytest.mark.parametrize(
    ("role", "reads"),
    [
        ("lead_peer", True),
        ("observer", True),
        ("challenge_manager", True),
        ("adviser", True),
        ("co_ordinator", False),
        ("organiser", False),
        ("sponsor", False),
    ],
)
def test_what_is_shared_is_for_the_team_and_a_private_note_for_nobody(
    log_in_as, person, challenge, peer, item, role, reads
):
    actions.add_reading_note(item, text=WORDS, share=True, by=peer)
    actions.add_reading_note(item, text="Only mine.", by=peer)

    page = log_in_as(person(role, challenge)).get(at("document", challenge, item.pk))

    assert (WORDS in page.text) is reads
    assert "Only mine." not in page.text


def test_a_contributor_and_an_observer_read_nothing_of_what_they_may_not_open(log_in_as, person, challenge, peer):
    item = DocumentRequestFactory(challenge=challenge, is_in=True, importance="restricted")
    note = actions.add_reading_note(item, text=WORDS, share=True, by=peer)

    for role in ("observer", "contributor"):
        assert note not in ReadingNote.objects.visible_to(person(role, challenge)), role
    assert note in ReadingNote.objects.visible_to(person("lead_peer", challenge))
    assert "restricted document" in AuditEvent.objects.get(what="reading_note.written").sentence


def test_a_note_stands_beside_the_preview(log_in_as, challenge, peer, item):
    version = DocumentVersionFactory(
        request=item, file=StoredFileFactory(challenge=challenge, name="chart.png", media_type="image/png")
    )
    actions.add_reading_note(item, text=WORDS, by=peer)

    page = log_in_as(peer).get(at("document_preview", challenge, version.pk))

    assert WORDS in page.text
    assert at("reading_note_add", challenge, item.pk) in page.text
    page.close()


def test_sharing_looks_at_the_words_first(log_in_as, challenge, peer, item):
    note = actions.add_reading_note(item, text="Ask Sam on 07700 900123.", by=peer)
    client = log_in_as(peer)

    told = client.post(at("reading_note_share", challenge, note.pk), follow=True)
    new = client.post(at("reading_note_add", challenge, item.pk), {"text": "Ring 07700 900123.", "share": "1"})

    note.refresh_from_db()
    assert note.audience == "author"
    assert told.redirect_chain[-1][0] == at("reading_note_edit", challenge, note.pk)
    assert "There is a telephone number in “Your note”." in told.text
    assert "Save and share with the team" in told.text
    assert "text" in new.context["form"].errors
    assert ReadingNote.objects.count() == 1


def test_a_shared_note_is_checked_when_it_changes_and_a_private_one_is_not(peer, item):
    private = actions.add_reading_note(item, text=WORDS, by=peer)
    shared = actions.add_reading_note(item, text=WORDS, share=True, by=peer)
    phone = "Ask Sam on 07700 900123."

    assert actions.edit_reading_note(private, text=phone, version=1, by=peer).text == phone
    with pytest.raises(ActionRefused, match="phone"):
        actions.edit_reading_note(shared, text=phone, version=1, by=peer)


def test_a_note_is_mended_and_shared_at_once(log_in_as, challenge, peer, item):
    note = actions.add_reading_note(item, text="Ask Sam on 07700 900123.", by=peer)
    client = log_in_as(peer)

    still = client.post(
        at("reading_note_edit", challenge, note.pk), {"text": "Ring 07700 900123.", "version": 1, "share": "1"}
    )
    client.post(at("reading_note_edit", challenge, note.pk), {"text": WORDS, "version": 1, "share": "1"})

    assert "text" in still.context["form"].errors
    note.refresh_from_db()
    assert (note.text, note.audience) == (WORDS, "team")
    assert AuditEvent.objects.get(what="reading_note.shared").audience == "team"
    assert "Save and share" not in client.get(at("reading_note_edit", challenge, note.pk)).text


def test_sharing_once(log_in_as, challenge, peer, item):
    note = actions.add_reading_note(item, text=WORDS, by=peer)

    log_in_as(peer).post(at("reading_note_share", challenge, note.pk))

    note.refresh_from_db()
    assert note.audience == "team"
    with pytest.raises(ActionRefused, match="shared with the team already"):
        actions.share_reading_note(note, by=peer)


def test_two_tabs_do_not_write_over_each_other(log_in_as, challenge, peer, item):
    note = actions.add_reading_note(item, text=WORDS, by=peer)
    actions.edit_reading_note(note, text="From the first tab.", version=1, by=peer)

    with pytest.raises(SavedByAnother):
        actions.edit_reading_note(note, text="From the second tab.", version=1, by=peer)
    page = log_in_as(peer).post(
        at("reading_note_edit", challenge, note.pk), {"text": "From the second tab.", "version": 1}
    )

    assert page.context["form"].theirs == {"text": "From the first tab."}
    assert "From the second tab." in page.text


def test_nobody_changes_the_note_of_another(log_in_as, person, challenge, peer, item):
    note = actions.add_reading_note(item, text=WORDS, share=True, by=peer)
    other = person("peer", challenge)
    client = log_in_as(other)

    for name in ("reading_note_edit", "reading_note_remove", "reading_note_share"):
        assert client.post(at(name, challenge, note.pk)).status_code == 403, name
    for act in (
        lambda: actions.edit_reading_note(note, text="x", version=1, by=other),
        lambda: actions.share_reading_note(note, by=other),
        lambda: actions.remove_reading_note(note, by=other),
    ):
        with pytest.raises(ActionRefused, match="^Only who wrote a note"):
            act()
    private = actions.add_reading_note(item, text="Mine.", by=peer)
    assert client.get(at("reading_note_edit", challenge, private.pk)).status_code == 404


def test_the_author_removes_a_note_after_being_asked(log_in_as, challenge, peer, item):
    note = actions.add_reading_note(item, text=WORDS, by=peer)
    client = log_in_as(peer)

    asked = client.get(at("reading_note_remove", challenge, note.pk))
    assert WORDS in asked.text
    assert ReadingNote.objects.exists()
    client.post(at("reading_note_remove", challenge, note.pk))

    assert not ReadingNote.objects.exists()
    event = AuditEvent.objects.get(what="reading_note.removed")
    assert (event.audience, WORDS in str(event.was)) == ("author", False)


def test_nothing_is_removed_while_the_challenge_is_on_hold(person, challenge, peer, item):
    note = actions.add_reading_note(item, text=WORDS, by=peer)
    hold_back_purge(challenge, reason="A question is open.", by=person("office"))

    with pytest.raises(ActionRefused, match="^Nothing of this challenge may be deleted"):
        actions.remove_reading_note(note, by=peer)


def test_the_history_of_a_private_note_is_for_its_author(log_in_as, person, challenge, peer, item):
    actions.add_reading_note(item, text=WORDS, by=peer)

    event = AuditEvent.objects.get(what="reading_note.written")
    assert (event.audience, event.target) == ("author", f"Note {ReadingNote.objects.get().pk}")
    history = reverse("history", args=[challenge.slug])
    assert "wrote a note on item" not in log_in_as(person("programme_manager", challenge)).get(history).text


def test_what_is_typed_is_kept_as_a_draft(log_in_as, challenge, peer, item):
    page = log_in_as(peer).get(at("reading_note_add", challenge, item.pk))

    assert "data-draft" in page.text
    assert not Draft.objects.exists()


def test_what_is_withdrawn_takes_no_note(challenge, peer, person):
    item = DocumentRequestFactory(
        challenge=challenge,
        is_in=True,
        state="withdrawn",
        pulled_at="2027-01-01T00:00Z",
        pulled_by=peer,
        withdrawn_because="No.",
    )

    with pytest.raises(ActionRefused, match="no longer asks"):
        actions.add_reading_note(item, text=WORDS, by=peer)


def test_the_list_of_notes_is_what_the_reader_may_read(person, peer, item):
    own = actions.add_reading_note(item, text="Mine.", by=peer)
    shared = actions.add_reading_note(item, text=WORDS, share=True, by=peer)
    other = person("lead_peer", item.challenge)

    assert queries.notes_on(item, peer) == [own, shared]
    assert queries.notes_on(item, other) == [shared]
    assert queries.notes_by_item(item.challenge, peer) == {item.pk: 2}
    assert queries.notes_by_item(item.challenge, other) == {item.pk: 1}
