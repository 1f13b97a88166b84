"""What may come in, and the sentence for each thing that may not."""

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from challenges import uploads
from challenges.uploads import images
from tests.challenges.bad_files import (
    HTML,
    KINDS,
    PDF,
    SVG,
    jpeg,
    looked_at,
    office_with,
    pdf_with,
    png,
    relation,
    said,
    zipped,
)
from tests.preparation import files

# What may come in


@pytest.mark.parametrize(
    ("name", "content", "pages"),
    [
        ("plan.pdf", PDF, 1),
        ("PLAN.PDF", PDF, 1),
        ("marked.pdf", b"\xef\xbb\xbf\r\n" + PDF, 1),
        ("owner.pdf", pdf_with(lambda pdf: None, encryption=pikepdf.Encryption(owner="o", user="")), 1),
        ("notes.txt", "Café and plans\f\r\n".encode(), None),
        ("notes.txt", "Café – as Windows has it".encode("cp1252"), None),
        ("code.txt", b"#include <stdio.h>\nint main(void) { return 0; }\n", None),
        ("list.csv", b"a,b\n1,2\n", None),
        ("excel.csv", "größe\t1\r\n".encode("utf-16"), None),
        ("photo.png", png(), None),
        ("photo.jpg", jpeg(), None),
        ("phone.jpeg", jpeg() + b"\x00\x00" + jpeg(), None),
        ("letter.docx", files.docx(), None),
        ("long.docx", office_with({"docProps/app.xml": "<Properties><Pages>12</Pages></Properties>"}), 12),
        ("data.xlsx", office_with({}, ".xlsx"), None),
        ("deck.pptx", office_with({"docProps/app.xml": "<P><Slides>40</Slides></P>"}, ".pptx"), 40),
        ("chart.pptx", office_with({"ppt/embeddings/Sheet1.xlsx": office_with({}, ".xlsx")}, ".pptx"), None),
        (
            "link.docx",
            office_with({"word/_rels/document.xml.rels": relation("hyperlink", "https://example.org")}),
            None,
        ),
        (
            "template.docx",
            office_with({"word/_rels/settings.xml.rels": relation("attachedTemplate", "file:///S:/Letter.dotx")}),
            None,
        ),
        (
            "book.xlsx",
            office_with({"xl/_rels/x.rels": relation("externalLinkPath", "file:///S:/Figures/b.xlsx")}, ".xlsx"),
            None,
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_may_come_in(name, content, pages):
    looked = looked_at(name, content)

    assert (looked.name, looked.size, looked.page_count, len(looked.sha256)) == (name, len(content), pages, 64)


def test_a_file_is_looked_at_once_and_left_at_its_start():
    upload = SimpleUploadedFile("plan.pdf", PDF)

    first = uploads.look_at(upload)

    assert uploads.look_at(upload) is first
    assert upload.read() == PDF


# Size and kind


def test_an_empty_file_is_refused_in_words():
    assert said("plan.pdf", b"") == "“plan.pdf” is empty. Check the file, then upload it again."


def test_a_file_that_is_too_large_is_refused_in_words(settings):
    settings.MAX_UPLOAD_BYTES = 40

    assert said("plan.pdf", PDF) == f"“plan.pdf” is {len(PDF)}\xa0bytes. A file can be at most 40\xa0bytes."


@pytest.mark.parametrize(
    "name",
    ["run.exe", "page.html", "picture.svg", "no-ending", "macro.docm", "plan.pdf.exe", "plan.pdf.js", "data.zip"],
)
def test_a_kind_of_file_we_do_not_take_is_refused_in_words(name):
    assert said(name, b"words") == f"“{name}” is not a kind of file we take. Upload {KINDS}."


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("plan.pdf", png(), "image/png"),
        ("plan.pdf", HTML, "text/html"),
        ("plan.pdf", SVG, "image/svg+xml"),
        ("photo.png", SVG, "image/svg+xml"),
        ("photo.jpg", png(), "image/png"),
        ("notes.txt", HTML, "text/html"),
        ("notes.csv", PDF, "application/pdf"),
        ("letter.docx", HTML, "text/html"),
        ("letter.docx", office_with({}, ".xlsx"), uploads.ALLOWED[".xlsx"]),
        ("letter.docx", zipped({"anything.txt": "words"}), "application/zip"),
    ],
)
def test_content_that_does_not_match_its_name_is_refused_in_words(name, content, found):
    ending = name[name.rindex(".") :]

    assert said(name, content) == f"“{name}” ends in {ending}, but its content is something else ({found})."


# Pictures and text


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        (
            "photo.png",
            png(30_000, 30_000),
            (
                "“photo.png” is 30000 by 30000 pixels. A picture can have at most 100 million. Make it smaller, then upload "
                "it again."
            ),
        ),
        (
            "photo.jpg",
            jpeg(60_000, 60_000),
            (
                "“photo.jpg” is 60000 by 60000 pixels. A picture can have at most 100 million. Make it smaller, then upload "
                "it again."
            ),
        ),
        (
            "photo.png",
            png() + HTML,
            "“photo.png” has something else behind its end. Open it, save a copy, then upload the copy.",
        ),
        (
            "photo.jpg",
            jpeg() + b"MZ and more",
            "“photo.jpg” has something else behind its end. Open it, save a copy, then upload the copy.",
        ),
        (
            "photo.jpg",
            jpeg() + jpeg() + zipped({"Main.class": b"\xca\xfe\xba\xbe"}),
            "“photo.jpg” has something else behind its end. Open it, save a copy, then upload the copy.",
        ),
        (
            "photo.png",
            png()[:40],
            (
                "“photo.png” cannot be opened as a picture. It is damaged or not complete. Open it, save a copy, then "
                "upload the copy."
            ),
        ),
        (
            "photo.jpg",
            jpeg()[:-2],
            (
                "“photo.jpg” cannot be opened as a picture. It is damaged or not complete. Open it, save a copy, then "
                "upload the copy."
            ),
        ),
        (
            "list.csv",
            b"a,b\n1,\x00\x01\x02\n",
            "“list.csv” holds characters that no text has. Save it as plain text or CSV (UTF-8), then upload it again.",
        ),
        (
            "notes.txt",
            b"words\n" * 50 + b"\x07\x08\x0e" + b"more words\n",
            "“notes.txt” holds characters that no text has. Save it as plain text or CSV (UTF-8), then upload it again.",
        ),
    ],
    ids=["huge png", "huge jpeg", "page behind", "program behind", "zip behind", "half png", "half jpeg", "csv", "txt"],
)
def test_a_picture_or_text_that_is_something_else_is_refused_in_words(name, content, sentence):
    assert said(name, content) == sentence


