"""Where Django asks who may: the predicates of the rules, and before them whether the challenge stands still."""

from __future__ import annotations

from typing import Any

from rules.permissions import ObjectPermissionBackend

from challenges import standstill
from challenges.models import Challenge


class RulesUnlessAtAStandstill(ObjectPermissionBackend):
    """The rules, but for what a paused or withdrawn challenge refuses to everyone."""

    def has_perm(self, user: Any, perm: str, *args: Any, **kwargs: Any) -> bool:
        thing = args[0] if args else None
        challenge = thing if isinstance(thing, Challenge) else getattr(thing, "challenge", None)
        if isinstance(challenge, Challenge) and standstill.refuses_permission(perm, challenge):
            return False
        return super().has_perm(user, perm, *args, **kwargs)
