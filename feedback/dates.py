"""Which milestones feedback has reached."""

from __future__ import annotations

from challenges.models import Challenge
from feedback.models import Presentation


def reached(challenge: Challenge) -> set[str]:
    """The presentation once it was given."""
    given = Presentation.objects.filter(challenge=challenge, given_at__isnull=False)
    return {"presentation"} if given.exists() else set()
