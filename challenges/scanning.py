"""Virus scanning: a worker asks ClamAV's daemon about each upload, and acts on what it says.

Only the answer "OK" makes a file clean. Whatever else happens - no answer, half an answer, a limit of the scanner's -
leaves it pending: nobody gets it, the office sees why, and the clock asks again.
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import os
import re
import shutil
import socket
import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string

from challenges import audit, jobs, outbox
from challenges.action_tools import locked
from challenges.models import Audience, Job, Membership, Opening, Role, StoredFile, User
from challenges.moments import now
from challenges.retention import not_on_hold

State = StoredFile.State
CHUNK = 256 * 1024
CONNECT_SECONDS, ANSWER_SECONDS = 5, 200
QUARANTINED_FOR = datetime.timedelta(days=30)
NO_ANSWER = "The virus scanner does not answer."
ASK_AGAIN_AFTER = datetime.timedelta(hours=1)  # what the scanner did answer, it will most likely answer again
AGAIN, AGAIN_WHILE_YOUNG, YOUNG_FOR = (datetime.timedelta(days=days) for days in (7, 1, 14))
AGAIN_AT_A_TIME = 50

# What else happens when a file is blocked: function(file, by=the clock), registered by the stage that shows it.
WHEN_BLOCKED: list[Callable[..., object]] = []


class NotScanned(Exception):  # no verdict is not an error of ours; the text is for people
    """The scanner gave no verdict. Never means clean."""


@dataclass(frozen=True)
class Verdict:
    """What the scanner found: the name of a signature, or nothing."""

    signature: str

    @property
    def is_clean(self) -> bool:
        return not self.signature


# The client


def is_configured() -> bool:
    """Whether there is a scanner to ask (CLAMAV_URL, as unix:/run/clamav/clamd.ctl or tcp://host:3310)."""
    return bool(settings.CLAMAV_URL)


def answers() -> bool:
    """Whether the scanner answers now."""
    try:
        with _connected(seconds=CONNECT_SECONDS) as connection:
            connection.sendall(b"zPING\0")
            return _answer(connection) == "PONG"
    except (OSError, NotScanned):
        return False


def signatures_from() -> datetime.datetime | None:
    """When the signatures were made that the scanner knows; None where it does not say."""
    try:
        with _connected(seconds=CONNECT_SECONDS) as connection:
            connection.sendall(b"zVERSION\0")
            told = _answer(connection)
    except (OSError, NotScanned):
        return None
    try:  # ClamAV 1.4.6/27500/Mon Mar  8 09:31:00 2027
        made = told.split("/")[2]
        return datetime.datetime.strptime(made, "%a %b %d %H:%M:%S %Y").replace(tzinfo=datetime.UTC)
    except (IndexError, ValueError):
        return None


def scan(chunks: Iterable[bytes]) -> Verdict:
    """Ask the scanner about these bytes. NotScanned, with a sentence, unless it says clearly what it found."""
    try:
        with _connected(seconds=ANSWER_SECONDS) as connection:
            try:
                connection.sendall(b"zINSTREAM\0")
                for chunk in chunks:
                    connection.sendall(struct.pack(">I", len(chunk)) + chunk)
                connection.sendall(struct.pack(">I", 0))
            except (BrokenPipeError, ConnectionResetError):
                pass  # over its StreamMaxLength it hangs up; what it said before may still be there to read
            answer = _answer(connection)
    except OSError as error:
        raise NotScanned(NO_ANSWER) from error
    if answer == "stream: OK":
        return Verdict(signature="")
    if found := re.fullmatch(r"stream: (\S.*) FOUND", answer):
        if found[1].startswith("Heuristics.Limits.Exceeded"):
            raise NotScanned("The file is larger inside than the virus scanner looks.")
        return Verdict(signature=found[1][:200])
    if "size limit exceeded" in answer:
        raise NotScanned("The file is larger than the virus scanner takes.")
    raise NotScanned("The virus scanner gave no clear answer.")


def _connected(*, seconds: float) -> socket.socket:
    url = settings.CLAMAV_URL
    if url.startswith("unix:"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        where: str | tuple[str, int] = url.removeprefix("unix:")
    else:
        parts = urlsplit(url)
        connection = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        where = (parts.hostname or "localhost", parts.port or 3310)
    try:
        connection.settimeout(CONNECT_SECONDS)
        connection.connect(where)
        connection.settimeout(seconds)
    except BaseException:
        connection.close()
        raise
    return connection


def _answer(connection: socket.socket) -> str:
    """What the scanner says, up to the zero that ends it; half an answer is none."""
    said = b""
    while not said.endswith(b"\0"):
        read = connection.recv(4096)
        if not read or len(said) > 65536:
            raise NotScanned(NO_ANSWER)
        said += read
    return said[:-1].decode(errors="replace").strip()


# The job


def ask_for(file: StoredFile) -> None:
    """Have a worker ask about a file, once the transaction commits."""
    file.scan = jobs.enqueue("challenges.scan_file", file=file.pk)
    file.save(update_fields=["scan"])


def look(job: Job) -> Verdict:
    """The slow part: may be repeated, stores nothing."""
    file = StoredFile.objects.get(scan=job)
    if file.size > settings.CLAMAV_MAX_BYTES:
        raise jobs.WorkFailed("The file is larger than the virus scanner takes.")
    digest = hashlib.sha256()
    try:
        with file.content.open("rb") as content:
            verdict = scan(_told(content.chunks(CHUNK), digest))
    except NotScanned as reason:
        raise jobs.WorkFailed(str(reason)) from reason
    except FileNotFoundError as error:
        raise jobs.WorkFailed("The file is not where it was stored.") from error
    except OSError as error:
        raise jobs.WorkFailed("The file cannot be read just now.") from error
    if digest.hexdigest() != file.sha256:
        raise jobs.WorkFailed("The file is not as it was stored.")
    return verdict


def _told(chunks, digest):
    for chunk in chunks:
        digest.update(chunk)
        yield chunk


def settle(job: Job, verdict: Verdict) -> None:
    """The quick part, in the transaction that marks the job done: clean, or blocked and told."""
    file = locked(StoredFile.objects.get(scan=job))
    if file.state == State.BLOCKED:
        return
    clock, was_clean_at = User.objects.clock(), file.scanned_at
    file.state = State.CLEAN if verdict.is_clean else State.BLOCKED
    file.scanned_at, file.signature = now(), verdict.signature
    file.save(update_fields=["state", "scanned_at", "signature"])
    if verdict.is_clean:
        return
    earlier = f", which it did not know on {was_clean_at:%-d %B %Y}" if was_clean_at else ""
    audit.record(
        "file.blocked",
        f"blocked “{file}”: the virus scanner found {file.signature}{earlier}",
        by=clock,
        challenge=file.challenge,
        target=file,
        audience=Audience.LGA,
        becomes={"sha256": file.sha256, "signature": file.signature},
    )
    for function in WHEN_BLOCKED:
        function(file, by=clock)
    _tell_the_uploader(file, by=clock)
    if was_clean_at:
        _tell_the_managers(file, was_clean_at, by=clock)
    transaction.on_commit(lambda: quarantine(file))


def _tell_the_uploader(file: StoredFile, *, by: User) -> None:
    outbox.write(
        f"file.blocked.{file.pk}",
        to=file.stored_by,
        challenge=file.challenge,
        subject="A file you uploaded was blocked",
        body=render_to_string(
            "challenges/emails/file_blocked.txt",
            {"file": file, "url": settings.SITE_URL + file.challenge.get_absolute_url()},
        ),
        by=by,
    )


def _tell_the_managers(file: StoredFile, was_clean_at: datetime.datetime, *, by: User) -> None:
    """Others could open it until now: whoever runs the challenge hears of it, and how many did."""
    openings = Opening.objects.filter(target_type=file._meta.label, target_id=file.pk)
    opened = openings.order_by().values("by_id").distinct().count()
    held = Membership.objects.holding(Role.CHALLENGE_MANAGER, Role.PROGRAMME_MANAGER).filter(challenge=file.challenge)
    for manager in User.objects.filter(pk__in=held.values("user")).order_by("pk"):
        outbox.write(
            f"challenges.file_found_later.{file.pk}",
            to=manager,
            challenge=file.challenge,
            subject="A file that people could open was blocked",
            body=render_to_string(
                "challenges/emails/file_found_later.txt",
                {
                    "file": file,
                    "manager": manager,
                    "opened": opened,
                    "was_clean_at": was_clean_at,
                    "url": settings.SITE_URL + file.challenge.get_absolute_url(),
                },
            ),
            by=by,
        )


# The quarantine


def quarantine_path(file: StoredFile) -> Path:
    return settings.QUARANTINE_DIR / file.key.hex


def quarantine(file: StoredFile) -> None:
    """Move the bytes of a blocked file out of the stored ones. Safe to repeat, and to be killed at."""
    path, name = quarantine_path(file), str(file.content.name)
    if default_storage.exists(name):
        half = path.with_suffix(".half")
        with default_storage.open(name, "rb") as content, half.open("wb") as out:
            half.chmod(0o600)
            shutil.copyfileobj(content, out)
            out.flush()
            os.fsync(out.fileno())
        half.replace(path)
        default_storage.delete(name)


def not_yet_moved() -> list[StoredFile]:
    """Blocked files whose bytes a killed worker left among the stored ones."""
    blocked = StoredFile.objects.filter(state=State.BLOCKED, bytes_deleted_at=None)
    return [file for file in blocked if default_storage.exists(str(file.content.name))]


def to_let_go() -> list[StoredFile]:
    """Blocked files whose bytes have been kept long enough, but for those of a challenge on hold."""
    blocked = not_on_hold(StoredFile.objects.filter(state=State.BLOCKED, bytes_deleted_at=None))
    return list(blocked.filter(scanned_at__lt=now() - QUARANTINED_FOR).select_related("challenge"))


@transaction.atomic
def let_go(file: StoredFile, *, by: User) -> None:
    """Delete the bytes of a blocked file; the row stays, and says so."""
    file = locked(file)
    file.bytes_deleted_at = now()
    file.save(update_fields=["bytes_deleted_at"])
    audit.record(
        "file.deleted_from_quarantine",
        f"deleted the blocked bytes of “{file}”",
        by=by,
        challenge=file.challenge,
        target=file,
        audience=Audience.LGA,
    )
    with contextlib.suppress(FileNotFoundError):
        quarantine_path(file).unlink()


# What the clock does


def to_ask_again() -> list[StoredFile]:
    """Files that wait for a scan nobody is doing: it failed, or there was no scanner when they came."""
    files = StoredFile.objects.select_related("scan").order_by("pk")
    stalled = Q(scan=None) | Q(scan__state=Job.State.FAILED)
    pending = files.filter(stalled, state=State.PENDING)
    made_by_others = {"rendered_document": None, "rendered_as_word": None}
    earlier = files.filter(stalled, state=State.NOT_SCANNED, **made_by_others)
    return [file for file in [*pending, *earlier[:50]] if _is_due(file)]


def to_scan_again() -> list[StoredFile]:
    """Clean files the scanner has learnt something for since: the new ones after a day, all after a week; so many at a time.

    What nobody knew last week may have a name by now.
    """
    last = {"young": now() - AGAIN_WHILE_YOUNG, "old": now() - AGAIN}
    due = Q(scanned_at__lt=last["old"]) | Q(scanned_at__lt=last["young"], stored_at__gt=now() - YOUNG_FOR)
    if knows_since := signatures_from():
        due &= Q(scanned_at__lt=knows_since)
    clean = StoredFile.objects.filter(due, state=State.CLEAN).select_related("scan").order_by("scanned_at", "pk")
    resting = Q(scan__state=Job.State.FAILED, scan__ended_at__gt=now() - ASK_AGAIN_AFTER)
    under_way = Q(scan__state__in=[Job.State.QUEUED, Job.State.RUNNING])
    return list(clean.exclude(resting | under_way)[:AGAIN_AT_A_TIME])


@transaction.atomic
def scan_again(file: StoredFile) -> None:
    """Put the scan of a clean file in the queue once more; it can be opened meanwhile."""
    if file.scan is None:
        ask_for(file)
    else:
        jobs.do_again(file.scan)


def _is_due(file: StoredFile) -> bool:
    job = file.scan
    return job is None or job.reason == NO_ANSWER or (job.ended_at or now()) < now() - ASK_AGAIN_AFTER


@transaction.atomic
def ask_again(file: StoredFile) -> None:
    """Put the scan of a file in the queue, again or at last."""
    if file.scan is None:
        ask_for(file)
    else:
        jobs.try_again(file.scan)
