"""Versions of the proposal, what changed between them, and what the council said about them."""

from __future__ import annotations

from django.db.models import Q

from challenges.models import COUNCIL_ROLES, Challenge, Membership, User
from scoping.models import ProposalComment, ProposalCommentQuerySet, ScopingProposal
from scoping.queries.scope import scope_of
from scoping.scope_changes import Change, changes, marked


def agreed_proposal(challenge: Challenge) -> ScopingProposal | None:
    """The version the sponsor agreed, or None."""
    agreed = ScopingProposal.objects.filter(challenge=challenge, agreed_at__isnull=False)
    return agreed.with_document().first()


def newest_proposal(challenge: Challenge) -> ScopingProposal | None:
    """The version made last, sent or not."""
    return ScopingProposal.objects.filter(challenge=challenge).order_by("-number").first()


def sent_before(proposal: ScopingProposal) -> ScopingProposal | None:
    """The version the council had before this one, or None."""
    earlier = ScopingProposal.objects.filter(challenge=proposal.challenge_id, number__lt=proposal.number)
    return earlier.sent().order_by("-number").first()


def newest_sent(challenge: Challenge) -> ScopingProposal | None:
    """The version the council was sent last, or None."""
    return ScopingProposal.objects.filter(challenge=challenge).sent().order_by("-number").first()


def newest_sent_number(challenge: Challenge) -> int | None:
    """The number of the version sent last."""
    sent = ScopingProposal.objects.filter(challenge=challenge).sent()
    return sent.order_by("-number").values_list("number", flat=True).first()


def changes_between(before: ScopingProposal | None, proposal: ScopingProposal) -> list[str]:
    """What this version says otherwise than an earlier one."""
    return changes(before.scope, proposal.scope) if before else []


def changes_since(proposal: ScopingProposal, challenge: Challenge) -> list[str]:
    """What changed in the scope since this version was made."""
    return changes(proposal.scope, scope_of(challenge))


def marked_between(before: ScopingProposal | None, proposal: ScopingProposal) -> list[Change]:
    """The same with the words that changed."""
    return marked(before.scope, proposal.scope) if before else []


def comments(challenge: Challenge) -> ProposalCommentQuerySet:
    """What the council said about the versions, the oldest first."""
    said: ProposalCommentQuerySet = ProposalComment.objects.filter(challenge=challenge)
    return said.select_related("written_by", "answered_by", "proposal", "changed_in").order_by("pk")


def who_hears_answers(challenge: Challenge) -> list[User]:
    """The sponsor, and whoever of the council commented and waits for an answer."""
    asked = comments(challenge).to_tell().values("written_by")
    held = Membership.objects.holding(*COUNCIL_ROLES).filter(challenge=challenge)
    sponsors = held.filter(role="sponsor").values("user")
    return list(
        User.objects.filter(pk__in=held.values("user"))
        .filter(Q(pk__in=asked) | Q(pk__in=sponsors))
        .order_by("name", "pk")
    )
