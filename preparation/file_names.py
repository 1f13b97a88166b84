"""Names of files by the number of their item, and which item a name belongs to."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath

from challenges.uploads import plain_name
from preparation.models import DocumentRequest, DocumentVersion

# Said of many documents, so it tells little about which one this is.
COMMON = frozenset(
    [
        "a",
        "an",
        "and",
        "at",
        "by",
        "child",
        "children",
        "childrens",
        "council",
        "councils",
        "document",
        "documents",
        "draft",
        "final",
        "for",
        "from",
        "in",
        "latest",
        "list",
        "new",
        "of",
        "on",
        "or",
        "our",
        "over",
        "plan",
        "policy",
        "report",
        "reports",
        "service",
        "services",
        "strategy",
        "the",
        "to",
        "version",
        "with",
    ]
)
ENOUGH = 2.0
NUMBER = re.compile(r"\s*(?:item|doc|document|nr|no|number)?[\s._#-]*0*([0-9]{1,3})(?=[\s._)\]-]|$)", re.IGNORECASE)


def name_on_download(item: DocumentRequest, version: DocumentVersion) -> str:
    """As “03 Self-evaluation, version 2.pdf”: by the number of the item, whatever it was called before.

    A number in front of the name that is the item's own is not said twice. Always a plain name (uploads.plain_name).
    """
    path = PurePath(version.file.name)
    number = item.code.zfill(2)
    stem = path.stem
    if (found := NUMBER.match(stem)) and found[1] == item.code.lstrip("0"):
        stem = stem[found.end() :].lstrip(" ._-)]") or stem
    ending = f", version {version.number}" if version.number > 1 else ""
    # A long name loses letters of its own, never the number, the version or what kind of file it is.
    room = 150 - len(number) - len(ending) - len(path.suffix) - 1
    return plain_name(f"{number} {stem[:room].rstrip()}{ending}{path.suffix}")


def without_clashes(names: Iterable[str]) -> list[str]:
    """The same names in the same order, each once in any file system: “a.pdf”, “A (2).pdf”."""
    taken: set[str] = set()
    result = []
    for name in names:
        path, number, fresh = PurePath(name), 1, name
        while _folded(fresh) in taken:
            number += 1
            fresh = f"{path.stem} ({number}){path.suffix}"
        taken.add(_folded(fresh))
        result.append(fresh)
    return result


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


@dataclass(frozen=True)
class Guess:
    """The item a file most likely belongs to, and why that is thought."""

    item: DocumentRequest
    because: str  # “its number”, “its words”


class Guesses:
    """Which item files belong to, by a number in front of the name or by words, among these items.

    A person decides: this only fills in the list to choose from. Words outdo a number that they speak against.
    """

    def __init__(self, items: Iterable[DocumentRequest]) -> None:
        self.items = [(item, _words(item.title)) for item in items]

    def of(self, name: str) -> Guess | None:
        """The item a file of this name most likely belongs to; None where nothing tells."""
        stem = PurePath(name).stem
        words = _words(stem)
        weights = [(sum(_weight(word) for word in words & known), item) for item, known in self.items]
        weights.sort(key=lambda pair: -pair[0])
        by_words = None
        if weights and weights[0][0] >= ENOUGH and (len(weights) == 1 or weights[0][0] > weights[1][0]):
            by_words = weights[0]
        found = NUMBER.match(stem)
        named = [(item, known) for item, known in self.items if item.code.lstrip("0") == found[1]] if found else []
        for item, known in named[:1]:
            if not (by_words and by_words[0] >= 2 * ENOUGH and not words & known):
                return Guess(item, "its number")
        return Guess(by_words[1], "its words") if by_words else None


def guess(name: str, items: Iterable[DocumentRequest]) -> Guess | None:
    """The same for one file."""
    return Guesses(items).of(name)


def _words(text: str) -> set[str]:
    plain = unicodedata.normalize("NFKD", text.replace("’", "").replace("'", "")).casefold()
    split = re.sub(r"(?<=[a-z])(?=[0-9])|(?<=[0-9])(?=[a-z])", " ", plain)
    return {_singular(word) for word in re.findall(r"[a-z]+", split) if len(word) > 2}


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


def _weight(word: str) -> float:
    return 0.5 if word in COMMON else 2.0
