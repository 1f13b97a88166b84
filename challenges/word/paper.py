"""The paper of a Word document: page, styles, head and foot. challenges/word.py writes on it."""

from __future__ import annotations

import datetime
import io

from docx import Document
from docx.document import Document as Paper
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

PLUM, TEAL, INK, SOFT = RGBColor(0x46, 0x29, 0x5A), RGBColor(0, 0x63, 0x6B), RGBColor(0x1D, 0x1A, 0x22), RGBColor(0x55, 0x50, 0x5E)  # fmt: skip
FONT = "Arial"  # on every council's computers
MARGIN = Mm(26)
WIDTH = Mm(210 - 2 * 26)

# Style: size in points, bold, colour, space before and after in points.
HEADINGS = {
    "Title": (26, True, PLUM, 0, 8),
    "Subtitle": (14, False, INK, 0, 4),
    "Heading 1": (17, True, PLUM, 18, 8),
    "Heading 2": (13, True, PLUM, 14, 5),
    "Heading 3": (11, True, INK, 10, 3),
    "Heading 4": (10.5, True, INK, 8, 2),
    "Caption": (10, True, INK, 6, 3),
}
# Styles of our own: size, colour, space after.
OWN = {
    "Lead": (12, INK, 8),
    "Small": (9, SOFT, 4),
    "Label": (9, TEAL, 1),
    "Boxed": (10.5, INK, 4),
    "Marked": (10.5, INK, 4),
    "Cell": (9.5, INK, 2),
}
TABLE = "Peer Table"


def new_paper(*, title: str, author: str, language: str, made_at: datetime.datetime | None) -> Paper:
    """An empty A4 document with the styles of our papers; its language and title are set for screen readers."""
    paper = Document()
    page = paper.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = MARGIN
    page.top_margin, page.bottom_margin = Mm(30), Mm(28)
    page.header_distance = page.footer_distance = Mm(12)
    _set_language(paper, language)
    _set_styles(paper)
    about = paper.core_properties
    about.title, about.author, about.language, about.comments = title, author, language, ""
    if made_at:
        about.created = about.modified = made_at.astimezone(datetime.UTC).replace(tzinfo=None)
    return paper


def write_head_and_foot(paper: Paper, *, left: str, right: str, version: str, note: str, has_cover: bool) -> None:
    """What stands on every page: title and council above, version and page number below. The first page shows its own
    title, so it has no head; a cover has no foot either."""
    page = paper.sections[0]
    page.different_first_page_header_footer = True
    _two_ends(page.header.paragraphs[0], left, right)
    for foot in [page.footer] if has_cover else [page.footer, page.first_page_footer]:
        line = foot.paragraphs[0]
        _two_ends(line, version, "")
        _numbered(line)
        if note:
            foot.add_paragraph(note, style="Footer")


def has_field(paragraph: Paragraph, code: str, shown: str) -> None:
    """A field that Word works out, such as a page number."""
    field = parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="{code}"><w:r><w:t>{shown}</w:t></w:r></w:fldSimple>')
    paragraph._p.append(field)


