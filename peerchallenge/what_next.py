"""What is next, and whose turn it is: for one person, and for the board."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.urls import resolve

from challenges.models import LGA_ROLES, PLAN_ROLES, TEAM_ROLES, Challenge, Milestone, NextAction, Role, User
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


def my_next_actions(user: User, *, only: Challenge | None = None) -> list[Line]:
    """What this person can do next, soonest first, in one challenge or in all of theirs; what has no date last."""
    mine = NextAction.objects.for_person(user)
    actions = (
        (mine.filter(challenge=only) if only else mine)
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
    knows_the_plan: bool = True


def rows(challenges: list[Challenge], reader: User) -> list[Row]:
    """The rows of these challenges, in two queries however many there are; plain values, since lists must be quick.

    Dates and turns are for those who know the plan of a challenge: one more query for the roles of who is not the office.
    """
    everything = reader.is_programme_office
    planned = {challenge.pk for challenge in challenges if everything or reader.roles_in(challenge) & PLAN_ROLES}
    milestones: dict[int, Any] = {}
    coming = Milestone.objects.filter(challenge__in=planned, due_on__gte=today())
    for each in coming.order_by("due_on", "position").values_list("challenge_id", "due_on", "name", named=True):
        milestones.setdefault(each.challenge_id, each)
    turns: dict[int, str] = {}
    late: set[int] = set()
    gating = NextAction.objects.gating().filter(challenge__in=planned).order_by("challenge", "position")
    for challenge_id, role, due_on in gating.values_list("challenge_id", "role", "due_on"):
        turns.setdefault(challenge_id, Role(role).label)
        if due_on and due_on < today():
            late.add(challenge_id)
    return [
        Row(
            challenge,
            milestones.get(challenge.pk),
            turns.get(challenge.pk, ""),
            challenge.pk in late,
            challenge.pk in planned,
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

    The council's people read their own to-dos; of the team's they learn only whose turn it is. So do the others of what
    is done on a page they may not open: a sentence may name what stands there.
    """
    roles = user.roles_in(challenge)
    if not roles & PLAN_ROLES:
        return [], []
    reads_others = bool(roles & (LGA_ROLES | TEAM_ROLES))
    readable = [
        each for each in actions if _is_for(each, user, roles) or (reads_others and _knows(each, user, challenge))
    ]
    others = [Role(each.role).label for each in actions if each not in readable]
    lines = [line(each) if _may_open(each, user, challenge) else replace(line(each), url="") for each in readable]
    return lines, list(dict.fromkeys(others))


def _is_for(action: NextAction, user: User, roles: frozenset[str]) -> bool:
    """Whether this is for this person: it names them, or names nobody and a role of theirs."""
    return action.person_id == user.pk or (action.person_id is None and action.role in roles)


def _knows(action: NextAction, user: User, challenge: Challenge) -> bool:
    """Whether this person may open the page where it is done."""
    return user.has_perm(permission_of(action.page), challenge)


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
