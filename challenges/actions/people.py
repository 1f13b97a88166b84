"""Councils, people and the roles they hold."""

from __future__ import annotations

from django.db import transaction
from django.utils.text import slugify

from challenges import audit
from challenges.action_tools import ActionRefused, check_clean, locked
from challenges.actions.invitations import invite, withdraw_invitations
from challenges.duties import a, is_last
from challenges.inviting import HOST, PEER_TEAM, may_hand_over, may_invite
from challenges.lifecycle import role_changed
from challenges.models import (
    Audience,
    Challenge,
    Council,
    Membership,
    Role,
    User,
)
from challenges.moments import now


@transaction.atomic
def add_person(challenge: Challenge, *, email: str, name: str, role: str, by: User, job_title: str = "") -> Membership:
    """Give a person a role in a challenge and invite them, making them known by e-mail address where they are not."""
    challenge = locked(challenge)
    if role in PEER_TEAM:
        raise ActionRefused("The peer team is invited under Preparation, where people accept the ground rules.")
    if not may_invite(by, challenge, role):
        raise ActionRefused(f"You cannot invite {a(Role(role))} into this challenge. Ask the challenge manager.")
    user = know_person(email=email, name=name, job_title=job_title, by=by)
    membership = _give_role(challenge, user, role, by=by)
    invite(user, challenge=challenge, role=role, by=by)
    audit.record(
        "person.added",
        f"added {user} as {Role(role).label.lower()}",
        by=by,
        challenge=challenge,
        target=membership,
        audience=Audience.COUNCIL,
    )
    return membership


def _give_role(challenge: Challenge, user: User, role: str, *, by: User) -> Membership:
    if role in HOST and challenge.memberships.standing().filter(user=user, role__in=PEER_TEAM).exists():
        raise ActionRefused(f"{user} is in the peer team. Nobody in the peer team speaks for the council.")
    if role == Role.MODERATOR and not challenge.programme.plan.moderator:
        raise ActionRefused("The programme of this challenge has no moderator: only regional programmes do.")
    membership = Membership(challenge=challenge, user=user, role=role, added_at=now(), added_by=by)
    check_clean(membership)
    membership.save()
    user.__dict__.pop("roles_by_challenge", None)
    return membership


@transaction.atomic
def know_person(*, email: str, name: str, by: User, job_title: str = "") -> User:
    """The person with this e-mail address, made known where they are not. They choose a password themselves."""
    user = User.objects.filter(email__iexact=email).first()
    if user:
        return user
    user = User(email=email.lower(), name=name, job_title=job_title, is_demo=by.is_demo)
    user.set_unusable_password()
    check_clean(user)
    user.save()
    audit.record("person.made_known", f"made {user} known by e-mail address", by=by, challenge=None, target=user)
    return user


@transaction.atomic
def end_membership(membership: Membership, *, by: User, reason: str = "") -> Membership:
    """Take a role from a person; what they did stays.

    The last sponsor, organiser or challenge manager hands over instead. Where that person is gone, a reason lets the
    role stand empty; a line on the challenge manager's home page (duties.py) asks for a successor until there is one.
    """
    challenge = locked(membership.challenge)  # two who remove the last two, one each, come one after the other
    membership = locked(membership)
    if membership.ended_at:
        raise ActionRefused("This has ended already.")
    if is_last(membership) and not reason.strip():
        raise ActionRefused(
            f"{membership.user} is the only {_role(membership)} here. Hand over to somebody else, "
            "or say why the challenge has to stand without one."
        )
    membership.ended_at, membership.ended_by = now(), by
    membership.save(update_fields=["ended_at", "ended_by"])
    withdraw_invitations(membership.user, challenge=challenge, role=membership.role, by=by)
    audit.record(
        "person.removed",
        f"ended the role of {membership.user} as {_role(membership)}",
        by=by,
        challenge=challenge,
        target=membership,
        audience=Audience.COUNCIL,
        reason=reason.strip(),
    )
    role_changed(membership, by=by)
    return membership


@transaction.atomic
def hand_over(membership: Membership, *, email: str, name: str, by: User, job_title: str = "") -> Membership:
    """Give a role to a successor and take it from the one who holds it, in one act; what was done under it stays."""
    challenge = locked(membership.challenge)
    membership = locked(membership)
    if membership.ended_at:
        raise ActionRefused(f"{membership.user} no longer holds this role, so there is nothing to hand over.")
    if not may_hand_over(by, membership):
        raise ActionRefused(f"Only {membership.user} or the challenge manager can hand this over.")
    before = membership.user
    successor = know_person(email=email, name=name, job_title=job_title, by=by)
    if successor == before:
        raise ActionRefused(f"{before} holds this role now. Name somebody else.")
    if challenge.memberships.current().filter(user=successor, role=membership.role).exists():
        raise ActionRefused(f"{successor} is {a(Role(membership.role))} here already. Remove {before} instead.")
    begun = _give_role(challenge, successor, membership.role, by=by)
    membership.ended_at, membership.ended_by = now(), by
    membership.save(update_fields=["ended_at", "ended_by"])
    withdraw_invitations(before, challenge=challenge, role=membership.role, by=by)
    invite(successor, challenge=challenge, role=membership.role, by=by, takes_over_from=before)
    audit.record(
        "role.handed_over",
        f"handed the role of {_role(membership)} over from {before} to {successor}",
        by=by,
        challenge=challenge,
        target=begun,
        audience=Audience.COUNCIL,
        was={"held_by": before},
        becomes={"held_by": successor},
    )
    return begun


def _role(membership: Membership) -> str:
    return membership.get_role_display().lower()


@transaction.atomic
def add_council(*, name: str, by: User, region: str = "", is_demo: bool = False) -> Council:
    """Make a council known."""
    council = Council(name=name, slug=slugify(name)[:80], region=region, is_demo=is_demo or by.is_demo)
    check_clean(council)
    council.save()
    audit.record("council.added", f"added {council}", by=by, challenge=None, target=council)
    return council
