"""What the text check finds: kinds of words, and a mark on each place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Stored as it is; the order is the order of strength where two lie over each other."""

    PUPIL_NUMBER = "pupil_number"
    NHS_NUMBER = "nhs_number"
    NATIONAL_INSURANCE = "national_insurance"
    EMAIL = "email"
    PHONE = "phone"
    POSTCODE = "postcode"
    BIRTH = "birth"
    CHILD = "child"
    WORKER = "worker"
    JUDGEMENT = "judgement"

    @property
    def words(self) -> str:
        """As in “There is an NHS number in it”."""
        return IN_WORDS[self]

    @property
    def is_identifier(self) -> bool:
        """Leads to a person, and so stands between a text and its sharing. A word of judgement is only pointed out."""
        return self is not Kind.JUDGEMENT


IN_WORDS = {
    Kind.PUPIL_NUMBER: "a unique pupil number",
    Kind.NHS_NUMBER: "an NHS number",
    Kind.NATIONAL_INSURANCE: "a National Insurance number",
    Kind.EMAIL: "an e-mail address",
    Kind.PHONE: "a telephone number",
    Kind.POSTCODE: "a postcode",
    Kind.BIRTH: "a date of birth",
    Kind.CHILD: "the name of a child",
    Kind.WORKER: "the name of a worker",
    Kind.JUDGEMENT: "a word of judgement",
}


@dataclass(frozen=True, order=True)
class Mark:
    """One place in a text: characters `start` to `end`, the words there, and in a sentence why they are marked."""

    start: int
    end: int
    kind: Kind
    words: str
    why: str


# Between the characters of one number people put spaces, line breaks, hyphens of every kind, dots, and characters that
# have no width at all.
BETWEEN = r"[\s\-‐‑‒–—―−.·_/\u00ad\u200b-\u200d\u2060\ufeff]"

_NOTHING_BETWEEN = re.compile(BETWEEN)


def joined(words: str) -> str:
    """A number without what stands between its characters, in plain digits and capital letters."""
    bare = _NOTHING_BETWEEN.sub("", words).upper()
    return "".join(str(int(each)) if each.isdecimal() else each for each in bare)
