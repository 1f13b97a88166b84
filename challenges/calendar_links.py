"""The secret in the address of a person's calendar: shown once, kept as a hash alone."""

from __future__ import annotations

import hashlib
import secrets

from challenges.models import CalendarFeed


def new_key() -> str:
    """256 random bits, as the address carries them."""
    return secrets.token_urlsafe(32)


def digest_of(key: str) -> str:
    """What is kept of a key. A key is as random as its hash, so it needs no salt and no slow hash."""
    return hashlib.sha256(key.encode()).hexdigest()


def feed_of(key: str) -> CalendarFeed | None:
    """The feed in use that this key opens, of a person who may still sign in; or None."""
    feeds = CalendarFeed.objects.filter(digest=digest_of(key), ended_at=None, person__is_active=True)
    return feeds.select_related("person").first()
