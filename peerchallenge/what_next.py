"""What is next, and whose turn it is: for one person, and for the board."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.urls import resolve

from challenges.models import COUNCIL_ROLES, Challenge, Milestone, NextAction, Role, User
from challenges.moments import today
from peerchallenge.frame import permission_of

if TYPE_CHECKING:
    import datetime

SHOWN = 20


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
        .only("sentence", "url", "due_on", "role", "challenge__council__name", "person__name")
        .order_by(F("due_on").asc(nulls_last=True), "challenge", "position")
    )
    return [line(action, council=True) for action in actions[: SHOWN + 1]]


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
    next_milestone: Any  # its due_on and name
    turn: str
    overdue: bool


def rows(challenges: list[Challenge]) -> list[Row]:
    """The rows of these challenges, in two queries however many there are; plain values, since lists must be quick."""
    milestones: dict[int, Any] = {}
    coming = Milestone.objects.filter(challenge__in=challenges, due_on__gte=today())
    for each in coming.order_by("due_on", "position").values_list("challenge_id", "due_on", "name", named=True):
        milestones.setdefault(each.challenge_id, each)
    turns: dict[int, str] = {}
    late: set[int] = set()
    gating = NextAction.objects.gating().filter(challenge__in=challenges).order_by("challenge", "position")
    for challenge_id, role, due_on in gating.values_list("challenge_id", "role", "due_on"):
        turns.setdefault(challenge_id, Role(role).label)
        if due_on and due_on < today():
            late.add(challenge_id)
    return [
        Row(challenge, milestones.get(challenge.pk), turns.get(challenge.pk, ""), challenge.pk in late)
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
        view: Any = resolve(path).func
        permissions.add(view.permission)
    return all(user.has_perm(permission, challenge) for permission in permissions)


def around_today(challenge: Challenge) -> list[Milestone]:
    """The last date gone by and the next three to come."""
    milestones = list(challenge.milestones.order_by("due_on", "position"))
    coming = [each for each in milestones if each.due_on >= today()]
    gone = [each for each in milestones if each.due_on < today()]
    return gone[-1:] + coming[:3]
