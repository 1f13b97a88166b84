"""What the fields and formulas of an Office file would do: call other programs, or fetch something.

Parts are read as they are unpacked, whatever their size, and nothing of them is kept but the field or formula at hand.
"""

from __future__ import annotations

import re
from urllib.parse import unquote
from xml.parsers import expat  # nosec B407  # in a process with little memory and time, and a DOCTYPE is refused

from challenges.inside.refusals import Refused

MOST_OF_ONE = 64 * 1024  # of a field or formula; what is longer is none of an honest program's (Excel takes 8,192)

# Word. DDE and DDEAUTO ask another program for words; the others read a file, wherever it lies.
CALLS = re.compile(r"^\W*(DDE(?:AUTO)?)\b", re.IGNORECASE)
READS = re.compile(r"^\W*(INCLUDEPICTURE|INCLUDETEXT|INCLUDE|IMPORT|LINK|RD|DATABASE)\b", re.IGNORECASE)
IN_CODE = re.compile(r'^\W*QUOTE[\s"]+\d{2,3}(?:[\s"]+\d{2,3})', re.IGNORECASE)  # letters by number: a word in hiding
QUOTED = re.compile(r'"([^"]*)"|(\S+)')

# Excel. program|topic!item asks another program; a bar stands in no other formula but in quotes.
TEXTS = re.compile(r'"(?:[^"]|"")*"')
ASKS_A_PROGRAM = re.compile(r"(?:[A-Za-z_][\w.]*|'[^'|]+')\|(?:'[^']*'|[^'!,;()&|]+)!")
CALLING = re.compile(r"\b(?:_xl\w+\.)*(CALL|EXEC|REGISTER(?:\.ID)?|RTD|FOPEN|FWRITE(?:LN)?)\(", re.IGNORECASE)
FETCHING = re.compile(r"\b(?:_xl\w+\.)*(WEBSERVICE|IMAGE)\(", re.IGNORECASE)
THEIR_OWN = (".local", ".lan", ".internal", ".corp")  # names no other network knows
FORMULAS = {"f", "definedName", "formula", "formula1", "formula2", "oldFormula"}
LINKS_TO_PROGRAMS = {"ddeLink": "DDE", "oleLink": "OLE"}
WATCHED = {
    "docx": {"instrText", "delInstrText", "fldSimple", "fldChar"},
    "xlsx": {*FORMULAS, *LINKS_TO_PROGRAMS, "connection"},
    "pptx": {"hlinkClick", "hlinkHover", "hlinkMouseOver"},
}


def is_elsewhere(target: str) -> bool:
    """Whether a target is where its reader's computer could fetch it: the web, or a server by its full name.

    A file on the writer's own disk, or on a server of their own network, nobody else's program finds: honest letters
    name their template that way, honest workbooks each other.
    """
    plain = re.sub(r"[\x00-\x20]", "", unquote(target)).replace("\\", "/")
    scheme, colon, rest = plain.partition(":")
    if colon and len(scheme) > 1 and re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*", scheme):
        if scheme.lower() != "file":
            return True
        plain = rest
    host = plain.lstrip("/").partition("/")[0].lower()
    slashes = len(plain) - len(plain.lstrip("/"))
    if slashes in (0, 1) or re.fullmatch(r"[a-z]:", host):
        return False
    return not (re.fullmatch(r"[\w-]+", host) or host.endswith(THEIR_OWN))


class Watch:
    """Reads one part in pieces: `feed` them, then `close`. Refuses what it finds; `is_broken` says that it is no XML."""

    def __init__(self, kind: str, *, may_have_a_doctype: bool) -> None:
        self.kind, self.is_broken, self.may_have_a_doctype = kind, False, may_have_a_doctype
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.fields: list[str] = []  # of Word: the instructions of the fields that are open, the innermost last
        self.reading = ""  # the element whose text is being read
        self.text = ""

    def feed(self, piece: bytes, *, last: bool = False) -> None:
        if self.is_broken:
            return
        try:
            self.parser.Parse(piece, last)
        except expat.ExpatError:
            self.is_broken = True

    def _doctype(self, *_told: object) -> None:
        if not self.may_have_a_doctype:
            raise Refused("packing")  # no Office file declares one: it would be there to blow up its reader
        self.is_broken = True  # a picture may; no Office program takes such a part for one of its own

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        short = name[name.rfind(" ") + 1 :]
        if short not in WATCHED[self.kind]:  # nearly all, and there may be millions
            return
        if self.kind == "xlsx":
            if short in FORMULAS:
                self._read(short)
            elif short in LINKS_TO_PROGRAMS:
                raise Refused("calls", LINKS_TO_PROGRAMS[short])
            elif _said(attributes, "refreshOnLoad") in {"1", "true"}:
                raise Refused("fetches", "connection")
        elif self.kind == "docx":
            if short in {"instrText", "delInstrText"}:
                self._read(short)
            elif short == "fldSimple":
                refuse_field(_said(attributes, "instr"))
            elif short == "fldChar":
                self._field(_said(attributes, "fldCharType"))
        else:
            action = _said(attributes, "action").lower()
            if action.startswith(("ppaction://program", "ppaction://macro", "ppaction://ole")):
                raise Refused("calls", action.removeprefix("ppaction://").partition("?")[0])

    def _read(self, short: str) -> None:
        self.reading, self.text = short, ""
        self.parser.CharacterDataHandler, self.parser.EndElementHandler = self._heard, self._end

    def _heard(self, text: str) -> None:
        self.text += text
        if len(self.text) > MOST_OF_ONE:
            raise Refused("packing")

    def _end(self, name: str) -> None:
        if name[name.rfind(" ") + 1 :] != self.reading:
            return
        self.parser.CharacterDataHandler = self.parser.EndElementHandler = None
        if self.kind == "xlsx":
            refuse_formula(self.text)
        elif self.fields:
            self.fields[-1] += self.text
            if len(self.fields[-1]) > MOST_OF_ONE:
                raise Refused("packing")
        else:
            refuse_field(self.text)

    def _field(self, what: str) -> None:
        """A field of Word's begins, has its instruction whole, or ends; fields stand inside others."""
        if what == "begin":
            if self.fields and not self.fields[-1].strip():
                raise Refused("calls", "a field made of fields")  # its own word would be what another one makes
            self.fields.append("")
        elif self.fields and what == "separate":
            refuse_field(self.fields[-1])
        elif self.fields and what == "end":
            refuse_field(self.fields.pop())


def refuse_field(instruction: str) -> None:
    """Refuse a field of Word's that asks another program, or reads from another computer."""
    if found := CALLS.match(instruction):
        raise Refused("calls", found[1].upper())
    if IN_CODE.match(instruction):
        raise Refused("calls", "QUOTE")
    if found := READS.match(instruction):
        words = QUOTED.findall(instruction[found.end() :])
        if found[1].upper() == "DATABASE" or any(is_elsewhere(quoted or bare) for quoted, bare in words):
            raise Refused("fetches", found[1].upper())


def refuse_formula(formula: str) -> None:
    """Refuse a formula of Excel's that asks another program, or fetches."""
    bare = TEXTS.sub('""', formula)
    if found := ASKS_A_PROGRAM.search(bare):
        raise Refused("calls", found[0].partition("|")[0].strip("'"))
    if found := CALLING.search(bare):
        raise Refused("calls", found[1].upper())
    if found := FETCHING.search(bare):
        raise Refused("fetches", found[1].upper())


def _said(attributes: dict[str, str], wanted: str) -> str:
    return next((value for name, value in attributes.items() if name.rpartition(" ")[2] == wanted), "")
