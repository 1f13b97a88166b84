"""Clean files are scanned again: what nobody knew when they came may have a name by now."""

import contextlib
import datetime
import socket
import threading

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from challenges import actions, clock, scanning, tasks
from challenges.models import AuditEvent, Job, OutboundMail
from challenges.moments import now
from preparation.actions import upload_documents
from tests.factories import ChallengeFactory
from tests.live import Clamd
from tests.preparation.factories import DocumentRequestFactory

pytestmark = pytest.mark.django_db

WORM = b"Minutes of the meeting. What nobody knows yet: 4f8a1c"
FOUND = "Local.New.Worm.UNOFFICIAL"


@pytest.fixture
def scanner(tmp_path, settings):
    clamd = Clamd(tmp_path).start()
    settings.CLAMAV_URL = clamd.url
    yield clamd
    clamd.stop()


def learn(clamd):
    """The scanner comes back with another signature."""
    clamd.stop()
    (clamd.folder / "signatures" / "new.ndb").write_text(f"Local.New.Worm:0:*:{WORM[-6:].hex()}\n")
    clamd.start()


@pytest.fixture
def item():
    return DocumentRequestFactory(challenge=ChallengeFactory(stage="preparation"), title="Improvement plan")


@pytest.fixture
def organiser(person, item):
    return person("organiser", item.challenge, name="Olu Organiser")


def scan(file, run_on_commit):
    with run_on_commit(execute=True):
        tasks.scan_file(job_id=file.scan_id)
    file.refresh_from_db()
    return file


@pytest.fixture
def file(scanner, item, organiser, django_capture_on_commit_callbacks):
    upload_documents(item, [SimpleUploadedFile("minutes.txt", WORM)], by=organiser)
    return scan(item.versions.get().file, django_capture_on_commit_callbacks)


@pytest.fixture
def saying(settings):
    """saying("ClamAV 1.4.6") puts a daemon in the scanner's place that is there, and says this of itself."""
    servers = []

    def start(version):
        server = socket.create_server(("127.0.0.1", 0))
        servers.append(server)

        def answer():
            with contextlib.suppress(OSError):
                while True:
                    connection, _address = server.accept()
                    with connection:
                        asked = connection.recv(100)
                        connection.sendall({b"zPING\0": b"PONG"}.get(asked, version.encode()) + b"\0")

        threading.Thread(target=answer, daemon=True).start()
        settings.CLAMAV_URL = f"tcp://127.0.0.1:{server.getsockname()[1]}"

    yield start
    for server in servers:
        server.shutdown(socket.SHUT_RDWR)
        server.close()


def later(**how):
    return time_machine.travel(now() + datetime.timedelta(**how), tick=False)


def test_a_new_file_is_scanned_again_after_a_day_an_old_one_after_a_week(file, django_capture_on_commit_callbacks):
    again = clock.CLOCK["scan_files_again"]
    assert again() == []
    with later(hours=23):
        assert again() == []
    with later(hours=25):
        assert again(dry_run=True) == [f"would scan file {file.pk} again"]
        assert again() == [f"scanning file {file.pk} again"]
        assert again() == []  # it waits in the queue
        file.refresh_from_db()
        assert (file.state, file.may_be_read) == ("clean", True)
        scan(file, django_capture_on_commit_callbacks)
    assert (file.state, Job.objects.get(pk=file.scan_id).state) == ("clean", "done")

    with later(days=15):
        assert again() == [f"scanning file {file.pk} again"]
        scan(file, django_capture_on_commit_callbacks)
    with later(days=21):
        assert again() == []
    with later(days=23):
        assert again() == [f"scanning file {file.pk} again"]


def test_it_waits_until_the_scanner_has_learnt_something(file, saying):
    with later(days=8):
        saying(f"ClamAV 1.4.6/27500/{now() - datetime.timedelta(days=9):%a %b %d %H:%M:%S %Y}")
        assert clock.CLOCK["scan_files_again"]() == []

        saying(f"ClamAV 1.4.6/27501/{now() - datetime.timedelta(days=1):%a %b %d %H:%M:%S %Y}")
        assert clock.CLOCK["scan_files_again"]() == [f"scanning file {file.pk} again"]


