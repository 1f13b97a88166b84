"""The organiser uploads documents: with a connection that breaks off, with files that are refused, without JavaScript."""

import pytest
from django.urls import reverse

from tests.browser.conftest import NARROW, stands_up
from tests.factories import ChallengeFactory
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

    def open_item(**options):
        page = signed_in(person("organiser", item.challenge), **options)
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
    page.get_by_role("link", name="two.pdf").wait_for()

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
    page.get_by_role("link", name="one.pdf").wait_for()

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
