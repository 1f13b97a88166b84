"""bin/bench files: 500 files of 5 MB for one challenge, through the real doors, and what the web processes grow by.

A real gunicorn on loopback takes them as the browser sends them: in parts, then the form that names what arrived; put to
their items 50 at a time; listed; taken away as one zip. The resident memory of the workers is read ten times a second.
"""

import argparse
import hashlib
import http.client
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from pathlib import Path
from urllib.parse import urlencode

import django

from tools.bench import run

FILES, SIZE = 500, 5 * 1000 * 1000
MUST = 150  # MiB a web process may grow by
PART = 4 * 1024 * 1024  # what upload_parts.js sends at once


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=FILES)
    parser.add_argument("--check", action="store_true", help="exit with 1 when a web process grows by more than it may")
    options = parser.parse_args()
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415  # after setup
    from django.urls import reverse  # noqa: PLC0415  # after setup

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("load_programmes")
    call_command("collectstatic", interactive=False, verbosity=0)
    challenge, organiser, codes = one_challenge()
    port = run.free_port()
    server = serve(port)
    try:
        run.wait_for(port)
        door = Door(port, run.session_of(organiser))
        pages = {
            name: reverse(f"preparation:document_{name}", args=[challenge.slug])
            for name in ("list", "drop", "sort", "zip")
        }
        parts = reverse("challenges:upload_begin", args=[challenge.slug])
        for page in pages.values():  # what every process loads once is not growth
            for _ in range(8):
                door.get(page)
        door.upload("warm up.pdf", pdf_of(SIZE, seed=-1), parts=parts, place=pages["drop"])
        with Watch(server) as watch:
            began = time.monotonic()
            sums = set()
            for n in range(options.files):
                content = pdf_of(SIZE, seed=n)
                name = f"{codes[n % len(codes)]} paper {n:03}.pdf"
                sums.add(door.upload(name, content, parts=parts, place=pages["drop"]))
            took = {"upload": time.monotonic() - began}
            watch.mark("upload")
            began = time.monotonic()
            sort_all(door, pages["sort"])
            took["sort"] = time.monotonic() - began
            watch.mark("sort")
            began = time.monotonic()
            size = len(door.get(pages["list"]))
            took["list"] = time.monotonic() - began
            watch.mark("list")
            began = time.monotonic()
            packed = door.take(pages["zip"])
            took["zip"] = time.monotonic() - began
            watch.mark("zip")
        told_missing = compare(packed, sums)
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()
    grew = report(watch, took, packed=packed, listed=size, files=options.files)
    packed.unlink()
    if told_missing:
        sys.exit(f"The zip is not what was uploaded: {told_missing}")
    if options.check and grew > MUST:
        sys.exit(f"Missed what must hold: a web process grew by {grew:.0f} MiB (must be {MUST})")


def one_challenge():
    """A challenge whose list was laid out by the real action, its organiser, and the codes of its items."""
    from challenges.models import Challenge, Council, Membership, Programme, Role, User  # noqa: PLC0415  # after setup
    from challenges.moments import now, today, working_days_from  # noqa: PLC0415  # after setup
    from preparation.actions import lay_out_documents  # noqa: PLC0415  # after setup

    office = User.objects.create_user("office@bench.invalid", None, name="Programme manager", is_programme_office=True)
    organiser = User.objects.create_user("organiser@bench.invalid", None, name="Organiser")
    challenge = Challenge.objects.create(
        council=Council.objects.create(name="Bench Council", slug="bench"),
        programme=Programme.objects.newest().get(code="lga-childrens-services"),
        slug="bench",
        stage="preparation",
        starts_on=working_days_from(today(), 40),
        ends_on=working_days_from(today(), 43),
        created_at=now(),
        created_by=office,
    )
    Membership.objects.create(challenge=challenge, user=organiser, role=Role.ORGANISER, added_at=now(), added_by=office)
    lay_out_documents(challenge, by=office)
    open_to_all = challenge.document_requests.exclude(importance="restricted")  # restricted ones stay out of the zip
    return challenge, organiser, list(open_to_all.values_list("code", flat=True))


def serve(port):
    """As bin/run and the image start it: two processes with four threads each."""
    command = [sys.executable, "-m", "gunicorn", "peerchallenge.wsgi", "-w", "2", "--worker-class", "gthread"]
    command += ["--threads", "4", "-b", f"127.0.0.1:{port}", "--log-level", "error", "--no-control-socket"]
    return subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(Path.cwd())}, start_new_session=True)


