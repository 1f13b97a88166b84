"""The organiser uploads documents: with a connection that breaks off, with files that are refused, without JavaScript."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from challenges import tasks
from preparation.actions import upload_documents
from tests.browser.conftest import NARROW, stands_up
from tests.factories import ChallengeFactory
from tests.live import EICAR, EICAR_SIGNATURE, Clamd
from tests.preparation.factories import DocumentRequestFactory
from tests.preparation.files import PNG, docx, pdf

pytestmark = pytest.mark.django_db(transaction=True)

NOTE = "Read section 4, pages 12 to 18."


@pytest.fixture
def item():
    return DocumentRequestFactory(challenge=ChallengeFactory(stage="preparation"), title="Improvement plan")


@pytest.fixture
def organiser_at(person, signed_in, item):
    """The organiser's browser at the page of the item."""
    organiser = person("organiser", item.challenge)

    def open_item(**options):
        page = signed_in(organiser, **options)
        page.goto(reverse("preparation:document", args=[item.challenge.slug, item.pk]))
        return page

    return open_item


def choose(page, *files):
    payloads = [{"name": name, "mimeType": "application/octet-stream", "buffer": content} for name, content in files]
    page.get_by_label("Files", exact=True).set_input_files(payloads)


def lose_the_connection_for_the_second_file(page):
    sent = []

    def pass_or_abort(route):
        sent.append(route)
        if len(sent) == 2:
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/upload/", pass_or_abort)


def wait_for(page, sentence):
    """It is shown, and it is said to those who hear the page: the first that is there will do."""
    page.get_by_text(sentence).first.wait_for()


def files_of(item):
    return sorted(item.versions.values_list("file__name", "number"))


def test_a_lost_connection_keeps_the_other_files_and_what_was_typed(organiser_at, item):
    page = organiser_at()
    lose_the_connection_for_the_second_file(page)

    # The second of three files breaks off half way.
    page.get_by_label("Note for the peer team").fill(NOTE)
    choose(page, ("one.pdf", pdf("one")), ("two.pdf", pdf("two")), ("three.docx", docx()))
    page.get_by_role("button", name="Upload").click()
    wait_for(page, "Connection lost. “two.pdf” was not uploaded.")
    wait_for(page, "2 of 3 files uploaded.")

    # The others are kept, and so is the note; the page still stands up.
    assert files_of(item) == [("one.pdf", 1), ("three.docx", 1)]
    assert page.get_by_label("Note for the peer team").input_value() == NOTE
    assert stands_up(page) == []

    # Once the connection is back, one button sends the file that is missing.
    page.get_by_role("button", name="Try again to upload two.pdf").click()
    page.get_by_role("link", name="two.pdf", exact=True).wait_for()

    assert files_of(item) == [("one.pdf", 1), ("three.docx", 1), ("two.pdf", 1)]
    item.refresh_from_db()
    assert item.note == NOTE


def test_a_file_that_did_arrive_is_not_doubled_when_sent_again(organiser_at, item):
    page = organiser_at()
    answered = []

    def lose_the_answer(route):
        answered.append(route.fetch() if not answered else None)
        route.abort("connectionreset") if len(answered) == 1 else route.continue_()

    page.route("**/upload/", lose_the_answer)

    choose(page, ("one.pdf", pdf("one")))
    page.get_by_role("button", name="Upload").click()
    page.get_by_role("button", name="Try again to upload one.pdf").click()
    page.get_by_role("link", name="one.pdf", exact=True).wait_for()

    assert files_of(item) == [("one.pdf", 1)]


def test_a_refused_file_is_named_and_the_good_ones_are_in(organiser_at, item):
    page = organiser_at(viewport=NARROW)

    page.get_by_label("Note for the peer team").fill(NOTE)
    choose(page, ("good.pdf", pdf("good")), ("picture.pdf", PNG), ("empty.pdf", b""))
    page.get_by_role("button", name="Upload").click()
    wait_for(page, "“picture.pdf” ends in .pdf, but its content is something else (image/png).")
    wait_for(page, "“empty.pdf” is empty.")
    wait_for(page, "1 of 3 files uploaded.")

    assert stands_up(page) == []
    assert files_of(item) == [("good.pdf", 1)]
    assert page.get_by_label("Note for the peer team").input_value() == NOTE


def test_the_plain_form_does_the_same_without_javascript(organiser_at, item):
    page = organiser_at(java_script_enabled=False)

    page.get_by_label("Note for the peer team").fill(NOTE)
    choose(page, ("good.pdf", pdf("good")), ("picture.pdf", PNG), ("better.docx", docx()))
    page.get_by_role("button", name="Upload").click()
    page.get_by_role("heading", name="There is a problem").wait_for()

    assert page.get_by_role("link", name="“picture.pdf” ends in .pdf").count() == 1
    assert files_of(item) == [("better.docx", 1), ("good.pdf", 1)]
    assert page.get_by_label("Note for the peer team").input_value() == NOTE


