"""Declarations of interest: asked, answered, decided, asked again."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.db.models import Max

from challenges import audit
from challenges.action_tools import ActionRefused, check_clean, locked, save_edit
from challenges.duties import a
from challenges.models import Audience, Challenge, Membership, Role, User
from challenges.moments import now
from preparation import queries
from preparation.interests import Interests
from preparation.models import Declaration, TeamPlace

Decision = Declaration.Decision
JOINED = "joined the team"
OWN_ACCORD = "said that something has changed"


@transaction.atomic
def ask_interests_again(
    challenge: Challenge, *, because: str, by: User, people: Collection[User] | None = None
) -> list[Declaration]:
    """Ask the team, or these people of it, whether what they declared still holds. `because` completes “asked because”.

    Who has not answered yet is asked once for both reasons.
    """
    challenge = locked(challenge)
    asked = [user for user in queries.team(challenge) if people is None or user in people]
    waiting = {each.user_id: each for each in Declaration.objects.open().filter(challenge=challenge, user__in=asked)}
    rounds = []
    for user in asked:
        declaration = waiting.get(user.pk)
        if declaration is None:
            declaration = _next(challenge, user, because=because)
        elif because not in declaration.asked_because:
            declaration.asked_because = f"{declaration.asked_because}; {because}"[:200]
        declaration.save()
        rounds.append(declaration)
    if rounds:
        audit.record(
            "interests.asked_again",
            f"asked {rounds[0].user if len(rounds) == 1 else f'{len(rounds)} of the team'} to check their declarations "
            f"of interest: {because}",
            by=by,
            challenge=challenge,
            target=challenge,
            audience=Audience.TEAM,
        )
    return rounds


def _next(challenge: Challenge, user: User, *, because: str) -> Declaration:
    last = Declaration.objects.filter(challenge=challenge, user=user).aggregate(last=Max("number"))["last"] or 0
    return Declaration(challenge=challenge, user=user, number=last + 1, asked_at=now(), asked_because=because)


@transaction.atomic
def when_the_team_changes(membership: Membership, *, by: User) -> None:
    """Ask the others again, saying which place it is: somebody joined or left the team. An observer changes nothing for them.

    Registered with the lifecycle, which knows of who leaves.
    """
    if membership.role in {Role.LEAD_PEER, Role.PEER}:
        places = TeamPlace.objects.filter(challenge=membership.challenge, user=membership.user, role=membership.role)
        place = places.order_by("pk").last()
        who = place.full_place if place else a(Role(membership.role))
        because = f"{who} {'left' if membership.ended_at else 'joined'} the team"
        others = [user for user in queries.team(membership.challenge) if user.pk != membership.user_id]
        ask_interests_again(membership.challenge, because=because, people=others, by=by)


@transaction.atomic
def declare_interests(
    challenge: Challenge, *, interests: Interests, by: User, because: str = OWN_ACCORD
) -> Declaration:
    """Declare one's interests: the answer to what was asked, or of one's own accord. The challenge manager decides."""
    challenge = locked(challenge)
    declaration = Declaration.objects.open().filter(challenge=challenge, user=by).first()
    declaration = declaration or _next(challenge, by, because=because)
    for name, text in interests.stripped().items():
        setattr(declaration, name, text)
    declaration.answered_at = now()
    check_clean(declaration)
    declaration.save()
    audit.record(
        "interests.declared",
        "declared their interests",
        by=by,
        challenge=challenge,
        target=declaration,
        audience=Audience.LGA,
    )
    return declaration


@transaction.atomic
def confirm_interests(challenge: Challenge, *, by: User) -> Declaration:
    """Answer that nothing has changed: what was declared before stands, and so does what was decided about it."""
    challenge = locked(challenge)
    declaration = Declaration.objects.open().filter(challenge=challenge, user=by).first()
    if declaration is None:
        raise ActionRefused("You have answered already. If an interest of yours changes, declare it.")
    before = Declaration.objects.newest().filter(challenge=challenge, user=by).first()
    if before is None:
        raise ActionRefused("You have not declared your interests yet. Answer the questions.")
    for name in (*Interests.__dataclass_fields__, "decision", "decision_text", "changed_at", "changed_by"):
        setattr(declaration, name, getattr(before, name))
    declaration.answered_at, declaration.unchanged = now(), True
    check_clean(declaration)
    declaration.save()
    audit.record(
        "interests.confirmed",
        "said that nothing has changed in what they declared",
        by=by,
        challenge=challenge,
        target=declaration,
        audience=Audience.LGA,
    )
    return declaration


@transaction.atomic
def decide_interests(
    declaration: Declaration, *, decision: str, decision_text: str, version: int, by: User
) -> Declaration:
    """Decide about what a peer declared: nothing to manage, managed in this way, or the peer replaced for this reason."""
    challenge = locked(declaration.challenge)
    if not Declaration.objects.newest().filter(pk=declaration.pk).exists():
        raise ActionRefused(f"{declaration.user} has declared again since. Decide about the newer declaration.")
    declaration, was, becomes = save_edit(
        declaration,
        by=by,
        version=version,
        changes={"decision": decision, "decision_text": "" if decision == Decision.NONE else decision_text.strip()},
    )
    # Who decided reads it in the history; who else may, on the page of declarations.
    audit.record(
        "interests.decided",
        f"decided about the interests of {declaration.user}: {Decision(decision).label.lower()}",
        by=by,
        challenge=challenge,
        target=declaration,
        audience=Audience.AUTHOR,
        was=was,
        becomes=becomes,
    )
    return declaration
