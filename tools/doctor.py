"""Says in one sentence what stands in the way, and installs Debian's part of it where it may.

Runs before .venv exists, so it uses the standard library only.
"""

import argparse
import contextlib
import ctypes
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

PACKAGES = Path(__file__).with_name("apt-packages.txt")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    checks = parser.add_subparsers(required=True)

    check = checks.add_parser("packages", help="are the Debian packages there? As root, install what is missing")
    check.add_argument("sections", nargs="+", help="sections of tools/apt-packages.txt")
    check.set_defaults(run=lambda given: check_packages(given.sections))

    check = checks.add_parser("folder", help="can this folder be made and written to?")
    check.add_argument("path", type=Path)
    check.set_defaults(run=lambda given: check_folder(given.path))

    check = checks.add_parser("port", help="is this port of the loopback address free?")
    check.add_argument("port")
    check.add_argument("--try-another", metavar="COMMAND", default="PORT=8001 bin/run")
    check.set_defaults(run=lambda given: check_port(given.port, given.try_another))

    given = parser.parse_args()
    sys.exit(given.run(given))


def check_packages(sections):
    missing = [name for name, kind, what in wanted(sections) if not is_there(kind, what)]
    if not missing:
        return None
    names = " ".join(missing)
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return f"Some Debian packages are missing; run: sudo apt-get install --no-install-recommends {names}"
    print(f"Installing from Debian: {names}", flush=True)
    if not install(missing):
        return f"apt-get could not install {names}; its own message stands above."
    missing = [name for name, kind, what in wanted(sections) if not is_there(kind, what)]
    return f"apt-get installed {' '.join(missing)}, but it cannot be found afterwards." if missing else None


def wanted(sections):
    """The rows of tools/apt-packages.txt that stand under these headings."""
    rows, section = {}, None
    for line in PACKAGES.read_text().splitlines():
        if line.startswith("["):
            section = rows.setdefault(line.strip("[] "), [])
        elif line.strip() and not line.startswith("#"):
            section.append(line.split())
    return [row for section in sections for row in rows[section]]


def is_there(kind, what):
    """Looks for the thing itself, because a package may be installed by other means, or be broken."""
    if kind == "library":
        try:
            ctypes.CDLL(what)
        except OSError:
            return False
        return True
    if kind == "module":
        return importlib.util.find_spec(what) is not None
    if kind == "program":
        return shutil.which(what) is not None
    return any(Path("/").glob(what.lstrip("/")))


def install(packages):
    # Another apt-get may hold the lock on a machine that has just started: wait for it.
    apt_get = ["apt-get", "--quiet=2", "-o", "DPkg::Lock::Timeout=600", "-o", "Dpkg::Use-Pty=0"]
    install = [*apt_get, "install", "--yes", "--no-install-recommends", *packages]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    if run(install, environment, quiet=True):
        return True
    # Its list of what can be had is missing or old: renew it, and go by the second try, because an
    # update also counts as failed when some other source of packages does not answer.
    run([*apt_get, "update"], environment)
    return run(install, environment)


def run(command, environment, *, quiet=False):
    errors = subprocess.DEVNULL if quiet else None
    finished = subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=errors, check=False)
    return finished.returncode == 0


def check_folder(path):
    with contextlib.suppress(OSError):
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            return None
    return f"The folder {path.resolve()} cannot be written to; give this user permission or use another folder."


def check_port(given, try_another):
    if not given.isdecimal() or not 1 <= int(given) <= 65535:
        return f"PORT is {given!r}, but it must be a number from 1 to 65535, as in: {try_another}"
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", int(given)))
        except PermissionError:
            return f"Port {given} needs an administrator; choose one from 1024 up, as in: {try_another}"
        except OSError:
            return f"Port {given} is in use; choose another, as in: {try_another}"
    return None


if __name__ == "__main__":
    main()