def test_the_pixels_of_a_large_picture_are_passed_over_in_windows():
    filler = b"\x11" * (images.WINDOW - 1) + b"\xff\x00" + b"\x22" * images.WINDOW
    content = jpeg().replace(b"\x12\xff\x00", b"\x12" + filler + b"\xff\x00")

    assert looked_at("photo.jpg", content).size == len(content)


# Names


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\windows\\plan.pdf", "plan.pdf"),
        ("C:\\Users\\me\\plan.pdf", "plan.pdf"),
        ("/plan.pdf", "plan.pdf"),
        ("pl\u202ean.pdf", "plan.pdf"),
        ("plan\u202efdp.exe", "planfdp.exe"),
        ("\u2066plan\u2069\u200f.pdf", "plan.pdf"),
        ("a\x00b\n.pdf", "ab.pdf"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
        ("é" * 300 + ".pdf", "é" * 118 + ".pdf"),
        ("\U0001f600" * 80 + ".pdf", "\U0001f600" * 59 + ".pdf"),
        ("plan." + "x" * 300, "p." + "x" * 148),
        (" .. ", "file"),
        ("....", "file"),
        (".pdf", "pdf"),
        ("plan.pdf...", "plan.pdf"),
        ("plan . pdf", "plan. pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("nul.tar.pdf", "_nul.tar.pdf"),
        ("com1", "_com1"),
        ("condition.pdf", "condition.pdf"),
        ("e\u0301tude.pdf", "étude.pdf"),
        ("تقرير.pdf", "تقرير.pdf"),
        ("plan 😀.pdf", "plan 😀.pdf"),
        ('a<b>"c"|?*:.pdf', "abc.pdf"),
        ("two\u2028lines   and\u00a0more.pdf", "two lines and more.pdf"),
    ],
)
def test_names_are_made_plain(name, plain):
    assert uploads.plain_name(name) == plain


@pytest.mark.parametrize("name", ["x" * 300 + ".pdf", "é" * 300, "plan." + "y" * 400, "\U0001f600" * 300 + ".jpeg"])
def test_names_fit_where_they_are_kept(name):
    plain = uploads.plain_name(name)

    assert len(plain) <= 150
    assert len(plain.encode()) <= 240
    assert uploads.plain_name(plain) == plain
