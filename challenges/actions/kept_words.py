"""Words the text check marked, and somebody kept with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from challenges import audit
from challenges.action_tools import ActionRefused, locked
from challenges.models import Audience, Challenge, KeptWords, User
from challenges.moments import now
from challenges.text_check import names_for
from challenges.text_check.marks import Kind
from challenges.text_check.reasons import problem_with


@dataclass(frozen=True)
class Reason:
    """Why words of this kind stay in texts this audience reads; the words are known by their keyed hash."""

    audience: str
    kind: str
    digest: str
    reason: str


@transaction.atomic
def keep_words(challenge: Challenge, *, reasons: Iterable[Reason], by: User) -> list[KeptWords]:
    """Keep marked words with a reason each, for this audience and narrower ones. The words are not kept here."""
    challenge = locked(challenge)
    reasons = list(reasons)
    names = names_for(challenge, [each.reason for each in reasons])
    kept = []
    for each in reasons:
        said = each.reason.strip()
        if not said:
            raise ActionRefused("Say why these words must stay.")
        if problem := problem_with(said, names=names):
            raise ActionRefused(problem)
        row, is_new = KeptWords.objects.get_or_create(
            challenge=challenge,
            audience=Audience(each.audience),
            kind=Kind(each.kind),
            digest=each.digest,
            defaults={"reason": said, "kept_at": now(), "kept_by": by},
        )
        if not is_new:
            continue
        kept.append(row)
        audit.record(
            "words.kept",
            f"kept {Kind(each.kind).words} in a text, with a reason",
            by=by,
            challenge=challenge,
            target=row,
            audience=Audience.LGA,
            reason=said,
        )
    return kept
