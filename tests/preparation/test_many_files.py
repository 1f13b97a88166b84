"""Many files at once: dropped, put to their items, taken away as one zip, looked at page by page."""

import hashlib
import io
import re
import zipfile

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from challenges import page_pictures, zips
from challenges.models import AuditEvent, Opening, RetentionHold, StoredFile, UnfinishedUpload
from challenges.moments import now
from preparation import actions, queries
from preparation.models import DocumentVersion, UnsortedFile
from tests.factories import ChallengeFactory
from tests.preparation.factories import DocumentRequestFactory, StoredFileFactory
from tests.preparation.files import PNG, pdf, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def challenge():
    return ChallengeFactory(stage="preparation")


@pytest.fixture
def organiser(person, challenge):
    return person("organiser", challenge)


@pytest.fixture
def items(challenge):
    titles = ["Position statement", "Self-evaluation", "Performance data"]
    return [DocumentRequestFactory(challenge=challenge, code=str(n), title=t) for n, t in enumerate(titles, start=1)]


def at(name, challenge, *args):
    return reverse(f"preparation:{name}", args=[challenge.slug, *args])


def drop(challenge, by, *names):
    actions.drop_files(challenge, [upload(name, pdf(name)) for name in names], by=by)
    return list(UnsortedFile.objects.filter(challenge=challenge).order_by("pk"))


# Dropping and sorting


def _choices(page):
    """The keys of the items that the first file can be put to."""
    return [int(key) for key in re.findall(r'value="(\d+)"', page.context["rows"][0].options)]


def chosen(options):
    return re.findall(r'value="(\d+)" selected', options)


def test_files_are_dropped_guessed_and_put_to_their_items(log_in_as, challenge, organiser, items):
    client = log_in_as(organiser)
    files = [upload(name, pdf(name)) for name in ("02 SEF.pdf", "performance data.pdf", "scan.pdf", "junk.pdf")]

    dropped = client.post(at("document_drop", challenge), {"documents": files})
    page = client.get(dropped.url)
    rows = {row.name: row.key for row in page.context["rows"]}
    guesses = {row.name: chosen(row.options) for row in page.context["rows"]}
    answer = {
        f"file-{rows['02 SEF.pdf']}": items[1].pk,
        f"file-{rows['performance data.pdf']}": items[1].pk,
        f"file-{rows['scan.pdf']}": "",
        f"file-{rows['junk.pdf']}": "away",
    }
    after = client.post(dropped.url, answer, follow=True)

    assert dropped.url == at("document_sort", challenge)
    assert guesses == {
        "02 SEF.pdf": [str(items[1].pk)],
        "performance data.pdf": [str(items[2].pk)],
        "scan.pdf": [],
        "junk.pdf": [],
    }
    assert "2 files put to 1 item." in after.text
    assert [row.name for row in after.context["rows"]] == ["scan.pdf"]
    items[1].refresh_from_db()
    assert items[1].state == "in"
    assert set(items[1].versions.values_list("file__name", flat=True)) == {"02 SEF.pdf", "performance data.pdf"}
    assert sorted(StoredFile.objects.values_list("name", flat=True)) == [
        "02 SEF.pdf",
        "performance data.pdf",
        "scan.pdf",
    ]


def test_nobody_outside_the_council_knows_a_file_before_it_is_put(log_in_as, person, challenge, organiser, items):
    drop(challenge, organiser, "02 secret.pdf")

    for role in ("peer", "challenge_manager", "observer"):
        client = log_in_as(person(role, challenge))
        assert client.get(at("document_sort", challenge)).status_code == 403
        assert "secret" not in client.get(at("document_list", challenge)).text
    history = AuditEvent.objects.filter(what="document.dropped")
    assert list(history.values_list("audience", flat=True)) == ["lga"]


