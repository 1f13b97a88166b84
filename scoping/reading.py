"""A version of the proposal as people read it on a page: its frozen words, section by section."""

from __future__ import annotations

import nh3
from django.utils.safestring import SafeString, mark_safe
from lxml import html as lxml_html

TAGS = {"h3", "p", "ul", "ol", "li", "strong", "em", "br", "table", "caption", "thead", "tbody", "tr", "th", "td", "ins", "del", "div"}  # fmt: skip
ATTRIBUTES = {"th": {"scope", "colspan", "rowspan"}, "td": {"colspan", "rowspan"}}


def sections(html: str) -> dict[str, tuple[str, SafeString]]:
    """The sections of a document as {id: (heading, clean HTML without the heading)}, in its order."""
    found = {}
    for section in lxml_html.document_fromstring(html).xpath("//section[@id][h2]"):
        heading = section.find("h2")
        title = heading.text_content().strip()
        heading.drop_tree()
        inside = "".join(lxml_html.tostring(child, encoding="unicode") for child in section)
        clean = nh3.clean(inside, tags=TAGS, attributes=ATTRIBUTES)
        found[section.get("id")] = title, mark_safe(clean)  # noqa: S308  # nosec B308 B703  # cleaned by nh3
    return found
