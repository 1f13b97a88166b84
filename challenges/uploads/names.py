"""Names of files, made harmless: they are shown, kept in a row and sent with downloads, never used as a path."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePath

MOST_CHARACTERS, MOST_BYTES = 150, 240  # file systems take 255 bytes
RESERVED = re.compile(r"(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|COM[0-9¹²³]|LPT[0-9¹²³])", re.IGNORECASE)  # on Windows
FORBIDDEN = set('<>:"|?*/\\')


def plain_name(name: str) -> str:
    """A name without folders, control or direction-changing characters, one line, at most 150 characters long."""
    name = re.sub(r"\s+", " ", unicodedata.normalize("NFC", name))
    base = PurePath(name.replace("\\", "/")).name
    kept = base
    if not (base.isprintable() and FORBIDDEN.isdisjoint(base)):  # most are plain already
        kept = "".join(each for each in base if each.isprintable() and each not in FORBIDDEN)
    path = PurePath(re.sub(" +", " ", kept).strip(" .") or "file")
    stem, ending = path.stem.rstrip(" ."), path.suffix
    if RESERVED.fullmatch(stem.partition(".")[0].rstrip()):
        stem = f"_{stem}"
    stem = stem[: max(1, MOST_CHARACTERS - len(ending))]
    while len((stem + ending).encode()) > MOST_BYTES and len(stem) > 1:
        stem = stem[:-1]
    return (stem + ending)[:MOST_CHARACTERS]
