"""Councils, people and the roles they hold."""

from __future__ import annotations

from django.db import transaction
from django.utils.text import slugify

from challenges import audit
from challenges.action_tools import ActionRefused, check_clean, locked
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
    """Give a person a role in a challenge, making them known by e-mail address where they are not."""
    challenge = locked(challenge)
    user = know_person(email=email, name=name, job_title=job_title, by=by)
    membership = Membership(challenge=challenge, user=user, role=role, added_at=now(), added_by=by)
    check_clean(membership)
    membership.save()
    audit.record(
        "person.added",
        f"added {user} as {Role(role).label.lower()}",
        by=by,
        challenge=challenge,
        target=membership,
        audience=Audience.COUNCIL,
    )
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
def end_membership(membership: Membership, *, by: User) -> Membership:
    """Take a role from a person; what they did stays."""
    membership = locked(membership)
    if membership.ended_at:
        raise ActionRefused("This has ended already.")
    membership.ended_at, membership.ended_by = now(), by
    membership.save(update_fields=["ended_at", "ended_by"])
    audit.record(
        "person.removed",
        f"ended the role of {membership.user} as {membership.get_role_display().lower()}",
        by=by,
        challenge=membership.challenge,
        target=membership,
        audience=Audience.COUNCIL,
    )
    return membership


@transaction.atomic
def add_council(*, name: str, by: User, region: str = "", is_demo: bool = False) -> Council:
    """Make a council known."""
    council = Council(name=name, slug=slugify(name)[:80], region=region, is_demo=is_demo or by.is_demo)
    check_clean(council)
    council.save()
    audit.record("council.added", f"added {council}", by=by, challenge=None, target=council)
    return council
