"""Real parts for tests: a Celery worker and clock in processes of their own, and an SMTP server on loopback."""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from email import message_from_bytes
from urllib.parse import quote

from aiosmtpd.controller import Controller
from django.conf import settings
from django.db import connection

CLAMD = "/usr/sbin/clamd"
PATIENCE = 60  # seconds until a wait gives up; nothing here takes nearly as long


def wait_until(true, *, what, patience=PATIENCE):
    """Ask again, ten times a second, until something is true."""
    deadline = time.monotonic() + patience
    pause = threading.Event()
    while not (answer := true()):
        assert time.monotonic() < deadline, f"waited {patience} seconds for: {what}"
        pause.wait(0.1)
    return answer


def environment(broker, **more):
    """The environment of a process that works on this test's database, with the broker "redis" or "filesystem"."""
    database = connection.settings_dict
    if connection.vendor == "postgresql":
        who = f"{quote(database['USER'])}:{quote(database['PASSWORD'])}"
        url = f"postgresql://{who}@{quote(database['HOST'], safe='')}:{database['PORT']}/{database['NAME']}"
    else:
        url = f"sqlite:///{database['NAME']}"
    env = os.environ | {"DATABASE_URL": url, "DATA_DIR": str(settings.DATA_DIR), "PYTHONPATH": str(settings.BASE_DIR)}
    env["SECRET_KEY"] = settings.SECRET_KEY
    if broker == "filesystem":
        env.pop("REDIS_URL", None)
    return env | more


class Process:
    """A process group that can be stopped, or killed as the power would."""

    def __init__(self, command, env):
        self.path = settings.DATA_DIR / f"process-{time.monotonic_ns()}.log"
        self.log = self.path.open("wb")
        self.process = subprocess.Popen(
            [sys.executable, "-m", *command],
            env=env,
            cwd=settings.BASE_DIR,
            stdout=self.log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def kill(self):
        """SIGKILL to all of it at once."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.log.close()

    def said(self):
        return self.path.read_text(errors="replace")


class Workplace:
    """A worker, and a clock when wanted, on this test's database; files where the test keeps its files."""

    def __init__(self, broker, **more):
        self.env = environment(broker, **more)
        self.processes = []

    def start_worker(self):
        worker = Process(
            [
                "celery",
                "-A",
                "peerchallenge",
                "worker",
                "-Q",
                "default,render",
                "-c",
                "2",
                "--without-mingle",
                "-l",
                "INFO",
            ],
            self.env,
        )
        self.processes.append(worker)
        wait_until(lambda: " ready." in worker.said() or worker.process.poll() is not None, what="the worker to start")
        assert worker.process.poll() is None, worker.said()
        return worker

    def start_clock(self):
        schedule = str(settings.DATA_DIR / f"beat-{time.monotonic_ns()}")
        clock = Process(["celery", "-A", "peerchallenge", "beat", "-s", schedule, "--pidfile", ""], self.env)
        self.processes.append(clock)
        return clock

    def ask(self, task):
        """Put a message for this task on the broker, as our own processes do."""
        subprocess.run(
            [sys.executable, "-m", "celery", "-A", "peerchallenge", "call", task],
            env=self.env,
            cwd=settings.BASE_DIR,
            check=True,
            capture_output=True,
        )

    def close(self):
        for process in self.processes:
            if process.process.poll() is None:
                process.kill()


class Mailbox:
    """An SMTP server on loopback that keeps what it accepted; it can be made to hold its breath at one message."""

    def __init__(self, hold_at=None):
        self.messages = []
        self.hold_at = hold_at
        self.holding = threading.Event()
        self.controller = Controller(self, hostname="127.0.0.1", port=0, ready_timeout=10)
        self.controller.port = _free_port()
        self.controller.start()

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.controller.port}"

    async def handle_DATA(self, server, session, envelope):  # aiosmtpd's name
        self.messages.append((envelope.rcpt_tos[0], message_from_bytes(envelope.content)))
        if len(self.messages) == self.hold_at:
            self.holding.set()
            await asyncio.Event().wait()  # nobody sets it: the server says nothing more
        return "250 OK"

    def addresses(self):
        return sorted(address for address, _message in self.messages)

    def close(self):
        self.controller.stop(no_assert=True)


# What every scanner knows as harmless test text; written so that this file is not it.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}" + b"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
EICAR_SIGNATURE = "Local.Eicar.Test.UNOFFICIAL"


class Clamd:
    """ClamAV's daemon in the foreground, on a unix socket in a folder of its own, knowing one signature: the EICAR text."""

    def __init__(self, folder, **settings_of_its_own):
        self.folder = folder
        self.socket = folder / "clamd.ctl"
        signatures = folder / "signatures"
        signatures.mkdir(exist_ok=True)
        (signatures / "local.ndb").write_text(f"Local.Eicar.Test:0:*:{EICAR.hex()}\n")
        options = {
            "LocalSocket": self.socket,
            "DatabaseDirectory": signatures,
            "TemporaryDirectory": folder,
            "Foreground": "yes",
            "LogFile": folder / "clamd.log",
            "StreamMaxLength": "20M",
            "AlertExceedsMax": "yes",
        }
        self.config = folder / "clamd.conf"
        options |= settings_of_its_own
        self.config.write_text("".join(f"{name} {value}\n" for name, value in options.items()))
        self.process = None

    @property
    def url(self):
        return f"unix:{self.socket}"

    def start(self):
        self.socket.unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [CLAMD, "--config-file", str(self.config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_until(lambda: self.socket.exists() or self.process.poll() is not None, what="clamd to start")
        assert self.process.poll() is None, (self.folder / "clamd.log").read_text()
        return self

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait()
            self.process = None


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
