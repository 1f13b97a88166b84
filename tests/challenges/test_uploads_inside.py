"""PDFs and Office files that hold more than their text: the sentence for each."""

import io
import struct
import zipfile
import zlib

import pikepdf
import pytest

from challenges.inside import office
from tests.challenges.bad_files import HTML, MAIN, OLD_OFFICE, PDF, office_with, pdf_with, relation, said, zipped
from tests.preparation import files

# PDFs


def script(pdf):
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def named_script(pdf):
    pdf.Root.Names = pikepdf.Dictionary(
        JavaScript=pikepdf.Dictionary(Names=["a", pikepdf.Dictionary(S=pikepdf.Name("/J#61vaScript"))])
    )


def form_of_scripts(pdf):
    pdf.Root.AcroForm = pdf.make_indirect(pikepdf.Dictionary(XFA=pdf.make_stream(b"<xdp/>")))


def launch(pdf):
    action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
    pdf.pages[0].Annots = [pikepdf.Dictionary(Subtype=pikepdf.Name.Link, A=action)]


def attachment(pdf):
    pdf.attachments["other.exe"] = b"MZ"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (pdf_with(script), "“plan.pdf” holds scripts. Print it to a new PDF, then upload that one."),
        (pdf_with(named_script), "“plan.pdf” holds scripts. Print it to a new PDF, then upload that one."),
        (pdf_with(form_of_scripts), "“plan.pdf” holds scripts. Print it to a new PDF, then upload that one."),
        (
            pdf_with(script, object_stream_mode=pikepdf.ObjectStreamMode.generate),
            "“plan.pdf” holds scripts. Print it to a new PDF, then upload that one.",
        ),
        (
            pdf_with(launch),
            "“plan.pdf” can start programs when it is opened. Print it to a new PDF, then upload that one.",
        ),
        (
            pdf_with(attachment),
            "“plan.pdf” carries other files inside it. Upload those by themselves, and print “plan.pdf” to a new PDF.",
        ),
        (
            pdf_with(lambda pdf: None, encryption=pikepdf.Encryption(owner="o", user="u")),
            (
                "“plan.pdf” is protected by a password, so nobody could look at what is in it. Take the password off, then "
                "upload it again."
            ),
        ),
        (
            PDF[: len(PDF) // 2],
            (
                "“plan.pdf” cannot be opened as a PDF. It is damaged or not complete. Open it, save a copy, then upload "
                "the copy."
            ),
        ),
        (
            b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n",
            (
                "“plan.pdf” cannot be opened as a PDF. It is damaged or not complete. Open it, save a copy, then upload "
                "the copy."
            ),
        ),
        (
            b"GIF89a" + b"\0" * 40 + PDF,
            "“plan.pdf” has something else in front of the PDF. Print it to a new PDF, then upload that one.",
        ),
        (
            HTML + PDF,
            "“plan.pdf” has something else in front of the PDF. Print it to a new PDF, then upload that one.",
        ),
        (
            PDF.replace(b"%PDF-1.4\n", b"%PDF-1.4\n%<script>alert(1)</script>\n"),
            "“plan.pdf” is a web page as well. Print it to a new PDF, then upload that one.",
        ),
        (PDF + HTML, "“plan.pdf” has something else behind its end. Open it, save a copy, then upload the copy."),
        (
            PDF + zipped({"run.exe": "MZ"}),
            "“plan.pdf” is an archive of other files as well. Open it, save a copy, then upload the copy.",
        ),
    ],
    ids=[
        "script",
        "script by another spelling",
        "form of scripts",
        "script in an object stream",
        "launch",
        "attachment",
        "password",
        "half",
        "no page",
        "picture in front",
        "page in front",
        "page inside",
        "page behind",
        "zip behind",
    ],
)
def test_a_pdf_that_is_more_than_a_pdf_is_refused_in_words(content, sentence):
    assert said("plan.pdf", content) == sentence


def test_a_pdf_that_unpacks_without_end_is_refused_within_its_limits():
    packer = zlib.compressobj(9)
    head = packer.compress(b" ") + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(b" " * 2**20) + packer.flush(zlib.Z_FULL_FLUSH)  # can be repeated: it looks back at nothing
    stream = head + again * 3 * 1024 + packer.flush()  # 3 GB in 3 MB
    head = b"%%PDF-1.5\n1 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n" % len(
        stream
    )
    body = head + stream + b"\nendstream\nendobj\n"
    refs = struct.pack(">BHB", 0, 0, 255) + struct.pack(">BHB", 1, 9, 0) + struct.pack(">BHB", 2, 1, 0)
    xref = (
        b"3 0 obj\n<< /Type /XRef /Size 3 /W [1 2 1] /Root 2 0 R /Length %d >>\nstream\n" % len(refs)
        + refs
        + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(body)
    )

    assert said("plan.pdf", body + xref) == (
        "“plan.pdf” cannot be opened as a PDF. It is damaged or not complete. Open it, save a copy, then upload the copy."
    )


# Office files