class Door:
    """What the browser of a signed-in person does."""

    def __init__(self, port, cookie):
        self.port, self.cookie, self.token = port, cookie, ""

    def ask(self, method, path, body=b"", **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        cookie = f"{self.cookie}; csrftoken={self.token}" if self.token else self.cookie
        connection.request(method, path, body, {"Cookie": cookie, "X-CSRFToken": self.token, **headers})
        return connection, connection.getresponse()

    def get(self, path):
        connection, answer = self.ask("GET", path)
        content = answer.read()
        if answer.status != http.client.OK:
            sys.exit(f"{path} answered {answer.status}")
        for name, value in answer.getheaders():
            if name == "Set-Cookie" and (found := re.match(r"csrftoken=([^;]+)", value)):
                self.token = found[1]
        connection.close()
        return content

    def post(self, path, body, kind, *, wanted=(200,)):
        asks = {"Content-Type": kind, "X-Requested-With": "upload", "Accept": "application/json"}
        connection, answer = self.ask("POST", path, body, **asks)
        content = answer.read()
        if answer.status not in wanted:
            sys.exit(f"{path} answered {answer.status}: {content[:300]!r}")
        connection.close()
        return content

    def upload(self, name, content, *, parts, place):
        """As static/js/upload.js and upload_parts.js do; the SHA-256 of what was sent."""
        form = "application/x-www-form-urlencoded"
        begin = urlencode({"name": name, "size": len(content), "modified": 1, "place": place}).encode()
        key = re.search(rb'"key": "([^"]+)"', self.post(parts, begin, form))[1].decode()
        for at in range(0, len(content), PART):
            self.post(f"{parts}{key}/?at={at}", content[at : at + PART], "application/octet-stream")
        digest = hashlib.sha256(content).hexdigest()
        self.post(place, urlencode({"received": key, "sha256": digest}).encode(), form)
        return digest

    def take(self, path):
        """Save what is sent; where it stands."""
        connection, answer = self.ask("GET", path)
        if answer.status != http.client.OK:
            sys.exit(f"{path} answered {answer.status}")
        with tempfile.NamedTemporaryFile(suffix=".zip", delete=False) as into:
            while piece := answer.read(1024 * 1024):
                into.write(piece)
        connection.close()
        return Path(into.name)


def pdf_of(size, *, seed):
    """A real PDF of one page and about so many bytes, no two alike and none that packs smaller."""
    filler = hashlib.shake_256(str(seed).encode()).digest(size - 700)
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /PieceInfo << /Bench << /Private 4 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(filler), filler),
    ]
    written, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(bodies, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(written)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    written += b"xref\n0 5\n0000000000 65535 f \n" + table
    written += b"trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start
    return bytes(written)


def sort_all(door, page):
    """Put every file where the page guesses it belongs, a page at a time."""
    while True:
        text = door.get(page).decode()
        chosen = {}
        for found in re.finditer(r'<select[^>]* name="(file-\d+)">(.*?)</select>', text, re.DOTALL):
            guessed = re.search(r'<option value="(\d+)" selected', found[2])
            chosen[found[1]] = guessed[1] if guessed else "away"
        if not chosen:
            return
        door.post(page, urlencode(chosen).encode(), "application/x-www-form-urlencoded", wanted=(302,))


def compare(packed, sums):
    """What is wrong with the zip: each uploaded file must be in it, byte by byte."""
    with zipfile.ZipFile(packed) as archive:
        names = [name for name in archive.namelist() if name.endswith(".pdf")]
        if len(set(names)) != len(sums):
            return f"{len(set(names))} files for {len(sums)}"
        found = set()
        for name in names:
            with archive.open(name) as content:
                found.add(hashlib.file_digest(content, "sha256").hexdigest())
    return "" if found == sums else f"{len(found ^ sums)} files differ"


class Watch:
    """The most each worker has held, in MiB, by what was being done."""

    def __init__(self, server):
        self.server, self.peaks, self.most = server, [], {}

    def __enter__(self):
        self.before = self.now()
        self.most = dict(self.before)
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.watch)
        self.thread.start()
        return self

    def __exit__(self, *_error):
        self.ended.set()
        self.thread.join()

    def watch(self):
        while not self.ended.wait(0.1):
            for worker, held in self.now().items():
                self.most[worker] = max(held, self.most.get(worker, 0))

    def mark(self, what):
        self.peaks.append((what, dict(self.most)))

    def now(self):
        listed = subprocess.run(
            ["ps", "-o", "pid=,rss=", "--ppid", str(self.server.pid)], capture_output=True, text=True, check=False
        )
        rows = (line.split() for line in listed.stdout.splitlines())
        # The processes that look into files are children of the workers, not of the master.
        return {int(pid): int(held) / 1024 for pid, held in rows}

    def grown(self, most):
        """By how much the worker that grew most has."""
        lost = set(self.before) - set(most)
        if lost or set(most) - set(self.before):
            sys.exit("A web process ended while it was measured.")
        return max(most[worker] - self.before[worker] for worker in most)


def report(watch, took, *, packed, listed, files):
    print(f"\n{files} files of {SIZE / 1e6:.0f} MB for one challenge, 2 web processes with 4 threads")
    print(f"{'':<10}{'seconds':>10}{'grown by, MiB':>16}")
    for what, most in watch.peaks:
        print(f"{what:<10}{took[what]:>10.1f}{watch.grown(most):>16.1f}")
    print(f"A web process held {max(watch.before.values()):.0f} MiB before; must not grow by more than {MUST}")
    print(
        f"The zip: {packed.stat().st_size / 1e9:.2f} GB, every file in it as it was sent. The list: {listed / 1024:.0f} kB of HTML"
    )
    return watch.grown(watch.peaks[-1][1])


if __name__ == "__main__":
    main()
