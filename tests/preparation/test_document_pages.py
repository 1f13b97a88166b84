"""The document list, and what is done with one item."""

import pytest

from challenges.models import Opening
from challenges.moments import today
from preparation import actions
from preparation.models import DocumentRequest, Reading
from tests.factories import ChallengeFactory
from tests.preparation.factories import DocumentRequestFactory, DocumentVersionFactory
from tests.preparation.files import pdf, upload
from tests.preparation.pages import at
from tests.scoping.factories import KeyLineFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("how_many", [1, 30])
@pytest.mark.parametrize("asks", ["", "?by=key_line"])
@pytest.mark.parametrize(("role", "queries"), [("organiser", 10), ("peer", 8), ("challenge_manager", 9)])
def test_the_list_costs_the_same_for_any_length(
    as_role, challenge, role, queries, asks, how_many, django_assert_num_queries
):
    lines = KeyLineFactory.create_batch(2, challenge=challenge)
    for item in DocumentRequestFactory.create_batch(how_many, challenge=challenge, is_in=True):
        DocumentVersionFactory(request=item)
        item.key_lines.set(lines)
    client = as_role(role)

    more = 2 if asks else 0  # the position statement, which of them charts stand beside
    with django_assert_num_queries(queries + more):
        client.get(at("document_list", challenge) + asks)


def test_the_list_counts_in_words(as_role, challenge):
    DocumentRequestFactory.create_batch(2, challenge=challenge)
    DocumentRequestFactory(challenge=challenge, is_in=True)
    DocumentRequestFactory(challenge=challenge, is_in=True, state="not_held", not_held_because="None")

    page = as_role("organiser").get(at("document_list", challenge))

    glance = page.context["glance"]
    assert "2 of 4 answered" in page.text
    assert (glance.all_in, glance.not_held, glance.to_come) == (1, 1, 2)


def test_an_empty_list_says_what_comes_here(as_role, challenge):
    page = as_role("organiser").get(at("document_list", challenge))

    assert "What the team asks of the council comes here." in page.text


@pytest.mark.parametrize(
    ("show", "codes"),
    [("", "1 2 3 4"), ("to_come", "1"), ("in", "2 3"), ("not_held", "4"), ("to_read", "3"), ("nonsense", "1 2 3 4")],
)
def test_a_part_of_the_list_can_be_shown(person, log_in_as, challenge, show, codes):
    peer = person("peer", challenge)
    DocumentRequestFactory(challenge=challenge, code="1")
    read = DocumentRequestFactory(challenge=challenge, code="2", is_in=True)
    DocumentRequestFactory(challenge=challenge, code="3", is_in=True)
    DocumentRequestFactory(challenge=challenge, code="4", is_in=True, state="not_held", not_held_because="None")
    actions.mark_read(read, by=peer)

    page = log_in_as(peer).get(at("document_list", challenge) + f"?show={show}")

    shown = [row.item.code for _label, rows in page.context["groups"] for row in rows]
    assert shown == codes.split()
    assert "You have 1 must-read document left to read." in page.text


def test_the_list_stands_by_importance(as_role, challenge):
    for importance in ("working", "reference", "must_read", "restricted"):
        DocumentRequestFactory(challenge=challenge, importance=importance)

    page = as_role("organiser").get(at("document_list", challenge))

    assert [label for label, _items in page.context["groups"]] == [
        "Must read",
        "For reference",
        "Restricted",
        "Working paper",
    ]


def test_the_main_button_is_what_is_due_first(as_role, challenge):
    DocumentRequestFactory(challenge=challenge, code="1")
    DocumentRequestFactory(challenge=challenge, code="2", title="ChAT analysis", due_on="2027-02-01")

    page = as_role("organiser").get(at("document_list", challenge))

    assert "Upload item 2: ChAT analysis" in page.text


def test_a_download_is_an_attachment_and_is_recorded(as_role, challenge):
    item = DocumentRequestFactory(challenge=challenge)
    actions.upload_documents(item, [upload("תוכנית, data.pdf")], by=challenge.created_by)
    version = item.versions.get()

    answer = as_role("peer").get(at("document_file", challenge, version.pk))

    assert b"".join(answer.streaming_content) == pdf()
    assert answer["Content-Disposition"].startswith("attachment;")
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/pdf", "private, no-store")
    assert Opening.objects.values_list("target", "how").get() == ("תוכנית, data.pdf", "saved")


