"""ClamAV's daemon is asked for real; only its clear word makes a file clean."""

import datetime
import socket
import stat
import threading

import pytest
import time_machine
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from challenges import actions, clock, jobs, scanning, tasks
from challenges.action_tools import ActionRefused
from challenges.downloads import serve
from challenges.models import AuditEvent, Job, Opening, OutboundMail, RenderedDocument, StoredFile
from challenges.moments import now
from preparation.actions import upload_documents
from tests.factories import ChallengeFactory
from tests.live import EICAR, EICAR_SIGNATURE, Clamd
from tests.preparation import files
from tests.preparation.factories import DocumentRequestFactory

pytestmark = pytest.mark.django_db

CLEAN, BLOCKED, PENDING, NOT_SCANNED = "clean", "blocked", "pending", "not_scanned"
BAD_TEXT = b"Minutes of the meeting.\n" + EICAR


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    clamd = Clamd(tmp_path_factory.mktemp("clamd")).start()
    yield clamd
    clamd.stop()


@pytest.fixture
def scanner(running, settings):
    settings.CLAMAV_URL = running.url
    return running


@pytest.fixture
def challenge():
    return ChallengeFactory(stage="preparation")


@pytest.fixture
def organiser(person, challenge):
    return person("organiser", challenge)


@pytest.fixture
def item(challenge):
    return DocumentRequestFactory(challenge=challenge, title="Improvement plan")


def store(challenge, by, content=b"Minutes of the meeting.\n", name="minutes.txt"):
    return actions.store_file(challenge, SimpleUploadedFile(name, content), by=by)


def scan(file, run_on_commit):
    """What a worker does when the job reaches it."""
    with run_on_commit(execute=True):
        tasks.scan_file(job_id=file.scan_id)
    file.refresh_from_db()
    return file


@pytest.fixture
def listening():
    """listening(b"...") is the address of a daemon that says just this, then hangs up."""
    servers = []

    def start(says):
        server = socket.create_server(("127.0.0.1", 0))
        servers.append(server)

        def answer():
            connection, _address = server.accept()
            with connection:
                while connection.recv(65536)[-4:] != b"\0\0\0\0":
                    pass
                connection.sendall(says)

        threading.Thread(target=answer, daemon=True).start()
        return f"tcp://127.0.0.1:{server.getsockname()[1]}"

    yield start
    for server in servers:
        server.close()


# The client


def test_the_scanner_answers_and_tells_good_from_bad(scanner):
    assert scanning.answers()
    assert scanning.scan([b"Minutes ", b"of the meeting."]).is_clean
    assert scanning.scan([BAD_TEXT[:40], BAD_TEXT[40:]]) == scanning.Verdict(EICAR_SIGNATURE)
    assert scanning.scan([files.zipped({"word/a.txt": EICAR.decode()})]) == scanning.Verdict(EICAR_SIGNATURE)


def test_more_than_the_scanner_takes_is_not_clean(scanner):
    with pytest.raises(scanning.NotScanned) as refused:
        scanning.scan([b"\0" * 2**20] * 25)

    assert str(refused.value) in {"The file is larger than the virus scanner takes.", scanning.NO_ANSWER}


def test_what_the_scanner_did_not_look_through_is_not_clean(tmp_path, settings):
    clamd = Clamd(tmp_path, MaxFileSize="1M", MaxScanSize="1M").start()
    settings.CLAMAV_URL = clamd.url
    try:
        with pytest.raises(scanning.NotScanned) as refused:
            scanning.scan([b"words " * 2**19, EICAR])
    finally:
        clamd.stop()

    assert str(refused.value) == "The file is larger inside than the virus scanner looks."


