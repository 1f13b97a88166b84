"""What every action of scoping begins with: the challenge, locked, while its scope may still change."""

from __future__ import annotations

from challenges.action_tools import ActionRefused, locked
from challenges.lifecycle import Stage
from challenges.models import Challenge


def in_scoping(challenge: Challenge) -> Challenge:
    """The challenge, held until the transaction ends; refuses once scoping has ended."""
    challenge = locked(challenge)
    if challenge.stage != Stage.SCOPING:
        raise ActionRefused("Scoping has ended. Themes, key lines and the proposal stand as they are.")
    return challenge