MACROS = "“{}” holds macros or controls, which run programs. Save a copy without them, then upload the copy."
PACKING = "“{}” is packed in a way no Office program does. Open it, save a copy, then upload the copy."
UNPACKS = "“{}” unpacks to far more than its size. Make its pictures or tables smaller, or save it as a PDF."
FETCHES = "“{}” fetches a part of itself from another place when it is opened ({}). Save it as a PDF, then upload that."


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("letter.docx", office_with({"word/vbaProject.bin": OLD_OFFICE}), MACROS),
        (
            "letter.docx",
            zipped(
                {
                    "[Content_Types].xml": '<Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>',
                    "word/document.xml": "<main/>",
                }
            ),
            MACROS,
        ),
        ("data.xlsx", office_with({"xl/macrosheets/sheet1.xml": "<x/>"}, ".xlsx"), MACROS),
        ("letter.docx", office_with({"word/activeX/activeX1.xml": "<x/>"}), MACROS),
        (
            "letter.docx",
            office_with({"word/_rels/settings.xml.rels": relation("attachedTemplate", "https://example.org/t.dotm")}),
            FETCHES.format("{}", "attachedTemplate"),
        ),
        (
            "letter.docx",
            office_with({"word/_rels/document.xml.rels": relation("oleObject", "http://example.org/x")}),
            FETCHES.format("{}", "oleObject"),
        ),
        ("letter.docx", office_with({"../../evil.xml": "<x/>"}), PACKING),
        ("letter.docx", office_with({"word/a.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), PACKING),
        ("letter.docx", office_with({f"word/{n}.xml": "" for n in range(office.MOST_PARTS)}), PACKING),
    ],
)
def test_an_office_file_that_runs_or_fetches_is_refused_in_words(name, content, sentence):
    assert said(name, content) == sentence.format(name)


@pytest.mark.parametrize(
    ("parts", "carried"),
    [
        ({"word/embeddings/oleObject1.bin": OLD_OFFICE}, "oleObject1.bin"),
        ({"word/media/picture.png": b"MZ\x90"}, "picture.png"),
        ({"word/embeddings/more.zip": zipped({"a": "b"})}, "more.zip"),
        ({"word/embeddings/deep.docx": office_with({"word/embeddings/deeper.docx": office_with({})})}, "deeper.docx"),
    ],
)
def test_an_office_file_with_another_file_inside_is_refused_in_words(parts, carried):
    assert said("letter.docx", office_with(parts)) == (
        f"“letter.docx” carries another file inside it ({carried}). Take that out and upload it by itself, or save "
        "“letter.docx” as a PDF."
    )


def test_macros_inside_a_workbook_inside_a_presentation_are_found():
    inner = office_with({"xl/vbaProject.bin": OLD_OFFICE}, ".xlsx")

    assert said("deck.pptx", office_with({"ppt/embeddings/a.xlsx": inner}, ".pptx")) == MACROS.format("deck.pptx")


def test_a_zip_bomb_is_refused_in_words():
    zeros = b"\0" * (office.LARGE + 1)  # 10 MB in 10 KB, a thousand times as much

    assert said("data.xlsx", office_with({"xl/a.xml": zeros}, ".xlsx")) == UNPACKS.format("data.xlsx")


def test_a_zip_bomb_of_many_parts_is_refused_in_words():
    zeros = b"\0" * (office.LARGE - 1)
    many = office.LARGE_IN_ALL // office.LARGE + 1

    assert said("data.xlsx", office_with({f"xl/{n}.xml": zeros for n in range(many)}, ".xlsx")) == UNPACKS.format(
        "data.xlsx"
    )


def test_a_zip_bomb_that_lies_about_its_size_is_refused_in_words():
    content = bytearray(office_with({"xl/a.xml": b"\0" * (20 * 2**20)}, ".xlsx"))
    lied = content.replace(struct.pack("<I", 20 * 2**20), struct.pack("<I", 100))

    assert said("data.xlsx", bytes(lied)) == (
        "“data.xlsx” cannot be opened as Excel (.xlsx). It is damaged or not complete. Open it, save a copy, then "
        "upload the copy."
    )


def test_parts_that_share_their_bytes_are_refused_in_words():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", MAIN[".docx"], "word/a.xml"):
            archive.writestr(name, "<a/>" * 100)
        twice = archive.getinfo("word/a.xml")
        other = zipfile.ZipInfo("word/b.xml")
        for field in ("header_offset", "CRC", "compress_size", "file_size", "compress_type"):
            setattr(other, field, getattr(twice, field))
        archive.filelist.append(other)
        archive._didModify = True

    assert said("letter.docx", out.getvalue()) == PACKING.format("letter.docx")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            OLD_OFFICE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
            (
                "“letter.docx” is protected by a password, so nobody could look at what is in it. Take the password off, "
                "then upload it again."
            ),
        ),
        (
            OLD_OFFICE + b"\0" * 600 + "WordDocument".encode("utf-16-le"),
            "“letter.docx” is in an old Office format under a new name. Save it as Word (.docx), then upload that.",
        ),
        (
            files.docx() + HTML,
            "“letter.docx” has something else behind its end. Open it, save a copy, then upload the copy.",
        ),
        (
            files.docx().replace(b"PK\x01\x02", b"PK\x00\x00", 1),
            (
                "“letter.docx” cannot be opened as Word (.docx). It is damaged or not complete. Open it, save a copy, then "
                "upload the copy."
            ),
        ),
    ],
    ids=["password", "old format", "page behind", "damaged"],
)
def test_an_office_file_nobody_could_look_into_is_refused_in_words(content, sentence):
    assert said("letter.docx", content) == sentence
