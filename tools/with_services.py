"""Runs a command with the settings the tests use, and with a PostgreSQL and a Redis of its own.

    with_services.py pytest tests/onsite           on PostgreSQL and Redis
    with_services.py --embedded pytest tests       on SQLite and the file queue, as bin/run does

Both servers live in a temporary folder and listen on free loopback ports with a password made up on the spot. All of it
is gone when the command ends or when whoever started this script ends. Servers that Debian runs are left alone.
"""

import argparse
import contextlib
import ctypes
import hashlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PR_SET_PDEATHSIG = 1
libc = ctypes.CDLL(None)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--embedded", action="store_true", help="no servers: SQLite and the file queue")
    parser.add_argument("--migrated", action="store_true", help="with a database that test databases are copied from")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # tests start many processes: what one compiled serves the next

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, leave)
    end_with_parent(signal.SIGTERM)
    with contextlib.ExitStack() as running:
        folder = Path(running.enter_context(tempfile.TemporaryDirectory(prefix="peerchallenge-")))
        folder.chmod(0o711)  # the user postgres has to pass through
        settings = test_settings(folder)
        if not options.embedded:
            settings["DATABASE_URL"] = start_postgresql(folder / "postgresql", running)
            settings["REDIS_URL"] = start_redis(folder, running)
            if options.migrated:
                settings["MIGRATED_DATABASE"] = migrated_database(settings["DATABASE_URL"], {**os.environ, **settings})
        sys.exit(run(options.command, {**os.environ, **settings}))


def leave(number, _frame):
    """Unwinds everything, once: a second signal must not interrupt the tidying."""
    for other in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(other, signal.SIG_IGN)
    sys.exit(128 + number)


def end_with_parent(number):
    """Asks Linux to send this process a signal when its parent is gone, even if that was killed."""
    libc.prctl(PR_SET_PDEATHSIG, number)


def test_settings(folder):
    """A value for every variable of .env.example, so that neither .env nor the shell has a say in the tests."""
    data, temporary = folder / "data", folder / "tmp"
    data.mkdir(mode=0o700)
    temporary.mkdir(mode=0o711)
    return {
        "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
        "CHROMIUM_PATH": os.environ.get("CHROMIUM_PATH") or shutil.which("chromium") or "",
        "CLAMAV_MAX_MB": "100",
        "CLAMAV_URL": "",
        "CSRF_TRUSTED_ORIGINS": "",
        "DATABASE_URL": f"sqlite:///{data}/db.sqlite3",
        "DATA_DIR": str(data),
        "DEBUG": "0",
        "DEFAULT_FROM_EMAIL": "Peer challenge <peerchallenge@localhost>",
        "DEMO": "0",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",  # the browser's event loop runs while a test asks the database
        "EMAIL_URL": "file:",
        "FILES_ACCESS_KEY": "",
        "FILES_SECRET_KEY": "",
        "FILES_URL": "",
        "HTTPS": "0",
        "INVITATION_DAYS": "14",
        "JOB_STALE_SECONDS": "15",
        "MAX_UPLOAD_MB": "250",
        "OIDC_CLIENT_ID": "",
        "OIDC_CLIENT_SECRET": "",  # nosec B105  # none
        "OIDC_EMAIL_IS_VERIFIED": "0",
        "OIDC_IS_SECOND_FACTOR": "0",
        "OIDC_NAME": "your organisation",
        "OIDC_SERVER_URL": "",
        "REDIS_URL": "",
        "SECOND_FACTOR": "required",
        "SECOND_STEP_KEYS": "",
        "SECRET_KEY": "only-for-tests-" + "x" * 50,
        "SECRET_KEY_FALLBACKS": "",  # nosec B105  # none
        "SECURITY_CONTACT": "",
        "SECURITY_EXPIRES": "",
        "SESSION_IDLE_MINUTES": "60",
        "SITE_URL": "http://localhost:8000",
        "TMPDIR": str(temporary),  # what tests leave lying about goes with the rest
        "TRUSTED_PROXIES": "0",
        "X_ACCEL_PREFIX": "",
    }