@pytest.mark.parametrize(
    ("says", "sentence"),
    [
        (b"", "The virus scanner does not answer."),
        (b"stream: OK", "The virus scanner does not answer."),
        (b"stream: O\0", "The virus scanner gave no clear answer."),
        (b"stream: FOUND\0", "The virus scanner gave no clear answer."),
        (b"UNKNOWN COMMAND\0", "The virus scanner gave no clear answer."),
        (b"stream: Can't allocate memory ERROR\0", "The virus scanner gave no clear answer."),
        (b"INSTREAM size limit exceeded. ERROR\0", "The file is larger than the virus scanner takes."),
        (
            b"stream: Heuristics.Limits.Exceeded.MaxFiles FOUND\0",
            "The file is larger inside than the virus scanner looks.",
        ),
    ],
)
def test_anything_but_a_clear_answer_is_no_verdict(says, sentence, listening, settings):
    settings.CLAMAV_URL = listening(says)

    with pytest.raises(scanning.NotScanned) as refused:
        scanning.scan([b"words"])

    assert str(refused.value) == sentence


def test_a_scanner_that_is_away_is_no_verdict(settings, tmp_path):
    settings.CLAMAV_URL = f"unix:{tmp_path / 'nobody'}"

    assert not scanning.answers()
    with pytest.raises(scanning.NotScanned, match="The virus scanner does not answer."):
        scanning.scan([b"words"])


# What becomes of a file


def test_without_a_scanner_a_file_is_not_scanned_and_can_be_opened(challenge, organiser):
    file = store(challenge, organiser)

    assert (file.state, file.scan, file.may_be_read) == (NOT_SCANNED, None, True)


def test_a_file_waits_for_the_scanner_and_then_is_clean(
    scanner, challenge, organiser, django_capture_on_commit_callbacks
):
    file = store(challenge, organiser)

    assert (file.state, file.may_be_read) == (PENDING, False)
    with pytest.raises(ActionRefused) as refused:
        serve(file)
    assert str(refused.value) == "“minutes.txt” waits to be scanned for viruses. You can open it once that is done."

    scan(file, django_capture_on_commit_callbacks)
    assert (file.state, file.may_be_read, file.signature) == (CLEAN, True, "")
    assert file.scanned_at is not None
    response = serve(file)
    assert b"".join(response) == b"Minutes of the meeting.\n"
    response.close()


def test_a_file_with_something_in_it_is_blocked_quarantined_and_told(
    scanner, challenge, organiser, django_capture_on_commit_callbacks
):
    file = scan(store(challenge, organiser, BAD_TEXT), django_capture_on_commit_callbacks)

    assert (file.state, file.signature, file.may_be_read) == (BLOCKED, EICAR_SIGNATURE, False)
    with pytest.raises(ActionRefused) as refused:
        serve(file)
    assert str(refused.value) == (
        "“minutes.txt” is blocked: the virus scanner found something in it. Nobody can open it."
    )
    assert not file.content.storage.exists(file.content.name)
    kept = scanning.quarantine_path(file)
    assert kept.read_bytes() == BAD_TEXT
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert django_settings.FILES_DIR not in kept.parents
    mail = OutboundMail.objects.get()
    assert (mail.person, mail.subject) == (organiser, "A file you uploaded was blocked")
    assert EICAR_SIGNATURE in mail.body
    event = AuditEvent.objects.get(what="file.blocked")
    assert event.sentence == f"blocked “minutes.txt”: the virus scanner found {EICAR_SIGNATURE}"


def test_a_job_delivered_twice_blocks_once(scanner, challenge, organiser, django_capture_on_commit_callbacks):
    file = store(challenge, organiser, BAD_TEXT)

    scan(file, django_capture_on_commit_callbacks)
    scan(file, django_capture_on_commit_callbacks)

    assert (OutboundMail.objects.count(), AuditEvent.objects.filter(what="file.blocked").count()) == (1, 1)


