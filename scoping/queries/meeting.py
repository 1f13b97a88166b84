"""The scoping meeting: what was said there, and what it means for the dates."""

from __future__ import annotations

import datetime

from challenges.models import Challenge, User
from scoping.models import ScopingMeeting

BEFORE = 28  # days before the team comes in which an inspection would take everybody's time
AFTER = 42  # days after it left, until the report is written


def meeting(challenge: Challenge, reader: User | None = None) -> ScopingMeeting | None:
    """The record of the scoping meeting, or None: as this reader may read it, or whoever asks inside the service."""
    records = ScopingMeeting.objects.visible_to(reader) if reader else ScopingMeeting.objects.all()
    return records.filter(challenge=challenge).select_related("decided_by", "changed_by").first()


def stands_in_the_way(challenge: Challenge) -> bool:
    """Whether it was decided not to go on now."""
    return ScopingMeeting.objects.filter(challenge=challenge, decision=ScopingMeeting.Decision.NOT_NOW).exists()


def inspection_touches(record: ScopingMeeting, challenge: Challenge) -> bool:
    """Whether the inspection window lies over the weeks the challenge takes."""
    if not record.inspection_on:
        return False
    until = record.inspection_until_on or record.inspection_on
    first = challenge.starts_on - datetime.timedelta(days=BEFORE)
    last = challenge.ends_on + datetime.timedelta(days=AFTER)
    return record.inspection_on <= last and until >= first
