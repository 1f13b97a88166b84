"""What of preparation has a date that moves with the challenge, and which of its milestones are reached."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from challenges.models import Challenge, Role, User
from challenges.redating import Moved, Shift
from preparation.models import AskedOf, DocumentRequest, DocumentRound, TeamPlace


def documents_that_move(challenge: Challenge, shift: Shift) -> QuerySet[DocumentRequest]:
    """What is not in yet, in the part that moves."""
    wanted = DocumentRequest.objects.filter(challenge=challenge, state=DocumentRequest.State.WANTED)
    return (wanted.filter(due_on__gte=shift.since) if shift.since else wanted).order_by("due_on", "position")


def rests_that_move(challenge: Challenge, shift: Shift) -> QuerySet[DocumentRequest]:
    """What is partly in, with a rest that comes in the part that moves."""
    rests = DocumentRequest.objects.filter(challenge=challenge, rest_due_on__isnull=False)
    return (rests.filter(rest_due_on__gte=shift.since) if shift.since else rests).order_by("rest_due_on", "position")


def deadline_that_moves(challenge: Challenge, shift: Shift) -> DocumentRound | None:
    """The round that is open, where its last day moves."""
    current = DocumentRound.objects.filter(challenge=challenge, closed_at=None).first()
    return current if current and shift.moves(current.closes_on) else None


def look(challenge: Challenge, shift: Shift) -> list[Moved]:
    """The due dates that move, with the contributors who answer each item."""
    items = list(documents_that_move(challenge, shift))
    asked: dict[int, set[int]] = {}
    for item, person in AskedOf.objects.filter(request__in=items).values_list("request_id", "contributor_id"):
        asked.setdefault(item, set()).add(person)
    moved = [
        Moved(f"Item {item}", item.due_on, shift.of(item.due_on), frozenset(asked.get(item.pk, ()))) for item in items
    ]
    moved += [
        Moved(f"The rest of item {item}", item.rest_due_on, shift.of(item.rest_due_on))
        for item in rests_that_move(challenge, shift)
        if item.rest_due_on
    ]
    if current := deadline_that_moves(challenge, shift):
        moved.append(Moved("Last day for documents", current.closes_on, shift.of(current.closes_on)))
    return moved


def invited(challenge: Challenge) -> Iterator[tuple[User, str]]:
    """Who is invited into the team and has not answered: they wait for the dates too."""
    for place in TeamPlace.objects.open().filter(challenge=challenge, user__is_active=True).select_related("user"):
        yield place.user, f"invited as {place.get_role_display().lower()}"


def reached(challenge: Challenge) -> set[str]:
    """Peers are sought once somebody was invited; the team stands once it has a lead; documents are in once none is due."""
    states = set(TeamPlace.objects.filter(challenge=challenge).values_list("state", "role"))
    codes = {"peers_sought"} if states else set()
    if (TeamPlace.State.ACCEPTED, Role.LEAD_PEER) in states and TeamPlace.State.INVITED not in {
        s for s, _role in states
    }:
        codes.add("team_accepted")
    must_read = DocumentRequest.objects.filter(challenge=challenge, importance=DocumentRequest.Importance.MUST_READ)
    waiting = list(must_read.values_list("state", flat=True))
    if waiting:
        codes.add("document_list")
        if DocumentRequest.State.WANTED not in waiting:
            codes.add("documents_due")
    return codes
