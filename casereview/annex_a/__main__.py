"""The process that reads: limits first, then what to read on standard input, then lines of JSON.

Input: {"files": [[name, path], ...], "today": "2026-03-31"}. Output: {"percent": n} from time to time, then {"reading": ...}.
"""

import dataclasses
import datetime
import json
import resource
import sys
from pathlib import Path
from typing import Any

from casereview.annex_a.reading import Reading, read

MOST_MEMORY = 1024 * 1024 * 1024  # of addresses; what is really used at full size is a third of it
MOST_SECONDS = 60


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it only reads
    asked = json.load(sys.stdin)
    files = [(name, Path(path).read_bytes) for name, path in asked["files"]]
    try:
        reading = read(
            files, today=datetime.date.fromisoformat(asked["today"]), told=lambda percent: say({"percent": percent})
        )
    except (MemoryError, RecursionError):
        say({"too_much": True})
    else:
        say({"reading": as_data(reading)})
        say({"most_memory": most_memory()})


def most_memory() -> int:
    """Bytes this process has held at most. `getrusage` would count what the process that began it held, too."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")) * 1024


def say(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line, separators=(",", ":")) + "\n")
    sys.stdout.flush()


def as_data(reading: Reading) -> dict[str, Any]:
    return {
        "lists": [dataclasses.asdict(each) for each in reading.lists],
        "rows": reading.rows,
        "findings": [dataclasses.asdict(each) | {"sort": each.sort.name} for each in reading.findings],
        "unreadable": reading.unreadable,
    }


main()
