"""What a reviewer notes in a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NotRequired, TypedDict

from django.db import transaction

from casereview import queries
from casereview.actions.second_readings import _take_back_from_second_reader
from casereview.models import AspectNote, Case, CaseReview, TimelinessNote
from challenges import audit
from challenges.action_tools import ActionRefused, SavedByAnother, locked
from challenges.models import Audience, Challenge, User
from challenges.moments import now
from scoping import queries as scoping

OF_AUDITS = {"audit_view", "audit_why"}


class Words(TypedDict):
    """What a review says of the whole case."""

    headline: str
    good_practice: str
    question_for_on_site: str
    audit_view: NotRequired[str]  # these two of cases that the council audited itself
    audit_why: NotRequired[str]


@dataclass(frozen=True)
class Note:
    """What a review says of one aspect."""

    tag: str = ""
    strengths: str = ""
    areas: str = ""
    key_lines: tuple[int, ...] = ()  # keys of key lines of the challenge


@dataclass(frozen=True)
class Timed:
    """Whether something was done in its time, and how long it took in the unit of the programme's table."""

    state: str = ""
    took: int | None = None


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
    timeliness: Mapping[str, Timed] | None = None,
    finish: bool = False,
    by_itself: bool = False,
) -> Saved:
    """Keep what the reviewer of a case noted; with `finish`, open it to the team when nothing is missing.

    `timeliness` is by the code of the timescale: where it took a number and nothing is chosen, the number says what holds.

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
    review.case, review.challenge = case, challenge
    if not case.to_validate:
        words = {name: text for name, text in words.items() if name not in OF_AUDITS}  # type: ignore[assignment]
    changed = _write_notes(review, by=by, version=version, words=words, notes=notes, timeliness=timeliness or {})
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


def _write_notes(
    review: CaseReview,
    *,
    by: User,
    version: int,
    words: Words,
    notes: Mapping[str, Note],
    timeliness: Mapping[str, Timed],
) -> bool:
    """Write what differs, in as many queries however many aspects, key lines and times; refuse when someone was quicker.

    Says whether it wrote.
    """
    notes = {code: replace(note, key_lines=tuple(sorted(set(note.key_lines)))) for code, note in notes.items()}
    timed = _with_states(review.challenge, timeliness)
    rows = {row.aspect: row for row in review.aspect_notes.prefetch_related("key_lines")}
    standing = {code: _note(rows.get(code)) for code in notes}
    timed_rows = {row.timescale: row for row in review.timeliness.all()} if timed else {}
    timed_before = {code: _timed(timed_rows.get(code)) for code in timed}
    new_words = {name: text for name, text in words.items() if getattr(review, name) != text}
    new_notes = {code: note for code, note in notes.items() if note != standing[code]}
    new_timed = {code: each for code, each in timed.items() if each != timed_before[code]}
    if not new_words and not new_notes and not new_timed:
        return False
    if review.version != version:
        refusal = SavedByAnother(review, list(words))
        refusal.theirs |= {
            f"{code}-{part}": getattr(theirs, part)
            for code, theirs in standing.items()
            for part in ("tag", "strengths", "areas", "key_lines")
        }
        for code, other in timed_before.items():
            took = "" if other.took is None else str(other.took)
            refusal.theirs |= {f"time-{code}-state": other.state, f"time-{code}-took": took}
        raise refusal
    written = _write_aspects(review, new_notes)
    _write_key_lines(review, {written[code]: note for code, note in new_notes.items()}, standing)
    _write_timed(review, new_timed)
    for name, text in new_words.items():
        setattr(review, name, text)
    if "audit_view" in new_words:
        review.clean_fields(exclude=[each.name for each in review._meta.fields if each.name != "audit_view"])
    review.version += 1
    review.changed_at, review.changed_by = now(), by
    review.save()
    return True


def _write_aspects(review: CaseReview, notes: Mapping[str, Note]) -> dict[str, AspectNote]:
    rows = {
        code: AspectNote(review=review, aspect=code, tag=note.tag, strengths=note.strengths, areas=note.areas)
        for code, note in notes.items()
    }
    for row in rows.values():
        row.clean_fields(exclude=["review"])
    AspectNote.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["review", "aspect"],
        update_fields=["tag", "strengths", "areas"],
    )
    return rows


def _write_key_lines(review: CaseReview, notes: Mapping[AspectNote, Note], standing: Mapping[str, Note]) -> None:
    """Which key lines each of these notes speaks to, in place of what stood."""
    changed = {row: note for row, note in notes.items() if note.key_lines != standing[row.aspect].key_lines}
    if not changed:
        return
    known = set(scoping.key_lines(review.challenge).values_list("pk", flat=True))
    if any(not known.issuperset(note.key_lines) for note in changed.values()):
        raise ActionRefused("A key line you chose is not one of this challenge any more. Load the page again.")
    through = AspectNote.key_lines.through
    through.objects.filter(aspectnote__in=[row.pk for row in changed]).delete()
    through.objects.bulk_create(
        through(aspectnote_id=row.pk, keylineofenquiry_id=line)
        for row, note in changed.items()
        for line in note.key_lines
    )


def _write_timed(review: CaseReview, timed: Mapping[str, Timed]) -> None:
    rows = [
        TimelinessNote(review=review, timescale=code, state=each.state, took=each.took)
        for code, each in timed.items()
        if each.state
    ]
    for row in rows:
        row.clean_fields(exclude=["review"])
    gone = [code for code, each in timed.items() if not each.state]
    if gone:
        review.timeliness.filter(timescale__in=gone).delete()
    if rows:
        TimelinessNote.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["review", "timescale"],
            update_fields=["state", "took"],
        )


def _with_states(challenge: Challenge, timeliness: Mapping[str, Timed]) -> dict[str, Timed]:
    """Each time as it is kept: where only a number was given, it says whether that is within the limit."""
    specs = {spec.code: spec for spec in challenge.programme.plan.case_review.timescales}
    if strange := sorted(timeliness.keys() - specs.keys()):
        raise ActionRefused(f"This programme has no time limit {strange[0]}.")
    return {
        code: replace(each, state=queries.state_of(specs[code], each.took))
        if each.took is not None and not each.state
        else each
        for code, each in timeliness.items()
    }


def _note(row: AspectNote | None) -> Note:
    if row is None:
        return Note()
    return Note(row.tag, row.strengths, row.areas, tuple(sorted(line.pk for line in row.key_lines.all())))


def _timed(row: TimelinessNote | None) -> Timed:
    return Timed(row.state, row.took) if row else Timed()


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
    _take_back_from_second_reader(case)
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
