"""Word files made from the HTML of our papers: every word, in the same order, with real headings, lists and tables."""

import datetime
import io
import re
import zipfile

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import html as lxml_html

from challenges.word import make_docx

HEAD = '<!doctype html><html lang="en-GB"><head><title>Report – Northshire</title><meta name="author" content="The team"></head>'
COVER = (
    '<section class="cover"><p class="cover__service">Peer challenge</p><h1 class="cover__title">Report</h1>'
    '<p class="cover__council">Northshire</p><p class="cover__version">Version 2</p>'
    '<p class="cover__note"><span class="not-an-inspection">Not an inspection.</span> Critical friends.</p></section>'
)


def word_of(body, *, classes="", **how):
    return Document(io.BytesIO(make_docx(f'{HEAD}<body class="{classes}">{body}</body></html>', **how)))


def words_in(paper):
    """What the body says, without white space: Word keeps paragraphs where HTML has line ends."""
    return re.sub(r"\s", "", "".join(each.text or "" for each in paper.element.body.iter(qn("w:t"))))


def words_of_html(body):
    tree = lxml_html.document_fromstring(body)
    for picture in tree.xpath("//svg"):
        picture.drop_tree()
    return re.sub(r"\s", "", tree.text_content())


def told(paper):
    return [(paragraph.style.name, paragraph.text) for paragraph in paper.paragraphs if paragraph.text]


EVERYTHING = f"""
{COVER}
<nav class="contents"><h2 class="contents__heading">Contents</h2>
  <ul><li><a href="#one">One</a><ul><li><a href="#two">Two &amp; more</a></li></ul></li></ul></nav>
<section class="chapter" id="one"><h2>One</h2>
  bare words <strong>bold <em>and slanted</em></strong> on
  <p>A line<br>and the next, with a <a href="https://example.org/">link</a>, <ins>put in</ins> and <del>taken out</del>.</p>
  <ul><li>first<ul><li>below it</li></ul>still the first</li><li><p>second</p><p>its second part</p></li></ul>
  <ol><li>a</li><li>b</li></ol><p>between</p><ol><li>a again</li></ol>
  <table><caption>What</caption><thead><tr><th scope="col">Head</th><th scope="col" colspan="2">Wide</th></tr></thead>
    <tbody><tr><th scope="row" rowspan="2">Row</th><td>1</td><td><p>2</p><ul><li>in a cell</li></ul></td></tr>
    <tr><td>3</td><td></td></tr></tbody></table>
  <h3 id="two">Two &amp; more</h3><blockquote><p>Said</p></blockquote>
  <dl><dt>Term</dt><dd>Meaning</dd></dl>
  <svg><title>A picture</title></svg>
  <div class="finding"><p class="finding__kind">Strength</p><h4>Headline <span>F-07</span></h4><p>H<sub>2</sub>O &lt;3</p></div>
</section>"""


def test_every_word_comes_over_in_the_same_order():
    assert words_in(word_of(EVERYTHING)) == words_of_html(EVERYTHING)


def test_headings_lists_and_quotations_are_what_word_calls_by_these_names():
    assert told(word_of(EVERYTHING))[5:] == [
        ("Heading 1", "Contents"),
        ("toc 1", "One"),
        ("toc 2", "Two & more"),
        ("Heading 1", "One"),
        ("Normal", "bare words bold and slanted on"),
        ("Normal", "A line\nand the next, with a link, put in and taken out."),
        ("List Bullet", "first"),
        ("List Bullet 2", "below it"),
        ("List Continue", "still the first"),
        ("List Bullet", "second"),
        ("List Continue", "its second part"),
        ("List Number", "a"),
        ("List Number", "b"),
        ("Normal", "between"),
        ("List Number", "a again"),
        ("Caption", "What"),
        ("Heading 2", "Two & more"),
        ("Quote", "Said"),
        ("Normal", "Term"),
        ("Normal", "Meaning"),
        ("Label", "Strength"),
        ("Heading 3", "Headline F-07"),
        ("Marked", "H2O <3"),
    ]


def test_each_numbered_list_begins_at_one():
    paper = word_of("<ol><li>a</li><li>b</li></ol><p>x</p><ol><li>c</li></ol>")

    numbers = [paragraph._p.pPr.numPr.numId.val for paragraph in paper.paragraphs if paragraph.text in "abc"]

    first, second, third = numbers
    assert first == second != third
    starts = paper.part.numbering_part.element.xpath("w:num/w:lvlOverride/w:startOverride/@w:val")
    assert starts == ["1", "1"]


def test_bold_slanted_put_in_and_taken_out_are_so_in_word():
    paper = word_of("<p><strong>b</strong><em>i</em><ins>n</ins><del>o</del><sub>s</sub></p>")

    runs = {run.text: run for run in paper.paragraphs[0].runs}

    assert runs["b"].bold
    assert runs["i"].italic
    assert runs["n"].underline
    assert runs["o"].font.strike
    assert runs["s"].font.subscript


