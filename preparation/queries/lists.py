"""The document list as one reader asks for it: what is missing, whose turn it is, and a part of it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from challenges.models import COUNCIL_ROLES, Challenge, Role, User
from challenges.moments import today, working_days_between
from challenges.queries import people
from preparation.models import AskedOf, DocumentRequest, DocumentRound
from preparation.queries.todos import UPLOADING

State, Outlook = DocumentRequest.State, DocumentRequest.Outlook
THE_ORGANISER = "The organiser"

# What of the list is shown: its name in the address, its words, and which items.
SHOWN: dict[str, tuple[str, Callable[[DocumentRequest], bool]]] = {
    "all": ("All", lambda item: not item.is_withdrawn),
    "asked": ("Asked by the team", lambda item: item.is_pulled and not item.is_withdrawn),
    "to_come": ("To come", lambda item: item.is_to_come),
    "doubtful": ("Doubtful", lambda item: item.outlook in {Outlook.SOME_DOUBT, Outlook.AT_RISK}),
    "in": ("In", lambda item: item.state == State.IN and not item.is_partly_in),
    "partly": ("Partly in", lambda item: item.is_partly_in),
    "not_held": ("Not held", lambda item: item.state == State.NOT_HELD),
    "late": ("After the deadline", lambda item: item.came_late),  # type: ignore[attr-defined]  # document_list has it
    "withdrawn": ("Withdrawn", lambda item: item.is_withdrawn),
    "to_read": ("To read", lambda item: item.state == State.IN and not item.is_read),  # type: ignore[attr-defined]  # as above
}
ALWAYS = ["all", "to_come", "in", "not_held"]  # the others where there are some


@dataclass(frozen=True)
class Chosen:
    """What a reader asks for: a state, an owner in words, or only what is theirs."""

    show: str = "all"
    owner: str = ""
    mine: bool = False

    @property
    def is_everything(self) -> bool:
        return self == Chosen()


def chosen_from(asked: dict[str, str], *, names: Iterable[str]) -> Chosen:
    """What the address asks for; what makes no sense is as if it were not there."""
    show = asked.get("show", "all")
    owner = asked.get("owner", "")
    return Chosen(
        show=show if show in SHOWN else "all",
        owner=owner if owner in names else "",
        mine=asked.get("mine") == "1",
    )


def part_of(items: list[DocumentRequest], chosen: Chosen, *, mine: set[int]) -> list[DocumentRequest]:
    """The items a reader asks for. `mine` are the keys of those that are theirs."""
    fits = SHOWN[chosen.show][1]
    return [
        item
        for item in items
        if fits(item) and (not chosen.owner or whose(item) == chosen.owner) and (not chosen.mine or item.pk in mine)
    ]


def whose(item: DocumentRequest) -> str:
    """Who at the council sees to an item, in words."""
    return item.owner_in_words or THE_ORGANISER


def theirs(items: list[DocumentRequest], user: User, challenge: Challenge) -> set[int]:
    """The items of these that a person of the council sees to or is asked for; the organiser has what nobody else has."""
    roles = user.roles_in(challenge)
    if not roles & (COUNCIL_ROLES | {Role.CONTRIBUTOR}):
        return set()
    asked = set(
        AskedOf.objects.filter(request__challenge=challenge, contributor=user).values_list("request", flat=True)
    )
    has_the_rest = Role.ORGANISER in roles
    return {
        item.pk
        for item in items
        if item.owned_by_id == user.pk or item.pk in asked or (has_the_rest and not item.owner_in_words)
    }


@dataclass(frozen=True)
class Turn:
    """What one person or post has still to bring."""

    who: str
    items: list[DocumentRequest]
    overdue: int
    next_due_on: datetime.date


@dataclass(frozen=True)
class Glance:
    """How far the list is, for the top of its page."""

    total: int
    all_in: int
    partly: int
    not_held: int
    wanted: int
    to_come: int  # the rest of what is partly in, too
    overdue: int
    on_its_way: int
    some_doubt: int
    at_risk: int
    not_said: int
    turns: list[Turn]

    @property
    def answered(self) -> int:
        return self.total - self.to_come


def glance_at(items: list[DocumentRequest], *, day: datetime.date) -> Glance:
    """From what a reader's list shows, without a query. Whose turn it is: the most overdue first."""
    items = [item for item in items if not item.is_withdrawn]
    to_come = [item for item in items if item.is_to_come]
    by_who: dict[str, list[DocumentRequest]] = {}
    for item in to_come:
        by_who.setdefault(whose(item), []).append(item)
    turns = [
        Turn(
            who,
            sorted(theirs, key=lambda item: (item.next_due_on, item.position)),
            overdue=sum(item.next_due_on < day for item in theirs),
            next_due_on=min(item.next_due_on for item in theirs),
        )
        for who, theirs in by_who.items()
    ]
    return Glance(
        total=len(items),
        all_in=sum(item.state == State.IN and not item.is_partly_in for item in items),
        partly=sum(item.is_partly_in for item in items),
        not_held=sum(item.state == State.NOT_HELD for item in items),
        wanted=sum(item.state == State.WANTED for item in items),
        to_come=len(to_come),
        overdue=sum(item.next_due_on < day for item in to_come),
        on_its_way=sum(item.outlook == Outlook.ON_ITS_WAY for item in to_come),
        some_doubt=sum(item.outlook == Outlook.SOME_DOUBT for item in to_come),
        at_risk=sum(item.outlook == Outlook.AT_RISK for item in to_come),
        not_said=sum(not item.outlook for item in to_come),
        turns=sorted(turns, key=lambda turn: (-turn.overdue, turn.next_due_on, turn.who)),
    )


def council_people(challenge: Challenge) -> list[User]:
    """Who takes part for the council, and can see to an item: sponsor, organiser, contributors, each once."""
    found: dict[int, User] = {}
    for role in (Role.ORGANISER, Role.SPONSOR, Role.CONTRIBUTOR):
        found |= {person.pk: person for person in people(challenge, role) if person.pk not in found}
    return list(found.values())


# Rounds


def current_round(challenge: Challenge) -> DocumentRound | None:
    """The newest round, open or closed; None where the list has no deadline."""
    return DocumentRound.objects.filter(challenge=challenge).order_by("-number").first()


def rounds(challenge: Challenge) -> list[DocumentRound]:
    """Every round, the newest first, with who opened and closed it."""
    found = DocumentRound.objects.filter(challenge=challenge).select_related("opened_by", "closed_by")
    return list(found.order_by("-number"))


def rounds_past_their_day() -> list[DocumentRound]:
    """Open rounds whose last day is over, of challenges that go on and still take documents."""
    taking = Challenge.objects.going_on().filter(stage__in=UPLOADING)
    open_ones = DocumentRound.objects.filter(closed_at=None, closes_on__lt=today(), challenge__in=taking)
    return list(open_ones.select_related("challenge__council").order_by("pk"))


def working_days_left(current: DocumentRound, *, day: datetime.date) -> int:
    """How many working days until the last one: 0 on it, negative after it."""
    return working_days_between(day, current.closes_on)
