"""A page of a PDF as a picture, and its words: drawn when somebody looks, and kept nowhere (docs/adr/0024).

Debian's poppler draws, in a process of its own with little memory and time, no environment, and no shell. What comes back
is a PNG of ours: nothing of the PDF reaches the browser.
"""

from __future__ import annotations

import logging
import shutil
import subprocess  # nosec B404  # only poppler, with numbers of ours as its arguments
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from django.conf import settings

from challenges.action_tools import ActionRefused
from challenges.models import StoredFile

logger = logging.getLogger(__name__)
PDF = "application/pdf"
PICTURES = {"image/png", "image/jpeg"}
LONGER_SIDE = 1754  # pixels: an A4 page at 150 dots an inch
MOST_MEMORY, MOST_SECONDS = 768 * 1024 * 1024, 15
MOST_WORDS = 20_000
CANNOT = "Page {page} of “{file}” cannot be drawn here. Download the file to read it."


def poppler_is_there() -> bool:
    """Whether poppler and prlimit are there (tools/apt-packages.txt)."""
    return bool(shutil.which("pdftoppm") and shutil.which("pdftotext") and shutil.which("prlimit"))


def pages_of(file: StoredFile, *, can_draw: bool | None = None) -> int:
    """How many pages of this file can be shown: 1 for a picture, 0 for what cannot be.

    can_draw: what `poppler_is_there` says, for who asks about many files; it looks for three programs each time.
    """
    if not file.may_be_read:
        return 0
    if file.media_type in PICTURES:
        return 1
    return (
        (file.page_count or 0)
        if file.media_type == PDF and (poppler_is_there() if can_draw is None else can_draw)
        else 0
    )


def draw(file: StoredFile, page: int) -> bytes:
    """One page of a PDF as a PNG. Refuses in a sentence what cannot be drawn."""
    wanted = ["-f", str(page), "-l", str(page)]
    drawn = _ran(["pdftoppm", *wanted, "-png", "-scale-to", str(LONGER_SIDE)], file)
    if not drawn.startswith(b"\x89PNG"):
        raise ActionRefused(CANNOT.format(page=page, file=file))
    return drawn


def words(file: StoredFile, page: int) -> str:
    """The words of one page of a PDF, for who hears it or wants larger letters; nothing where it has none."""
    said = _ran(["pdftotext", "-f", str(page), "-l", str(page), "-enc", "UTF-8", "-nopgbrk"], file)
    text = "".join(each for each in said.decode(errors="replace") if each.isprintable() or each == "\n")
    return text.strip()[:MOST_WORDS]


def _ran(command: list[str], file: StoredFile) -> bytes:
    """What the program writes out; nothing when it gives up or is stopped."""
    limits = [f"--as={MOST_MEMORY}", f"--cpu={MOST_SECONDS}", "--fsize=0", "--core=0"]
    writes_to = ["-"] if command[0] == "pdftotext" else []
    with _as_a_file(file) as pdf:
        try:
            # Our own arguments, without a shell; the file is its input, never a word of the command.
            ran = subprocess.run(  # noqa: S603  # nosec B603
                [
                    str(shutil.which("prlimit")),
                    *limits,
                    str(shutil.which(command[0])),
                    *command[1:],
                    "/dev/stdin",
                    *writes_to,
                ],
                stdin=pdf,
                capture_output=True,
                env={},
                timeout=MOST_SECONDS + 5,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return b""
    if ran.returncode:
        logger.info("%s gave up on file %s: %s", command[0], file.pk, ran.returncode)
        return b""
    return ran.stdout


@contextmanager
def _as_a_file(file: StoredFile) -> Iterator[IO[bytes]]:
    """The bytes as a file with a number: the stored one, or a copy of what a bucket sends."""
    try:
        with file.content.open("rb") as content:
            try:
                content.file.fileno()
            except (AttributeError, OSError):
                with tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as copy:
                    shutil.copyfileobj(content, copy)
                    copy.seek(0)
                    yield copy
            else:
                yield content.file
    except FileNotFoundError as error:
        raise ActionRefused(f"“{file}” cannot be read just now. Try again in a few minutes.") from error
