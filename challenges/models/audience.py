"""Who may read something that was written: the one visibility rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from challenges.models.people import Role

if TYPE_CHECKING:
    from challenges.models.challenge import Challenge
    from challenges.models.people import User


class Audience(models.TextChoices):
    """From the narrowest to the widest."""

    AUTHOR = "author", "Only you"
    LGA = "lga", "LGA only"
    TEAM = "team", "Peer team"
    COUNCIL = "council", "Shared with the council"


LGA_ROLES = frozenset({Role.PROGRAMME_MANAGER, Role.CHALLENGE_MANAGER, Role.CO_ORDINATOR, Role.ADVISER})
TEAM_ROLES = frozenset(
    {Role.LEAD_PEER, Role.PEER, Role.OBSERVER, Role.CHALLENGE_MANAGER, Role.PROGRAMME_MANAGER, Role.ADVISER}
)
COUNCIL_ROLES = frozenset({Role.SPONSOR, Role.ORGANISER})

# Who knows the plan: its dates, whose turn it is, what is done. Contributors and moderators know their own part only.
PLAN_ROLES = LGA_ROLES | TEAM_ROLES | COUNCIL_ROLES

# Audience: the roles that may read it, apart from its author.
READERS = {
    Audience.AUTHOR: frozenset(),
    Audience.LGA: LGA_ROLES,
    Audience.TEAM: TEAM_ROLES,
    Audience.COUNCIL: LGA_ROLES | TEAM_ROLES | COUNCIL_ROLES,
}


class WrittenQuerySet(models.QuerySet):
    """Rows with an `audience`, an author and a challenge. Every door uses `visible_to`."""

    def visible_to(self, user: User) -> WrittenQuerySet:
        """What this user may read, in every challenge at once: written by them, or for a role they hold there."""
        seen = Q(written_by=user)
        for audience, roles in READERS.items():
            if not roles:
                continue
            for_role = Q(audience=audience)
            if not (user.is_programme_office and Role.PROGRAMME_MANAGER in roles):
                for_role &= Q(challenge__in=user.memberships.current().filter(role__in=roles).values("challenge"))
            seen |= for_role
        rows = self
        if user.seen_by:  # someone looks on as this person: nothing that they may not read themselves
            theirs = self.model._default_manager.visible_to(user.seen_by)  # type: ignore[attr-defined]
            rows = self.filter(pk__in=theirs.values("pk"))
        in_reach = (
            rows
            if user.is_programme_office
            else rows.filter(challenge__in=user.memberships.current().values("challenge"))
        )
        return in_reach.filter(seen)

    def visible_in(self, challenge: Challenge, user: User) -> WrittenQuerySet:
        """The same of one challenge, from the roles that are known there: a quarter of the work, for pages and lists."""
        rows = self.filter(challenge=challenge)
        if type(self).visible_to is not WrittenQuerySet.visible_to:  # a rule of its own
            return rows.visible_to(user)
        if user.seen_by:  # as above
            rows = rows.visible_in(challenge, user.seen_by)
        roles = user.roles_in(challenge)
        if not roles:
            return rows.none()
        for_them = [audience for audience, readers in READERS.items() if roles & readers]
        return rows.filter(Q(written_by=user) | Q(audience__in=for_them))


class Written(models.Model):
    """Anything a person writes in a challenge: it carries an audience, its author and a version that guards edits."""

    audience = models.CharField(max_length=10, choices=Audience, default=Audience.AUTHOR)
    written_by = models.ForeignKey("challenges.User", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("challenges.User", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = WrittenQuerySet.as_manager()

    class Meta:
        abstract = True
