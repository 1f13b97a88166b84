"""The address of a person's own calendar: made, ended, fetched."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.db.models import F

from challenges import audit, calendar_links
from challenges.models import CalendarFeed, User
from challenges.moments import now

A_DAY = datetime.timedelta(days=1)


@transaction.atomic
def make_calendar_feed(*, by: User) -> str:
    """Make a new address for this person's calendar and return its key, which is kept nowhere. An older one stops."""
    end_calendar_feed(by=by)
    key = calendar_links.new_key()
    feed = CalendarFeed.objects.create(person=by, digest=calendar_links.digest_of(key), made_at=now())
    audit.record("calendar_feed.made", "made an address for their calendar", by=by, challenge=None, target=feed)
    return key


@transaction.atomic
def end_calendar_feed(*, by: User) -> bool:
    """Let the address of this person's calendar stop working; False where there was none."""
    feed = CalendarFeed.objects.select_for_update().filter(person=by, ended_at=None).first()
    if feed is None:
        return False
    feed.ended_at = now()
    feed.save(update_fields=["ended_at"])
    audit.record("calendar_feed.ended", "ended the address of their calendar", by=by, challenge=None, target=feed)
    return True


@transaction.atomic
def note_calendar_fetch(feed: CalendarFeed, *, by: User) -> None:
    """Count that a calendar program came; the first time of each day stands in the log."""
    last = feed.fetched_at
    CalendarFeed.objects.filter(pk=feed.pk).update(fetched_at=now(), fetches=F("fetches") + 1)
    if last is None or last < now() - A_DAY:
        audit.record(
            "calendar_feed.fetched", "fetched their calendar by its address", by=by, challenge=None, target=feed
        )
