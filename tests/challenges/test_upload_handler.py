"""Too much is refused before it is read, or let go of while it comes; what else was in the form is kept."""

import pytest
from django.test import RequestFactory
from django.urls import reverse

from challenges.uploads.handler import StopsAtTheLimit
from tests.factories import ChallengeFactory
from tests.preparation import files
from tests.preparation.factories import DocumentRequestFactory

pytestmark = pytest.mark.django_db

TWO_GB = 2 * 1024**3


class Unread:
    """A body that is never to be read."""

    def read(self, *_args):
        raise AssertionError("the body was read")

    readline = read


@pytest.fixture
def item():
    return DocumentRequestFactory(challenge=ChallengeFactory(stage="preparation"), title="Improvement plan")


@pytest.fixture
def upload_page(item):
    return reverse("preparation:document_upload", args=[item.challenge.slug, item.pk])


@pytest.fixture
def organiser(person, item, log_in_as):
    return log_in_as(person("organiser", item.challenge))


@pytest.fixture
def small_limit(settings):
    """A limit of 5,000 bytes, and every file to the disk at once."""
    settings.MAX_UPLOAD_BYTES = 5_000
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0


def test_two_gigabytes_are_refused_in_words_without_being_read(organiser, upload_page):
    response = organiser.post(upload_page, {}, CONTENT_LENGTH=str(TWO_GB), **{"wsgi.input": Unread()})

    assert response.status_code == 413
    assert (
        "You sent 2.0\xa0GB at once. A file can be at most 250.0\xa0MB, and all files sent together at most 500.0\xa0MB. "
        "Nothing of it was kept." in response.content.decode()
    )


def test_the_script_gets_the_sentence_as_its_own(organiser, upload_page):
    response = organiser.post(
        upload_page,
        {},
        headers={"X-Requested-With": "upload"},
        CONTENT_LENGTH=str(TWO_GB),
        **{"wsgi.input": Unread()},
    )

    assert (response.status_code, response.json()["ok"], response["Connection"]) == (413, False, "close")


def test_someone_not_signed_in_sends_no_files(client, settings):
    much = settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1

    response = client.post(reverse("account_login"), {}, CONTENT_LENGTH=str(much), **{"wsgi.input": Unread()})

    assert response.status_code == 413


def test_a_file_over_the_limit_is_refused_and_the_rest_of_the_form_kept(small_limit, organiser, upload_page, item):
    sent = [files.upload("large.pdf", b"%PDF-1.7 " + b"x" * 200_000), files.upload("good.pdf")]

    shown = organiser.post(upload_page, {"documents": sent, "note": "Read page 1."}).content.decode()

    assert "“large.pdf” is 195.3\xa0KB. A file can be at most 4.9\xa0KB." in shown
    assert "Read page 1." in shown
    assert list(item.versions.values_list("file__name", flat=True)) == ["good.pdf"]


def test_a_part_that_lies_about_its_length_gains_nothing(small_limit, organiser, upload_page, item):
    body = (
        b"--b\r\nContent-Disposition: form-data; name=documents; filename=plan.pdf\r\nContent-Length: 5\r\n\r\n"
        + b"%PDF-1.7 "
        + b"x" * 200_000
        + b"\r\n--b--\r\n"
    )

    shown = organiser.generic(
        "POST", upload_page, body, content_type="multipart/form-data; boundary=b"
    ).content.decode()

    assert "“plan.pdf” is 195.3\xa0KB. A file can be at most 4.9\xa0KB." in shown
    assert item.versions.count() == 0


def test_what_is_over_the_limit_does_not_stay_on_the_disk(small_limit):
    handler = StopsAtTheLimit(RequestFactory().post("/"))
    handler.new_file("documents", "large.pdf", "application/pdf", None)

    sizes = []
    for at in range(0, 10_000, 1_000):
        handler.receive_data_chunk(b"x" * 1_000, at)
        handler.file.flush()
        sizes.append(handler.file.seek(0, 2))

    assert sizes == [1_000, 2_000, 3_000, 4_000, 5_000, 0, 0, 0, 0, 0]
    assert handler.file_complete(10_000).size == 10_000
    handler.file.close()


@pytest.mark.parametrize("name", ["../../plan.pdf", "pl\u202ean.pdf", "p" * 300 + ".pdf", "CON.pdf", "plan\x00.pdf"])
def test_a_bad_name_is_made_plain_on_its_way_in(name, organiser, upload_page, item):
    organiser.post(upload_page, {"documents": files.upload(name)})

    stored = item.versions.get().file
    assert (stored.name in {"plan.pdf", "p" * 146 + ".pdf", "_CON.pdf"}, stored.content.name.count("/")) == (True, 1)
    assert stored.content.name.endswith(stored.key.hex)