@pytest.mark.parametrize(
    ("says", "made"),
    [
        (
            "ClamAV 1.4.6/27500/Mon Mar  8 09:31:00 2027",
            datetime.datetime(2027, 3, 8, 9, 31, tzinfo=datetime.UTC),
        ),
        ("ClamAV 1.4.6", None),
        ("ClamAV 1.4.6/27500/yesterday", None),
    ],
)
def test_the_scanner_says_when_its_signatures_were_made(says, made, saying):
    saying(says)

    assert scanning.signatures_from() == made


def test_a_file_that_is_found_later_is_blocked_and_those_it_touches_are_told(
    file, scanner, item, organiser, person, log_in_as, django_capture_on_commit_callbacks
):
    manager = person("challenge_manager", item.challenge)
    reader = log_in_as(person("peer", item.challenge, name="Priya Peer"))
    address = reverse("preparation:document_file", args=[item.challenge.slug, item.versions.get().pk])
    for _ in range(2):
        assert b"".join(reader.get(address).streaming_content) == WORM
    clean_on = file.scanned_at

    learn(scanner)
    with later(days=2):
        clock.CLOCK["scan_files_again"]()
        scan(file, django_capture_on_commit_callbacks)

    assert (file.state, file.signature, file.may_be_read) == ("blocked", FOUND, False)
    assert not file.content.storage.exists(file.content.name)
    assert scanning.quarantine_path(file).read_bytes() == WORM
    assert reader.get(address).status_code == 302
    assert AuditEvent.objects.get(what="file.blocked").sentence == (
        f"blocked “minutes.txt”: the virus scanner found {FOUND}, which it did not know on {clean_on:%-d %B %Y}"
    )
    mails = {mail.person: mail for mail in OutboundMail.objects.all()}
    assert mails.keys() == {organiser, manager}
    assert mails[organiser].subject == "A file you uploaded was blocked"
    assert mails[manager].subject == "A file that people could open was blocked"
    assert "1 person has opened it before" in mails[manager].body
    item.refresh_from_db()
    assert item.state == "wanted"
    page = log_in_as(person("office")).get(reverse("challenges:held_file_list")).text
    assert page.count("Priya Peer") == 1
    assert "Opened before by Priya Peer (" in page


def test_nobody_is_told_twice(file, scanner, item, person, django_capture_on_commit_callbacks):
    person("challenge_manager", item.challenge)
    learn(scanner)
    with later(days=2):
        clock.CLOCK["scan_files_again"]()
        scan(file, django_capture_on_commit_callbacks)
        scan(file, django_capture_on_commit_callbacks)
        assert clock.CLOCK["scan_files_again"]() == []

    assert OutboundMail.objects.count() == 2


def test_a_scanner_that_is_away_leaves_a_clean_file_as_it_is(
    file, scanner, organiser, django_capture_on_commit_callbacks
):
    with later(days=2):
        clock.CLOCK["scan_files_again"]()
        scanner.stop()
        scan(file, django_capture_on_commit_callbacks)
        assert (file.state, file.scan.reason) == ("clean", "The virus scanner does not answer.")
        assert clock.CLOCK["scan_files_again"]() == []

    scanner.start()
    with later(days=2, hours=2):
        assert clock.CLOCK["scan_files_again"]() == [f"scanning file {file.pk} again"]


def test_files_without_a_scan_of_their_own_are_taken_too(file):
    Job.objects.filter(pk=file.scan_id).delete()
    with later(days=2):
        assert clock.CLOCK["scan_files_again"]() == [f"scanning file {file.pk} again"]
    file.refresh_from_db()

    assert file.scan.state == "queued"


def test_what_waits_or_is_blocked_is_not_scanned_again(scanner, item, organiser, django_capture_on_commit_callbacks):
    actions.store_file(item.challenge, SimpleUploadedFile("minutes.txt", b"words"), by=organiser)

    with later(days=8):
        assert clock.CLOCK["scan_files_again"]() == []
