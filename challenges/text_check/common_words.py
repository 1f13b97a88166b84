"""Words that tell nobody apart; the lists stand in words/, in the order of the alphabet."""

from __future__ import annotations

from pathlib import Path


def _listed(name: str) -> frozenset[str]:
    return frozenset((Path(__file__).parent / "words" / f"{name}.txt").read_text().split())


COMMON_SURNAMES = _listed("common_surnames")  # those that many people in England have
ORDINARY_WORDS = _listed("ordinary_words")  # names that are words of the language, of the field, or of the map
SMALL_WORDS = _listed("small_words")  # no name is looked for in these when they stand in small letters
