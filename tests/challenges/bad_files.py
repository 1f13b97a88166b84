"""Small files that are more than they say, or other than they say, and what is said of them."""

import io
import struct
import zipfile
import zlib

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from challenges import uploads
from challenges.action_tools import ActionRefused
from tests.preparation import files

PDF = files.pdf()
HTML = b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")
KINDS = "PDF, Word (.docx), Excel (.xlsx), PowerPoint (.pptx), text, CSV, PNG or JPEG"
MAIN = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml", ".pptx": "ppt/presentation.xml"}


def looked_at(name, content):
    return uploads.look_at(SimpleUploadedFile(name, content))


def said(name, content):
    with pytest.raises(ActionRefused) as refused:
        looked_at(name, content)
    return str(refused.value)


def chunk(kind, content=b""):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width=2, height=2):
    size = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", zlib.compress(b"\0\0\0" * 2)) + chunk(b"IEND")


def jpeg(width=2, height=2):
    """A JPEG as far as its structure goes: start, frame, scan with stuffed bytes and a restart, end."""
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    scan = b"\xff\xda" + struct.pack(">HB", 8, 1) + b"\x01\x00\x00\x3f\x00" + b"\x12\xff\x00\x34\xff\xd0\x56"
    return (
        b"\xff\xd8\xff\xe0"
        + struct.pack(">H", 16)
        + b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
        + frame
        + scan
        + b"\xff\xd9"
    )


def zipped(parts, compression=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def office_with(parts, ending=".docx"):
    return zipped({"[Content_Types].xml": "<Types/>", MAIN[ending]: "<main/>"} | parts)


def pdf_with(change, **options):
    """The small PDF after `change(pdf)`."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(PDF)) as pdf:
        change(pdf)
        pdf.save(out, **options)
    return out.getvalue()


def relation(kind, target):
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        f'TargetMode="External" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
        f'Target="{target}"/></Relationships>'
    )


def docx_of(*body, part="", more="", encoding="utf-8"):
    """A Word file with this XML in its body; `more` stands in another part."""

    def xml(text):
        words = f'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p>{text}</w:p></w:document>'
        return (f'<?xml version="1.0" encoding="{encoding}"?>' + words).encode(encoding)

    parts = {"[Content_Types].xml": "<Types/>", MAIN[".docx"]: xml("".join(body))}
    return zipped(parts | ({part: xml(more)} if part else {}))


def field(*instruction):
    """A field of Word's, its instruction in these pieces; a piece may be a field."""
    pieces = (
        each if each.startswith("<") else f"<w:instrText>{each.replace('&', '&amp;')}</w:instrText>"
        for each in instruction
    )
    runs = "".join(f"<w:r>{each}</w:r>" for each in pieces)
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    return f"{mark('begin')}{runs}{mark('separate')}<w:r><w:t>shown</w:t></w:r>{mark('end')}"


def xlsx_of(formula, *, names="", **parts):
    """A workbook with this formula (as XML) in a cell, and this one behind a name."""
    sheet = f'<x:worksheet xmlns:x="urn:x"><x:c><x:f>{formula}</x:f><x:v>1</x:v></x:c></x:worksheet>'
    defined = f'<definedNames><definedName name="a">{names}</definedName></definedNames>' if names else ""
    return office_with(
        {"xl/worksheets/sheet1.xml": sheet, MAIN[".xlsx"]: f"<workbook>{defined}</workbook>"} | parts, ".xlsx"
    )


def pptx_of(slide):
    return office_with({"ppt/slides/slide1.xml": f'<p:sld xmlns:p="urn:p" xmlns:a="urn:a">{slide}</p:sld>'}, ".pptx")


def csv_of(text, encoding):
    return text.encode(encoding)
