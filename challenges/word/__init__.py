"""HTML to Word: the frozen words of a document as a paper that people can edit.

Takes the HTML our PDF templates are written in: headings, paragraphs, lists, tables, bold, italic, inserted and removed
words, links, quotations. What it means in Word is kept, not what it looks like: real heading styles, real lists, tables
whose header rows repeat and are announced, a contents list Word can bring up to date, title and language for screen
readers, page numbers. Every word of the body comes over, in the same order; pictures (SVG) do not, since each has its
table beside it. Classes that mean something here are those of static/css/print-report.css, and `page-break`, before
which a new page begins.
"""

from __future__ import annotations

import datetime
import re

from lxml import html as lxml_html
from lxml.html import HtmlElement

from challenges.word.paper import bytes_of, new_paper, write_head_and_foot
from challenges.word.words import plain
from challenges.word.writing import Writer, classes_of

__all__ = ["make_docx"]

NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def make_docx(html: str, *, made_at: datetime.datetime | None = None) -> bytes:
    """A document of ours as a Word file. `made_at` is the date it carries."""
    root = lxml_html.document_fromstring(NOT_IN_XML.sub("", html))
    author = root.xpath("string(//meta[@name='author']/@content)")
    title = " ".join((root.findtext(".//title") or "").split())
    paper = new_paper(title=title, author=author, language=root.get("lang") or "en-GB", made_at=made_at)
    Writer(paper, root).write()
    write_head_and_foot(
        paper,
        left=("DRAFT: " if "draft" in classes_of(root.body) else "")
        + _words_of(root, "cover__title", "masthead__title"),
        right=_words_of(root, "cover__council", "masthead__council"),
        version=_words_of(root, "cover__version", "masthead__version"),
        note=_words_of(root, "not-an-inspection"),
        has_cover=bool(root.find_class("cover")),
    )
    return bytes_of(paper)


def _words_of(root: HtmlElement, *classes: str) -> str:
    """The words of the first element with one of these classes."""
    return next((plain(element) for name in classes for element in root.find_class(name)), "")
