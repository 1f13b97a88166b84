"""What any stage may ask about a challenge."""

from __future__ import annotations

import datetime

from django.db.models import QuerySet

from challenges.lifecycle import WORKING_STAGES, Stage
from challenges.models import Challenge, Membership, User


def people(challenge: Challenge, *roles: str) -> QuerySet[User]:
    """Who holds one of these roles in the challenge now, by name."""
    held = Membership.objects.holding(*roles).filter(challenge=challenge)
    return User.objects.filter(pk__in=held.values("user")).order_by("name", "pk")


def first_person(challenge: Challenge, role: str) -> User | None:
    """The one who has held this role longest, or None."""
    held = Membership.objects.holding(role).filter(challenge=challenge).select_related("user").order_by("pk").first()
    return held.user if held else None


def milestone_date(challenge: Challenge, code: str) -> datetime.date | None:
    """When a milestone of the plan falls, or None where the programme has none."""
    return challenge.milestones.filter(code=code).values_list("due_on", flat=True).first()


def has_reached(challenge: Challenge, stage: Stage) -> bool:
    """Whether the challenge stands in this stage or a later one."""
    if challenge.stage == Stage.CLOSED:
        return True
    return challenge.stage in WORKING_STAGES[WORKING_STAGES.index(stage) :]
