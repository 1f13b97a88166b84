"""Telephone numbers of the United Kingdom in every form, and numbers with the code of another country."""

from __future__ import annotations

import re
from collections.abc import Iterator

from challenges.text_check.marks import Kind, Mark

_GAP = r"[\s\-‐‑–—()\u00a0]{0,3}"
_NATIONAL = rf"(?<![\w.,/£$€#-])\(?0[1-35789]\d{{1,4}}(?:{_GAP}\d){{6,8}}(?![\w/]|[.,]\d|-\d)"
_FROM_ABROAD = rf"(?<![\w.,/])(?:\+|00){_GAP}44{_GAP}(?:\(?0\)?)?{_GAP}[1-35789](?:{_GAP}\d){{8,9}}(?!\d)"
_OTHER_COUNTRY = r"(?<![\w.,/+])\+[1-9]\d{0,2}(?:[\s\-().]{0,2}\d){7,12}(?!\d)"
_WITH_DOTS = r"(?<![\w.,/])0\d{2,4}\.\d{3,4}\.\d{3,4}(?![\w.])"
_SAID = (
    r"\b(?:tel|telephone|phone|mobile|mob|landline|whatsapp)\b\W{0,3}(?:(?:number|no|is|on|nr)\b\W{0,3}){0,2}"
    rf"(?P<said>(?:7\d{{3}}(?:{_GAP}\d){{6}}|\d{{3}}[ -]?\d{{3,4}}))(?![\w/]|[.,]\d|-\d)"
)
_NUMBER = re.compile(f"{_FROM_ABROAD}|{_WITH_DOTS}|{_NATIONAL}|{_OTHER_COUNTRY}|{_SAID}", re.IGNORECASE)


def find(text: str) -> Iterator[Mark]:
    for match in _NUMBER.finditer(text):
        start, end = match.span("said") if match["said"] else match.span()
        digits = sum(each.isdecimal() for each in text[start:end])
        if match["said"] or text[start] == "+" or digits in range(10, 16):
            yield Mark(start, end, Kind.PHONE, text[start:end], "A telephone number leads to a person or a home.")
