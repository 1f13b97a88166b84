"""Whether an account may be closed, and what its person is called from then on."""

from __future__ import annotations

from django.db.models import QuerySet

from challenges.models import Membership, RetentionHold, Role, User
from challenges.models.people import CLOCK_EMAIL


def may_not_be_closed(person: User, *, by: User) -> str:
    """Why this account cannot be closed by this person now, as a sentence; "" where it can."""
    if person.email == CLOCK_EMAIL:
        return "This is no person: the clock acts under it."
    if person.erased_at:
        return "This account is closed already."
    if by.pk != person.pk and not by.is_programme_office and by.email != CLOCK_EMAIL:
        return "Only the person themselves or the programme office closes an account."
    if person.is_demo:
        return "This person belongs to the demonstration, and goes when it is cleared."
    if RetentionHold.objects.standing().filter(challenge__memberships__user=person).exists():
        return (
            "Nothing of a challenge in which this person took part may be deleted at present, and the account is part of it. "
            "The programme office knows until when, and can end roles and access meanwhile."
        )
    if person.is_programme_office and not others_in_the_office(person).exists():
        return (
            "This is the last account of the programme office. Without it nobody could set up a challenge, issue a report "
            "or help anyone who has lost their second step. Give somebody else an account in the programme office first."
        )
    return ""


def others_in_the_office(person: User) -> QuerySet[User]:
    return User.objects.filter(is_programme_office=True, is_active=True, is_demo=False).exclude(pk=person.pk)


def former(person: User) -> str:
    """“Former peer”, by the role the person was given last."""
    last = Membership.objects.filter(user=person).order_by("-pk").first()
    if last:
        return f"Former {Role(last.role).label.lower()}"
    return "Former member of the programme office" if person.is_programme_office else "Former user"
