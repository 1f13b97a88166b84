"""Chance that anyone can work out again: a stream of numbers made of a seed by SHA-256, the same on every computer."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from fractions import Fraction
from typing import TypeVar

T = TypeVar("T")
BITS = 256


class Chance:
    """Numbers from a seed: block k is SHA-256 of "seed:k", read as one whole number.

    Python's own generator is not used: what it makes of a seed is not promised from one version to the next.
    """

    def __init__(self, seed: str) -> None:
        self.seed, self.block = seed, 0

    def below(self, end: int) -> int:
        """A whole number from 0 to end - 1, each as likely as the others. `end` is at least 1, and below 2 ** 256."""
        fair = (1 << BITS) - (1 << BITS) % end  # above it some numbers would come up once more than others
        while True:
            digest = hashlib.sha256(f"{self.seed}:{self.block}".encode()).digest()
            self.block += 1
            number = int.from_bytes(digest, "big")
            if number < fair:
                return number % end

    def happens(self, chance: Fraction) -> bool:
        """True with this chance, exactly."""
        return self.below(chance.denominator) < chance.numerator

    def one_of(self, things: Sequence[T]) -> T:
        return things[self.below(len(things))]

    def shuffled(self, things: Sequence[T]) -> list[T]:
        """The same things in an order of which every one is as likely as the others."""
        left, mixed = list(things), []
        while left:
            at = self.below(len(left))
            left[at], left[-1] = left[-1], left[at]
            mixed.append(left.pop())
        return mixed
