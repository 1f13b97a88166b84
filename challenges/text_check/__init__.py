"""The text check: what in a text leads to a person, or reads as a judgement.

`check(text, names=...)` is pure; it takes no more than 20 ms for ten kilobytes. `must_be_clean` is what an action that
shares a text calls first. Forms are in `challenges.text_check.forms`, since they stand above actions.
"""

from challenges.text_check.checking import check, identifiers, words_of_judgement
from challenges.text_check.known import names_for
from challenges.text_check.marks import Kind, Mark
from challenges.text_check.names import Names
from challenges.text_check.sharing import Found, NotClean, found_in, kept_in, must_be_clean

__all__ = [
    "Found",
    "Kind",
    "Mark",
    "Names",
    "NotClean",
    "check",
    "found_in",
    "identifiers",
    "kept_in",
    "must_be_clean",
    "names_for",
    "words_of_judgement",
]