def test_a_scan_that_died_with_its_worker_is_done_by_another(
    scanner, challenge, organiser, django_capture_on_commit_callbacks
):
    file = store(challenge, organiser, BAD_TEXT)
    long_ago = now() - datetime.timedelta(minutes=5)
    Job.objects.filter(pk=file.scan_id).update(
        state=Job.State.RUNNING,
        claim="of a worker that was killed",
        attempts=1,
        started_at=long_ago,
        heartbeat_at=long_ago,
    )

    assert [job.pk for job in jobs.dropped()] == [file.scan_id]
    assert scan(file, django_capture_on_commit_callbacks).state == BLOCKED


def test_the_same_bytes_are_refused_at_once_the_next_time(
    scanner, challenge, organiser, django_capture_on_commit_callbacks
):
    scan(store(challenge, organiser, BAD_TEXT), django_capture_on_commit_callbacks)

    with pytest.raises(ActionRefused) as refused:
        store(challenge, organiser, BAD_TEXT, name="again.txt")

    assert str(refused.value) == (
        f"“again.txt” is the file that was blocked before: the virus scanner found {EICAR_SIGNATURE}. Have the computer "
        "it comes from looked at, then upload a clean copy."
    )


def test_bytes_that_changed_on_the_disk_are_not_called_clean(
    scanner, challenge, organiser, django_capture_on_commit_callbacks
):
    file = store(challenge, organiser)
    with open(file.content.path, "ab") as content:
        content.write(b"more")

    scan(file, django_capture_on_commit_callbacks)

    assert (file.state, file.scan.reason) == (PENDING, "The file is not as it was stored.")


def test_a_file_that_is_gone_is_not_called_clean(scanner, challenge, organiser, django_capture_on_commit_callbacks):
    file = store(challenge, organiser)
    file.content.storage.delete(file.content.name)

    scan(file, django_capture_on_commit_callbacks)

    assert (file.state, file.scan.reason) == (PENDING, "The file is not where it was stored.")


def test_a_file_larger_than_the_scanner_takes_waits(
    scanner, settings, challenge, organiser, django_capture_on_commit_callbacks
):
    settings.CLAMAV_MAX_BYTES = 10

    file = scan(store(challenge, organiser), django_capture_on_commit_callbacks)

    assert (file.state, file.scan.reason) == (PENDING, "The file is larger than the virus scanner takes.")


# The clock


def test_a_scanner_that_was_away_is_asked_again_once_it_answers(
    running, settings, tmp_path, challenge, organiser, django_capture_on_commit_callbacks
):
    settings.CLAMAV_URL = f"unix:{tmp_path / 'nobody'}"
    file = scan(store(challenge, organiser), django_capture_on_commit_callbacks)
    assert (file.state, file.scan.state, file.scan.reason) == (PENDING, "failed", "The virus scanner does not answer.")
    assert clock.CLOCK["scan_waiting_files"]() == ["the virus scanner does not answer; files that wait: 1"]

    settings.CLAMAV_URL = running.url
    assert clock.CLOCK["scan_waiting_files"](dry_run=True) == [f"would ask again about file {file.pk}"]
    assert Job.objects.get(pk=file.scan_id).state == "failed"
    assert clock.CLOCK["scan_waiting_files"]() == [f"asked again about file {file.pk}"]
    assert scan(file, django_capture_on_commit_callbacks).state == CLEAN
    assert clock.CLOCK["scan_waiting_files"]() == []


def test_what_the_scanner_cannot_answer_is_asked_again_after_an_hour(
    scanner, settings, challenge, organiser, django_capture_on_commit_callbacks
):
    settings.CLAMAV_MAX_BYTES = 10
    file = scan(store(challenge, organiser), django_capture_on_commit_callbacks)

    assert clock.CLOCK["scan_waiting_files"]() == []
    with time_machine.travel(now() + datetime.timedelta(minutes=61)):
        assert clock.CLOCK["scan_waiting_files"]() == [f"asked again about file {file.pk}"]


