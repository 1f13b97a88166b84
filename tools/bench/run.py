"""bin/bench: each main page against the floor, interleaved in one run, at 1 and at 8 users."""

import argparse
import http.client
import os
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

import django

ROUNDS = 5
AT_ONE, AT_EIGHT = 30, 96  # requests of one page in one round
# page: the ratio to the floor that must hold, and the goal (p50; docs/performance.md)
TARGETS = {"home": (9, 5), "board": (6, 3), "overview": (9, 5), "document list": (9, 5), "case list": (12, 6)}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="exit with 1 when a page misses what must hold")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args()
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415  # after setup
    from django.urls import reverse  # noqa: PLC0415  # after setup

    from tools.bench import data  # noqa: PLC0415  # after setup

    call_command("migrate", verbosity=0)
    call_command("load_programmes")
    call_command("collectstatic", interactive=False, verbosity=0)
    office, peer, full = data.make()
    cookies = {"floor": session_of(office, PLAIN), "office": session_of(office), "peer": session_of(peer)}
    pages = {
        "floor": ("floor", f"/floor/?challenge={full.pk}"),
        "home": ("peer", "/"),
        "board": ("office", "/"),
        "overview": ("office", full.get_absolute_url()),
        "document list": ("peer", reverse("preparation:document_list", args=[full.slug])),
        "case list": ("peer", reverse("casereview:case_list", args=[full.slug])),
    }
    ports = {"floor": free_port(), "ours": free_port()}
    servers = [serve("tools.bench.floor:application", ports["floor"]), serve("peerchallenge.wsgi", ports["ours"])]
    try:
        for port in ports.values():
            wait_for(port)
        results = measure(pages, cookies, ports, options.rounds)
        memory = [memory_of(server) for server in servers]
    finally:
        for server in servers:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait()
    missed = report(pages, cookies, results)
    print(f"\nMemory of 2 web workers, times the floor's: {memory[1] / memory[0]:.2f} ({memory[1]:.0f} MiB)")
    if options.check and missed:
        sys.exit(f"Missed what must hold: {', '.join(missed)}")


OURS = "allauth.account.auth_backends.AuthenticationBackend"
PLAIN = "django.contrib.auth.backends.ModelBackend"  # the floor knows nothing of ours


def session_of(user, backend=OURS):
    from django.conf import settings  # noqa: PLC0415  # after setup
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: PLC0415  # after setup
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415  # after setup

    from challenges.sign_in import sessions  # noqa: PLC0415  # after setup

    session = SessionStore()
    sessions.begin(session)
    session["account_authentication_methods"] = [{"method": "mfa"}]  # as allauth keeps it
    session["account_authentication_methods_user"] = str(user.pk)
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = backend
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def serve(application, port):
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        application,
        "-w",
        "2",
        "-b",
        f"127.0.0.1:{port}",
        "--log-level",
        "error",
    ]
    env = os.environ | {"PYTHONPATH": str(Path.cwd())}
    return subprocess.Popen([*command, "--no-control-socket"], env=env, start_new_session=True)


def measure(pages, cookies, ports, rounds):
    """Milliseconds by (page, users), the pages taking turns in every round."""
    results = {(page, users): [] for page in pages for users in (1, 8)}
    for page in pages:  # warm up
        hammer(pages[page], cookies, ports, page, 10, 2)
    for _ in range(rounds):
        for users, requests in ((1, AT_ONE), (8, AT_EIGHT)):
            for page in pages:
                results[page, users] += hammer(pages[page], cookies, ports, page, requests, users)
    return results


def hammer(page, cookies, ports, name, requests, users):
    who, url = page
    port = ports["floor" if name == "floor" else "ours"]
    taken, wrong, lock = [], [], threading.Lock()

    def user(count):
        for _ in range(count):
            began = time.perf_counter()
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", url, headers={"Cookie": cookies[who]})
            answer = connection.getresponse()
            answer.read()
            connection.close()
            if answer.status != http.client.OK:
                wrong.append(f"{name} answered {answer.status} to {who}")
                return
            with lock:
                taken.append((time.perf_counter() - began) * 1000)

    threads = [threading.Thread(target=user, args=(requests // users,)) for _ in range(users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        sys.exit(wrong[0])
    return taken


def report(pages, cookies, results):
    """Print the table; return the pages that miss what must hold."""
    missed = []
    print(
        f"{'page':<15}{'users':>6}{'p50 ms':>9}{'p95 ms':>9}{'x floor':>9}{'p95/p50':>9}{'must':>6}{'goal':>6}{'queries':>9}{'bytes':>8}"
    )
    for page in pages:
        queries, size = counted(pages[page], cookies) if page != "floor" else (3, 0)
        for users in (1, 8):
            p50, p95 = percentile(results[page, users], 50), percentile(results[page, users], 95)
            ratio = p50 / percentile(results["floor", users], 50)
            must, goal = TARGETS.get(page, ("", ""))
            print(
                f"{page:<15}{users:>6}{p50:>9.1f}{p95:>9.1f}{ratio:>9.1f}{p95 / p50:>9.1f}{must:>6}{goal:>6}"
                f"{queries:>9}{size or '':>8}"
            )
            if must and ratio > must:
                missed.append(f"{page} at {users} users ({ratio:.1f} > {must})")
    return missed


def counted(page, cookies):
    """Queries and bytes of a page, asked in this process."""
    from django.db import connection  # noqa: PLC0415  # after setup
    from django.test import Client  # noqa: PLC0415  # after setup
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415  # after setup

    who, url = page
    client = Client(headers={"Cookie": cookies[who], "Host": "localhost"})
    name, _, value = cookies[who].partition("=")
    client.cookies[name] = value
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = client.get(url)
    return len(queries), len(answer.content)


def percentile(values, part):
    return statistics.quantiles(values, n=100)[part - 1]


def memory_of(server):
    """Resident MiB of the two workers under a gunicorn master."""
    children = subprocess.run(
        ["ps", "-o", "rss=", "--ppid", str(server.pid)], capture_output=True, text=True, check=True
    )
    return sum(int(line) for line in children.stdout.split()) / 1024


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port):
    deadline = time.monotonic() + 30
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > deadline:
                sys.exit(f"nothing answers on port {port}")
            time.sleep(0.1)
        else:
            return


if __name__ == "__main__":
    main()
