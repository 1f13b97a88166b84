"""What a Word, Excel or PowerPoint file holds besides its text: it is a zip, and may be many things."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import BinaryIO
from xml.etree import ElementTree  # nosec B405  # in a process with little memory and time, and no DOCTYPE gets here

from challenges.inside.office_xml import Watch, is_elsewhere
from challenges.inside.refusals import Refused

MAIN_PART = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
MOST_PARTS = 8_000
MOST_UNPACKED = 400 * 1024 * 1024  # as much as ClamAV looks through of one file, unless told otherwise
MOST_UNPACKED_INNER = 100 * 1024 * 1024
MOST_TIMES = 250  # how many times its packed size a part, or all of a file, may unpack to, once that is large
LARGE, LARGE_IN_ALL = 10 * 1024 * 1024, 40 * 1024 * 1024
CHUNK = 256 * 1024

ZIP, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OTHER_ARCHIVES = (b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x1f\x8b\x08", b"MSCF")
PROGRAMS = (b"MZ", b"\x7fELF")
XML = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\x00]*<")  # in UTF-8 or UTF-16
DOCUMENT_TYPE = rb"\x00?".join(bytes([each]) for each in b"<!DOCTYPE")  # in UTF-8 or UTF-16
# Whatever its part is called: programs, controls, and objects of other programs.
RUNS = {
    "vbaProject",
    "wordVbaData",
    "control",
    "activeXControlBinary",
    "xlMacrosheet",
    "xlIntlMacrosheet",
    "attachedToolbars",
}
RUNS_BY_TYPE = rb"macroEnabled|vbaProject|activeX|macrosheet"


def look(file: BinaryIO, kind: str) -> int | None:
    """The pages or slides it says it has, if it does; refuses what runs, fetches, unpacks without end or is damaged."""
    if file.read(len(OLD_OFFICE)) == OLD_OFFICE:
        raise Refused("locked" if _holds(file, "EncryptedPackage".encode("utf-16-le")) else "old_office")
    file.seek(-22, io.SEEK_END)
    if file.read(4) != b"PK\x05\x06":  # where the list of parts ends, nothing may follow
        raise Refused("after_end")
    file.seek(0)
    return _look_into(file, kind, most=MOST_UNPACKED, may_hold_others=True)


def _holds(file: BinaryIO, wanted: bytes) -> bool:
    """Whether these bytes stand somewhere in the rest of the file."""
    before = b""
    while chunk := file.read(1024 * 1024):
        if wanted in before + chunk:
            return True
        before = chunk[-len(wanted) :]
    return False


def _look_into(file: BinaryIO, kind: str, *, most: int, may_hold_others: bool) -> int | None:
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            _refuse_impossible_packing(parts)
            names = {part.filename for part in parts}
            if MAIN_PART[kind] not in names:
                other = next((other for other, main in MAIN_PART.items() if main in names), "zip")
                raise Refused("something_else", other)
            unpacked, pages, is_whole = 0, None, True
            most = min(most, max(LARGE_IN_ALL, MOST_TIMES * sum(part.compress_size for part in parts)))
            for part in parts:
                _refuse_by_name(part.filename)
                most_of_this = most - unpacked
                if part.file_size > LARGE:
                    most_of_this = min(most_of_this, max(LARGE, part.compress_size * MOST_TIMES))
                has_to_be_xml = _ending(part.filename) in {"xml", "rels"} and part.file_size > 0
                watch = Watch(kind, may_have_a_doctype=not has_to_be_xml)
                size, kept = _unpack(archive, part, most_of_this, watch, always=has_to_be_xml)
                is_whole = is_whole and not (has_to_be_xml and watch.is_broken)
                unpacked += size
                _refuse_by_content(part, kept, may_hold_others=may_hold_others)
                if part.filename == "docProps/app.xml":
                    found = re.search(rb"<(?:Pages|Slides)>(\d{1,6})</", kept)
                    pages = int(found[1]) if found else None
            if not is_whole:
                raise Refused("damaged")
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, KeyError, ElementTree.ParseError):
        raise Refused("damaged") from None
    except NotImplementedError:
        raise Refused("packing") from None
    except RuntimeError:  # what zipfile says of a part that needs a password
        raise Refused("locked") from None
    return pages


def _refuse_impossible_packing(parts: list[zipfile.ZipInfo]) -> None:
    """Too many parts, the same name twice, or parts that share their bytes: the ways of a zip bomb."""
    if len(parts) > MOST_PARTS or len({part.filename for part in parts}) < len(parts):
        raise Refused("packing")
    reached = 0
    for part in sorted(parts, key=lambda each: each.header_offset):
        if part.header_offset < reached:
            raise Refused("packing")
        reached = part.header_offset + 30 + part.compress_size  # 30: the least a part's own header takes
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused("packing")


def _refuse_by_name(name: str) -> None:
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or "\x00" in name:
        raise Refused("packing")
    last = path.name.lower()
    if last in {"vbaproject.bin", "vbadata.xml"} or "macrosheets" in path.parts or "activeX" in path.parts:
        raise Refused("macros", path.name)


def _unpack(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, most: int, watch: Watch, *, always: bool
) -> tuple[int, bytes]:
    """Unpack all of a part, to see that it is whole; its size, and its bytes where we read them (the first 4 KiB else).

    Whatever it is called, what begins as XML is watched; `always` also what does not.
    """
    read_all = part.filename.endswith(".rels") or part.filename in {"[Content_Types].xml", "docProps/app.xml"}
    inner = _ending(part.filename) in MAIN_PART
    size, kept = 0, bytearray()
    with archive.open(part) as opened:
        while chunk := opened.read(CHUNK):
            size += len(chunk)
            if size > most or (inner and size > MOST_UNPACKED_INNER):
                raise Refused("unpacks")
            if read_all or inner or len(kept) < 4096:
                kept += chunk
            always = always or (size == len(chunk) and bool(XML.match(chunk)))
            if always:
                watch.feed(chunk)
    if always:
        watch.feed(b"", last=True)
    return size, bytes(kept)


def _ending(name: str) -> str:
    return PurePosixPath(name).suffix.lower().removeprefix(".")


def _refuse_by_content(part: zipfile.ZipInfo, content: bytes, *, may_hold_others: bool) -> None:
    name, short = part.filename, PurePosixPath(part.filename).name
    ending = _ending(name)
    if content.startswith(ZIP):
        # The workbook behind a chart is an Excel file inside the Word or PowerPoint file: that is ordinary, once.
        if not (may_hold_others and ending in MAIN_PART):
            raise Refused("embedded", short)
        _look_into(io.BytesIO(content), ending, most=MOST_UNPACKED_INNER, may_hold_others=False)
    elif content.startswith((OLD_OFFICE, *OTHER_ARCHIVES, *PROGRAMS)) and not short.lower().endswith((".emz", ".wmz")):
        raise Refused("embedded", short)
    if ending in {"xml", "rels", "vml"} and re.search(DOCUMENT_TYPE, content):
        raise Refused("packing")  # no Office file declares a document type: it would be there to blow up its reader
    if name == "[Content_Types].xml" and re.search(RUNS_BY_TYPE, content.replace(b"\x00", b""), re.IGNORECASE):
        raise Refused("macros")
    if ending == "rels":
        _refuse_relations(content)


def _refuse_relations(content: bytes) -> None:
    """Refuse parts that run, objects of other programs, and what is fetched from elsewhere: links to follow are not.

    A template or a workbook on the writer's own disk is left: nobody else's program finds it.
    """
    for relation in ElementTree.fromstring(content).iter():  # noqa: S314  # nosec B314  # no DOCTYPE gets this far
        what, target = (relation.get("Type") or "").rpartition("/")[2], relation.get("Target") or ""
        is_outside = (relation.get("TargetMode") or "").lower() == "external"
        if is_outside and what != "hyperlink" and is_elsewhere(target):
            raise Refused("links" if what.startswith("externalLink") else "fetches", what)
        if what in RUNS:
            raise Refused("macros", what)
        if what == "oleObject":
            raise Refused("embedded", PurePosixPath(target.replace("\\", "/")).name)