# Large files


def minutes(folder, megabytes):
    """A text on the disk, since the line to the browser takes no more than 50 MB."""
    path = folder / "minutes.txt"
    line = b"The board met and went through the plan, line by line, page %06d.\n"
    path.write_bytes(b"".join(line % number for number in range(megabytes * 2**20 // 66)))
    return path


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    return minutes(tmp_path_factory.mktemp("large"), 20)


@pytest.fixture(scope="module")
def middling(tmp_path_factory):
    return minutes(tmp_path_factory.mktemp("middling"), 6)


def kept(item):
    """The SHA-256 of the bytes that stand under the item."""
    with item.versions.get().file.content.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def test_a_large_file_goes_on_by_itself_when_the_line_is_back(organiser_at, item, large):
    page = organiser_at(viewport=NARROW)
    parts = []

    def cut_the_third(route):
        parts.append(route.request.url)
        route.abort("connectionreset") if len(parts) in {3, 4} else route.continue_()

    page.route("**/uploads/*/?at=*", cut_the_third)
    page.get_by_label("Note for the peer team").fill(NOTE)
    page.get_by_label("Files", exact=True).set_input_files(large)
    page.get_by_role("button", name="Upload").click()

    # The line breaks: what has arrived is kept and the page says so, in words and with a button for who cannot wait.
    wait_for(page, "What has arrived is kept. Trying again in 2 seconds.")
    assert stands_up(page) == []
    page.get_by_role("button", name="Try now to go on with minutes.txt").click()
    wait_for(page, "Connection lost at")
    page.get_by_role("link", name="minutes.txt", exact=True).wait_for()

    assert kept(item) == hashlib.sha256(large.read_bytes()).hexdigest()
    assert parts[2].rpartition("=")[2] == parts[4].rpartition("=")[2], "it went on where it stopped"
    item.refresh_from_db()
    assert item.note == NOTE


def test_a_large_file_goes_on_after_the_page_was_closed(organiser_at, item, middling):
    page = organiser_at()
    page.route(
        "**/uploads/*/?at=*",
        lambda route: route.abort("connectionreset") if len(taken) > 1 else taken.append(route) or route.continue_(),
    )
    taken = []
    page.get_by_label("Files", exact=True).set_input_files(middling)
    page.get_by_role("button", name="Upload").click()
    wait_for(page, "Connection lost at")
    there = item.challenge.unfinished_uploads.get().received
    page.context.close()

    page = organiser_at()
    wait_for(page, f"“minutes.txt” is {100 * there // middling.stat().st_size}% uploaded.")
    assert stands_up(page) == []
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "?at=" in request.url else None)
    page.get_by_label("Files", exact=True).set_input_files(middling)
    page.get_by_role("button", name="Upload").click()
    page.get_by_role("link", name="minutes.txt", exact=True).wait_for()

    assert asked[0].endswith(f"?at={there}")
    assert kept(item) == hashlib.sha256(middling.read_bytes()).hexdigest()


def test_a_large_file_waits_while_the_browser_is_offline(organiser_at, item, middling):
    page = organiser_at()
    page.route(
        "**/uploads/*/?at=1048576", lambda route: (page.context.set_offline(True), route.abort("internetdisconnected"))
    )
    page.get_by_label("Files", exact=True).set_input_files(middling)
    page.get_by_role("button", name="Upload").click()
    wait_for(page, "Connection lost at 16%.")

    page.unroute("**/uploads/*/?at=1048576")
    page.context.set_offline(False)
    page.get_by_role("link", name="minutes.txt", exact=True).wait_for()

    assert kept(item) == hashlib.sha256(middling.read_bytes()).hexdigest()


def test_the_page_shows_what_the_virus_scanner_said_when_it_has(organiser_at, item, person, settings, tmp_path):
    clamd = Clamd(tmp_path).start()
    settings.CLAMAV_URL = clamd.url
    organiser = person("sponsor", item.challenge)
    upload_documents(item, [SimpleUploadedFile("minutes.txt", b"words " + EICAR)], by=organiser)

    page = organiser_at(viewport=NARROW)
    wait_for(page, "Waiting to be scanned")
    assert stands_up(page) == []
    tasks.scan_file(job_id=item.versions.get().file.scan_id)
    clamd.stop()
    wait_for(page, f"The virus scanner found {EICAR_SIGNATURE}. Nobody can open it.")

    assert page.get_by_role("link", name="minutes.txt", exact=True).count() == 0
    assert stands_up(page) == []