def test_contributors_sort_what_they_dropped_into_what_they_are_asked_for(
    log_in_as, person, challenge, organiser, items
):
    contributor = person("contributor", challenge)
    actions.ask_contributors(items[2], contributors=[contributor], by=organiser)
    drop(challenge, organiser, "organisers.pdf")
    own = drop(challenge, contributor, "performance data.pdf")[-1]
    client = log_in_as(contributor)

    page = client.get(at("document_sort", challenge))
    answers = [client.get(at("document_waiting", challenge, each.pk)) for each in UnsortedFile.objects.all()]
    client.post(at("document_sort", challenge), {f"file-{own.pk}": items[0].pk})
    not_asked = items[0].versions.count()
    client.post(at("document_sort", challenge), {f"file-{own.pk}": items[2].pk})

    assert [row.key for row in page.context["rows"]] == [str(own.pk)]
    assert [answer.status_code for answer in answers] == [404, 200]
    assert _choices(page) == [items[2].pk]
    assert (not_asked, items[2].versions.count()) == (0, 1)
    for answer in answers:
        answer.close()  # last: it closes the connection too


def test_a_large_file_that_came_in_parts_can_be_dropped(log_in_as, challenge, organiser):
    client, content, place = log_in_as(organiser), pdf("large"), at("document_drop", challenge)
    begun = client.post(
        reverse("challenges:upload_begin", args=[challenge.slug]),
        {"name": "large.pdf", "size": len(content), "modified": 1, "place": place},
    ).json()
    client.post(
        reverse("challenges:upload_part", args=[challenge.slug, begun["key"]]) + "?at=0",
        content,
        content_type="application/octet-stream",
    )
    form = {"received": begun["key"], "sha256": hashlib.sha256(content).hexdigest()}

    answers = [client.post(place, form, headers={"X-Requested-With": "upload"}).json() for _twice in range(2)]

    assert answers == [{"ok": True, "name": "large.pdf"}] * 2
    assert UnsortedFile.objects.get().file.sha256 == form["sha256"]
    assert UnfinishedUpload.objects.get().file is not None


def test_a_bad_file_is_named_and_the_others_are_kept(log_in_as, challenge, organiser):
    client = log_in_as(organiser)

    page = client.post(at("document_drop", challenge), {"documents": [upload("one.pdf"), upload("bad.pdf", PNG)]})
    by_script = client.post(
        at("document_drop", challenge), {"documents": upload("bad.pdf", PNG)}, headers={"X-Requested-With": "upload"}
    )
    empty = client.post(at("document_drop", challenge), {}, headers={"X-Requested-With": "upload"})

    wrong = "“bad.pdf” ends in .pdf, but its content is something else (image/png)."
    assert page.context["form"].errors["documents"] == [wrong]
    assert "1 file came in. Put them to their items next." in page.text
    assert (by_script.status_code, by_script.json()["message"]) == (400, wrong)
    assert (empty.status_code, empty.json()["message"]) == (400, "Choose at least one file")


def test_the_same_file_waits_once_and_stands_once(challenge, organiser, items):
    first, *more = drop(challenge, organiser, "a.pdf", "a.pdf")
    actions.sort_files(challenge, choices={first: items[0]}, away=[], by=organiser)
    (again,) = drop(challenge, organiser, "a.pdf")

    done = actions.sort_files(challenge, choices={again: items[0]}, away=[], by=organiser)

    assert more == []
    assert done.refusals == [f"“a.pdf” is under item {items[0]} already, as it is here. It was thrown away."]
    assert (items[0].versions.count(), StoredFile.objects.count()) == (1, 1)


def test_a_file_of_the_same_name_is_the_next_version(challenge, organiser, items):
    actions.upload_documents(items[0], [upload("a.pdf", pdf("first"))], by=organiser)
    (waiting,) = drop(challenge, organiser, "a.pdf")

    actions.sort_files(challenge, choices={waiting: items[0]}, away=[], by=organiser)

    assert list(items[0].versions.order_by("number").values_list("number", "is_newest")) == [(1, False), (2, True)]


