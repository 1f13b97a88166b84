"""The mail of this stage: that there is a note to read, never what it says."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from challenges import outbox
from challenges.models import OutboundMail, User
from onsite.models import DailyNote


@dataclass(frozen=True)
class Letter:
    """A mail before it goes out, for the one who sends it."""

    to: str
    subject: str
    body: str


def daily_note_letter(note: DailyNote, *, to: list[User]) -> Letter:
    """What the sponsor gets when a note is shared."""
    link = settings.SITE_URL + reverse("onsite:daily_note_list", args=[note.challenge.slug])
    return Letter(
        to=" and ".join(f"{user.name}, {user.email}" for user in to),
        subject=f"No-surprises note of {note.on_date:%-d %B %Y}: {note.challenge.council}",
        body=render_to_string("onsite/emails/daily_note_shared.txt", {"note": note, "link": link}),
    )


def tell_of_daily_note(note: DailyNote, *, to: User, by: User) -> OutboundMail | None:
    """Tell one sponsor that there is a note; the kind names the note, so that two on one day are two mails."""
    letter = daily_note_letter(note, to=[to])
    return outbox.write(
        f"onsite.daily_note_shared.{note.pk}",
        to=to,
        challenge=note.challenge,
        subject=letter.subject,
        body=letter.body,
        by=by,
    )
