"""Coming in: what people accept and declare before the first page of a challenge."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from challenges.actions import accept_texts
from challenges.models import Challenge, User
from preparation.actions.interests import JOINED, declare_interests
from preparation.interests import Interests


@transaction.atomic
def accept_agreements(
    challenge: Challenge, *, texts: Collection[int], by: User, interests: Interests | None = None
) -> None:
    """Accept the texts with these ids, and declare one's interests where that was asked too."""
    accept_texts(challenge, texts=texts, roles=by.roles_in(challenge), by=by)
    if interests is not None:
        declare_interests(challenge, interests=interests, by=by, because=JOINED)