def test_a_closed_item_takes_no_dropped_file(log_in_as, person, challenge, organiser, items):
    actions.upload_documents(items[0], [upload()], by=organiser)
    challenge.document_requests.filter(pk=items[0].pk).update(closed_at=now())
    (waiting,) = drop(challenge, organiser, "a.pdf")
    client = log_in_as(organiser)

    page = client.get(at("document_sort", challenge))
    after = client.post(at("document_sort", challenge), {f"file-{waiting.pk}": items[0].pk}, follow=True)

    assert _choices(page) == [item.pk for item in items[1:]]
    assert "The documents were closed at the deadline" in after.text
    assert UnsortedFile.objects.filter(pk=waiting.pk).exists()


def test_what_is_thrown_away_is_gone_but_for_the_history(challenge, organiser, django_capture_on_commit_callbacks):
    (waiting,) = drop(challenge, organiser, "a.pdf")
    where = waiting.file.content.name
    was_there = default_storage.exists(where)

    with django_capture_on_commit_callbacks(execute=True):
        actions.sort_files(challenge, choices={}, away=[waiting], by=organiser)

    assert (was_there, default_storage.exists(where)) == (True, False)
    assert AuditEvent.objects.get(what="file.thrown_away").sentence == "threw away a file before it was put to an item"


def test_on_hold_nothing_is_thrown_away(log_in_as, person, challenge, organiser):
    (waiting,) = drop(challenge, organiser, "a.pdf")
    RetentionHold.objects.create(
        challenge=challenge, reason="A question of law.", set_at=now(), set_by=challenge.created_by
    )

    page = log_in_as(organiser).post(at("document_sort", challenge), {f"file-{waiting.pk}": "away"}, follow=True)

    assert "Nothing of this challenge may be deleted just now." in page.text
    assert StoredFile.objects.filter(pk=waiting.file_id).exists()


def test_files_that_wait_are_a_next_action_of_who_dropped_them(challenge, organiser, items):
    drop(challenge, organiser, "a.pdf", "b.pdf")

    (todo,) = queries.unsorted_left(challenge)

    assert (todo.sentence, todo.person_id, todo.gates) == ("Put 2 files to their items", organiser.pk, False)


@pytest.mark.parametrize("how_many", [1, 60])
def test_sorting_costs_the_same_for_any_number_of_files(
    log_in_as, challenge, organiser, items, how_many, django_assert_num_queries
):
    for number in range(how_many):
        file = StoredFileFactory(challenge=challenge, name=f"{number}.pdf", stored_by=organiser)
        UnsortedFile.objects.create(challenge=challenge, file=file)
    client = log_in_as(organiser)

    with django_assert_num_queries(8 if how_many > 50 else 7):
        page = client.get(at("document_sort", challenge))

    assert (len(page.context["rows"]), page.context["how_many"]) == (min(50, how_many), how_many)


# The zip


def unzip(answer):
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


@pytest.fixture
def full(challenge, organiser, items):
    """Two versions, a name of another case, a restricted one, one that waits for the scanner."""
    actions.upload_documents(items[0], [upload("plan.pdf", pdf("first"))], by=organiser)
    actions.upload_documents(
        items[0], [upload("plan.pdf", pdf("second")), upload("Data.txt", b"words\n")], by=organiser
    )
    actions.upload_documents(items[1], [upload("waits.pdf", pdf("waits"))], by=organiser)
    StoredFile.objects.filter(name="waits.pdf").update(state="pending")
    audits = DocumentRequestFactory(challenge=challenge, code="14", title="Audits", importance="restricted")
    actions.upload_documents(audits, [upload("audit.pdf", pdf("audit"))], by=organiser)
    return items


def test_the_zip_holds_what_its_reader_may_open_by_number(log_in_as, person, challenge, full):
    peer = person("peer", challenge)

    answer = log_in_as(peer).get(at("document_zip", challenge))
    packed = unzip(answer)

    assert packed.testzip() is None
    assert packed.namelist() == ["00 What is in this zip.txt", "01 Data.txt", "01 plan, version 2.pdf"]
    assert packed.read("01 plan, version 2.pdf") == pdf("second")
    listing = packed.read("00 What is in this zip.txt").decode()
    assert hashlib.sha256(pdf("second")).hexdigest() in listing
    assert "Item 14, audit.pdf: it is restricted: open it on its page" in listing
    assert "Item 2, waits.pdf: waiting to be scanned" in listing
    assert "3. Performance data: due on" in listing
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert set(Opening.objects.values_list("target", "how", "by_id")) == {
        ("Data.txt", "saved", peer.pk),
        ("plan.pdf", "saved", peer.pk),
    }


