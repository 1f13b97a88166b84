"""Which key lines an indicator stands beside, until a person says otherwise."""

from __future__ import annotations

from collections.abc import Mapping

from preparation.performance.catalogue import BY_NAME, TITLES, plain, speaks_of


def lines_for(topic: str, name: str, lines: Mapping[int, str]) -> list[int]:
    """The keys of the lines that speak of this indicator. lines: what each says, with the name of its theme, by key.

    A line that speaks of nothing we know words for gets none: the indicator stands with those for all key lines.
    """
    known = TITLES.get(plain(topic)) or BY_NAME.get(plain(name), (None, None))[1]
    words = known.words if known else ()
    own = (topic, name) if len(topic) > 3 else (name,)  # a council's own sheet or row, by its whole name
    return [key for key, text in lines.items() if speaks_of(text, (*words, *own))]
