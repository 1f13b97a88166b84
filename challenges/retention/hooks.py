"""What a stage keeps of its rows before a period takes them."""

from __future__ import annotations

from collections.abc import Callable

# By the key of the period: function(challenge, by=user), in the transaction in which the rows go.
BEFORE_IT_GOES: dict[str, list[Callable[..., None]]] = {}


def before_it_goes(key: str, function: Callable[..., None]) -> None:
    """Have this done before a period takes the rows of a challenge."""
    if function not in BEFORE_IT_GOES.setdefault(key, []):
        BEFORE_IT_GOES[key].append(function)