def _two_ends(paragraph: Paragraph, left: str, right: str) -> None:
    stops = paragraph.paragraph_format.tab_stops
    stops.add_tab_stop(WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run(f"{left}\t{right}")


def _numbered(paragraph: Paragraph) -> None:
    paragraph.add_run("Page ")
    has_field(paragraph, "PAGE", "1")
    paragraph.add_run(" of ")
    has_field(paragraph, "NUMPAGES", "1")


def _set_language(paper: Paper, language: str) -> None:
    defaults = paper.styles.element.find(qn("w:docDefaults"))
    for standing in defaults.iter(qn("w:lang")):
        standing.set(qn("w:val"), language)
    for standing in paper.settings.element.iter(qn("w:themeFontLang")):
        standing.set(qn("w:val"), language)


def _set_styles(paper: Paper) -> None:
    normal = paper.styles["Normal"]
    _font(normal, size=10.5, colour=INK)
    normal.paragraph_format.space_after = Pt(6)
    normal.paragraph_format.line_spacing = 1.2
    for name, (size, bold, colour, before, after) in HEADINGS.items():
        style = paper.styles[name]
        _font(style, size=size, colour=colour, bold=bold)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.paragraph_format.keep_with_next = True
        for border in style.element.findall(f".//{qn('w:pBdr')}"):
            border.getparent().remove(border)
    for name in ["Header", "Footer"]:
        _font(paper.styles[name], size=9, colour=SOFT)
    for name in ["List Bullet", "List Number"]:
        for level in ["", " 2", " 3"]:
            paper.styles[name + level].paragraph_format.space_after = Pt(3)
    for name, (size, colour, after) in OWN.items():
        own: ParagraphStyle = paper.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)  # type: ignore[assignment]
        own.base_style = normal
        _font(own, size=size, colour=colour, bold=name == "Label")
        own.paragraph_format.space_after = Pt(after)
    paper.styles["Label"].paragraph_format.keep_with_next = True
    _shade(paper.styles["Boxed"], "F5F1F8")
    for name in ["Marked", "Quote"]:
        _line_at_the_left(paper.styles[name])
    _font(paper.styles["Quote"], size=10.5, colour=INK, italic=True)
    for depth in (1, 2):
        contents = paper.styles.add_style(f"toc {depth}", WD_STYLE_TYPE.PARAGRAPH)
        contents.base_style = normal
        contents.paragraph_format.left_indent = Mm(6 * (depth - 1))
        contents.paragraph_format.space_after = Pt(2)
    paper.styles.element.append(parse_xml(TABLE_STYLE))


def _font(style: ParagraphStyle, *, size: float, colour: RGBColor, bold: bool = False, italic: bool = False) -> None:
    style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), colour
    style.font.bold, style.font.italic = bold, italic
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ["asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"]:
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ["ascii", "hAnsi", "eastAsia", "cs"]:
        fonts.set(qn(f"w:{script}"), FONT)


AFTER_BORDERS = ("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:outlineLvl", "w:rPr")


def _shade(style: ParagraphStyle, fill: str) -> None:
    shade = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{fill}"/>')
    style.element.get_or_add_pPr().insert_element_before(shade, *AFTER_BORDERS[1:])


def _line_at_the_left(style: ParagraphStyle) -> None:
    border = parse_xml(
        f'<w:pBdr {nsdecls("w")}><w:left w:val="single" w:sz="18" w:space="8" w:color="00636B"/></w:pBdr>'
    )
    style.element.get_or_add_pPr().insert_element_before(border, *AFTER_BORDERS)
    style.paragraph_format.left_indent = Mm(5)


TABLE_STYLE = f"""
<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="PeerTable">
  <w:name w:val="{TABLE}"/>
  <w:basedOn w:val="TableNormal"/>
  <w:uiPriority w:val="59"/>
  <w:tblPr>
    <w:tblBorders>
      <w:top w:val="single" w:sz="4" w:space="0" w:color="CFC6D8"/>
      <w:bottom w:val="single" w:sz="4" w:space="0" w:color="CFC6D8"/>
      <w:insideH w:val="single" w:sz="4" w:space="0" w:color="CFC6D8"/>
    </w:tblBorders>
    <w:tblCellMar>
      <w:top w:w="40" w:type="dxa"/><w:left w:w="0" w:type="dxa"/>
      <w:bottom w:w="40" w:type="dxa"/><w:right w:w="140" w:type="dxa"/>
    </w:tblCellMar>
  </w:tblPr>
  <w:tblStylePr w:type="firstRow">
    <w:rPr><w:b/><w:color w:val="46295A"/></w:rPr>
    <w:tcPr><w:tcBorders><w:bottom w:val="single" w:sz="10" w:space="0" w:color="46295A"/></w:tcBorders></w:tcPr>
  </w:tblStylePr>
  <w:tblStylePr w:type="firstCol"><w:rPr><w:b/></w:rPr></w:tblStylePr>
</w:style>"""


def bytes_of(paper: Paper) -> bytes:
    made = io.BytesIO()
    paper.save(made)
    return made.getvalue()