def test_an_observer_does_not_learn_of_restricted_files_from_the_zip(log_in_as, person, challenge, full):
    packed = unzip(log_in_as(person("observer", challenge)).get(at("document_zip", challenge)))

    assert "audit" not in packed.read("00 What is in this zip.txt").decode().lower()
    assert [name for name in packed.namelist() if "audit" in name] == []


def test_a_contributor_s_zip_holds_what_they_are_asked_for(log_in_as, person, challenge, organiser, full):
    contributor = person("contributor", challenge)
    actions.ask_contributors(full[2], contributors=[contributor], by=organiser)

    packed = unzip(log_in_as(contributor).get(at("document_zip", challenge)))

    assert packed.namelist() == ["00 What is in this zip.txt"]
    assert "plan" not in packed.read("00 What is in this zip.txt").decode()


def test_a_part_of_the_list_is_a_part_of_the_zip(log_in_as, person, challenge, organiser, full):
    actions.mark_not_held(full[2], reason="None here.", by=organiser)

    packed = unzip(log_in_as(organiser).get(at("document_zip", challenge) + "?show=not_held"))

    assert packed.namelist() == ["00 What is in this zip.txt"]
    assert "3. Performance data: not held, because None here." in packed.read("00 What is in this zip.txt").decode()


def test_a_file_that_cannot_be_read_does_not_end_the_zip(challenge, full):
    good = StoredFile.objects.get(name="Data.txt")
    gone = StoredFileFactory(challenge=challenge, content="no/bytes")
    changed = StoredFile.objects.filter(name="plan.pdf").first()
    changed.sha256 = "0" * 64
    files = [zips.Packed("gone.pdf", gone), zips.Packed("changed.pdf", changed), zips.Packed("good.txt", good)]

    packed = zipfile.ZipFile(io.BytesIO(b"".join(zips.stream(files, first=("00.txt", "words")))))

    assert packed.testzip() is None
    assert packed.read("good.txt") == b"words\n"
    assert packed.read("00 Could not be read.txt").decode().splitlines()[2:] == ["gone.pdf", "changed.pdf"]


def test_the_zip_is_sent_piece_by_piece(challenge, full):
    files = [zips.Packed(f"{n}.pdf", StoredFile.objects.get(name="audit.pdf")) for n in range(50)]

    pieces = list(zips.stream(files, first=("00.txt", "words")))

    assert max(len(piece) for piece in pieces) < 2 * len(pdf("audit")) + 100 * len(files)
    assert len(pieces) > len(files)


@pytest.mark.parametrize("how_many", [1, 30])
def test_the_zip_costs_the_same_for_any_number_of_files(
    log_in_as, challenge, organiser, items, how_many, django_assert_num_queries
):
    actions.upload_documents(
        items[0], [upload(f"{n}.txt", f"{n} words\n".encode()) for n in range(how_many)], by=organiser
    )
    client = log_in_as(organiser)

    with django_assert_num_queries(8):
        b"".join(client.get(at("document_zip", challenge)).streaming_content)


# Looking at a file in the page


@pytest.fixture
def version(challenge, organiser, items):
    actions.upload_documents(items[0], [upload("plan.pdf", pdf("Words of the plan"))], by=organiser)
    return DocumentVersion.objects.get()


