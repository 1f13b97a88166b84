"""Files in a folder and in S3-compatible storage: the same journey, against a real server on loopback."""

import contextlib
import hashlib
import io
import socket
import subprocess
import sys
import urllib.error
import urllib.request

import boto3
import pytest
from botocore.config import Config
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from challenges import actions, documents, leftovers, scanning, tasks
from challenges.action_tools import ActionRefused
from challenges.downloads import serve
from challenges.models import Opening, StoredFile
from challenges.uploads import parts
from peerchallenge import files_url
from tests.challenges.test_upload_parts import Sender
from tests.factories import ChallengeFactory
from tests.live import EICAR, Clamd, wait_until
from tests.preparation import files
from tests.preparation.factories import DocumentRequestFactory

pytestmark = pytest.mark.django_db

NAME, KEY = "peer-challenge-files", "only-for-tests"
LARGE = files.pdf("A long plan").replace(b"%%EOF\n", b"%" + b"x" * (9 * 2**20) + b"\n%%EOF\n")  # more than one piece


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """An S3-compatible server with one empty bucket; its address."""
    with socket.socket() as looking:
        looking.bind(("127.0.0.1", 0))
        port = looking.getsockname()[1]
    log = (tmp_path_factory.mktemp("s3") / "server.log").open("wb")
    command = [sys.executable, "-W", "ignore", "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)

    def answers():
        assert process.poll() is None
        with contextlib.suppress(OSError):
            return socket.create_connection(("127.0.0.1", port), timeout=1).close() is None

    wait_until(answers, what="the S3-compatible server")
    url = f"http://127.0.0.1:{port}"
    client(url).create_bucket(Bucket=NAME)
    yield url
    process.terminate()
    process.wait()
    log.close()


def client(url):
    return boto3.client(
        "s3",
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id=KEY,
        aws_secret_access_key=KEY,
        config=Config(s3={"addressing_style": "path"}),
    )


def in_bucket(url, settings):
    url = f"s3://{NAME}/files?endpoint={url}&region=us-east-1"
    settings.STORAGES = settings.STORAGES | {"default": files_url.storage(url, access_key=KEY, secret_key=KEY)}


@pytest.fixture(params=["folder", "bucket"])
def kept_in(request, settings, tmp_path):
    settings.INCOMING_DIR = settings.QUARANTINE_DIR = tmp_path
    if request.param == "bucket":
        in_bucket(request.getfixturevalue("server"), settings)
    return request.param


@pytest.fixture
def bucket(server, settings):
    in_bucket(server, settings)
    return client(server)


@pytest.fixture(scope="module")
def clamd(tmp_path_factory):
    running = Clamd(tmp_path_factory.mktemp("clamd")).start()
    yield running
    running.stop()


@pytest.fixture
def item():
    return DocumentRequestFactory(challenge=ChallengeFactory(stage="preparation"), title="Improvement plan")


def test_the_journey_of_a_file(kept_in, clamd, settings, item, person, log_in_as, django_capture_on_commit_callbacks):
    """Uploaded in parts, scanned, downloaded and the download kept; purged, and gone."""
    settings.CLAMAV_URL = clamd.url
    organiser = person("organiser", item.challenge)
    sender = Sender(log_in_as(organiser), item, content=LARGE)
    with django_capture_on_commit_callbacks(execute=True):
        sender.begin()
        for at in range(0, len(LARGE), parts.MOST_OF_A_PART):
            assert sender.part(at, LARGE[at : at + parts.MOST_OF_A_PART])[0] == 200
        assert sender.finish(hashlib.sha256(LARGE).hexdigest()).json() == {"ok": True, "name": "plan.pdf"}
    stored = StoredFile.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        tasks.scan_file(job_id=stored.scan_id)
    stored.refresh_from_db()
    assert (stored.state, stored.page_count) == ("clean", 1)

    version = item.versions.get()
    response = sender.client.get(reverse("preparation:document_file", args=[item.challenge.slug, version.pk]))
    assert response.headers["Content-Length"] == str(len(LARGE))
    assert b"".join(response.streaming_content) == LARGE
    assert response.headers["Content-Disposition"].startswith("attachment; ")
    assert list(Opening.objects.values_list("by_id", "target")) == [(organiser.pk, "plan.pdf")]

    with django_capture_on_commit_callbacks(execute=True):
        leftovers.leave([stored])
    assert not default_storage.exists(stored.content.name)
    with pytest.raises(ActionRefused, match="“plan.pdf” cannot be read just now."):
        serve(stored)


def test_what_is_found_leaves_the_stored_files(
    kept_in, clamd, settings, item, person, django_capture_on_commit_callbacks
):
    settings.CLAMAV_URL = clamd.url
    bad = SimpleUploadedFile("minutes.txt", b"Minutes.\n" + EICAR)
    file = actions.store_file(item.challenge, bad, by=person("organiser", item.challenge))

    with django_capture_on_commit_callbacks(execute=True):
        tasks.scan_file(job_id=file.scan_id)

    file.refresh_from_db()
    assert file.state == "blocked"
    assert not default_storage.exists(file.content.name)
    assert scanning.quarantine_path(file).read_bytes() == b"Minutes.\n" + EICAR
    assert scanning.not_yet_moved() == []


def test_a_document_is_made_and_read(kept_in, person, log_in_as):
    challenge = ChallengeFactory()
    manager = person("challenge_manager", challenge)
    document = documents.ask_for(
        challenge,
        kind="scoping_proposal",
        title="Proposal",
        permission="challenges.view_challenge",
        template="pdf/base.html",
        context={},
        by=manager,
    )

    tasks.render_document(job_id=document.job_id)

    response = log_in_as(manager).get(reverse("challenges:document_file", args=[challenge.slug, document.pk]))
    assert b"".join(response.streaming_content).startswith(b"%PDF-1.7")


def test_nothing_in_the_bucket_can_be_had_but_through_us(bucket, server):
    name = default_storage.save("ab/abc", SimpleUploadedFile("page.html", b"<script>", content_type="text/html"))

    assert bucket.head_object(Bucket=NAME, Key=f"files/{name}")["ContentType"] == "application/octet-stream"
    grants = bucket.get_object_acl(Bucket=NAME, Key=f"files/{name}")["Grants"]
    assert [grant for grant in grants if grant["Grantee"]["Type"] == "Group"] == []
    with pytest.raises(ValueError, match="downloads.py"):
        default_storage.url(name)
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(f"{server}/{NAME}/files/{name}")  # noqa: S310  # loopback
    assert storages["default"].client_config.signature_version == "s3v4"


def test_nothing_is_overwritten_or_changed(bucket):
    first = default_storage.save("ab/abc", ContentFile(b"first"))
    second = default_storage.save(first, ContentFile(b"second"))

    assert first != second
    with default_storage.open(first) as file:
        assert file.read() == b"first"
    with pytest.raises(ValueError, match="never changed"):
        default_storage.open(first, "wb")


def test_what_comes_from_the_bucket_is_read_once_a_piece_at_a_time(bucket):
    name = default_storage.save("cd/cde", ContentFile(b"x" * 300_000))

    with default_storage.open(name) as file:
        assert (file.size, file.seekable()) == (300_000, False)
        with pytest.raises(io.UnsupportedOperation):
            file.seek(0)
        assert [len(piece) for piece in file.chunks(131_072)] == [131_072, 131_072, 37_856]


def test_a_bucket_that_is_away_is_a_sentence_not_an_error(settings, person, item):
    url = f"s3://{NAME}?endpoint=http://127.0.0.1:9"  # nobody listens there
    settings.STORAGES = settings.STORAGES | {"default": files_url.storage(url, access_key=KEY, secret_key=KEY)}

    with pytest.raises(ActionRefused) as refused:
        actions.store_file(item.challenge, files.upload(), by=person("organiser", item.challenge))

    assert str(refused.value) == "“data.pdf” could not be stored just now. Try again in a few minutes."


@pytest.mark.parametrize(
    ("url", "keys", "sentence"),
    [
        ("files://here", ("", ""), "FILES_URL is s3://BUCKET"),
        ("s3:///folder", ("", ""), "FILES_URL is s3://BUCKET"),
        ("s3://key:secret@bucket", ("", ""), "FILES_URL is s3://BUCKET"),
        ("s3://bucket?acl=public-read", ("", ""), "FILES_URL is s3://BUCKET"),
        ("s3://bucket?endpoint=http://storage.example", ("", ""), "begins with https://"),
        ("s3://bucket", ("key", ""), "together, or neither"),
    ],
)
def test_a_files_url_that_is_wrong_is_refused_in_words(url, keys, sentence):
    with pytest.raises(ImproperlyConfigured, match=sentence):
        files_url.storage(url, access_key=keys[0], secret_key=keys[1])


def test_a_files_url_says_where():
    url = "s3://bucket/some/folder?endpoint=https://storage.example&region=eu-west-2"

    assert files_url.storage(url, access_key="a", secret_key="b")["OPTIONS"] == {
        "bucket_name": "bucket",
        "location": "some/folder",
        "endpoint_url": "https://storage.example",
        "region_name": "eu-west-2",
        "access_key": "a",
        "secret_key": "b",
    }
