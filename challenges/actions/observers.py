"""The council's word on who observes."""

from __future__ import annotations

from django.db import transaction

from challenges import audit
from challenges.action_tools import ActionRefused, check_clean, locked
from challenges.lifecycle import role_changed
from challenges.models import COUNCIL_ROLES, Audience, Membership, Role, User
from challenges.moments import now


@transaction.atomic
def agree_to_observer(membership: Membership, *, by: User) -> Membership:
    """The council agrees: from here on the observer sees what observers see."""
    membership = _waiting(membership, by=by)
    membership.agreed_at, membership.agreed_by = now(), by
    check_clean(membership)
    membership.save(update_fields=["agreed_at", "agreed_by"])
    audit.record(
        "observer.agreed",
        f"agreed for the council that {membership.user} observes",
        by=by,
        challenge=membership.challenge,
        target=membership,
        audience=Audience.COUNCIL,
    )
    role_changed(membership, by=by)
    return membership


@transaction.atomic
def refuse_observer(membership: Membership, *, by: User) -> Membership:
    """The council does not agree: the role ends before it began."""
    membership = _waiting(membership, by=by)
    membership.ended_at, membership.ended_by = now(), by
    membership.save(update_fields=["ended_at", "ended_by"])
    audit.record(
        "observer.refused",
        f"did not agree for the council that {membership.user} observes",
        by=by,
        challenge=membership.challenge,
        target=membership,
        audience=Audience.LGA,
    )
    return membership


def _waiting(membership: Membership, *, by: User) -> Membership:
    membership = locked(membership)
    if not by.roles_in(membership.challenge) & COUNCIL_ROLES:
        raise ActionRefused("Only the sponsor or the organiser says whether someone may observe.")
    if membership.role != Role.OBSERVER:
        raise ActionRefused("Only an observer needs the council’s agreement.")
    if membership.ended_at or membership.agreed_at:
        raise ActionRefused("This has been decided already.")
    return membership
