"""What may be done with the no-surprises notes."""

from __future__ import annotations

import datetime

from django.db import transaction

from challenges import audit, text_check
from challenges.action_tools import ActionRefused, check_clean, locked, save_edit
from challenges.models import Audience, Challenge, Role, User
from challenges.moments import now
from challenges.queries import people as people_in
from onsite import notifications
from onsite.models import DailyNote
from onsite.planning import on_site
from onsite.queries import listed


@transaction.atomic
def write_daily_note(challenge: Challenge, *, on_date: datetime.date, text: str, by: User) -> DailyNote:
    """Write what the sponsor should hear at the end of a day. The team reads it until it is shared."""
    challenge = on_site(challenge)
    text_check.must_be_clean(challenge, {"text": text}, audience=Audience.TEAM)
    note = DailyNote(
        challenge=challenge,
        on_date=on_date,
        text=text,
        audience=Audience.TEAM,
        written_by=by,
        written_at=now(),
        changed_by=by,
        changed_at=now(),
    )
    check_clean(note)
    note.save()
    audit.record(
        "daily_note.written",
        f"wrote the no-surprises note of {on_date:%-d %B}",
        by=by,
        challenge=challenge,
        target=note,
        audience=Audience.TEAM,
    )
    return note


@transaction.atomic
def edit_daily_note(note: DailyNote, *, version: int, on_date: datetime.date, text: str, by: User) -> DailyNote:
    challenge = on_site(note.challenge)
    if locked(note).shared_at:
        raise ActionRefused("This note is with the sponsor and stays as it is. Write another note for what is new.")
    text_check.must_be_clean(challenge, {"text": text}, audience=Audience.TEAM)
    note, was, becomes = save_edit(note, by=by, version=version, changes={"on_date": on_date, "text": text})
    # Observers read the team's history, and not the notes: what the note said is for the one who changed it.
    audit.record(
        "daily_note.changed",
        f"changed the no-surprises note of {on_date:%-d %B}",
        by=by,
        challenge=challenge,
        target=note,
        audience=Audience.AUTHOR,
        was=was,
        becomes=becomes,
    )
    return note


@transaction.atomic
def share_daily_note(note: DailyNote, *, by: User) -> DailyNote:
    """Give a note to the sponsor, and tell them by mail that it is there, without what it says."""
    challenge = on_site(note.challenge)
    note = locked(note)
    if note.shared_at:
        raise ActionRefused("This note is with the sponsor already.")
    text_check.must_be_clean(challenge, {"the note": note.text}, audience=Audience.COUNCIL)
    sponsors = list(people_in(challenge, Role.SPONSOR))
    if not sponsors:
        raise ActionRefused("This challenge has no sponsor to share the note with. Add one under People first.")
    note.audience = Audience.COUNCIL
    note.shared_at, note.shared_by = now(), by
    check_clean(note)
    note.save()
    # Not for the council: the organiser reads its history, and the notes are for the sponsor alone.
    audit.record(
        "daily_note.shared",
        f"shared the no-surprises note of {note.on_date:%-d %B} with {listed([str(sponsor) for sponsor in sponsors])}",
        by=by,
        challenge=challenge,
        target=note,
        audience=Audience.TEAM,
    )
    for sponsor in sponsors:
        notifications.tell_of_daily_note(note, to=sponsor, by=by)
    return note


@transaction.atomic
def mark_daily_note_seen(note: DailyNote, *, by: User) -> DailyNote:
    """The sponsor has read it. Saying it twice changes nothing."""
    note = locked(note)
    if not note.shared_at:
        raise ActionRefused("This note is not shared yet.")
    if note.seen_at:
        return note
    note.seen_at, note.seen_by = now(), by
    note.save(update_fields=["seen_at", "seen_by"])
    audit.record(
        "daily_note.seen",
        f"read the no-surprises note of {note.on_date:%-d %B}",
        by=by,
        challenge=note.challenge,
        target=note,
        audience=Audience.TEAM,
    )
    return note
