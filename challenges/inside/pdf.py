"""What a PDF can do besides being read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from challenges.inside.refusals import Refused

MOST_OBJECTS = 3_000_000
SCRIPTS = {"/JS", "/JavaScript", "/XFA", "/RichMediaContent", "/RichMediaSettings"}  # /XFA: forms made of scripts
SCRIPT_ACTIONS = {"/JavaScript", "/Rendition", "/RichMediaExecute"}


def look(file: BinaryIO) -> int:
    """The number of its pages; refuses what runs, starts programs or carries other files."""
    import pikepdf  # noqa: PLC0415  # 0.15 s: only for PDFs

    try:
        with pikepdf.open(file) as pdf:
            pages = len(pdf.pages)
            if not pages:
                raise Refused("damaged")
            for dictionary in _dictionaries(pdf, pikepdf):
                _refuse_what_acts(dictionary)
    except pikepdf.PasswordError:
        raise Refused("locked") from None
    except (pikepdf.PdfError, ValueError, KeyError, RuntimeError, AttributeError, TypeError):
        raise Refused("damaged") from None
    return pages


def _dictionaries(pdf: Any, pikepdf: Any) -> Iterator[Any]:
    """Every dictionary of the file once, also those inside others and those of streams. Numbered ones come by number."""
    compound = (pikepdf.Dictionary, pikepdf.Array, pikepdf.Stream)
    seen = 0
    for numbered in [*pdf.objects, pdf.trailer]:
        waiting = [numbered]
        while waiting:
            seen += 1
            if seen > MOST_OBJECTS:
                raise Refused("complicated")
            each = waiting.pop()
            if isinstance(each, pikepdf.Array):
                inner = list(each)
            elif isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
                yield each
                inner = [value for _key, value in each.items()]
            else:
                continue
            waiting += [value for value in inner if isinstance(value, compound) and not value.is_indirect]


def _refuse_what_acts(dictionary: Any) -> None:
    keys = set(dictionary.keys())
    if "/EF" in keys or "/EmbeddedFiles" in keys:
        raise Refused("attachments")
    if keys & SCRIPTS:
        raise Refused("scripts")
    action = str(dictionary.get("/S", "")) if "/S" in keys else ""
    if action == "/Launch":
        raise Refused("launch")
    if action in SCRIPT_ACTIONS:
        raise Refused("scripts")
