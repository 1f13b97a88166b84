"""The secrets of the second step, sealed: who reads the database or a backup of it finds no key there."""

from __future__ import annotations

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def seal(text: str) -> str:
    """The text, readable only with the newest of our keys."""
    return _box(_keys()).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """The text again, sealed with the newest key or an older one; raises InvalidToken when by none of ours."""
    return _box(_keys()).decrypt(sealed.encode()).decode()


def seal_anew(sealed: str) -> str:
    """The same text under the newest key, after a key was put before the others."""
    return _box(_keys()).rotate(sealed.encode()).decode()


def _keys() -> tuple[str, ...]:
    return tuple(settings.SECOND_STEP_KEYS) or (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


@lru_cache(maxsize=8)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derived(key))) for key in keys])


def _derived(key: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"peerchallenge second step").derive(key.encode())
