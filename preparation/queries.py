"""What the preparation stage answers, and what later stages may ask. (First cut: the stage's developer replaces it.)"""

from __future__ import annotations

from django.db.models import QuerySet

from challenges.models import Challenge, User
from preparation.models import DocumentRequest, TeamPlace


def team(challenge: Challenge) -> QuerySet[User]:
    return User.objects.filter(team_places__challenge=challenge, team_places__state=TeamPlace.State.ACCEPTED)


def team_places(challenge: Challenge) -> QuerySet[TeamPlace]:
    return TeamPlace.objects.filter(challenge=challenge).select_related("user")


def documents_in(challenge: Challenge) -> QuerySet[DocumentRequest]:
    return DocumentRequest.objects.filter(challenge=challenge, state=DocumentRequest.State.IN)


def documents_read(challenge: Challenge) -> int:
    return documents_in(challenge).filter(readings__isnull=False).distinct().count()
