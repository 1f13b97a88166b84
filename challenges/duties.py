"""What can wait for somebody in any stage: a role that nobody holds, an invitation that nobody used."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from challenges.invitation_links import list_of
from challenges.inviting import NEVER_WITHOUT, may_invite
from challenges.lifecycle import WORKING_STAGES, Stage, ToDo
from challenges.models import Challenge, Invitation, Membership, Role, User
from challenges.queries import first_person

PAGE = "challenges:person_list"


def roles_nobody_holds(challenge: Challenge, held: Iterable[str] | None = None) -> list[Role]:
    """Those of sponsor, organiser and challenge manager that an open challenge stands without now.

    `held` saves the query where the roles that are held are known already.
    """
    if challenge.stage not in WORKING_STAGES:
        return []
    if held is None:
        active = Membership.objects.holding(*NEVER_WITHOUT).filter(challenge=challenge, user__is_active=True)
        held = active.values_list("role", flat=True)
    known = set(held)
    return [role for role in NEVER_WITHOUT if role not in known]


def is_last(membership: Membership) -> bool:
    """Whether the challenge would stand without a sponsor, an organiser or a challenge manager."""
    others = Membership.objects.holding(membership.role).filter(challenge=membership.challenge_id, user__is_active=True)
    return membership.role in NEVER_WITHOUT and not others.exclude(pk=membership.pk).exists()


def people_to_name(challenge: Challenge) -> list[ToDo]:
    """A line for each of these roles; scoping names them itself, and cannot end without."""
    if challenge.stage == Stage.SCOPING:
        return []
    missing = roles_nobody_holds(challenge)
    whose = Role.PROGRAMME_MANAGER if Role.CHALLENGE_MANAGER in missing else Role.CHALLENGE_MANAGER
    add = reverse("challenges:person_add", args=[challenge.slug])
    return [ToDo(f"Name {a(role)}", PAGE, whose, url=f"{add}?role={role.value}") for role in missing]


def invitations_left(challenge: Challenge) -> list[ToDo]:
    """A line for each invitation that nobody used in time, and for each person who asks for a new one."""
    if challenge.stage not in WORKING_STAGES:
        return []
    waiting = Invitation.objects.filter(challenge=challenge, settled_at=None).newest()
    waiting = waiting.select_related("person", "made_by").order_by("pk")
    todos = []
    for each in waiting:
        if each.asked_at:
            sentence = f"{each.person} asks for a new invitation"
        elif each.lapsed_at and not each.used_at and not each.withdrawn_at:
            sentence = f"Invite {each.person} again"
        else:
            continue
        person = who_answers(each)
        url = reverse("challenges:invitation_send", args=[challenge.slug, each.pk])
        role = min(person.roles_in(challenge)) if person else Role.PROGRAMME_MANAGER.value
        todos.append(ToDo(sentence, list_of(each.role), role, url=url, person_id=person.pk if person else None))
    return todos


def who_answers(invitation: Invitation) -> User | None:
    """Who invited the person, or, when they no longer may, the challenge manager; None: the programme office."""
    inviter, challenge = invitation.made_by, invitation.challenge
    if inviter.is_active and may_invite(inviter, challenge, invitation.role):
        return inviter
    return first_person(challenge, Role.CHALLENGE_MANAGER)


def a(role: Role) -> str:
    """The role with its article, inside a sentence: an organiser."""
    word = role.label.lower()
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"
