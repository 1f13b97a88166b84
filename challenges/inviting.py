"""Who may invite whom, in one table; forms offer what it allows, actions refuse what it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from challenges.models import Role

if TYPE_CHECKING:
    from challenges.models import Challenge, Membership, User

_LGA_LEADS = frozenset({Role.PROGRAMME_MANAGER, Role.CHALLENGE_MANAGER})
_LGA = _LGA_LEADS | {Role.CO_ORDINATOR}
_COUNCIL = frozenset({Role.SPONSOR, Role.ORGANISER})

# Role: who may invite a person into it, send the invitation again, and take the role back. The programme office is
# programme manager in every challenge. The peer team is invited in preparation, where it answers too.
MAY_INVITE: dict[Role, frozenset[Role]] = {
    Role.SPONSOR: _LGA_LEADS,
    Role.ORGANISER: _LGA | _COUNCIL,
    Role.CONTRIBUTOR: _LGA | _COUNCIL,
    Role.CHALLENGE_MANAGER: _LGA_LEADS,
    Role.ADVISER: _LGA_LEADS,
    Role.CO_ORDINATOR: _LGA_LEADS,
    Role.PROGRAMME_MANAGER: frozenset({Role.PROGRAMME_MANAGER}),  # the office alone: who is one sees everything here
    Role.MODERATOR: _LGA_LEADS,
    Role.LEAD_PEER: _LGA,
    Role.PEER: _LGA,
    Role.OBSERVER: _LGA,
}
PEER_TEAM = frozenset({Role.LEAD_PEER, Role.PEER, Role.OBSERVER})
HOST = _COUNCIL | {Role.CONTRIBUTOR}

# A challenge never stands without these unnoticed.
NEVER_WITHOUT = (Role.SPONSOR, Role.ORGANISER, Role.CHALLENGE_MANAGER)

# What one person can take over from another as it stands. A peer accepts the ground rules for themselves; what a
# contributor sees is named for them, request by request.
CAN_BE_HANDED_OVER = frozenset(MAY_INVITE) - PEER_TEAM - {Role.CONTRIBUTOR}

WHAT_THEY_DO = {
    Role.SPONSOR: "the director of children's services who commissions the challenge",
    Role.ORGANISER: "the council's single point of contact",
    Role.CONTRIBUTOR: "answers the requests and sees the sessions that name them, nothing else",
    Role.CHALLENGE_MANAGER: "runs this challenge for the LGA and drafts the report",
    Role.ADVISER: "quality-assures the report and agrees next steps",
    Role.CO_ORDINATOR: "logistics",
    Role.PROGRAMME_MANAGER: "quality-assures and issues the final report",
    Role.MODERATOR: "helps when findings are disputed",
}


def may_invite(user: User, challenge: Challenge, role: str) -> bool:
    """Whether this person may invite somebody into a role here, and take it back."""
    return bool(MAY_INVITE[Role(role)] & user.roles_in(challenge))


def roles_to_invite(user: User, challenge: Challenge) -> list[Role]:
    """The roles outside the peer team that this person may invite into, in the order of the table."""
    offered = [role for role in MAY_INVITE if role not in PEER_TEAM and may_invite(user, challenge, role)]
    return [role for role in offered if role != Role.MODERATOR or challenge.programme.plan.moderator]


def may_hand_over(user: User, membership: Membership) -> bool:
    """Whether this person may name the successor: the one who holds the role, or who may invite into it."""
    role = Role(membership.role)
    own = membership.user_id == user.pk
    return role in CAN_BE_HANDED_OVER and (own or may_invite(user, membership.challenge, role))