def test_files_from_before_there_was_a_scanner_are_scanned_and_can_be_opened_meanwhile(
    running, settings, challenge, organiser, django_capture_on_commit_callbacks
):
    good, bad = store(challenge, organiser), store(challenge, organiser, BAD_TEXT, name="bad.txt")
    ours = store(challenge, organiser, name="ours.txt")
    RenderedDocument.objects.create(
        challenge=challenge,
        kind="a",
        title="Ours",
        permission="challenges.view_challenge",
        asked_at=now(),
        asked_by=organiser,
        job=jobs.enqueue("challenges.render_document"),
        file=ours,
    )
    assert clock.CLOCK["scan_waiting_files"]() == []

    settings.CLAMAV_URL = running.url
    assert clock.CLOCK["scan_waiting_files"]() == [f"asked again about file {each.pk}" for each in (good, bad)]
    good.refresh_from_db()
    bad.refresh_from_db()
    assert good.may_be_read

    states = [scan(each, django_capture_on_commit_callbacks).state for each in (good, bad)]
    ours.refresh_from_db()
    assert [*states, ours.state] == [CLEAN, BLOCKED, NOT_SCANNED]


def test_the_quarantine_lets_go_after_30_days(scanner, challenge, organiser, django_capture_on_commit_callbacks):
    file = scan(store(challenge, organiser, BAD_TEXT), django_capture_on_commit_callbacks)
    path = scanning.quarantine_path(file)

    with time_machine.travel(now() + datetime.timedelta(days=29, hours=23)):
        assert clock.CLOCK["clear_uploads"]() == []
    with time_machine.travel(now() + datetime.timedelta(days=30, minutes=1)):
        assert clock.CLOCK["clear_uploads"](dry_run=True) == [f"blocked file {file.pk}: its bytes deleted"]
        assert path.exists()
        assert clock.CLOCK["clear_uploads"]() == [f"blocked file {file.pk}: its bytes deleted"]
        assert clock.CLOCK["clear_uploads"]() == []

    file.refresh_from_db()
    assert (path.exists(), file.state, file.bytes_deleted_at is not None) == (False, BLOCKED, True)


def test_bytes_a_killed_worker_left_behind_go_to_the_quarantine(scanner, challenge, organiser):
    file = store(challenge, organiser, BAD_TEXT)
    tasks.scan_file(job_id=file.scan_id)  # and no commit: what comes after it does not run
    file.refresh_from_db()
    assert file.content.storage.exists(file.content.name)

    assert clock.CLOCK["clear_uploads"]() == [f"blocked file {file.pk}: its bytes to the quarantine"]

    assert not file.content.storage.exists(file.content.name)
    assert scanning.quarantine_path(file).read_bytes() == BAD_TEXT
    assert clock.CLOCK["clear_uploads"]() == []


# The pages


def test_the_page_says_where_a_file_stands_and_gives_it_to_nobody_before(
    scanner, challenge, organiser, item, person, log_in_as, django_capture_on_commit_callbacks
):
    upload_documents(item, [SimpleUploadedFile("minutes.txt", BAD_TEXT)], by=organiser)
    version = item.versions.get()
    page = reverse("preparation:document", args=[challenge.slug, item.pk])
    address = reverse("preparation:document_file", args=[challenge.slug, version.pk])
    readers = [
        log_in_as(person("peer", challenge)),
        log_in_as(organiser),
        log_in_as(person("challenge_manager", challenge)),
    ]

    for reader in readers:
        shown = reader.get(page).content.decode()
        assert (address in shown, "Waiting to be scanned" in shown, 'hx-select="#files"' in shown) == (
            False,
            True,
            True,
        )
        assert reader.get(address).headers.get("Location") == page

    scan(version.file, django_capture_on_commit_callbacks)

    for reader in readers:
        shown = reader.get(page).content.decode()
        assert (address in shown, f"The virus scanner found {EICAR_SIGNATURE}." in shown) == (False, True)
        assert ("hx-select" in shown, reader.get(address).headers.get("Location")) == (False, page)
    assert Opening.objects.count() == 0


