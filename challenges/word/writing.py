"""The HTML walked once, and written on the paper paragraph by paragraph."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from docx.document import Document as Paper
from docx.enum.text import WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.text.run import CT_R
from docx.shared import RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from lxml.html import HtmlElement

from challenges.word import tables
from challenges.word.paper import TABLE
from challenges.word.words import INLINE, LEFT_OUT, Words, collapsed, inline, inline_content, plain

HEADINGS = {"h1": "Title", "h2": "Heading 1", "h3": "Heading 2", "h4": "Heading 3", "h5": "Heading 4", "h6": "Heading 4"}  # fmt: skip
LINK = RGBColor(0, 0x56, 0x6B)
# What a class says of a paragraph, and of all paragraphs inside.
PARAGRAPHS = {
    "lead": "Lead",
    "small": "Small",
    "contents__note": "Small",
    "masthead__note": "Small",
    "cover__council": "Subtitle",
    "masthead__council": "Subtitle",
    "cover__draft": "Label",
    "finding__kind": "Label",
    "passage-number": "Small",
    "contents__heading": "Heading 1",
}
INSIDE = {"box": "Boxed", "finding": "Marked", "masthead": "Normal"}


@dataclass(frozen=True)
class Place:
    """Where the next paragraph goes: the page or a cell, in which style, how deep in lists."""

    style: str = "Normal"
    lists: tuple[str, ...] = ()
    bold: bool = False
    keep: bool = False  # with the next paragraph, on one page


class Writer:
    """Walks the HTML once and writes paragraph after paragraph."""

    def __init__(self, paper: Paper, root: HtmlElement) -> None:
        self.paper, self.root = paper, root
        self.where: Paper | _Cell = paper
        self.linked_to = {href[1:] for href in root.xpath("//a/@href") if href.startswith("#")}
        self.targets: list[str] = []  # ids whose bookmark stands at the next paragraph
        self.bookmarks = 0
        self.on_new_page = False
        self.empty_cell: Paragraph | None = None
        self.numbering: list[int] = []  # of the ordered lists that are open
        self.item_begins = False  # what comes next is the first of a list item: it has the bullet or the number
        self.last_heading = ""
        self.style_ids: dict[str, str] = {}

    def write(self) -> None:
        self.blocks(self.root.body, Place())

    def blocks(self, element: HtmlElement, place: Place) -> None:
        """The content of an element: runs of inline content become paragraphs of their own."""
        waiting: list[Words] = [Words(element.text or "", bold=place.bold)]
        for child in element:
            name = child.tag if isinstance(child.tag, str) else ""
            if name in INLINE:
                waiting += inline(child, Words("", bold=place.bold))
            elif name and name not in LEFT_OUT:
                self.paragraph(waiting, place)
                waiting = []
                self.block(child, place)
            waiting.append(Words(child.tail or "", bold=place.bold))
        self.paragraph(waiting, place)

    def block(self, element: HtmlElement, place: Place) -> None:
        """One block element, and what it says about the page and the place of what is inside."""
        classes = classes_of(element)
        if element.get("id") in self.linked_to:
            self.targets.append(element.get("id"))
        if self._begins_a_page(element, classes):
            self.on_new_page = True
        if "together" in classes:
            place = replace(place, keep=True)
        for known in classes & INSIDE.keys():
            place = replace(place, style=INSIDE[known])
        style = next((PARAGRAPHS[known] for known in PARAGRAPHS if known in classes), "")
        name = element.tag
        if name in HEADINGS:
            self.paragraph(inline_content(element), replace(place, style=style or HEADINGS[name]))
        elif name == "p":
            self.blocks(element, replace(place, style=style or place.style))
        elif name == "blockquote":
            self.blocks(element, replace(place, style="Quote"))
        elif name in {"ul", "ol"}:
            self.list(element, place)
        elif name == "li":
            self.item_begins = True
            self.blocks(element, place)
        elif name == "table":
            self.table(element, place)
        elif name == "nav" and "contents" in classes:
            self.contents(element)
        elif name in {"dt", "figcaption", "summary"}:
            self.blocks(element, replace(place, bold=True, keep=True))
        elif name == "hr":
            self.on_new_page = self.on_new_page or "page-break" in classes
        else:
            self.blocks(element, place)
        if "cover" in classes:
            self.on_new_page = True

    def _begins_a_page(self, element: HtmlElement, classes: set[str]) -> bool:
        if "page-break" in classes:
            return True
        flows_on = "chapter--follows" in classes or any(
            "short" in classes_of(above) for above in element.iterancestors()
        )
        return ("chapter" in classes and not flows_on) or (element.tag == "nav" and "contents" in classes)

    def paragraph(self, words: list[Words], place: Place) -> None:
        """A paragraph, unless there is nothing to say in it."""
        told = list(collapsed(words))
        if not told:
            return
        made = self._new_paragraph(place)
        if self._style(place).startswith(("Heading", "Title")):
            self.last_heading = "".join(each.text for each in told)
        self._set_targets(made)
        for each in told:
            self._run(made, each)

    def _new_paragraph(self, place: Place) -> Paragraph:
        if self.empty_cell is not None:
            made, self.empty_cell = self.empty_cell, None
        else:
            made = self.where.add_paragraph()
        self._set_style(made, self._style(place))
        if self.item_begins and place.lists and place.lists[-1] == "ol":
            numbered = made._p.get_or_add_pPr().get_or_add_numPr()
            numbered.get_or_add_ilvl().val = 0
            numbered.get_or_add_numId().val = self.numbering[-1]
        self.item_begins = False
        if self.on_new_page and self.where is self.paper:
            made.paragraph_format.page_break_before = True
            self.on_new_page = False
        if place.keep:
            made.paragraph_format.keep_with_next = True
        return made

    def _set_style(self, paragraph: Paragraph, name: str) -> None:
        """As `paragraph.style = ...`, which looks through every style of the paper each time: most of a paper's making."""
        if name not in self.style_ids:
            self.style_ids[name] = self.paper.styles[name].style_id
        paragraph._p.style = self.style_ids[name]

    def _style(self, place: Place) -> str:
        if not place.lists:
            return "Cell" if self.where is not self.paper and place.style == "Normal" else place.style
        depth = min(len(place.lists), 3)
        kind = "List Number" if place.lists[-1] == "ol" else "List Bullet"
        return (kind if self.item_begins else "List Continue") + (f" {depth}" if depth > 1 else "")

    def _set_targets(self, paragraph: Paragraph) -> None:
        for target in self.targets:
            self.bookmarks += 1
            start = parse_xml(f'<w:bookmarkStart {nsdecls("w")} w:id="{self.bookmarks}" w:name="{_anchor(target)}"/>')
            paragraph._p.append(start)
            paragraph._p.append(parse_xml(f'<w:bookmarkEnd {nsdecls("w")} w:id="{self.bookmarks}"/>'))
        self.targets = []

    def _run(self, paragraph: Paragraph, words: Words) -> None:
        run = paragraph.add_run()
        if words.break_:
            run.add_break(WD_BREAK.LINE)
            return
        run.text = words.text
        run.bold = words.bold or None
        run.italic = words.italic or None
        run.underline = words.added or None
        run.font.strike = words.removed or None
        run.font.superscript = True if words.height == "sup" else None
        run.font.subscript = True if words.height == "sub" else None
        if words.marked:
            run._r.get_or_add_rPr().append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="FFF2B3"/>'))
        if words.href:
            self._link(paragraph, run, words.href)

    def _link(self, paragraph: Paragraph, run: Run, href: str) -> None:
        link = OxmlElement("w:hyperlink")
        if href.startswith("#"):
            link.set(qn("w:anchor"), _anchor(href[1:]))
        else:
            link.set(qn("r:id"), paragraph.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        run.font.color.rgb, run.underline = LINK, True
        paragraph._p.replace(run._r, link)
        link.append(run._r)

    def list(self, element: HtmlElement, place: Place) -> None:
        """A list: bullets, or numbers that begin anew."""
        if element.tag == "ol":
            self.numbering.append(self._new_numbering(min(len(place.lists) + 1, 3)))
        for child in element:
            if isinstance(child.tag, str):
                self.block(child, replace(place, lists=(*place.lists, element.tag)))
        if element.tag == "ol":
            self.numbering.pop()

    def _new_numbering(self, depth: int) -> int:
        style = self.paper.styles["List Number" + (f" {depth}" if depth > 1 else "")]
        numbers = self.paper.part.numbering_part.element
        standing = style.element.pPr.numPr.numId.val
        known = next(each for each in numbers.num_lst if each.numId == standing)
        made = numbers.add_num(known.abstractNumId.val)
        made.add_lvlOverride(ilvl=0).add_startOverride(1)
        return made.numId

    def contents(self, element: HtmlElement) -> None:
        """The contents: a field of Word's, which its reader can bring up to date, filled with our links."""
        for heading in element.xpath("./*[not(self::ul)]"):
            self.block(heading, Place())
        entries = [(link, len(link.xpath("ancestor::ul"))) for link in element.iter("a")]
        first, made = True, None
        for link, depth in entries:
            made = self.where.add_paragraph(style=f"toc {min(depth, 2)}")
            if first:
                for part in _field_begins('TOC \\o "1-2" \\h \\z \\u'):
                    made._p.append(part)
            first = False
            for each in collapsed(inline(link, Words(""))):
                self._run(made, each)
        if made is not None:
            made._p.append(_field_char("end"))

    def table(self, element: HtmlElement, place: Place) -> None:
        """A table: its header rows repeat on every page, its first column is marked where it names the rows."""
        rows = [row for row in element.iter("tr") if next(row.iterancestors("table")) is element]
        grid = tables.grid_of(rows)
        if not grid:
            return
        caption = element.find("caption")
        if caption is not None:
            self.paragraph(inline_content(caption), replace(place, style="Caption", keep=True))
        columns = max(column + across for row in grid for column, _cell, across, _down in row)
        made = self._new_table(len(rows), columns)
        heads = [row.getparent().tag == "thead" for row in rows]
        names_rows = any(cell.tag == "th" and not column for row, head in zip(grid, heads, strict=True) if not head for column, cell, _a, _d in row)  # fmt: skip
        called = plain(caption) if caption is not None else self.last_heading
        tables.describe(made, called, has_head=any(heads), names_rows=names_rows)
        tables.set_widths(made, grid, columns)
        for number, row in enumerate(grid):
            tables.set_row(made, number, is_head=heads[number])
            for column, cell, across, down in row:
                self._cell(made, number, column, cell, across, down, keep=place.keep)
        if self.where is self.paper:  # Word runs two tables that touch together
            gap = self.paper.add_paragraph(style="Small")
            gap.paragraph_format.space_after = 0
        else:
            self.empty_cell = self.where.paragraphs[-1]

    def _new_table(self, rows: int, columns: int) -> Table:
        if isinstance(self.where, _Cell):
            made = self.where.add_table(rows, columns)
        else:
            made = self.where.add_table(rows, columns)
        made.style = self.paper.styles[TABLE]
        return made

    def _cell(
        self, table: Table, row: int, column: int, cell: HtmlElement, across: int, down: int, *, keep: bool
    ) -> None:
        made = table.cell(row, column)
        if across > 1 or down > 1:
            last = min(row + down, len(table.rows)) - 1
            made = made.merge(table.cell(last, column + across - 1))
        where, empty = self.where, self.empty_cell
        self.where, self.empty_cell = made, made.paragraphs[0]
        self._set_style(self.empty_cell, "Cell")
        self.blocks(cell, Place(bold=cell.tag == "th", keep=keep))
        self.where, self.empty_cell = where, empty


def _field_begins(code: str) -> list[CT_R]:
    text = parse_xml(f'<w:r {nsdecls("w")}><w:instrText xml:space="preserve">{code.replace(chr(34), "&quot;")}</w:instrText></w:r>')  # fmt: skip
    return [_field_char("begin"), text, _field_char("separate")]


def _field_char(kind: str) -> CT_R:
    return parse_xml(f'<w:r {nsdecls("w")}><w:fldChar w:fldCharType="{kind}"/></w:r>')


def _anchor(name: str) -> str:
    """A name Word accepts for a bookmark: letters, digits and underscores, at most 40."""
    return ("_" + re.sub(r"\W", "_", name))[:40]


def classes_of(element: HtmlElement) -> set[str]:
    return set((element.get("class") or "").split())
