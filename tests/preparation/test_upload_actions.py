"""What comes in under an item, and what does not."""

import threading

import pytest
from django.core.files.storage import default_storage
from django.db import connection

from challenges.models import AuditEvent, StoredFile
from preparation import actions
from preparation.models import DocumentRequest, DocumentVersion
from tests.preparation.factories import DocumentRequestFactory
from tests.preparation.files import PNG, docx, pdf, upload, zipped

pytestmark = pytest.mark.django_db


def test_an_upload_answers_the_item(challenge, organiser):
    item = DocumentRequestFactory(challenge=challenge)

    uploaded = actions.upload_documents(item, [upload("data.pdf")], by=organiser, note="Read page 3.")

    item.refresh_from_db()
    assert uploaded == actions.Uploaded(kept=["data.pdf"], refusals=[])
    assert (item.state, item.answered_by, item.note) == ("in", organiser, "Read page 3.")
    version = item.versions.get()
    with version.file.content.open("rb") as stored:
        assert (version.number, version.is_newest, stored.read()) == (1, True, pdf())


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("data.pdf", pdf()),
        ("plan.docx", docx()),
        ("picture.png", PNG),
        ("figures.csv", b"measure,value\ncontacts,34\n"),
        ("note.txt", "Caseloads fell – see page 3".encode()),
    ],
)
def test_good_files_come_in(challenge, organiser, name, content):
    item = DocumentRequestFactory(challenge=challenge)

    uploaded = actions.upload_documents(item, [upload(name, content)], by=organiser)

    assert uploaded == actions.Uploaded(kept=[name], refusals=[])


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("empty.pdf", b"", "“empty.pdf” is empty. Check the file, then upload it again."),
        ("large.pdf", pdf("x" * 4000), "“large.pdf” is 4.4\xa0KB. A file can be at most 3.9\xa0KB."),
        (
            "picture.pdf",
            PNG,
            "“picture.pdf” ends in .pdf, but its content is something else (image/png).",
        ),
        (
            "zip.docx",
            zipped({"readme.txt": "not a Word file"}),
            "“zip.docx” ends in .docx, but its content is something else (application/zip).",
        ),
        (
            "sheet.docx",
            zipped({"xl/workbook.xml": "<workbook/>"}),
            (
                "“sheet.docx” ends in .docx, but its content is something else "
                "(application/vnd.openxmlformats-officedocument.spreadsheetml.sheet)."
            ),
        ),
        (
            "tool.exe",
            b"MZ",
            (
                "“tool.exe” is not a kind of file we take. Upload PDF, Word (.docx), Excel (.xlsx), "
                "PowerPoint (.pptx), text, CSV, PNG or JPEG."
            ),
        ),
        (
            "no ending",
            pdf(),
            (
                "“no ending” is not a kind of file we take. Upload PDF, Word (.docx), Excel (.xlsx), "
                "PowerPoint (.pptx), text, CSV, PNG or JPEG."
            ),
        ),
    ],
)
def test_bad_files_are_refused_by_name(challenge, organiser, settings, name, content, refusal):
    settings.MAX_UPLOAD_BYTES = 4000
    item = DocumentRequestFactory(challenge=challenge)

    uploaded = actions.upload_documents(item, [upload(name, content)], by=organiser, note="Read page 3.")

    item.refresh_from_db()
    assert uploaded == actions.Uploaded(kept=[], refusals=[refusal])
    assert (item.state, item.note, StoredFile.objects.count()) == ("wanted", "", 0)


def test_good_files_are_kept_when_another_is_refused(challenge, organiser):
    item = DocumentRequestFactory(challenge=challenge)
    files = [upload("one.pdf"), upload("bad.pdf", PNG), upload("two.docx", docx())]

    uploaded = actions.upload_documents(item, files, by=organiser, note="Read page 3.")

    item.refresh_from_db()
    assert uploaded == actions.Uploaded(
        kept=["one.pdf", "two.docx"],
        refusals=["“bad.pdf” ends in .pdf, but its content is something else (image/png)."],
    )
    assert (item.state, item.note, item.versions.count()) == ("in", "Read page 3.", 2)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\a person\\data.pdf", "data.pdf"),
        ("n" * 300 + ".pdf", "n" * 146 + ".pdf"),
        ("plan\u202efdp.pdf", "planfdp.pdf"),
        ("תוכנית.pdf", "תוכנית.pdf"),
        ("plan\x00\r\n.pdf", "plan.pdf"),
    ],
)
def test_a_name_is_kept_plain(challenge, organiser, sent, kept):
    item = DocumentRequestFactory(challenge=challenge)
    file = upload("data.pdf")
    file._name = sent  # as a hostile client sends it, past what Django cleans

    actions.upload_documents(item, [file], by=organiser)

    stored = item.versions.get().file
    assert stored.name == kept
    assert default_storage.exists(stored.content.name)
    assert kept not in stored.content.name


