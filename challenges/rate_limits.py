"""How often something may be asked: counted in the cache, by whoever asks or by what is asked for."""

from __future__ import annotations

from django.core.cache import cache

from challenges.moments import now


def is_too_often(what: str, *, most: int, seconds: int) -> bool:
    """Count one more of `what`; whether that is more than `most` in this stretch of so many seconds.

    A count lost between two that ask at once lets one more through: this keeps machines calm and guards no secret.
    """
    stretch = int(now().timestamp() // seconds)
    key = f"asked:{what}:{stretch}"
    if cache.add(key, 1, seconds):
        return most < 1
    try:
        return cache.incr(key) > most
    except ValueError:  # it ended just now
        return False
