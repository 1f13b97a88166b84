"""The scripts in bin/ and tools/ do what they promise, tried with real processes."""

import contextlib
import fcntl
import os
import re
import select
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings

from tests.test_compose import settings_variables

ROOT = Path(settings.BASE_DIR)
TOOLS = ROOT / "tools"


def run(*command, **environment):
    """The command's exit code, what it said and what it complained about."""
    finished = subprocess.run(
        [str(word) for word in command],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return finished.returncode, finished.stdout, finished.stderr


def program(folder, name, text):
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def taken_port():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def free_port():
    with socket.socket() as looking:
        looking.bind(("127.0.0.1", 0))
        return looking.getsockname()[1]


class TestScriptFiles:
    @pytest.mark.parametrize("path", [*sorted((ROOT / "bin").iterdir()), ROOT / ".ci" / "run"], ids=lambda p: p.name)
    def test_a_script_can_be_started_and_read_by_its_shell(self, path):
        shell = path.read_text().splitlines()[0].removeprefix("#!").split()

        code, _, complaint = run(*shell, "-n", path)

        assert (code, complaint) == (0, "")
        assert os.access(path, os.X_OK)

    def test_continuous_integration_runs_only_what_a_laptop_can(self):
        script = (ROOT / ".ci" / "run").read_text()

        assert re.findall(r"for script in (.*);", script) == ["bin/check bin/test"]


class TestInstall:
    def test_an_old_python_is_named(self, tmp_path):
        program(tmp_path, "python3", '[ "$1" = -V ] && echo Python 3.9.2')

        code, _, complaint = run("tools/install", "run", PATH=f"{tmp_path}:{os.environ['PATH']}")

        assert code == 1
        assert complaint == "Python 3.11 or newer is needed, but python3 is Python 3.9.2.\n"

    def test_a_missing_python_is_named(self):
        code, _, complaint = run("tools/install", "run", PYTHON="no-such-python")

        assert code == 1
        assert complaint == "Python 3.11 or newer is needed, but there is no no-such-python.\n"


class TestDoctor:
    @pytest.mark.parametrize("place", ["a file/var", "/proc", "/proc/var"])
    def test_a_folder_that_cannot_be_written_to_is_named(self, tmp_path, place):
        (tmp_path / "a file").touch()
        folder = tmp_path / place

        code, _, complaint = run(sys.executable, TOOLS / "doctor.py", "folder", folder)

        assert code == 1
        assert complaint == (
            f"The folder {folder} cannot be written to; give this user permission or use another folder.\n"
        )

    def test_a_new_folder_is_for_this_user_only(self, tmp_path):
        code, _, complaint = run(sys.executable, TOOLS / "doctor.py", "folder", tmp_path / "var")

        assert (code, complaint) == (0, "")
        assert (tmp_path / "var").stat().st_mode & 0o777 == 0o700

    def test_a_port_in_use_is_named(self, taken_port):
        code, _, complaint = run(sys.executable, TOOLS / "doctor.py", "port", taken_port)

        assert code == 1
        assert complaint == f"Port {taken_port} is in use; choose another, as in: PORT=8001 bin/run\n"

    @pytest.mark.parametrize("port", ["eighty", "0", "65536", "-1"])
    def test_a_port_that_cannot_be_is_named(self, port):
        code, _, complaint = run(sys.executable, TOOLS / "doctor.py", "port", "--", port)

        assert code == 1
        assert complaint == f"PORT is {port!r}, but it must be a number from 1 to 65535, as in: PORT=8001 bin/run\n"

    def test_a_free_port_is_fine(self):
        assert run(sys.executable, TOOLS / "doctor.py", "port", free_port()) == (0, "", "")

    @pytest.fixture
    def doctor(self, tmp_path):
        """A doctor with a list of its own, which asks for a program that is not there yet."""
        copy = tmp_path / "doctor.py"
        copy.write_text((TOOLS / "doctor.py").read_text())
        (tmp_path / "apt-packages.txt").write_text(
            "[run]\nlibc6 library libc.so.6\n\n[tests]\npump program peerchallenge-pump\nwell file /no/such/*/well\n"
        )
        return copy

    def test_what_is_there_is_not_asked_for(self, doctor):
        assert run(sys.executable, doctor, "packages", "run") == (0, "", "")

    def test_without_apt_get_the_missing_packages_are_named_in_one_line(self, doctor, tmp_path):
        code, _, complaint = run(sys.executable, doctor, "packages", "run", "tests", PATH=str(tmp_path))

        assert code == 1
        assert complaint == (
            "Some Debian packages are missing; run: sudo apt-get install --no-install-recommends pump well\n"
        )

    def test_an_administrator_gets_the_missing_packages_installed(self, doctor, tmp_path):
        (tmp_path / "apt-packages.txt").write_text("[tests]\npump program peerchallenge-pump\n")
        pump = tmp_path / "peerchallenge-pump"
        program(tmp_path, "apt-get", f'echo "$@" >>{tmp_path}/asked; : >{pump}; chmod +x {pump}')

        code, said, complaint = run(
            sys.executable, doctor, "packages", "tests", PATH=f"{tmp_path}:{os.environ['PATH']}"
        )

        if os.geteuid() == 0:
            assert (code, said, complaint) == (0, "Installing from Debian: pump\n", "")
            assert (tmp_path / "asked").read_text().split()[-4:] == [
                "install", "--yes", "--no-install-recommends", "pump",
            ]  # fmt: skip
        else:
            assert code == 1

    def test_a_package_that_cannot_be_had_is_named(self, doctor, tmp_path):
        program(tmp_path, "apt-get", "exit 100")

        code, _, complaint = run(sys.executable, doctor, "packages", "tests", PATH=f"{tmp_path}:{os.environ['PATH']}")

        assert code == 1
        assert "pump well" in complaint


class TestRun:
    def test_a_port_in_use_is_named_before_anything_is_done(self, tmp_path, taken_port):
        code, said, complaint = run("bin/run", DATA_DIR=str(tmp_path), PORT=str(taken_port))

        assert (code, said) == (1, "")
        assert complaint == f"Port {taken_port} is in use; choose another, as in: PORT=8001 bin/run\n"
        assert not (tmp_path / "db.sqlite3").exists()

    def test_a_second_one_in_the_same_folder_is_refused(self, tmp_path):
        with (tmp_path / "running").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            lock.write("4242\n")
            lock.flush()

            code, said, complaint = run("bin/run", DATA_DIR=str(tmp_path))

        assert (code, said) == (1, "")
        assert complaint == (
            "It is already running here, as process 4242; stop that one with Ctrl-C, or with: kill 4242\n"
        )

    def test_a_data_folder_that_cannot_be_written_to_is_named(self):
        code, said, complaint = run("bin/run", DATA_DIR="/proc")

        assert (code, said) == (1, "")
        assert complaint == "The folder /proc cannot be written to; give this user permission or use another folder.\n"


# Tells the test through a named pipe what happens to it. The pipe stays open until its last process is gone.
PROGRAM = """
import os, signal, subprocess, sys
pipe = os.open(sys.argv[1], os.O_WRONLY)
os.set_inheritable(pipe, True)
def leave(*_):
    os.write(pipe, b"asked to stop\\n")
    "stubborn" in sys.argv or sys.exit(0)
signal.signal(signal.SIGTERM, leave)
subprocess.Popen(["sleep", "600"], close_fds=False)
os.write(pipe, f"here as {os.getpid()}\\n".encode())
while True:
    signal.pause()
"""


class Reader:
    """Reads what comes, and never waits for ever."""

    def __init__(self, descriptor):
        self.descriptor = descriptor
        self.seen = ""

    def until(self, text, seconds=60):
        """Everything read up to and including this text."""
        ends_at = time.monotonic() + seconds
        while text not in self.seen:
            assert self._more(ends_at), f"It ended without {text!r}, after: {self.seen}"
        read, self.seen = self.seen.split(text, 1)
        return read + text

    def to_the_end(self, seconds=60):
        ends_at = time.monotonic() + seconds
        while self._more(ends_at):
            pass
        return self.seen

    def _more(self, ends_at):
        ready, _, _ = select.select([self.descriptor], [], [], max(0, ends_at - time.monotonic()))
        assert ready, f"Nothing came in time, after: {self.seen}"
        read = os.read(self.descriptor, 10_000).decode()
        self.seen += read
        return read


class TestSupervisor:
    @pytest.fixture
    def pipe(self, tmp_path):
        path = tmp_path / "pipe"
        os.mkfifo(path)
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        yield Reader(descriptor)
        os.close(descriptor)

    @pytest.fixture
    def supervise(self, tmp_path):
        """Starts the supervisor with these words; gives its process, whose output can be read with `said`."""
        with contextlib.ExitStack() as started:

            def start(*words):
                command = [sys.executable, TOOLS / "supervisor.py", "--logs", tmp_path / "log", *words]
                process = started.enter_context(subprocess.Popen([str(w) for w in command], stdout=subprocess.PIPE))
                started.callback(process.kill)
                process.said = Reader(process.stdout.fileno())
                return process

            yield start

    @pytest.fixture
    def one(self, tmp_path, pipe):
        script = tmp_path / "program.py"
        script.write_text(PROGRAM)
        return f"{sys.executable} {script} {tmp_path / 'pipe'}"

    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
    def test_a_signal_stops_everything_and_leaves_nothing_behind(self, supervise, pipe, one, number):
        supervisor = supervise("web", one, "worker", one)
        pipe.until("here")
        pipe.until("here")

        supervisor.send_signal(number)

        assert supervisor.wait(60) == 0
        assert pipe.to_the_end().count("asked to stop") == 2
        assert supervisor.said.to_the_end() == "\nStopping.\n"

    def test_a_program_that_does_not_stop_is_ended(self, supervise, pipe, one):
        supervisor = supervise("--stop-seconds", "0.2", "worker", f"{one} stubborn")
        pipe.until("here")

        supervisor.terminate()

        assert supervisor.wait(60) == 0
        assert pipe.to_the_end().count("asked to stop") == 1
        assert supervisor.said.to_the_end() == "\nStopping.\nworker did not stop in time, so it was ended.\n"

    def test_a_program_that_dies_is_started_again_without_what_it_left_behind(self, supervise, pipe, one, tmp_path):
        supervisor = supervise("--pause", "0", "worker", one)
        pipe.until("here as ")
        first = int(pipe.until("\n"))
        between = os.open(tmp_path / "pipe", os.O_WRONLY)  # while neither is there, the pipe must not count as closed

        os.kill(first, signal.SIGKILL)

        pipe.until("here as ")
        os.close(between)
        supervisor.terminate()
        pipe.to_the_end()
        assert supervisor.said.to_the_end() == (
            f"\nworker stopped by itself (SIGKILL); starting it again in 0 s. See {tmp_path}/log/worker.log.\nStopping.\n"
        )

    def test_a_program_that_keeps_dying_ends_everything_and_says_why(self, supervise, pipe, one, tmp_path):
        broken = program(tmp_path, "broken", "echo there is no database; exit 3")

        supervisor = supervise("--pause", "0", "web", one, "worker", broken)

        assert supervisor.wait(60) == 1
        pipe.to_the_end()
        said = supervisor.said.to_the_end()
        assert said.count("worker stopped by itself (exit code 3); starting it again") == 4
        assert said.endswith(
            f"worker stopped by itself (exit code 3), 5 times in a row. The end of {tmp_path}/log/worker.log:\n\n"
            + "\n".join(["there is no database"] * 5)
            + "\n"
        )

    def test_nothing_is_left_when_the_supervisor_is_killed(self, supervise, pipe, tmp_path):
        alone = program(tmp_path, "alone", f"exec 7>{tmp_path / 'pipe'}; echo here >&7; exec sleep 600")
        supervisor = supervise("web", alone)
        pipe.until("here")

        supervisor.kill()

        assert pipe.to_the_end() == "\n"

    def test_the_welcome_waits_until_the_website_answers(self, supervise, tmp_path):
        page = tmp_path / "health" / "ready"
        page.mkdir(parents=True)
        port = free_port()
        website = f"{sys.executable} -m http.server --bind 127.0.0.1 --directory {tmp_path} {port}"

        supervisor = supervise("--ready", port, "--welcome", "Open the door", "web", website)

        supervisor.said.until("Open the door")
        with socket.create_connection(("127.0.0.1", port), timeout=5):
            supervisor.terminate()
        assert supervisor.wait(60) == 0

    def test_a_website_that_never_answers_ends_everything(self, supervise, pipe, one, tmp_path):
        supervisor = supervise("--ready", free_port(), "--ready-seconds", "0.2", "web", one)

        assert supervisor.wait(60) == 1
        assert supervisor.said.to_the_end() == (
            f"The website has not answered for 0.2 seconds; see the files in {tmp_path}/log.\n"
        )


class TestTheWholeApplication:
    def test_it_serves_the_demonstration_until_it_is_told_to_stop(self, tmp_path):
        port = free_port()
        settings = {"PORT": str(port), "DATA_DIR": str(tmp_path), "SITE_URL": f"http://localhost:{port}", "DEMO": "1"}
        embedded = {"DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3", "REDIS_URL": ""}
        command = [ROOT / "bin" / "run"]
        with subprocess.Popen(command, env={**os.environ, **settings, **embedded}, stdout=subprocess.PIPE) as process:
            said = Reader(process.stdout.fileno())
            said.until(f"Open http://localhost:{port}\n", seconds=300)
            page = urllib.request.build_opener(urllib.request.ProxyHandler({})).open(f"http://localhost:{port}/")
            assert (page.status, "Sign in" in page.read().decode()) == (200, True)
            for name, sign in {"worker": "ready.", "clock": "beat: Starting"}.items():
                follow = ["tail", "-n", "+1", "-F", tmp_path / "log" / f"{name}.log"]
                with subprocess.Popen(follow, stdout=subprocess.PIPE) as log:
                    Reader(log.stdout.fileno()).until(sign)
                    log.terminate()

            process.terminate()

            assert process.wait(60) == 0
            assert "@" in said.to_the_end()  # the people of the demonstration
        assert run(sys.executable, TOOLS / "doctor.py", "port", port)[0] == 0


class TestServicesForTests:
    def test_every_setting_has_a_value_for_tests(self):
        code, said, _ = run(sys.executable, TOOLS / "with_services.py", "--embedded", "env")

        assert code == 0
        assert settings_variables() - {line.split("=")[0] for line in said.splitlines()} == set()

    def test_the_exit_code_is_the_commands(self):
        assert run(sys.executable, TOOLS / "with_services.py", "--embedded", "sh", "-c", "exit 5") == (5, "", "")

    def test_nothing_is_left_when_it_is_interrupted(self):
        command = [sys.executable, TOOLS / "with_services.py", "sh", "-c", "env; echo ready; exec sleep 600"]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
            environment = Reader(process.stdout.fileno()).until("\nready\n", 60)
            data = Path(re.search(r"^DATA_DIR=(.*)$", environment, re.MULTILINE)[1])
            ports = re.findall(r"^(?:DATABASE|REDIS)_URL=.*127\.0\.0\.1:(\d+)", environment, re.MULTILINE)
            for port in ports:
                socket.create_connection(("127.0.0.1", int(port)), timeout=5).close()

            process.terminate()

            assert process.wait(60) == 128 + signal.SIGTERM
        assert len(ports) == 2
        assert not data.parent.exists()
        for port in ports:
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection(("127.0.0.1", int(port)), timeout=5)


class TestRequirements:
    FILES = sorted((ROOT / "requirements").iterdir())

    @pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
    def test_no_registry_and_no_path_is_named(self, path):
        text = path.read_text()

        found = re.findall(
            r".*(?:://|file:|\bwww\.|\.(?:org|com|net|io|dev)\b|--index|--find|--trusted|\s-e\s).*", text
        )

        assert found == []

    @pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
    def test_every_package_is_pinned_with_hashes(self, path):
        entries = re.split(r"\n(?=\S)", re.sub(r"^\s*#.*\n", "", path.read_text(), flags=re.MULTILINE).strip())

        loose = [
            entry for entry in entries if not re.match(r"[\w.-]+==\S+[^\n]*\\\n +--hash=sha256:[0-9a-f]{64}", entry)
        ]

        assert loose == []

    def test_they_are_what_pyproject_asks_for(self):
        assert run("bin/lock", "--check")[0] == 0

    def test_a_dependency_that_is_not_locked_is_noticed(self, tmp_path):
        for name in ("bin", "tools", "requirements", ".venv"):
            (tmp_path / name).symlink_to(ROOT / name)
        text = (ROOT / "pyproject.toml").read_text()
        (tmp_path / "pyproject.toml").write_text(re.sub(r'^ *"whitenoise.*\n', "", text, flags=re.MULTILINE))

        code, _, complaint = run("sh", tmp_path / "bin" / "lock", "--check")

        assert code == 1
        assert complaint == "requirements/run.txt is not what pyproject.toml asks for; run bin/lock.\n"
