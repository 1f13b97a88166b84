"""The pool of peers: who could come, in words why, and in words why not. A person decides."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from challenges.models import AuthorityType, Challenge, Council, PeerMonth, PeerProfile, User
from challenges.moments import today
from preparation.models import Candidate, TeamPlace
from preparation.queries.conflicts import Record, record_of, records
from preparation.queries.coverage import lacking_themes

NOT_A_COUNCIL = "none"
NEW, HAS_COME, HAS_LED = "new", "has_come", "has_led"


@dataclass(frozen=True)
class Asked:
    """What a search narrows the pool to; empty texts and None narrow nothing."""

    theme: str = ""
    free: bool = False  # in the month of the week on site
    kind: str = ""  # of AuthorityType, or NOT_A_COUNCIL
    region: str = ""
    level: str = ""  # of PeerProfile.Seniority
    experience: str = ""
    most_days: int | None = None
    nothing_against: bool = False


@dataclass
class Found:
    """A person of the pool, beside one challenge."""

    profile: PeerProfile
    record: Record
    fills: list[str] = field(default_factory=list)  # themes that nobody on the list knows
    also: list[str] = field(default_factory=list)  # other themes of this challenge
    is_free: bool = False
    months: list[str] = field(default_factory=list)
    month: str = ""

    @property
    def user(self) -> User:
        return self.profile.user

    @property
    def fits(self) -> list[str]:
        """Why this person fits, each a short sentence."""
        said = []
        if self.fills:
            said.append(f"Skilled in {_and(self.fills)}, which the team still lacks")
        if self.also:
            said.append(
                f"Skilled in {_and(self.also)}, like others on the list"
                if self.fills
                else f"Skilled in {_and(self.also)}"
            )
        if self.is_free:
            said.append(f"Free in {self.month}")
        return [*said, self.record.days_in_words]

    @property
    def stands_against(self) -> list[str]:
        """What a reader has to know before they propose this person, apart from conflicts."""
        said = [] if self.is_free else [f"Has not said they are free in {self.month}"]
        if not self.fills and not self.also:
            said.append("Names no theme of this challenge")
        if self.record.declined_here:
            said.append("Declined a place in this challenge")
        return said

    @property
    def where(self) -> str:
        """Where they work, of what kind it is, and in which region."""
        council = self.profile.council
        parts = [self.profile.authority]
        if council:
            parts = [council.name, council.get_kind_display(), council.region]
        return ", ".join(part for part in parts if part)


def pool(challenge: Challenge) -> QuerySet[PeerProfile]:
    """The profiles of those who agreed to be found: invented people for invented challenges only."""
    standing = PeerProfile.objects.filter(in_pool_since__isnull=False, user__is_active=True, user__erased_at=None)
    return _with_lists(standing.filter(user__is_demo=challenge.is_demo))


def search(challenge: Challenge, asked: Asked, *, themes: tuple[list[str], set[str]] | None = None) -> list[Found]:
    """Who of the pool could be put on the list, first those who know most of what is lacking, then who gave fewest days.

    Those with a conflict that nobody can waive come last. `themes` are those of the challenge and those that are
    lacking, where they are known already. The number of queries does not grow with the pool.
    """
    open_places = Q(state__in=[TeamPlace.State.INVITED, TeamPlace.State.ACCEPTED])
    taken = TeamPlace.objects.filter(open_places, challenge=challenge).values("user")
    listed = Candidate.objects.standing().filter(challenge=challenge).values("user")
    profiles = _narrowed(pool(challenge), challenge, asked).exclude(user__in=taken).exclude(user__in=listed)
    rows = _beside(challenge, list(profiles), themes)
    if asked.experience:
        rows = [row for row in rows if _has(row.record, asked.experience)]
    if asked.most_days is not None:
        rows = [row for row in rows if row.record.days_this_year <= asked.most_days]
    if asked.nothing_against:
        rows = [row for row in rows if not row.record.conflicts]
    return sorted(
        rows,
        key=lambda row: (bool(row.record.hard), -len(row.fills), row.record.days_this_year, row.user.name, row.user.pk),
    )


def found(challenge: Challenge, user: User) -> Found | None:
    """The same of one person, whether or not they are in the pool; None where they have no profile."""
    profile = _with_lists(PeerProfile.objects.filter(user=user)).first()
    return _beside(challenge, [profile])[0] if profile else None


def record_for(challenge: Challenge, user: User) -> Record:
    """What stands against this person here, and what they gave."""
    profile = _with_lists(PeerProfile.objects.filter(user=user)).first()
    return record_of(challenge, profile, user.pk)


def _with_lists(profiles: QuerySet[PeerProfile]) -> QuerySet[PeerProfile]:
    coming = PeerMonth.objects.filter(month__gte=today().replace(day=1))
    lists: list[Any] = ["skills", "worked_for", Prefetch("months", coming)]
    return profiles.select_related("user", "council").prefetch_related(*lists).order_by("user__name", "pk")


def _narrowed(profiles: QuerySet[PeerProfile], challenge: Challenge, asked: Asked) -> QuerySet[PeerProfile]:
    if asked.theme:
        profiles = profiles.filter(skills__theme=asked.theme)
    if asked.free:
        profiles = profiles.filter(months__month=month_of(challenge))
    if asked.kind == NOT_A_COUNCIL:
        profiles = profiles.filter(council=None)
    elif asked.kind:
        profiles = profiles.filter(council__kind=AuthorityType(asked.kind))
    if asked.region:
        profiles = profiles.filter(council__in=Council.objects.filter(region=asked.region))
    return profiles.filter(seniority=asked.level) if asked.level else profiles


def month_of(challenge: Challenge) -> datetime.date:
    """The month of the week on site, by its first day."""
    return challenge.starts_on.replace(day=1)


def _beside(
    challenge: Challenge, profiles: list[PeerProfile], themes: tuple[list[str], set[str]] | None = None
) -> list[Found]:
    every, lacking = themes or lacking_themes(challenge)
    known = records(challenge, profiles, [profile.user_id for profile in profiles])
    month = month_of(challenge)
    rows = []
    for profile in profiles:
        skills = {skill.theme for skill in profile.skills.all()}
        months = [each.month for each in profile.months.all()]
        rows.append(
            Found(
                profile,
                known[profile.user_id],
                fills=[theme for theme in every if theme in skills and theme in lacking],
                also=[theme for theme in every if theme in skills and theme not in lacking],
                is_free=month in months,
                months=[f"{each:%B %Y}" for each in months],
                month=f"{month:%B %Y}",
            )
        )
    return rows


def _has(record: Record, experience: str) -> bool:
    return {NEW: not record.challenges, HAS_COME: record.challenges > 0, HAS_LED: record.led > 0}.get(experience, True)


def _and(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
