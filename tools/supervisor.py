"""Keeps a few programs running side by side, and stops all of them together.

    supervisor.py --logs var/log --ready 8000 --welcome "Open ..." web "gunicorn ..." worker "celery ..."

Each program writes to its own file below --logs. One that dies is started again, after a growing pause; one
that keeps dying at once ends everything. Ctrl-C, SIGTERM or SIGHUP stops all of them, and none is left behind.
"""

import argparse
import contextlib
import ctypes
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

from is_ready import is_ready

STOP_SIGNALS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
QUICK_DEATHS_ALLOWED = 5
LOG_BYTES = 5_000_000
PR_SET_PDEATHSIG = 1
libc = ctypes.CDLL(None)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--logs", type=Path, required=True, help="the folder for the programs' output")
    parser.add_argument("--ready", type=int, metavar="PORT", help="wait until /health/ready/ answers here")
    parser.add_argument("--ready-seconds", type=float, default=90, help="how long to wait for that")
    parser.add_argument("--welcome", default="", help="what to say once it is ready")
    parser.add_argument("--stop-seconds", type=float, default=20, help="how long a program may take to stop")
    parser.add_argument("--quick-seconds", type=float, default=30, help="a program that lived shorter died quickly")
    parser.add_argument("--pause", type=float, default=1, help="seconds before a restart; doubles each time")
    parser.add_argument("programs", nargs="+", metavar="NAME COMMAND", help="the programs")
    options = parser.parse_args()
    if len(options.programs) % 2:
        parser.error("every program needs a name and a command")

    # From here on signals wait until wait_for_signal() asks for them, so none comes at a bad moment.
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS | {signal.SIGCHLD})
    options.logs.mkdir(mode=0o700, parents=True, exist_ok=True)
    names, commands = options.programs[::2], options.programs[1::2]
    programs = [Program(name, shlex.split(command), options) for name, command in zip(names, commands, strict=True)]
    try:
        for program in programs:
            program.start()
        sys.exit(watch(programs, options))
    finally:
        stop(programs, options.stop_seconds)


def watch(programs, options):
    """Until somebody stops us or a program cannot be kept running; the exit code."""
    ready_by = time.monotonic() + options.ready_seconds if options.ready else None
    if not options.ready:
        say(options.welcome.rstrip())
    while True:
        waiting = ready_by or any(program.start_again_at for program in programs)
        if wait_for_signal(0.1 if waiting else 10) in STOP_SIGNALS:
            say("Stopping.")
            return 0
        for program in programs:
            if not program.keep_running():
                return 1
        if ready_by and is_ready(options.ready):
            ready_by = None
            say(options.welcome.rstrip())
        elif ready_by and time.monotonic() > ready_by:
            say(f"The website has not answered for {options.ready_seconds:g} seconds; see the files in {options.logs}.")
            return 1


class Program:
    def __init__(self, name, command, options):
        self.name, self.command, self.options = name, command, options
        self.log = options.logs / f"{name}.log"
        self.process = None
        self.quick_deaths = 0

    def start(self):
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # the terminal's Ctrl-C reaches us alone, and the whole group can be ended
                preexec_fn=in_child,  # noqa: PLW1509  # there are no threads here
            )
        self.started, self.start_again_at = time.monotonic(), None

    def keep_running(self):
        """Starts the program again if it has died; False when there is no point in it."""
        if self.start_again_at is not None:
            if time.monotonic() >= self.start_again_at:
                self.start()
            return True
        if self.process.poll() is None:
            return True
        self.end_group()
        lived = time.monotonic() - self.started
        self.quick_deaths = self.quick_deaths + 1 if lived < self.options.quick_seconds else 0
        how = f"{self.name} stopped by itself ({describe(self.process.returncode)})"
        if self.quick_deaths >= QUICK_DEATHS_ALLOWED:
            say(f"{how}, {QUICK_DEATHS_ALLOWED} times in a row. The end of {self.log}:\n\n{self.last_lines()}")
            return False
        pause = self.options.pause * 2 ** max(self.quick_deaths - 1, 0)
        say(f"{how}; starting it again in {pause:g} s. See {self.log}.")
        self.start_again_at = time.monotonic() + pause
        return True

    def last_lines(self):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])

    def end_group(self):
        """Ends what the program started and left behind."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)


def in_child():
    """Runs in the new process: take signals again, and stop when the supervisor is gone, even if it was killed."""
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def stop(programs, seconds):
    """Asks each program, not its group, to stop: the web server and the worker see to their own processes."""
    running = [program for program in programs if program.process and program.process.poll() is None]
    for program in running:
        program.process.terminate()
    give_up_at = time.monotonic() + seconds
    while any(program.process.poll() is None for program in running) and time.monotonic() < give_up_at:
        if wait_for_signal(0.1) == signal.SIGINT:
            break  # Ctrl-C once more: do not wait
    for program in running:
        if program.process.poll() is None:
            say(f"{program.name} did not stop in time, so it was ended.")
        program.end_group()
        program.process.wait()


def wait_for_signal(seconds):
    caught = signal.sigtimedwait(STOP_SIGNALS | {signal.SIGCHLD}, seconds)
    return caught and caught.si_signo


def describe(code):
    return f"exit code {code}" if code >= 0 else signal.Signals(-code).name


def say(text):
    try:
        print(text, flush=True)
    except OSError:  # nobody reads any more; the programs still have to be looked after
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