def test_an_older_version_stays_to_be_had(as_role, challenge):
    item = DocumentRequestFactory(challenge=challenge)
    for text in ("first", "second"):
        actions.upload_documents(item, [upload("plan.pdf", pdf(text))], by=challenge.created_by)
    older = item.versions.get(number=1)

    answer = as_role("peer").get(at("document_file", challenge, older.pk))

    assert b"".join(answer.streaming_content) == pdf("first")


def test_a_file_of_another_challenge_is_not_reached(as_role, challenge):
    version = DocumentVersionFactory()

    assert as_role("peer").get(at("document_file", challenge, version.pk)).status_code == 404


def test_changing_the_note(as_role, challenge):
    item = DocumentRequestFactory(challenge=challenge)

    as_role("organiser").post(at("document_note", challenge, item.pk), {"note": "Read page 9.", "version": 1})

    item.refresh_from_db()
    assert (item.note, item.version) == ("Read page 9.", 2)


def test_two_notes_at_once_are_both_shown(as_role, challenge):
    item = DocumentRequestFactory(challenge=challenge)
    client = as_role("organiser")
    client.post(at("document_note", challenge, item.pk), {"note": "Theirs", "version": 1})

    page = as_role("sponsor").post(at("document_note", challenge, item.pk), {"note": "Mine", "version": 1})

    assert (page.context["form"]["note"].value(), page.context["form"].theirs) == ("Mine", {"note": "Theirs"})
    assert page.context["form"]["version"].value() == "2"


def test_not_held_and_back(as_role, challenge):
    item = DocumentRequestFactory(challenge=challenge, code="7")
    client = as_role("organiser")

    empty = client.post(at("document_not_held", challenge, item.pk), {"reason": ""})
    client.post(at("document_not_held", challenge, item.pk), {"reason": "It is being rewritten."})
    read = as_role("peer").get(at("document", challenge, item.pk))
    client.post(at("document_wanted_again", challenge, item.pk))

    assert empty.context["form"].errors == {"reason": ["Say why the council does not hold this"]}
    assert "It is being rewritten." in read.text
    item.refresh_from_db()
    assert item.state == "wanted"


def test_not_held_keeps_its_text_when_someone_was_quicker(as_role, challenge):
    item = DocumentRequestFactory(challenge=challenge)
    actions.upload_documents(item, [upload()], by=challenge.created_by)

    page = as_role("organiser").post(at("document_not_held", challenge, item.pk), {"reason": "A long reason"})

    assert page.context["form"].non_field_errors() == ["There are files under this item, so the council holds it."]
    assert "A long reason" in page.text


def test_marking_as_read_without_a_script(person, log_in_as, challenge):
    item = DocumentRequestFactory(challenge=challenge, is_in=True)
    peer = person("peer", challenge)
    client = log_in_as(peer)

    page = client.post(at("document_mark_read", challenge, item.pk), follow=True)

    assert page.redirect_chain == [(at("document", challenge, item.pk), 302)]
    assert f"Read by: {peer}." in page.text
    assert Reading.objects.get().reader == peer


def test_marking_as_read_answers_with_the_part_that_changes(as_role, challenge):
    item = DocumentRequestFactory(challenge=challenge, is_in=True)
    client = as_role("peer")

    read = client.post(at("document_mark_read", challenge, item.pk), headers={"HX-Request": "true"})
    unread = client.post(at("document_mark_unread", challenge, item.pk), headers={"HX-Request": "true"})

    assert [page.text.strip().partition(" data")[0] for page in (read, unread)] == ['<div id="reading"'] * 2
    assert ("Mark as not read" in read.text, "Mark as read" in unread.text) == (True, True)


def test_a_small_action_is_not_opened_by_a_link(as_role, challenge):
    item = DocumentRequestFactory(challenge=challenge, is_in=True)

    assert as_role("peer").get(at("document_mark_read", challenge, item.pk)).status_code == 405


@pytest.mark.parametrize("role", ["observer", "challenge_manager", "organiser"])
def test_only_peers_mark_as_read(as_role, challenge, role):
    item = DocumentRequestFactory(challenge=challenge, is_in=True)

    assert as_role(role).post(at("document_mark_read", challenge, item.pk)).status_code == 403


def test_a_document_asked_for_in_addition(log_in_as, person):
    day = today()
    challenge = ChallengeFactory(stage="preparation", starts_on=day, ends_on=day)
    client = log_in_as(person("challenge_manager", challenge))
    form = {"title": "Placement map", "why": "To see distances", "importance": "reference"}
    form |= {"due_on_day": day.day, "due_on_month": day.month, "due_on_year": day.year}

    page = client.post(at("document_add", challenge), form, follow=True)

    assert page.redirect_chain == [(at("document_list", challenge), 302)]
    assert DocumentRequest.objects.get().title == "Placement map"
