"""The one way to record what happened."""

from __future__ import annotations

from typing import Any

from django.db import models

from challenges import next_actions, standstill
from challenges.action_tools import ActionRefused, plain
from challenges.models import Audience, AuditEvent, Challenge, User
from challenges.moments import now
from challenges.seeing import who_acts


def record(
    what: str,
    sentence: str,
    *,
    by: User,
    challenge: Challenge | None,
    target: models.Model,
    audience: str = Audience.LGA,
    was: dict[str, Any] | None = None,
    becomes: dict[str, Any] | None = None,
    reason: str = "",
) -> AuditEvent:
    """Keep an act: `what` as noun.past_participle, `sentence` for people, without who and when.

    Runs in the action's transaction. What is left to do in the challenge is worked out again once it commits.
    The audience says who may read this in the history; never wider than the thing itself.
    """
    by, as_whom = who_acts(by)
    if challenge:
        _must_go_on(challenge, what, by=by)
    roles = by.roles_in(challenge) if challenge else frozenset()
    event = AuditEvent.objects.create(
        at=now(),
        what=what,
        sentence=f"{sentence}{as_whom}",
        by_id=by.pk,
        by_name=by.name,
        by_role=min(roles) if len(roles) == 1 else "",
        challenge_id=challenge.pk if challenge else None,
        target_type=target._meta.label,
        target_id=target.pk,
        target=str(target)[:200],
        audience=audience,
        was={key: plain(value) for key, value in (was or {}).items()},
        now={key: plain(value) for key, value in (becomes or {}).items()},
        reason=reason,
    )
    if challenge:
        next_actions.work_out_after_commit(challenge)
    return event


def _must_go_on(challenge: Challenge, what: str, *, by: User) -> None:
    """Undo the act where the challenge, as it is stored now, stands still."""
    stored = Challenge.objects.only("stage", "paused_at").get(pk=challenge.pk)
    if standstill.refuses_event(what, stored, by=by):
        raise ActionRefused(standstill.sentence(stored))
