"""Two readers who saw an aspect differently settle what both can say. What each saw before stays."""

from __future__ import annotations

import datetime

from django.db import transaction

from casereview import queries
from casereview.models import AspectNote, Case, SecondNote
from challenges import audit, text_check
from challenges.action_tools import ActionRefused, check_clean, locked
from challenges.models import Audience, User
from challenges.moments import now

TURNED = "{other} has changed what is proposed since you opened this page. Read it, then answer again."


@transaction.atomic
def propose_settlement(
    case: Case, aspect: str, *, tag: str, words: str, by: User, answers: datetime.datetime | None = None
) -> AspectNote:
    """Propose a tag and words both readers could say. It counts once the other agrees.

    `answers` is the proposal that stood on the page; where another stands by now, it is shown first.
    """
    case, note, other = _open(case, aspect, by)
    words = words.strip()
    if not tag:
        raise ActionRefused("Choose the tag that both of you could give.")
    if not words:
        raise ActionRefused("Say in a sentence what both of you could say.")
    if note.proposed_by_id == other.pk and note.proposed_at != answers:
        raise ActionRefused(TURNED.format(other=other))
    text_check.must_be_clean(case.challenge, {"words": words}, audience=Audience.TEAM)
    note.settled_tag, note.settled_words = tag, words
    note.proposed_at, note.proposed_by = now(), by
    check_clean(note)
    note.save(update_fields=["settled_tag", "settled_words", "proposed_at", "proposed_by"])
    _tell("settlement_proposed", f"proposed to {other} how to settle an aspect of case {case}", case, note, by=by)
    return note


@transaction.atomic
def agree_settlement(case: Case, aspect: str, *, by: User, answers: datetime.datetime | None) -> AspectNote:
    """Agree to what the other reader proposed: from now on that tag counts for the case."""
    case, note, other = _open(case, aspect, by)
    if note.proposed_by_id != other.pk:
        raise ActionRefused(f"{other} has proposed nothing on {aspect} yet.")
    if note.proposed_at != answers:
        raise ActionRefused(TURNED.format(other=other))
    note.settled_at, note.settled_by = now(), by
    check_clean(note)
    note.save(update_fields=["settled_at", "settled_by"])
    _tell("settled", f"settled an aspect of case {case} with {other}", case, note, by=by)
    return note


def _open(case: Case, aspect: str, by: User) -> tuple[Case, AspectNote, User]:
    """The case, the first reader's note on an aspect that is to be settled, and the other of its two readers."""
    case = locked(case)
    if by.pk not in {case.reviewer_id, case.second_reader_id}:
        raise ActionRefused(f"The two readers of {case} settle what they saw differently.")
    other = case.second_reader if by.pk == case.reviewer_id else case.reviewer
    seen = SecondNote.objects.filter(reading__case=case, reading__finished_at__isnull=False, aspect=aspect).first()
    if seen is None or other is None:
        raise ActionRefused(f"{case} has not been read twice yet.")
    if not seen.differs:
        raise ActionRefused(f"On {aspect} both readers of {case} agree.")
    notes = AspectNote.objects.select_for_update(of=("self",)).select_related("settled_by")
    note = notes.get(review__case=case, aspect=aspect)
    if note.settled_at:
        raise ActionRefused(f"{aspect} of {case} is settled: {note.settled_by} agreed to what was proposed.")
    if other.pk not in {person.pk for person in queries.readers(case.challenge)}:
        raise ActionRefused(f"{other} is not in the peer team now. What the first reader saw counts.")
    return case, note, other


def _tell(what: str, sentence: str, case: Case, note: AspectNote, *, by: User) -> None:
    audit.record(
        f"case_review.{what}",
        sentence,
        by=by,
        challenge=case.challenge,
        target=note.review,
        audience=Audience.TEAM,
    )
