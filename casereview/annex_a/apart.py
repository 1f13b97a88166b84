"""Reads lists in a process of its own, with little memory and time: whatever is in a file, only that process ends."""

from __future__ import annotations

import datetime
import json
import subprocess  # nosec B404  # only our own program
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from casereview.annex_a.findings import Finding, Sort
from casereview.annex_a.reading import ListRead, Reading, Row

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 90  # seconds


class TooMuch(Exception):  # an answer, told to whoever uploaded it
    """The files take more memory or time than lists of children do."""


def read_apart(
    files: Sequence[tuple[str, Path]], *, today: datetime.date, told: Callable[[int], None] = lambda percent: None
) -> Reading:
    """As `reading.read`, of (name with its ending, where the bytes are). Raises TooMuch, and nothing else."""
    asked = json.dumps({"files": [[name, str(path)] for name, path in files], "today": today.isoformat()})
    answer: dict | None = None
    most_memory = 0
    # Our own program, without a shell; names and paths are its input, never a word of the command.
    with subprocess.Popen(  # nosec B603
        [sys.executable, "-m", "casereview.annex_a"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a traceback may hold what stands in a cell
        cwd=ROOT,
        env={},
        text=True,
    ) as process:
        clock = threading.Timer(PATIENCE, process.kill)
        clock.start()
        try:
            process.stdin.write(asked)  # type: ignore[union-attr]  # it is a pipe
            process.stdin.close()  # type: ignore[union-attr]  # as above
            for line in process.stdout:  # type: ignore[union-attr]  # as above
                said = json.loads(line)
                if "percent" in said:
                    told(said["percent"])
                answer = said.get("reading", answer)
                most_memory = said.get("most_memory", 0)
        except (json.JSONDecodeError, BrokenPipeError):  # it was ended in the middle of a line
            raise TooMuch from None
        finally:
            clock.cancel()
            process.kill()
    if answer is None:
        raise TooMuch
    return Reading(
        lists=[ListRead(**each) for each in answer["lists"]],
        rows=[Row(*each) for each in answer["rows"]],
        findings=[Finding(**each | {"sort": Sort[each["sort"]]}) for each in answer["findings"]],
        unreadable=answer["unreadable"],
        most_memory=most_memory,
    )