def test_a_pdf_is_looked_at_as_a_picture_with_its_words(log_in_as, person, challenge, version):
    peer = person("peer", challenge)
    client = log_in_as(peer)

    page = client.get(at("document_preview", challenge, version.pk))
    picture = client.get(page.context["picture"])

    assert "Words of the plan" in page.text
    assert picture.content.startswith(b"\x89PNG")
    assert (picture["Content-Type"], picture["Cache-Control"]) == ("image/png", "private, no-store")
    assert list(Opening.objects.values_list("target", "how", "by_id")) == [("plan.pdf", "shown", peer.pk)]


def test_the_page_around_it_keeps_the_strict_content_policy(log_in_as, person, challenge, version):
    client = log_in_as(person("peer", challenge))

    page = client.get(at("document_preview", challenge, version.pk))
    picture = client.get(page.context["picture"])
    home = client.get("/")

    assert page["Content-Security-Policy"] == home["Content-Security-Policy"]
    assert "unsafe" not in page["Content-Security-Policy"]
    assert "frame-src" not in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"
    assert [tag for tag in ("<iframe", "<object", "<embed") if tag in page.text] == []
    assert picture["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert picture["X-Content-Type-Options"] == "nosniff"


def test_a_picture_is_shown_as_it_is(log_in_as, challenge, organiser, items):
    actions.upload_documents(items[0], [upload("chart.png", PNG)], by=organiser)
    shown = DocumentVersion.objects.get()
    client = log_in_as(organiser)

    page = client.get(at("document_preview", challenge, shown.pk))
    picture = client.get(page.context["picture"])

    assert b"".join(picture.streaming_content) == PNG
    assert picture["Content-Disposition"].startswith("inline")
    assert picture["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert Opening.objects.count() == 1


@pytest.mark.parametrize("state", ["pending", "blocked"])
def test_what_nobody_may_open_nobody_looks_at(log_in_as, person, challenge, version, state):
    scanned = {"state": state} | ({"signature": "Bad", "scanned_at": now()} if state == "blocked" else {})
    StoredFile.objects.update(**scanned)
    client = log_in_as(person("peer", challenge))

    page = client.get(at("document_preview", challenge, version.pk))
    picture = client.get(at("document_picture", challenge, version.pk))

    assert page.url == at("document", challenge, version.request_id)
    assert picture.status_code == 404
    assert not Opening.objects.exists()


def test_looking_needs_what_reading_needs(log_in_as, person, challenge, version):
    version.request.importance = "restricted"
    version.request.save()
    client = log_in_as(person("observer", challenge))

    assert client.get(at("document_preview", challenge, version.pk)).status_code == 404
    assert client.get(at("document_picture", challenge, version.pk)).status_code == 404


@pytest.mark.parametrize(("asked", "page"), [("", 1), ("?page=0", 1), ("?page=99", 1), ("?page=x", 1)])
def test_a_page_there_is_not_leads_to_one_there_is(log_in_as, person, challenge, version, asked, page):
    answer = log_in_as(person("peer", challenge)).get(at("document_preview", challenge, version.pk) + asked)

    assert answer.context["page"] == page


def test_what_poppler_cannot_draw_is_told(log_in_as, person, challenge, version):
    StoredFile.objects.update(page_count=3)
    client = log_in_as(person("peer", challenge))

    page = client.get(at("document_preview", challenge, version.pk) + "?page=3")
    picture = client.get(at("document_picture", challenge, version.pk) + "?page=3", follow=True)

    assert "This page has no words that can be read out" in page.text
    assert "Page 3 of “plan.pdf” cannot be drawn here." in picture.text


def test_a_page_of_any_size_is_drawn_within_bounds(challenge, version):
    huge = pdf("wide").replace(b"[0 0 595 842]", b"[0 0 14400 20]")
    file = StoredFileFactory(challenge=challenge, page_count=1)
    file.content.save("wide", upload("wide.pdf", huge))

    drawn = page_pictures.draw(file, 1)

    width, height = (int.from_bytes(drawn[at : at + 4], "big") for at in (16, 20))
    assert max(width, height) <= page_pictures.LONGER_SIDE


def test_without_poppler_pdfs_are_for_saving(challenge, version, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))

    assert page_pictures.pages_of(version.file) == 0
