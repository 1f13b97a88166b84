"""First cut: the stage's developer replaces it."""

from __future__ import annotations

from django.db.models import QuerySet

from challenges.models import Challenge, Theme
from scoping.models import ChosenTheme, KeyLineOfEnquiry, ScopingProposal


def key_lines(challenge: Challenge) -> QuerySet[KeyLineOfEnquiry]:
    return KeyLineOfEnquiry.objects.filter(challenge=challenge)


def chosen_themes(challenge: Challenge) -> QuerySet[Theme]:
    return Theme.objects.filter(pk__in=ChosenTheme.objects.filter(challenge=challenge).values("theme")).order_by("position")


def agreed_proposal(challenge: Challenge) -> ScopingProposal | None:
    return ScopingProposal.objects.filter(challenge=challenge, agreed_at__isnull=False).first()
