"""Names known from the council's lists, found without the lists: only keyed hashes of them are kept.

A name is marked when two of its parts stand together (“Amina Okonkwo”, “OKONKWO, Amina”, “A. Okonkwo”), or a surname
stands alone that is neither a common one nor a word of the language. A first name alone is never marked: in a sample of
25 cases “Grace” or “Will” leads to nobody, and marking it would teach people to look away (docs/adr/0015).
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from challenges.text_check.common_words import COMMON_SURNAMES, ORDINARY_WORDS, SMALL_WORDS
from challenges.text_check.marks import Kind, Mark

_WORD = re.compile(r"[^\W\d_]+(?:['’`][^\W\d_]+)*")
_TOGETHER = re.compile(r"[\s\-‐‑.,]{1,4}")
_POSSESSIVE = re.compile(r"['’`]s\Z", re.IGNORECASE)
_TITLES = {"mr", "mrs", "miss", "ms", "mx", "dr", "prof", "master", "sir"}
_JOINING = {"de", "da", "di", "du", "el", "al", "la", "le", "van", "von", "der", "bin", "ibn", "st", "mac", "mc", "o"}
SHORTEST_ALONE = 5  # letters of a surname that is marked by itself


@dataclass(frozen=True)
class Names:
    """Which hashes are known, and whose they are. Without the key nobody can make them from a name."""

    key: bytes
    known: Mapping[str, str]  # hash: "child" or "worker"
    _made: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    def whose(self, *parts: str) -> str | None:
        words = " ".join(parts)
        if words not in self._made:
            self._made[words] = hashed(self.key, words)
        return self.known.get(self._made[words])


def hashed(key: bytes, words: str) -> str:
    """The keyed hash of one name part or pair, as it is kept: 32 hexadecimal characters."""
    return hmac.digest(key, words.encode(), hashlib.sha256).hex()[:32]


def plain(word: str) -> str:
    """A word as it is compared: no accents, no apostrophes, small letters."""
    if word.isascii() and word.isalpha():
        return word.lower()
    bare = unicodedata.normalize("NFKD", _POSSESSIVE.sub("", word))
    return "".join(each for each in bare if each.isalpha()).casefold()


def parts_to_keep(name: str) -> set[str]:
    """What is kept of one full name, before it is hashed: pairs of its parts, and a rare surname. Empty for one word.

    Takes “Amina Jane Okonkwo” and “Okonkwo, Amina Jane”.
    """
    surname, comma, forenames = name.partition(",")
    if comma:
        first, last = _parts(forenames), _parts(surname)
    else:
        words = _parts(name)
        at = next((n for n, word in enumerate(words[1:], start=1) if word in _JOINING), None)
        hyphened = len(_parts(re.split(r"\s+", name.strip())[-1]))
        cut = at or len(words) - hyphened
        first, last = words[:cut], words[cut:]
    first = [word for word in first if word not in _TITLES]
    last = [word for word in last if word not in _JOINING]
    if not first or not last:
        return set()
    kept = {f"{one} {other}" for one in first if len(one) > 1 for other in last if len(other) > 1}
    kept |= {f"{other} {one}" for one in first if len(one) > 1 for other in last if len(other) > 1}
    kept |= {f"{first[0][0]} {other}" for other in last if len(other) > 2}
    kept |= {f"{one} {other}" for one, other in pairwise(last)}
    kept |= {word for word in last if is_rare(word)}
    return kept


def is_rare(surname: str) -> bool:
    """Whether a surname alone leads to a person: long enough, not a common one, no word of the language."""
    return len(surname) >= SHORTEST_ALONE and surname not in COMMON_SURNAMES and surname not in ORDINARY_WORDS


def looked_up(texts: Iterable[str]) -> set[str]:
    """Everything in these texts that might be a name or part of one, as it would have been hashed."""
    return {words for text in texts for _start, _end, words in _candidates(text)}


def find(text: str, names: Names) -> Iterator[Mark]:
    taken: list[tuple[int, int]] = []
    for start, end, words in sorted(_candidates(text), key=lambda each: (each[2].count(" ") == 0, each[0])):
        whose = names.whose(words)
        if whose and not any(start < known_end and known < end for known, known_end in taken):
            taken.append((start, end))
            kind = Kind.CHILD if whose == "child" else Kind.WORKER
            who = "a child" if kind is Kind.CHILD else "a member of staff"
            yield Mark(start, end, kind, text[start:end], f"The council’s list has {who} of this name.")


def _parts(name: str) -> list[str]:
    return [part for part in (plain(word) for word in _WORD.findall(name)) if part]


def _candidates(text: str) -> Iterator[tuple[int, int, str]]:
    """Places with the words to look up: words in capitals, and pairs, with another name between them or not."""
    words = [(match.start(), match.end(), match[0], plain(match[0])) for match in _WORD.finditer(text)]
    for index, (start, end, written, word) in enumerate(words):
        if len(word) >= SHORTEST_ALONE and written[0].isupper() and word not in ORDINARY_WORDS:
            yield start, end, word
        before_end, between = end, 0
        for other_start, other_end, other_written, other in words[index + 1 : index + 6]:
            if between == 2 or not _TOGETHER.fullmatch(text, before_end, other_start):
                break
            if other in _JOINING:  # Jan van der Welp
                before_end = other_end
                continue
            between += 1
            if _may_be_name(written, word, other_written, other):
                yield start, other_end, f"{word} {other}"
            if not other_written[0].isupper():
                break
            before_end = other_end


def _may_be_name(written: str, word: str, other_written: str, other: str) -> bool:
    """Two capital letters, or words of which one at least is no word of the language (“john smith”)."""
    if written[0].isupper() and other_written[0].isupper():
        return True
    if len(word) == 1 or word in SMALL_WORDS or other in SMALL_WORDS:
        return False
    return not (word in ORDINARY_WORDS and other in ORDINARY_WORDS)
