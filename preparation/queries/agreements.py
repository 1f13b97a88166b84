"""Ground rules and confidentiality: what stands in a challenge, and who has still to accept it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from challenges.lifecycle import Stage, ToDo
from challenges.models import Acceptance, AgreementText, Challenge, Membership, Role, User

Kind = AgreementText.Kind
OVER = {Stage.CLOSED, Stage.WITHDRAWN}


def texts_to_accept(challenge: Challenge, roles: frozenset[str] | set[str], user: User) -> list[AgreementText]:
    """What somebody with these roles has still to accept here, the ground rules first."""
    waiting = AgreementText.objects.in_force_in(challenge).not_accepted_by(user, challenge)
    return [text for text in waiting if roles & AgreementText.ACCEPTED_BY[Kind(text.kind)]]


def has_accepted_before(challenge: Challenge, user: User) -> bool:
    """Whether this person accepted an earlier version of some text here."""
    return Acceptance.objects.filter(challenge=challenge, user=user).exists()


def texts_in_force(challenge: Challenge, reader: User) -> list[AgreementText]:
    """What stands here, each with `accepted_at`: when this reader accepted it, or None."""
    mine = Acceptance.objects.filter(challenge=challenge, user=reader, text=OuterRef("pk"))
    texts = AgreementText.objects.in_force_in(challenge).select_related("written_by")
    return list(texts.annotate(accepted_at=Subquery(mine.values("accepted_at")[:1])))


def earlier_texts(challenge: Challenge) -> list[AgreementText]:
    """What stood here before and was accepted by somebody: it stays to be read."""
    accepted = AgreementText.objects.filter(acceptances__challenge=challenge).distinct()
    return list(accepted.exclude(pk__in=AgreementText.objects.in_force_in(challenge).values("pk")))


def last_own_version(challenge: Challenge, kind: str) -> int:
    """The number of the council's own version written last; 0 when there was none."""
    own = AgreementText.objects.filter(challenge=challenge, kind=kind)
    return own.order_by("-version").values_list("version", flat=True).first() or 0


def texts_in_words(kinds: list[str]) -> str:
    """As “the ground rules and the confidentiality agreement”."""
    return " and ".join(f"the {Kind(kind).label.lower()}" for kind in kinds)


@dataclass(frozen=True)
class Accepting:
    """Somebody who has to accept the texts: which they have accepted as they stand, and which they have not."""

    user: User
    role: Role
    accepted: dict[str, Acceptance]
    waiting: list[str]

    @property
    def left(self) -> str:
        return texts_in_words(self.waiting)


def accepting(challenge: Challenge, texts: list[AgreementText] | None = None) -> list[Accepting]:
    """Everyone here who has to accept what stands, by role and name; three queries however many they are."""
    texts = list(AgreementText.objects.in_force_in(challenge)) if texts is None else texts
    if not texts:
        return []
    held = Membership.objects.holding(*AgreementText.ACCEPTING_ROLES).filter(challenge=challenge).select_related("user")
    accepted: dict[int, dict[str, Acceptance]] = {}
    for each in Acceptance.objects.filter(challenge=challenge, text__in=texts).select_related("text"):
        accepted.setdefault(each.user_id, {})[each.text.kind] = each
    rows: dict[int, Accepting] = {}
    for membership in held.order_by("user__name", "pk"):
        done = accepted.get(membership.user_id, {})
        needed = [text.kind for text in texts if membership.role in AgreementText.ACCEPTED_BY[Kind(text.kind)]]
        waiting = [kind for kind in needed if kind not in done]
        row = rows.get(membership.user_id)
        if row is None or len(needed) > len(row.accepted) + len(row.waiting):
            shown = {kind: done[kind] for kind in needed if kind in done}
            rows[membership.user_id] = Accepting(membership.user, Role(membership.role), shown, waiting)
    return list(rows.values())


def agreements_left(challenge: Challenge) -> list[ToDo]:
    """Everyone who has still to accept what stands now; until then they see no page of the challenge."""
    if challenge.stage in OVER:
        return []
    return [
        ToDo(f"Read and accept {row.left}", "preparation:agreement_accept", row.role, person_id=row.user.pk)
        for row in accepting(challenge)
        if row.waiting
    ]
