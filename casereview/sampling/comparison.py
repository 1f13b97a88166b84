"""How a sample compares with those it was drawn from, trait by trait."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

NOT_KNOWN = "Not known"


@dataclass(frozen=True)
class Compared:
    """One value of a trait: how many in the whole and in the sample, and their shares in per cent."""

    value: str
    whole: int
    sample: int
    whole_share: float
    sample_share: float


def compared(
    whole: Iterable[Mapping[str, str]],
    sample: Iterable[Mapping[str, str]],
    traits: Iterable[str],
    orders: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, list[Compared]]:
    """By trait, each value that is anywhere: in the order of `orders`, then the commonest of the whole first, and what is
    not known last.
    """
    everyone, drawn = list(whole), list(sample)
    return {trait: _one(trait, everyone, drawn, (orders or {}).get(trait, ())) for trait in traits}


def _one(
    trait: str, everyone: list[Mapping[str, str]], drawn: list[Mapping[str, str]], order: Sequence[str]
) -> list[Compared]:
    counted = Counter(each.get(trait) or NOT_KNOWN for each in everyone)
    in_sample = Counter(each.get(trait) or NOT_KNOWN for each in drawn)
    place = {value: at for at, value in enumerate(order)}
    values = sorted(
        {*counted, *in_sample},
        key=lambda value: (value == NOT_KNOWN, place.get(value, len(place)), -counted[value], value),
    )
    return [
        Compared(
            value,
            counted[value],
            in_sample[value],
            _share(counted[value], len(everyone)),
            _share(in_sample[value], len(drawn)),
        )
        for value in values
    ]


def _share(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0