def test_an_item_whose_only_file_is_blocked_is_wanted_again(
    scanner, challenge, organiser, item, django_capture_on_commit_callbacks
):
    upload_documents(item, [SimpleUploadedFile("minutes.txt", BAD_TEXT)], by=organiser)
    item.refresh_from_db()
    assert item.state == "in"

    scan(item.versions.get().file, django_capture_on_commit_callbacks)

    item.refresh_from_db()
    assert (item.state, item.answered_at, item.answered_by) == ("wanted", None, None)


def test_an_item_with_another_file_stays_in(scanner, challenge, organiser, item, django_capture_on_commit_callbacks):
    good = SimpleUploadedFile("good.txt", b"words")
    upload_documents(item, [good, SimpleUploadedFile("minutes.txt", BAD_TEXT)], by=organiser)

    scan(item.versions.get(file__name="minutes.txt").file, django_capture_on_commit_callbacks)

    item.refresh_from_db()
    assert item.state == "in"


def test_the_office_sees_what_is_held_back(
    scanner, challenge, organiser, person, log_in_as, django_capture_on_commit_callbacks
):
    scan(store(challenge, organiser, BAD_TEXT, name="bad.txt"), django_capture_on_commit_callbacks)
    store(challenge, organiser, name="waits.txt")
    address = reverse("challenges:held_file_list")

    shown = log_in_as(person("office")).get(address).content.decode()

    for words in ("bad.txt", EICAR_SIGNATURE, "waits.txt", organiser.name, "The virus scanner answers"):
        assert words in shown
    for role in ("organiser", "challenge_manager", "peer"):
        assert log_in_as(person(role, challenge)).get(address).status_code == 403


@pytest.mark.parametrize(
    ("url", "says"),
    [("", "No virus scanner"), ("unix:/nowhere/clamd.ctl", "The virus scanner does not answer")],
)
def test_the_office_sees_that_the_scanner_is_away(url, says, settings, person, log_in_as):
    settings.CLAMAV_URL = url

    shown = log_in_as(person("office")).get(reverse("challenges:held_file_list")).content.decode()

    assert says in shown


@pytest.mark.parametrize(
    ("url", "status", "says"),
    [("", 200, "not configured"), ("unix:/nowhere/clamd.ctl", 503, "does not answer"), ("running", 200, "ok")],
)
def test_the_health_of_the_scanner_is_told_to_monitors(url, status, says, running, settings, client):
    settings.CLAMAV_URL = running.url if url == "running" else url

    response = client.get(reverse("health_scanner"))

    assert (response.status_code, response.content.decode()) == (status, says)


# What is sent along with a file


def test_a_file_of_others_is_saved_and_can_run_nothing(organiser, item, log_in_as):
    upload_documents(item, [files.upload("plan.pdf")], by=organiser)
    address = reverse("preparation:document_file", args=[item.challenge.slug, item.versions.get().pk])

    response = log_in_as(organiser).get(address)

    response.close()
    assert response["Content-Disposition"] == f'attachment; filename="{item.code} plan.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_only_what_we_made_ourselves_is_shown_in_the_browser(challenge, organiser):
    response = serve(store(challenge, organiser, files.pdf(), name="plan.pdf"), inline=True)

    response.close()
    assert response["Content-Disposition"] == 'attachment; filename="plan.pdf"'


# The rows


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": CLEAN},
        {"state": BLOCKED, "signature": "Bad"},
        {"state": PENDING, "scanned_at": now()},
        {"state": NOT_SCANNED, "scanned_at": now()},
        {"state": BLOCKED, "scanned_at": now()},
        {"state": CLEAN, "scanned_at": now(), "signature": "Bad"},
        {"state": CLEAN, "scanned_at": now(), "bytes_deleted_at": now()},
    ],
)
def test_a_state_without_its_facts_is_refused_by_the_database(wrong, challenge, organiser):
    file = store(challenge, organiser)

    with pytest.raises(IntegrityError), transaction.atomic():
        StoredFile.objects.filter(pk=file.pk).update(**wrong)
