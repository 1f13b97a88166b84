"""Looking on as somebody else."""

from __future__ import annotations

import datetime

from django.db import transaction

from challenges import audit
from challenges.action_tools import ActionRefused
from challenges.models import Audience, AuditEvent, Challenge, User


@transaction.atomic
def begin_seeing_as(
    challenge: Challenge, person: User, *, until: datetime.datetime, reason: str, by: User
) -> AuditEvent:
    """Keep that someone begins to see a challenge as one of its people, and why."""
    if not reason.strip():
        raise ActionRefused("Say why you want to see the challenge as somebody else.")
    return audit.record(
        "see_as.begun",
        f"began to see the challenge as {person}",
        by=by,
        challenge=challenge,
        target=person,
        audience=Audience.LGA,
        becomes={"until": until},
        reason=reason.strip(),
    )


@transaction.atomic
def end_seeing_as(challenge: Challenge, person: User, *, because: str, by: User) -> AuditEvent:
    """Keep that it is over."""
    words = f", because {because}" if because else ""
    return audit.record(
        "see_as.ended",
        f"stopped seeing the challenge as {person}{words}",
        by=by,
        challenge=challenge,
        target=person,
        audience=Audience.LGA,
    )
