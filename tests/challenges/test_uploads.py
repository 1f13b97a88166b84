import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from challenges import uploads
from challenges.action_tools import ActionRefused

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"


def zipped(*names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "<xml/>")
    return out.getvalue()


def said(name, content):
    with pytest.raises(ActionRefused) as refused:
        uploads.checked(SimpleUploadedFile(name, content))
    return str(refused.value)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plan.pdf", PDF),
        ("PLAN.PDF", PDF),
        ("notes.txt", "Café and plans".encode()),
        ("list.csv", b"a,b\n1,2\n"),
        ("photo.png", PNG),
        ("letter.docx", zipped("[Content_Types].xml", "word/document.xml")),
        ("data.xlsx", zipped("[Content_Types].xml", "xl/workbook.xml")),
        ("deck.pptx", zipped("[Content_Types].xml", "ppt/presentation.xml")),
    ],
)
def test_what_may_come_in(name, content):
    kept, _media_type, sha256 = uploads.checked(SimpleUploadedFile(name, content))

    assert kept == name
    assert len(sha256) == 64


def test_an_empty_file_is_refused_in_words():
    assert said("plan.pdf", b"") == "“plan.pdf” is empty. Check the file, then upload it again."


def test_a_file_that_is_too_large_is_refused_in_words(settings):
    settings.MAX_UPLOAD_BYTES = 40

    assert said("plan.pdf", PDF) == f"“plan.pdf” is {len(PDF)}\xa0bytes. A file can be at most 40\xa0bytes."


@pytest.mark.parametrize("name", ["run.exe", "page.html", "picture.svg", "no-ending", "macro.docm"])
def test_a_kind_of_file_we_do_not_take_is_refused_in_words(name):
    assert said(name, b"words") == (
        f"“{name}” is not a kind of file we take. "
        "Upload PDF, Word (.docx), Excel (.xlsx), PowerPoint (.pptx), text, CSV, PNG or JPEG."
    )


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("plan.pdf", PNG, "image/png"),
        ("plan.pdf", b"<html><script>alert(1)</script></html>", "text/html"),
        ("letter.docx", zipped("[Content_Types].xml", "xl/workbook.xml"), uploads.ALLOWED[".xlsx"][0]),
        ("letter.docx", zipped("anything.txt"), "application/zip"),
    ],
)
def test_content_that_does_not_match_its_name_is_refused_in_words(name, content, found):
    ending = name[name.rindex(".") :]

    assert said(name, content) == f"“{name}” ends in {ending}, but its content is something else ({found})."


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\me\\plan.pdf", "plan.pdf"),
        ("pl\u202ean.pdf", "plan.pdf"),
        ("a\x00b\n.pdf", "ab.pdf"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
        (" .. ", "file"),
    ],
)
def test_names_are_made_plain(name, plain):
    assert uploads.plain_name(name) == plain