def test_the_same_name_is_a_new_version(challenge, organiser):
    item = DocumentRequestFactory(challenge=challenge)

    for name, text in [("Plan.pdf", "first"), ("plan.PDF", "second"), ("other.pdf", "third")]:
        actions.upload_documents(item, [upload(name, pdf(text))], by=organiser)

    versions = item.versions.order_by("pk").values_list("file__name", "number", "is_newest")
    assert list(versions) == [("Plan.pdf", 1, False), ("plan.PDF", 2, True), ("other.pdf", 1, True)]


def test_a_name_written_on_a_mac_is_the_same_name(challenge, organiser):
    item = DocumentRequestFactory(challenge=challenge)

    actions.upload_documents(item, [upload("café.pdf", pdf("first"))], by=organiser)
    actions.upload_documents(item, [upload("cafe\u0301.pdf", pdf("second"))], by=organiser)

    assert list(item.versions.order_by("pk").values_list("number", flat=True)) == [1, 2]


def test_the_same_file_sent_again_is_no_new_version(challenge, organiser):
    item = DocumentRequestFactory(challenge=challenge)
    actions.upload_documents(item, [upload()], by=organiser)
    item.refresh_from_db()
    answered_at = item.answered_at

    uploaded = actions.upload_documents(item, [upload()], by=organiser)

    item.refresh_from_db()
    assert uploaded.kept == ["data.pdf"]
    assert (item.versions.count(), item.answered_at) == (1, answered_at)


def test_notes_of_several_uploads_are_added_once_each(challenge, organiser):
    item = DocumentRequestFactory(challenge=challenge)

    for name, note in [("a.pdf", "Read page 3."), ("b.pdf", "Read page 3."), ("c.pdf", "And page 9."), ("d.pdf", "")]:
        actions.upload_documents(item, [upload(name)], by=organiser, note=note)

    item.refresh_from_db()
    assert (item.note, item.version) == ("Read page 3.\n\nAnd page 9.", 3)


def test_a_note_alone_does_not_answer_the_item(challenge, organiser):
    item = DocumentRequestFactory(challenge=challenge)

    actions.upload_documents(item, [], by=organiser, note="It comes on Monday.")

    item.refresh_from_db()
    assert (item.state, item.note) == ("wanted", "It comes on Monday.")


@pytest.mark.parametrize(("importance", "audience"), [("must_read", "council"), ("restricted", "lga")])
def test_what_the_history_tells_is_no_wider_than_the_item(challenge, organiser, importance, audience):
    item = DocumentRequestFactory(challenge=challenge, importance=importance)

    actions.upload_documents(item, [upload()], by=organiser)

    event = AuditEvent.objects.get(what="document.uploaded")
    assert (event.audience, event.sentence) == (audience, f"put “data.pdf” under item {item}")


@pytest.mark.django_db(transaction=True)
def test_two_uploads_of_one_name_at_once_give_two_versions(challenge, organiser):
    item = DocumentRequestFactory(challenge=challenge)
    together = threading.Barrier(2)

    def send(text):
        try:
            together.wait(timeout=20)
            actions.upload_documents(item, [upload("plan.pdf", pdf(text))], by=organiser)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[text]) for text in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    versions = item.versions.order_by("number").values_list("number", "is_newest")
    assert list(versions) == [(1, False), (2, True)]


def test_every_upload_is_stored_once_per_version(challenge, organiser):
    item = DocumentRequestFactory(challenge=challenge)
    actions.upload_documents(item, [upload()], by=organiser)

    assert DocumentVersion.objects.count() == StoredFile.objects.count() == 1
    assert DocumentRequest.objects.get().versions.get().file.stored_by == organiser