def test_a_table_says_which_cells_are_headers_and_repeats_them():
    (table,) = word_of(EVERYTHING).tables

    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert table.rows[1]._tr.trPr.find(qn("w:tblHeader")) is None
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    assert (look.get(qn("w:firstRow")), look.get(qn("w:firstColumn"))) == ("1", "1")
    assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "What"
    assert all(run.bold for run in table.cell(0, 0).paragraphs[0].runs)


def test_a_table_without_a_caption_is_called_after_the_heading_above_it():
    (table,) = word_of("<h2>Dates</h2><table><tr><td>1</td></tr></table>").tables

    look = table._tbl.tblPr.find(qn("w:tblLook"))
    assert (look.get(qn("w:firstRow")), look.get(qn("w:firstColumn"))) == ("0", "0")
    assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "Dates"


def test_cells_that_reach_across_and_down_keep_the_others_in_their_place():
    (table,) = word_of(EVERYTHING).tables

    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Head", "Wide", "Wide"],
        ["Row", "1", "2\nin a cell"],
        ["Row", "3", ""],
    ]


def test_a_chapter_begins_a_new_page_unless_the_paper_is_short():
    long, short = (f'<div class="{kind}"><p>a</p><section class="chapter"><h2>One</h2></section></div>' for kind in ["", "short"])  # fmt: skip

    assert [paragraph.paragraph_format.page_break_before for paragraph in word_of(long).paragraphs] == [None, True]
    assert [paragraph.paragraph_format.page_break_before for paragraph in word_of(short).paragraphs] == [None, None]


def test_links_lead_out_and_contents_lead_to_their_place():
    paper = word_of(EVERYTHING)

    out = [each.target_ref for each in paper.part.rels.values() if each.reltype.endswith("/hyperlink")]
    inside = paper.element.body.xpath(".//w:hyperlink/@w:anchor")
    places = paper.element.body.xpath(".//w:bookmarkStart/@w:name")

    assert out == ["https://example.org/"]
    assert inside == places == ["_one", "_two"]
    assert 'TOC \\o "1-2" \\h \\z \\u' in paper.element.body.xpath(".//w:instrText/text()")


def test_head_foot_title_and_language():
    paper = word_of(COVER, classes="draft", made_at=datetime.datetime(2027, 3, 4, 12, tzinfo=datetime.UTC))
    page = paper.sections[0]

    assert page.header.paragraphs[0].text == "DRAFT: Report\tNorthshire"
    foot = page.footer
    assert foot.paragraphs[0].text.startswith("Version 2\tPage ")
    assert foot.paragraphs[0]._p.xpath(".//w:fldSimple/@w:instr") == ["PAGE", "NUMPAGES"]
    assert foot.paragraphs[1].text == "Not an inspection."
    assert page.different_first_page_header_footer
    about = paper.core_properties
    assert (about.title, about.author, about.language) == ("Report – Northshire", "The team", "en-GB")
    assert about.created == datetime.datetime(2027, 3, 4, 12, tzinfo=datetime.UTC)
    assert set(paper.styles.element.xpath("w:docDefaults//w:lang/@w:val")) == {"en-GB"}


def test_a_paper_without_a_cover_has_its_foot_on_the_first_page_too():
    page = word_of('<header class="masthead"><h1 class="masthead__title">Proposal</h1></header>').sections[0]

    assert "Page" in page.first_page_footer.paragraphs[0].text
    assert page.first_page_header.is_linked_to_previous


@pytest.mark.parametrize("body", ["", "<p></p>", "<ul></ul>", "<table></table>", "<p> <br> </p>"])
def test_what_says_nothing_leaves_no_trace(body):
    assert words_in(word_of(body)) == ""


def test_characters_that_no_paper_can_hold_are_left_out():
    assert word_of("<p>a\x0b\x00b\x1fc\ufffe</p>").paragraphs[0].text == "abc"


def test_the_parts_stand_in_the_order_the_format_asks_for():
    """Word refuses a file whose elements stand in another order; these are the places where we write our own."""
    made = zipfile.ZipFile(io.BytesIO(make_docx(f"{HEAD}<body>{EVERYTHING}</body></html>")))
    paragraph = ["pStyle", "keepNext", "keepLines", "pageBreakBefore", "numPr", "pBdr", "shd", "tabs", "spacing", "ind", "contextualSpacing", "jc", "outlineLvl", "rPr"]  # fmt: skip
    table = ["tblStyle", "tblStyleRowBandSize", "tblStyleColBandSize", "tblW", "jc", "tblInd", "tblBorders", "tblLayout", "tblCellMar", "tblLook", "tblCaption"]  # fmt: skip

    for part in ["word/document.xml", "word/styles.xml", "word/footer1.xml"]:
        tree = lxml_html.etree.fromstring(made.read(part))
        for name, order in {"pPr": paragraph, "tblPr": table}.items():
            for each in tree.iter(qn(f"w:{name}")):
                found = [child.tag.rpartition("}")[2] for child in each]
                known = [tag for tag in found if tag in order]
                assert known == sorted(known, key=order.index), f"{part}: {found}"
                if part != "word/styles.xml":
                    assert set(found) <= set(order), f"{part}: {found}"
