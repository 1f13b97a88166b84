"""PNG and JPEG by their own structure: how large they unpack, and that nothing follows their end."""

from __future__ import annotations

import re
import struct
from typing import IO

from challenges.inside.refusals import Refused

MOST_PIXELS = 100_000_000
PNG = b"\x89PNG\r\n\x1a\n"
# In the pixels of a JPEG, FF is followed by 00 or a restart marker (D0 to D7); by anything else, they are over.
MARKER = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")
WINDOW = 4 * 1024 * 1024


def look(file: IO[bytes], media_type: str) -> None:
    """Refuse a picture that is damaged, huge once unpacked, or followed by something else."""
    try:
        if media_type == "image/png":
            _look_at_png(file)
        else:
            _look_at_jpeg(file)
    except struct.error:
        raise Refused("damaged") from None


def _look_at_png(file: IO[bytes]) -> None:
    if _exactly(file, 8) != PNG:
        raise Refused("damaged")
    first = True
    while True:
        length, kind = struct.unpack(">I4s", _exactly(file, 8))
        if first:
            if kind != b"IHDR":
                raise Refused("damaged")
            width, height = struct.unpack(">II", _exactly(file, 8))
            _refuse_too_many_pixels(width, height)
            file.seek(length - 8 + 4, 1)
            first = False
            continue
        file.seek(length + 4, 1)
        if kind == b"IEND":
            break
    _refuse_what_follows(file.read(WINDOW))


def _look_at_jpeg(file: IO[bytes]) -> None:
    """One picture, or several behind each other, as phones write them (the second is smaller, or has more light)."""
    while True:
        if _exactly(file, 2) != b"\xff\xd8":
            raise Refused("damaged")
        _to_the_end_of_a_jpeg(file)
        after = file.tell()
        rest = file.read(WINDOW)
        next_one = len(rest) - len(rest.lstrip(b"\x00"))
        if not rest[next_one:].startswith(b"\xff\xd8\xff"):
            _refuse_what_follows(rest)
            return
        file.seek(after + next_one)


def _to_the_end_of_a_jpeg(file: IO[bytes]) -> None:
    while True:
        found, kind = struct.unpack("BB", _exactly(file, 2))
        if found != 0xFF:
            raise Refused("damaged")
        if kind == 0xFF:
            file.seek(-1, 1)
            continue
        if kind == 0xD9:
            return
        (length,) = struct.unpack(">H", _exactly(file, 2))
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            _depth, height, width = struct.unpack(">BHH", _exactly(file, 5))
            _refuse_too_many_pixels(width, height)
            file.seek(length - 7, 1)
        else:
            file.seek(length - 2, 1)
        if kind == 0xDA:
            _over_the_pixels(file)


def _over_the_pixels(file: IO[bytes]) -> None:
    while window := file.read(WINDOW):
        if marker := MARKER.search(window):
            file.seek(marker.end() - 2 - len(window), 1)
            return
        if window.endswith(b"\xff"):
            if len(window) == 1:
                break
            file.seek(-1, 1)
    raise Refused("damaged")


def _exactly(file: IO[bytes], size: int) -> bytes:
    read = file.read(size)
    if len(read) < size:
        raise Refused("damaged")
    return read


def _refuse_too_many_pixels(width: int, height: int) -> None:
    if not width or not height:
        raise Refused("damaged")
    if width * height > MOST_PIXELS:
        raise Refused("pixels", f"{width} by {height}")


def _refuse_what_follows(rest: bytes) -> None:
    if rest.strip(b"\x00\r\n\t "):
        raise Refused("after_end")
