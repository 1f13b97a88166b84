"""What a reviewer notes in a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypedDict

from django.db import transaction

from casereview import queries
from casereview.actions.second_readings import take_back_from_second_reader
from casereview.models import AspectNote, Case, CaseReview
from challenges import audit
from challenges.action_tools import ActionRefused, SavedByAnother, locked
from challenges.models import Audience, Challenge, User
from challenges.moments import now


class Words(TypedDict):
    """What a review says of the whole case."""

    headline: str
    good_practice: str
    question_for_on_site: str


@dataclass(frozen=True)
class Note:
    """What a review says of one aspect."""

    tag: str = ""
    strengths: str = ""
    areas: str = ""


@dataclass(frozen=True)
class Saved:
    """A saved review, and what stood in the way where it was to be finished."""

    review: CaseReview
    missing: list[queries.Missing] = field(default_factory=list)


@transaction.atomic
def save_review(
    case: Case,
    *,
    by: User,
    version: int,
    words: Words,
    notes: Mapping[str, Note],
    finish: bool = False,
    by_itself: bool = False,
) -> Saved:
    """Keep what the reviewer of a case noted; with `finish`, open it to the team when nothing is missing.

    What was typed is kept either way. The history holds that something was noted, never the words: those are deleted
    with the case. What the page saves `by_itself` while someone types is no event of its own.
    """
    challenge = case.challenge
    case = locked(case)
    if case.reviewer_id != by.pk:
        raise ActionRefused(f"{case} is read by {case.reviewer or 'nobody yet'}. Only its reviewer writes here.")
    if queries.conflict_of(case, by):
        raise ActionRefused(
            f"You said that you should not read {case}. The challenge manager gives it to somebody else."
        )
    review, started = _started(case, challenge, by=by)
    if review.finished_at:
        raise ActionRefused(f"{case} is finished. Reopen it to change what you noted.")
    changed = _write_notes(review, by=by, version=version, words=words, notes=notes)
    if started or (changed and not by_itself):
        audit.record(
            "case_review.started" if started else "case_review.saved",
            f"started to read case {case}" if started else f"noted something about case {case}",
            by=by,
            challenge=challenge,
            target=review,
            audience=Audience.AUTHOR,
        )
    if not finish:
        return Saved(review)
    aspects = challenge.programme.plan.case_review.aspects
    missing = queries.in_the_way(review, aspects)
    if missing:
        return Saved(review, missing)
    review.finished_at, review.audience = now(), Audience.TEAM
    review.save(update_fields=["finished_at", "audience"])
    audit.record(
        "case_review.finished",
        f"finished case {case}",
        by=by,
        challenge=challenge,
        target=review,
        audience=Audience.TEAM,
    )
    return Saved(review)


def _started(case: Case, challenge: Challenge, *, by: User) -> tuple[CaseReview, bool]:
    """The review of a case, made when its reviewer first writes."""
    moment = now()
    return CaseReview.objects.get_or_create(
        case=case,
        defaults={
            "challenge": challenge,
            "written_by": by,
            "written_at": moment,
            "changed_by": by,
            "changed_at": moment,
        },
    )


def _write_notes(review: CaseReview, *, by: User, version: int, words: Words, notes: Mapping[str, Note]) -> bool:
    """Write what differs, in two queries however many aspects; refuse when someone was quicker. Says whether it wrote."""
    standing = {note.aspect: note for note in review.aspect_notes.all()}
    new_words = {name: text for name, text in words.items() if getattr(review, name) != text}
    new_notes = {code: note for code, note in notes.items() if note != _note(standing.get(code))}
    if not new_words and not new_notes:
        return False
    if review.version != version:
        refusal = SavedByAnother(review, list(words))
        for code in notes:
            theirs = _note(standing.get(code))
            refusal.theirs |= {
                f"{code}-tag": theirs.tag,
                f"{code}-strengths": theirs.strengths,
                f"{code}-areas": theirs.areas,
            }
        raise refusal
    rows = [
        AspectNote(review=review, aspect=code, tag=note.tag, strengths=note.strengths, areas=note.areas)
        for code, note in new_notes.items()
    ]
    for row in rows:
        row.clean_fields(exclude=["review"])
    AspectNote.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["review", "aspect"],
        update_fields=["tag", "strengths", "areas"],
    )
    for name, text in new_words.items():
        setattr(review, name, text)
    review.version += 1
    review.changed_at, review.changed_by = now(), by
    review.save()
    return True


def _note(row: AspectNote | None) -> Note:
    return Note(row.tag, row.strengths, row.areas) if row else Note()


@transaction.atomic
def reopen_case(case: Case, *, by: User) -> CaseReview:
    """Take a finished case back to change it: it is for its reviewer alone until it is finished again."""
    case = locked(case)
    review = CaseReview.objects.select_for_update(of=("self",)).filter(case=case).first()
    if case.reviewer_id != by.pk:
        raise ActionRefused(f"{case} is read by {case.reviewer or 'nobody yet'}. Only its reviewer reopens it.")
    if review is None or not review.finished_at:
        raise ActionRefused(f"{case} is not finished, so there is nothing to reopen.")
    if queries.shared_report(case.challenge):
        raise ActionRefused("The case review report is shared. The cases behind it stay as they are.")
    take_back_from_second_reader(case)
    review.finished_at, review.audience = None, Audience.AUTHOR
    review.save(update_fields=["finished_at", "audience"])
    audit.record(
        "case_review.reopened",
        f"reopened case {case}",
        by=by,
        challenge=case.challenge,
        target=review,
        audience=Audience.TEAM,
    )
    return review
