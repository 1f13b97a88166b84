"""E-mail addresses, also with “at” and “dot” in words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from challenges.text_check.marks import Kind, Mark

LONGEST_NAME = 64  # RFC 5321: what stands before the @
_AT = re.compile(r"\s?@\s?|\s?[\[(]\s?[aA][tT]\s?[\])]\s?")
_HOST = re.compile(r"[\w-]{1,63}(?:(?:\.|\s?[\[(]\s?[dD][oO][tT]\s?[\])]\s?)[\w-]{1,63}){1,8}")


def find(text: str) -> Iterator[Mark]:
    for at in _AT.finditer(text):
        host = _HOST.match(text, at.end())
        start = _start_of_name(text, at.start())
        if host and start < at.start():
            yield Mark(start, host.end(), Kind.EMAIL, text[start : host.end()], "An e-mail address leads to a person.")


def _start_of_name(text: str, end: int) -> int:
    start = end
    while start > max(0, end - LONGEST_NAME) and (text[start - 1].isalnum() or text[start - 1] in "._+-'’"):
        start -= 1
    return start
