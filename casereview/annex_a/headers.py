"""Which list a sheet is, in which row its headers stand, and which column each of them means."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from casereview.annex_a.cells import text
from casereview.annex_a.columns import LISTS, Column, Kind, ListSpec

HEADERS_WITHIN = 12  # rows from the top in which headers are looked for
LEAST_KNOWN = 3  # columns a row of headers has, the identifier among them
ENOUGH, OWN_ENOUGH = (
    0.4,
    0.6,
)  # of a list's columns: without a unique ID, when its name says so; when only its columns do
CLOSE = 0.88  # how alike a header must be to one we know, to be read as that
# Words that turn a header into its neighbour: two headers are never the same when they differ in one of these.
TELLING = {
    "start", "started", "end", "ended", "closure", "first", "initial", "last", "latest", "missing", "absent", "offer", "offered",
    "accept", "accepted", "one", "two",
}  # fmt: skip

NOISE = re.compile(r"^\d{1,2} (?=[a-z])| y n$| ?\b(?:dd mm yy(?:yy)?|yyyy mm dd|ddmmyyyy)\b")
NUMBERED = re.compile(r"(?<![a-z])l(?:i?st)?[\s_\-.]*0*(\d{1,2})(?!\d)", re.IGNORECASE)
# What a sheet or a file may be called instead of its number.
CALLED = [
    (1, "contacts?"), (2, "early help|eha?s?|cafs?"), (3, "referrals?"), (5, "s(?:ection )?47s?.*|icpcs?"), (4, "(?:statutory )?assessments?"),
    (6, "c(?:hildren|hild)? ?in ?n(?:eed)?|cin"), (7, "c(?:hild )?p(?:rotection)?(?: plans?)?|cpp"),
    (8, "children looked after|looked after children|children in care|cla|lac|cic"), (9, "care leavers?|leaving care"),
    (11, "(?:prospective )?adopters?"), (10, "adoptions?"),
]  # fmt: skip
CALLED_BY = [(number, re.compile(pattern)) for number, pattern in CALLED]


def squeezed(header: object) -> str:
    """A header as it is compared: small letters and figures, no apostrophes, no number before it, no “(Y/N)” behind it."""
    words = unicodedata.normalize("NFKC", text(header)).casefold()
    words = re.sub(r"['’‘`´]", "", words)
    words = re.sub(r"[^a-z0-9]+", " ", words).strip()
    return NOISE.sub("", words).strip()


def _spellings(spec: ListSpec) -> dict[str, Column]:
    found: dict[str, Column] = {}
    for column in spec.columns:
        for words in (column.header, *column.also):
            found.setdefault(squeezed(words), column)
            found.setdefault(squeezed(words).replace(" ", ""), column)  # as databases write it: ChildUniqueID
    return found


SPELLINGS = {number: _spellings(spec) for number, spec in LISTS.items()}
IDENTIFIERS = {
    words for known in SPELLINGS.values() for words, column in known.items() if column.kind is Kind.IDENTIFIER
}


def list_named(name: str) -> int | None:
    """The list a sheet or a file says it is, by its number or its title."""
    if (numbered := NUMBERED.search(name)) and int(numbered[1]) in LISTS:
        return int(numbered[1])
    words = squeezed(name)
    return next((number for number, pattern in CALLED_BY if pattern.fullmatch(words)), None)


@dataclass
class Headers:
    """Where the headers of a list stand, and what they mean."""

    spec: ListSpec
    row: int  # from 0
    columns: dict[int, Column] = field(default_factory=dict)
    guessed: dict[int, Column] = field(default_factory=dict)
    unknown: dict[int, str] = field(default_factory=dict)

    @property
    def missing(self) -> list[Column]:
        found = {column.key for column in self.columns.values()}
        return [column for column in self.spec.columns if column.needed and column.key not in found]

    @property
    def identifier(self) -> int | None:
        return next((at for at, column in self.columns.items() if column.kind is Kind.IDENTIFIER), None)


def find(name: str, top: Sequence[Sequence[object]]) -> tuple[Headers | None, int | None]:
    """The headers in the first rows of a sheet, if they are those of a list; and the list its name or title says it is.

    The name decides when the columns do not speak against it; then the title above them; then the columns alone.
    """
    said = list_named(name)
    above: list[int] = []
    for row, cells in enumerate(top[:HEADERS_WITHIN]):
        words = [squeezed(cell) for cell in cells]
        claimed = list(dict.fromkeys(filter(None, [said, *above])))
        number = _which(words, claimed)
        if number is not None:
            return _read(words, cells, LISTS[number], row), number
        filled = [text(cell) for cell in cells if text(cell)]
        if 0 < len(filled) <= 2 and (titled := list_named(filled[0].split("\n")[0])):
            above.append(titled)
    return None, said or (above[0] if above else None)


def _which(words: Sequence[str], claimed: Sequence[int]) -> int | None:
    known = set(words)
    if len(known & _EVERY) < LEAST_KNOWN:
        return None
    for number in claimed:
        if known & IDENTIFIERS or _share(known, LISTS[number]) >= ENOUGH:
            return number
    if not known & IDENTIFIERS:
        return None
    by_columns = {number: _own_share(known, spec) for number, spec in LISTS.items()}
    best = max(by_columns, key=lambda number: (by_columns[number], -number))
    return best if by_columns[best] >= OWN_ENOUGH else None


_EVERY = {words for known in SPELLINGS.values() for words in known}
_COMMON = {"child", "gender", "ethnicity", "born", "age", "disability", "team", "worker", "family"}


def _share(known: set[str], spec: ListSpec) -> float:
    needed = {column.key for column in spec.columns if column.needed}
    return len({SPELLINGS[spec.number][each].key for each in known if each in SPELLINGS[spec.number]} & needed) / len(
        needed
    )


def _own_share(known: set[str], spec: ListSpec) -> float:
    """Of the columns that make a list this list, how many there are."""
    own = {column.key for column in spec.columns if column.needed} - _COMMON
    return len({SPELLINGS[spec.number][each].key for each in known if each in SPELLINGS[spec.number]} & own) / len(own)


def _read(words: Sequence[str], cells: Sequence[object], spec: ListSpec, row: int) -> Headers:
    found = Headers(spec, row)
    left: dict[int, str] = {}
    taken: set[str] = set()
    for at, header in enumerate(words):
        column = SPELLINGS[spec.number].get(header)
        if column and (column.key not in taken or column.kind is Kind.DROPPED):
            found.columns[at] = column
            taken.add(column.key)
        elif header:
            left[at] = header
    for at, header in left.items():
        column = _closest(header, [each for each in spec.columns if each.key not in taken])
        if column:
            found.columns[at] = found.guessed[at] = column
            taken.add(column.key)
        else:
            found.unknown[at] = text(cells[at])[:80]
    if found.identifier is None and found.unknown:
        first = min(at for at, header in enumerate(words) if header)
        if first in found.unknown:  # the child comes first in every list
            column = next(each for each in spec.columns if each.kind is Kind.IDENTIFIER)
            found.columns[first] = found.guessed[first] = column
            del found.unknown[first]
    return found


def _closest(header: str, columns: Sequence[Column]) -> Column | None:
    best: tuple[float, Column] | None = None
    tokens = set(header.split())
    for column in columns:
        for spelling in (column.header, *column.also):
            known = squeezed(spelling)
            if any(token.isdigit() or token in TELLING for token in tokens ^ set(known.split())):
                continue
            alike = difflib.SequenceMatcher(None, header[:120], known[:120]).ratio()
            if alike >= CLOSE and (best is None or alike > best[0]):
                best = (alike, column)
    return best[1] if best else None
