"""What the worker does with a workbook of figures: has it read by a process of its own, with little memory and time."""

from __future__ import annotations

import json
import shutil
import subprocess  # nosec B404  # only our own program, on the file as its input
import sys
import tempfile
from typing import Any

from django.conf import settings

from challenges.jobs import WorkFailed
from challenges.models import Job, StoredFile
from challenges.moments import today
from preparation.models import PerformanceSet

PATIENCE = 60  # seconds
TOO_MUCH_TO_READ = (
    "It takes too long or too much memory to read. Take out what is not figures, such as pictures, pivot tables and empty "
    "formatted rows; or copy the figures into our template."
)


def read_figures(job: Job) -> dict[str, Any]:
    """The slow part: may be repeated, stores nothing. What was found: preparation/performance/found.py, as_dict."""
    performance_set = PerformanceSet.objects.select_related("file").filter(job=job).first()
    if performance_set is None:
        raise WorkFailed("The workbook was thrown away before it was read.")
    file = performance_set.file
    if file.state == StoredFile.State.BLOCKED:
        raise WorkFailed("The virus scanner has blocked the file.")
    with tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as copy:
        try:
            with file.content.open("rb") as content:
                shutil.copyfileobj(content, copy)
        except FileNotFoundError as error:
            raise WorkFailed("The file is not where it was stored.") from error
        except OSError as error:
            raise WorkFailed("The file cannot be read just now.") from error
        copy.flush()
        return _read_in_a_process_of_its_own(copy)


def _read_in_a_process_of_its_own(copy: Any) -> dict[str, Any]:
    command = [sys.executable, "-m", "preparation.performance", today().isoformat()]
    try:
        # Our own program, without a shell; the file is its input, never a word of the command.
        ran = subprocess.run(  # noqa: S603  # nosec B603
            command, stdin=copy, capture_output=True, cwd=settings.BASE_DIR, env={}, timeout=PATIENCE, check=False
        )
        found: dict[str, Any] = json.loads(ran.stdout)
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        return {"refusal": TOO_MUCH_TO_READ}
    return found
