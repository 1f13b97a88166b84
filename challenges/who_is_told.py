"""Who gets word when something happens to a challenge as a whole: its dates move, it is paused, it ends."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from challenges.models import PLAN_ROLES, Challenge, Role, User

# function(challenge) -> [(person, what they are, in words)]: people without a role here who wait for it, such as
# those invited into the peer team who have not answered.
BESIDES: list[Callable[[Challenge], Iterable[tuple[User, str]]]] = []


@dataclass(frozen=True)
class Told:
    """One person who gets word."""

    person: User
    what_they_are: str  # "sponsor", "lead peer and adviser", "invited as peer"
    roles: frozenset[str]

    @property
    def knows_the_plan(self) -> bool:
        """Whether they may read reasons and the dates of others."""
        return bool(self.roles & PLAN_ROLES)

    def __str__(self) -> str:
        return f"{self.person} ({self.what_they_are})"


def who_is_told(challenge: Challenge, *, but: User | None = None) -> list[Told]:
    """Everybody who holds a role now, in the order of the roles, and who is invited; without whoever acts."""
    order = list(Role)
    held: dict[User, list[Role]] = {}
    current = challenge.memberships.current().filter(user__is_active=True).select_related("user").order_by("pk")
    for membership in current:
        held.setdefault(membership.user, []).append(Role(membership.role))
    told = [
        Told(person, " and ".join(role.label.lower() for role in sorted(roles, key=order.index)), frozenset(roles))
        for person, roles in sorted(held.items(), key=lambda item: min(order.index(role) for role in item[1]))
    ]
    for besides in BESIDES:
        told += [Told(person, words, frozenset()) for person, words in besides(challenge) if person not in held]
    return [each for each in told if each.person != but]


def holding(challenge: Challenge, roles: Iterable[str], *, but: User) -> list[User]:
    """Those who hold one of these roles now, without whoever acts."""
    wanted = {str(role) for role in roles}
    return [told.person for told in who_is_told(challenge, but=but) if told.roles & wanted]
