"""The logs hold no secret, nothing that was typed, and no line that somebody else wrote."""

import io
import logging
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from django.test import Client, RequestFactory
from django.urls import reverse
from django.views.debug import ExceptionReporter

from challenges import invitation_links
from challenges.models import AgreementText
from challenges.moments import now
from peerchallenge.logs import Plain, TellsNothing, access_line, on_one_line, without_secrets
from tests.factories import UserFactory

ROOT = Path(settings.BASE_DIR)
KEY = "1wXyZ9-AbCdEfGhIjKlMnOpQrStUv"


def written(message, *arguments, error=None):
    """The lines our formatter makes of a record."""
    record = logging.LogRecord("some.logger", logging.ERROR, "file.py", 1, message, arguments, error)
    return Plain("{levelname} {name} {message}", style="{").format(record)


@pytest.mark.parametrize(
    "address",
    [
        f"/join/12/{KEY}/",
        f"/join/12/{KEY}/ask/",
        f"/accounts/password/reset/key/3-{KEY}/",
        f"/accounts/confirm-email/{KEY}:1x:{KEY}/",
        f"/accounts/login/?next=/join/12/{KEY}/",
        f"/accounts/login/?next=%2Fjoin%2F12%2F{KEY}%2F",
        f"/accounts/login/?next=%252Fjoin%252F12%252F{KEY}%252F",
        f"/accounts/oidc/single-sign-on/login/callback/?code={KEY}&state={KEY}",
        f"https://peerchallenge.example/join/12/{KEY}/",
    ],
)
def test_a_link_that_lets_somebody_in_is_written_without_its_secret(address):
    line = written("Not Found: %s", address)

    assert KEY not in line
    assert "[hidden]" in line


def test_every_address_with_a_secret_in_it_is_known_to_the_logs(person):
    """Worked out from the URLconf: a new address with a key in it fails here until peerchallenge/logs.py knows it."""
    addresses = [
        reverse("challenges:join", args=[12, KEY]),
        reverse("challenges:join_ask", args=[12, KEY]),
        reverse("account_reset_password_from_key", args=["3", KEY]),
        reverse("account_confirm_email", args=[KEY]),
    ]

    assert [address for address in addresses if KEY in without_secrets(address)] == []
    assert invitation_links.__name__  # the links themselves are made there


@pytest.mark.parametrize(
    "address", ["/challenges/northshire-2027-abcde/findings/", "/join/", "/?stage=onsite", "code=1"]
)
def test_other_addresses_stay_as_they_are(address):
    assert without_secrets(address) == address


def test_nobody_can_write_a_line_of_their_own():
    line = written("Not Found: %s", "/x\n2026-01-01 INFO peerchallenge.security {}\r\x1b[2J\u2028")

    assert line == ("ERROR some.logger Not Found: /x\\n2026-01-01 INFO peerchallenge.security {}\\r\\x1b[2J\\u2028")
    assert on_one_line("Café") == "Café"


@pytest.mark.django_db
def test_an_error_of_the_database_is_written_without_the_row_it_was_about():
    """PostgreSQL tells the failing row, texts and all, in the lines after the first."""
    someone, belongs_nowhere = (
        UserFactory(),
        {"kind": "ground_rules", "version": 1, "text": "A name nobody should read"},
    )
    try:
        with transaction.atomic():
            AgreementText.objects.create(**belongs_nowhere, written_at=now(), written_by=someone)
    except DatabaseError:
        lines = written("It broke", error=sys.exc_info())

    assert "A name nobody" not in lines
    assert "IntegrityError" in lines
    assert "Traceback" in lines or 'File "' in lines


def test_a_long_error_is_cut():
    try:
        raise ValueError("x" * 5000)
    except ValueError:
        lines = written("It broke", error=sys.exc_info())

    assert lines.count("x") < 260


def test_a_report_of_an_error_holds_no_value(settings):
    """Should anybody have errors mailed (ADMINS), nothing that was sent or worked with goes into the mail."""
    assert settings.ADMINS == []
    assert settings.DEFAULT_EXCEPTION_REPORTER_FILTER == "peerchallenge.logs.TellsNothing"
    request = RequestFactory().post("/", {"text": "What a peer wrote"}, HTTP_REFERER=f"http://x/join/1/{KEY}/")
    try:
        note = "What a peer wrote, in a variable"
        raise RuntimeError(str(len(note)))
    except RuntimeError:
        report = ExceptionReporter(request, *sys.exc_info()).get_traceback_text()

    assert isinstance(ExceptionReporter(request, None, None, None).filter, TellsNothing)
    assert "What a peer wrote" not in report.replace(Path(__file__).read_text(), "")
    assert KEY not in report


def test_the_access_log_has_neither_query_nor_page_before():
    atoms = {
        "m": "GET",
        "U": f"/join/1/{KEY}/",
        "H": "HTTP/1.1",
        "q": "who=3",
        "f": f"http://x/join/1/{KEY}/",
        "s": 200,
    }

    line = access_line(atoms)

    assert line["r"] == "GET /join/1/[hidden]/ HTTP/1.1"
    assert (line["q"], line["f"], line["s"]) == ("", "-", 200)
    assert KEY not in str(line)


def test_gunicorn_writes_it_so_as_it_is_started_everywhere(tmp_path):
    """The real server, started from this folder without a word about logs, as bin/run and the image start it."""
    with socket.socket() as looking:
        looking.bind(("127.0.0.1", 0))
        port = looking.getsockname()[1]
    log = tmp_path / "access.log"
    command = [
        ROOT / ".venv/bin/gunicorn",
        "peerchallenge.wsgi",
        "--bind",
        f"127.0.0.1:{port}",
        "--access-logfile",
        log,
    ]
    environment = os.environ | {"DATA_DIR": str(tmp_path), "SECRET_KEY": "x" * 50, "DEBUG": "0", "HTTPS": "0"}
    with (tmp_path / "said.log").open("wb") as said:
        web = subprocess.Popen([*command, "--no-control-socket"], cwd=ROOT, env=environment, stdout=said, stderr=said)
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until and not _answers(port):
            assert web.poll() is None, (tmp_path / "said.log").read_text()
        _answers(port, f"/join/1/{KEY}/?code={KEY}")
    finally:
        web.terminate()
        web.wait()

    everything = log.read_text() + (tmp_path / "said.log").read_text()
    assert '"GET /join/1/[hidden]/ HTTP/1.1"' in log.read_text()
    assert KEY not in everything


def _answers(port, path="/health/live/"):
    """Whether anything answers; the answer may be an error."""
    try:
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}{path}", headers={"Referer": f"http://x/join/1/{KEY}/"}
        )
        with urllib.request.urlopen(request, timeout=5):  # noqa: S310  # our own, on loopback
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


@pytest.mark.django_db
def test_a_page_that_is_not_there_is_logged_without_the_secret():
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Plain("{message}", style="{"))
    logging.getLogger("django.request").addHandler(handler)
    try:
        Client().get(f"/join/999999/{KEY}/nowhere/")
    finally:
        logging.getLogger("django.request").removeHandler(handler)

    assert stream.getvalue() == "Not Found: /join/999999/[hidden]/nowhere/\n"
