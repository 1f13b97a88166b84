"""Plain text and CSV: text all through."""

from __future__ import annotations

import codecs
import re
from typing import IO

from challenges.inside.refusals import Refused

CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")  # tab, new line, form feed and escape stand in honest text
# A cell such as =cmd|'/c calc'!A0 in a table of text.
LONGEST_CALL = 1000
CALL = re.compile(r"""(?:^|[,;\t"\n\r])\s*[=+\-@][^,;\t\n\r|]{0,200}?\b(\w{1,30})['"]*\|[^|\n\r]{0,500}!""")
MARKED = [(codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")]


def look(file: IO[bytes], ending: str) -> None:
    """Refuse what holds control characters, is no text in UTF-8, UTF-16 (as Excel saves it) or Windows-1252, or is a table
    with a cell that Excel would take for a call to another program.
    """
    start = file.read(4)
    file.seek(0)
    encoding = next((name for mark, name in MARKED if start.startswith(mark)), "utf-8")
    if not (_is_text(file, encoding) or (encoding == "utf-8" and _is_text(file, encoding := "cp1252"))):
        raise Refused("not_text")
    if ending == ".csv":
        _refuse_calls(file, encoding)


def _refuse_calls(file: IO[bytes], encoding: str) -> None:
    file.seek(0)
    before = ""
    lines = codecs.getreader(encoding)(file)
    while chunk := lines.read(1024 * 1024):
        if found := CALL.search(before + chunk):
            raise Refused("calls", found[1])
        before = chunk[-LONGEST_CALL:]


def _is_text(file: IO[bytes], encoding: str) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while chunk := file.read(1024 * 1024):
            if CONTROLS.search(decoder.decode(chunk)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True
