"""Mails a person can do without, and whether they do.

Only mails that come by themselves and tell what the pages tell too: an app registers each by its kind in `OPTIONAL`, and
asks `is_muted` when it writes one and again when it goes out.
"""

from __future__ import annotations

from dataclasses import dataclass

from challenges.models import MutedMail, User


@dataclass(frozen=True)
class OptionalMail:
    """What a person reads of such a mail where they choose."""

    label: str
    what: str


OPTIONAL: dict[str, OptionalMail] = {}


def muted_by(person: User) -> set[str]:
    """The kinds of mail this person has switched off."""
    return set(MutedMail.objects.filter(person=person).values_list("kind", flat=True))


def is_muted(person: User, kind: str) -> bool:
    return MutedMail.objects.filter(person=person, kind=kind).exists()
