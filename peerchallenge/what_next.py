"""What is next, and whose turn it is: for one person, and for the board."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.urls import resolve

from challenges.models import COUNCIL_ROLES, Challenge, Milestone, NextAction, Role, User
from challenges.moments import today
from peerchallenge.frame import permission_of

if TYPE_CHECKING:
    import datetime

SHOWN = 50


@dataclass(frozen=True)
class Line:
    """One next action, as templates/_next_actions.html shows it."""

    sentence: str
    url: str
    due_on: datetime.date | None
    overdue: bool
    council_name: str
    whose: str


def my_next_actions(user: User) -> list[Line]:
    """What this person can do next, soonest first; what has no date last."""
    actions = (
        NextAction.objects.for_person(user)
        .select_related("challenge__council", "person")
        .order_by("due_on", "challenge", "position")
    )
    rows = sorted(actions[:SHOWN], key=lambda action: action.due_on is None)
    return [line(action, council=True) for action in rows]


def line(action: NextAction, *, council: bool = False) -> Line:
    """A next action as pages show it."""
    return Line(
        sentence=action.sentence,
        url=action.url,
        due_on=action.due_on,
        overdue=bool(action.due_on and action.due_on < today()),
        council_name=action.challenge.council.name if council else "",
        whose=action.person.name if action.person else Role(action.role).label,
    )


@dataclass(frozen=True)
class Row:
    """One challenge on a list: where it is, what is next, whose turn it is."""

    challenge: Challenge
    next_milestone: Milestone | None
    turn: str
    overdue: bool


def rows(challenges: list[Challenge]) -> list[Row]:
    """The rows of these challenges, in two queries however many there are."""
    milestones: dict[int, Milestone] = {}
    coming = Milestone.objects.filter(challenge__in=challenges, due_on__gte=today())
    for milestone in coming.order_by("challenge", "due_on", "position"):
        milestones.setdefault(milestone.challenge_id, milestone)
    holders: dict[int, list[NextAction]] = {}
    for action in NextAction.objects.gating().filter(challenge__in=challenges).select_related("person"):
        holders.setdefault(action.challenge_id, []).append(action)
    return [
        Row(
            challenge=challenge,
            next_milestone=milestones.get(challenge.pk),
            turn=whose_turn(holders.get(challenge.pk, [])),
            overdue=any(action.due_on and action.due_on < today() for action in holders.get(challenge.pk, [])),
        )
        for challenge in challenges
    ]


def whose_turn(gating: list[NextAction]) -> str:
    """Who holds the pen, in plain words: the role of the first thing that is missing."""
    if not gating:
        return ""
    return Role(gating[0].role).label


def for_reader(actions: list[NextAction], user: User, challenge: Challenge) -> tuple[list[Line], list[str]]:
    """What is missing, for this reader: sentences they may read, and the roles of the others whose turn it is.

    The council's people read their own to-dos; of the team's they learn only whose turn it is. A page that this reader
    may not open is not linked.
    """
    roles = user.roles_in(challenge)
    council_only = roles <= COUNCIL_ROLES | {Role.CONTRIBUTOR}
    readable = [each for each in actions if not council_only or each.role in roles or each.person_id == user.pk]
    others = [Role(each.role).label for each in actions if each not in readable]
    lines = [line(each) if _may_open(each, user, challenge) else replace(line(each), url="") for each in readable]
    return lines, list(dict.fromkeys(others))


def _may_open(action: NextAction, user: User, challenge: Challenge) -> bool:
    """Whether the page of a next action, and the very address of its link, are this person's to open."""
    permissions = {permission_of(action.page)}
    path = action.url.partition("?")[0].partition("#")[0]
    if path.startswith(challenge.get_absolute_url()):
        permissions.add(resolve(path).func.permission)
    return all(user.has_perm(permission, challenge) for permission in permissions)


def around_today(challenge: Challenge) -> list[Milestone]:
    """The last date gone by and the next three to come."""
    milestones = list(challenge.milestones.order_by("due_on", "position"))
    coming = [each for each in milestones if each.due_on >= today()]
    gone = [each for each in milestones if each.due_on < today()]
    return gone[-1:] + coming[:3]
