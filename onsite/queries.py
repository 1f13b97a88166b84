"""First cut: the stage's developer replaces it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from challenges.models import Challenge
from onsite.models import Session


@dataclass(frozen=True)
class WeekInNumbers:
    sessions: int
    held: int
    hours: int
    groups: int


def sessions(challenge: Challenge) -> QuerySet[Session]:
    return Session.objects.filter(challenge=challenge)


def week_in_numbers(challenge: Challenge) -> WeekInNumbers:
    return WeekInNumbers(sessions(challenge).count(), sessions(challenge).exclude(held_at=None).count(), 0, 0)
