"""The record of the scoping meeting."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from challenges import audit, text_check
from challenges.action_tools import SavedByAnother, check_clean, save_edit
from challenges.models import Audience, Challenge, User
from challenges.moments import now
from scoping.meetings import Said
from scoping.models import ScopingMeeting
from scoping.standing import in_scoping


@transaction.atomic
def record_meeting(challenge: Challenge, said: Said, *, version: int, shared: bool, by: User) -> ScopingMeeting:
    """Keep what was said at the scoping meeting, and what was decided. What is shared with the council stays shared.

    version: that of the record the page was loaded with, 0 where there was none.
    """
    challenge = in_scoping(challenge)
    standing = ScopingMeeting.objects.filter(challenge=challenge).first()
    shared = shared or bool(standing and standing.audience == Audience.COUNCIL)
    audience = Audience.COUNCIL if shared else Audience.LGA
    text_check.must_be_clean(challenge, said.texts, audience=audience)
    changes: dict[str, Any] = {**said.values, "audience": audience}
    if standing and not version:
        raise SavedByAnother(standing, list(said.values))
    if standing:
        record, was, becomes = _edit(standing, changes, version=version, by=by)
    else:
        record, was, becomes = _begin(challenge, changes, by=by), {}, {}
    audit.record(
        "meeting.edited" if standing else "meeting.recorded",
        "edited the record of the scoping meeting" if standing else "recorded the scoping meeting",
        by=by,
        challenge=challenge,
        target=record,
        audience=record.audience if not standing or standing.audience == Audience.COUNCIL else Audience.LGA,
        was=was,
        becomes=becomes,
    )
    if record.decision and (standing is None or standing.decision != record.decision):
        _record_decision(record, by=by)
    return record


def _begin(challenge: Challenge, changes: dict[str, Any], *, by: User) -> ScopingMeeting:
    record = ScopingMeeting(
        challenge=challenge, **changes, written_by=by, written_at=now(), changed_by=by, changed_at=now()
    )
    if record.decision:
        record.decided_at, record.decided_by = now(), by
    check_clean(record)
    record.save()
    return record


def _edit(
    standing: ScopingMeeting, changes: dict[str, Any], *, version: int, by: User
) -> tuple[ScopingMeeting, dict[str, Any], dict[str, Any]]:
    if changes["decision"] != standing.decision:
        decided = bool(changes["decision"])
        changes |= {"decided_at": now() if decided else None, "decided_by": by if decided else None}
    record, was, becomes = save_edit(standing, by=by, version=version, changes=changes)
    unsaid = {"decided_at", "decided_by"}
    return (
        record,
        {name: value for name, value in was.items() if name not in unsaid},
        {name: value for name, value in becomes.items() if name not in unsaid},
    )


def _record_decision(record: ScopingMeeting, *, by: User) -> None:
    goes_on = record.decision == ScopingMeeting.Decision.GO_ON
    audit.record(
        "meeting.decided",
        "decided that the challenge goes on" if goes_on else "decided that the challenge does not go on now",
        by=by,
        challenge=record.challenge,
        target=record,
        audience=record.audience,
        reason=record.decision_reason,
    )
