"""Text within a paragraph: its stretches, each in its manner, with white space as HTML has it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml.html import HtmlElement

INLINE = {"a", "abbr", "b", "br", "cite", "code", "del", "em", "i", "ins", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "time", "u", "wbr"}  # fmt: skip
LEFT_OUT = {"script", "style", "template", "svg", "head"}
SPACES = re.compile(r"[ \t\r\n\f]+")


@dataclass(frozen=True)
class Words:
    """A stretch of text in one manner. `break_` stands for a new line."""

    text: str
    bold: bool = False
    italic: bool = False
    added: bool = False
    removed: bool = False
    marked: bool = False
    height: str = ""  # sub or sup
    href: str = ""
    break_: bool = False


def inline_content(element: HtmlElement) -> list[Words]:
    found = [Words(element.text or "")]
    for child in element:
        found += inline(child, Words(""))
        found.append(Words(child.tail or ""))
    return found


def inline(element: HtmlElement, manner: Words) -> list[Words]:
    """What an inline element says, in its manner and that of those around it."""
    name = element.tag if isinstance(element.tag, str) else ""
    if not name or name in LEFT_OUT:
        return []
    if name == "br":
        return [Words("", break_=True)]
    told: dict[str, bool | str] = {}
    if name in {"b", "strong"}:
        told["bold"] = True
    elif name in {"i", "em", "cite"}:
        told["italic"] = True
    elif name in {"ins", "u"}:
        told["added"] = True
    elif name in {"del", "s"}:
        told["removed"] = True
    elif name == "mark":
        told["marked"] = True
    elif name in {"sub", "sup"}:
        told["height"] = name
    elif name == "a" and element.get("href"):
        told["href"] = element.get("href") or ""
    manner = replace(manner, **told)  # type: ignore[arg-type]
    found = [replace(manner, text=element.text or "")]
    for child in element:
        found += inline(child, manner)
        found.append(replace(manner, text=child.tail or ""))
    return found


def collapsed(words: list[Words]) -> Iterator[Words]:
    """White space as HTML has it: one space between words, none at the ends of a line."""
    kept: list[Words] = []
    after_space = True
    for each in words:
        if each.break_:
            _trim(kept)
            kept.append(each)
            after_space = True
            continue
        text = SPACES.sub(" ", each.text)
        if after_space:
            text = text.removeprefix(" ")
        if text:
            kept.append(replace(each, text=text))
            after_space = text.endswith(" ")
    _trim(kept)
    while kept and kept[-1].break_:
        kept.pop()
    yield from kept


def _trim(kept: list[Words]) -> None:
    if kept and not kept[-1].break_:
        kept[-1] = replace(kept[-1], text=kept[-1].text.removesuffix(" "))
        if not kept[-1].text:
            kept.pop()


def plain(element: HtmlElement) -> str:
    """All its words in one line."""
    return SPACES.sub(" ", element.text_content()).strip()
