"""Naming those without whom scoping cannot begin, in one act."""

from __future__ import annotations

from django.db import transaction

from challenges.action_tools import ActionRefused
from challenges.actions.invitations import use_invitations
from challenges.actions.people import add_person
from challenges.models import Challenge, Membership, Role, User


@transaction.atomic
def name_first_people(challenge: Challenge, *, people: list[tuple[Role, str, str]], by: User) -> list[Membership]:
    """Give each of these people (role, name, e-mail address) their role and invite them; all of them or none.

    Whoever names themselves has come in already.
    """
    named = []
    for role, name, email in people:
        try:
            named.append(add_person(challenge, email=email, name=name, role=role, by=by))
        except ActionRefused as refusal:
            raise ActionRefused(f"{role.label}: {refusal}") from refusal
    if any(each.user_id == by.pk for each in named):
        use_invitations(challenge, by=by)
    return named