def start_postgresql(folder, running):
    programs = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), default=None)
    if programs is None:
        sys.exit("PostgreSQL is not installed; run tools/install tests.")
    folder.mkdir(mode=0o700)
    owner = {}
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        postgres = pwd.getpwnam("postgres")
        shutil.chown(folder, postgres.pw_uid, postgres.pw_gid)
        owner = {"user": postgres.pw_uid, "group": postgres.pw_gid, "extra_groups": []}

    password = secrets.token_hex(16)
    password_file = folder / "password"
    password_file.write_text(password)
    if owner:
        shutil.chown(password_file, owner["user"], owner["group"])
    data = folder / "data"
    initdb = [programs / "initdb", "--pgdata", data, "--username", "postgres", "--pwfile", password_file]
    initdb += ["--auth-local", "trust", "--auth-host", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8"]
    made = subprocess.run([*initdb, "--no-sync"], cwd=folder, capture_output=True, text=True, check=False, **owner)
    if made.returncode:
        sys.exit(f"PostgreSQL's initdb failed:\n{made.stdout}{made.stderr}")

    def serve(port):
        command = [programs / "postgres", "-D", data, "-p", str(port), "-k", folder]
        for setting in (
            "listen_addresses=127.0.0.1",
            "jit=off",
            "fsync=off",
            "synchronous_commit=off",
            "full_page_writes=off",
        ):
            command += ["-c", setting]
        # SIGINT is PostgreSQL's fast stop: SIGTERM would wait until every client is gone.
        return start(command, folder.with_suffix(".log"), running, stop_with=signal.SIGINT, cwd=folder, **owner)

    def answers(port):
        asked = [programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
        return subprocess.run(asked, check=False).returncode == 0

    port = start_on_free_port("PostgreSQL", serve, answers)
    return f"postgres://postgres:{password}@127.0.0.1:{port}/postgres"


def migrated_database(url, environment):
    """The name of a database with every table, made by the migrations; test databases are copies of it.

    Migrating takes far longer than copying, so what the migrations made is kept until a migration or a package changes.
    """
    name = "migrated"
    made_of = hashlib.sha256()
    for path in [*sorted(ROOT.glob("*/migrations/*.py")), ROOT / "requirements" / "dev.txt"]:
        made_of.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    kept = ROOT / ".cache" / f"migrated-{made_of.hexdigest()[:16]}.sql"
    base, _slash, _database = url.rpartition("/")
    subprocess.run(["psql", "-q", url, "-c", f"CREATE DATABASE {name}"], check=True)
    if kept.exists():
        fill = ["psql", "-q", "-v", "ON_ERROR_STOP=1", f"{base}/{name}", "-f", kept]
        subprocess.run(fill, check=True, stdout=subprocess.DEVNULL)
        return name
    there = {**environment, "DATABASE_URL": f"{base}/{name}"}
    subprocess.run([sys.executable, ROOT / "manage.py", "migrate", "--verbosity", "0"], env=there, check=True)
    kept.parent.mkdir(exist_ok=True)
    for old in kept.parent.glob("migrated-*"):
        old.unlink(missing_ok=True)
    new = kept.with_suffix(f".{os.getpid()}")
    subprocess.run(["pg_dump", "--no-owner", f"{base}/{name}", "-f", new], check=True)
    new.replace(kept)
    return name


def start_redis(folder, running):
    redis_server = shutil.which("redis-server")
    if redis_server is None:
        sys.exit("Redis is not installed; run tools/install tests.")
    password = secrets.token_hex(16)

    def serve(port):
        settings = f'bind 127.0.0.1\nport {port}\nrequirepass {password}\nsave ""\nappendonly no\n'
        # It reads its settings from standard input, where no process list shows the password.
        return start([redis_server, "-"], folder / "redis.log", running, stop_with=signal.SIGTERM, settings=settings)

    def answers(port):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1) as redis:
            redis.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            return redis.recv(100).startswith(b"+OK")
        return False

    port = start_on_free_port("Redis", serve, answers)
    return f"redis://:{password}@127.0.0.1:{port}/0"


def start_on_free_port(name, serve, answers):
    for _ in range(3):  # another program may take the port between our looking and the server's start
        with socket.socket() as looking:
            looking.bind(("127.0.0.1", 0))
            port = looking.getsockname()[1]
        server, log = serve(port)
        give_up_at = time.monotonic() + 30
        while server.poll() is None and time.monotonic() < give_up_at:
            if answers(port):
                return port
            time.sleep(0.05)
        if server.poll() is None:
            break  # it runs and does not answer: another port would not help
    return sys.exit(f"{name} did not start; it said:\n{log.read_text()}")


def start(command, log, running, *, stop_with, settings="", **more):
    with log.open("ab") as output:
        server = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # the terminal's Ctrl-C is for the command first
            preexec_fn=lambda: end_with_parent(stop_with),  # noqa: PLW1509  # there are no threads here
            **more,
        )
    running.callback(stop, server, stop_with)
    with contextlib.suppress(BrokenPipeError), server.stdin:
        server.stdin.write(settings.encode())
    return server, log


def stop(server, stop_with):
    server.send_signal(stop_with)
    try:
        server.wait(timeout=10)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def run(command, environment):
    """The exit code of the command. Ctrl-C reaches it from the terminal; other signals are passed on."""
    process = subprocess.Popen(
        command,
        env=environment,
        preexec_fn=lambda: end_with_parent(signal.SIGTERM),  # noqa: PLW1509  # there are no threads here
    )
    interrupts = []
    signal.signal(signal.SIGINT, lambda number, _frame: interrupts.append(number))  # the command stops by itself
    try:
        code = process.wait()
        return 128 + signal.SIGINT if interrupts else code
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    main()
