"""What a second reader sees in a case: their own tags alone first, then where they agree with the first reader and differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from casereview import queries
from casereview.models import Case, CaseReview, SecondNote, SecondReading
from challenges import audit
from challenges.action_tools import ActionRefused, SavedByAnother, locked
from challenges.models import Audience, Challenge, User
from challenges.moments import now


@dataclass(frozen=True)
class Beside:
    """What a second reader says of one aspect once they have read what the first noted."""

    differs: bool | None = None
    because: str = ""


@dataclass(frozen=True)
class SavedReading:
    """A saved second reading, and what stood in the way where it was to go on."""

    reading: SecondReading
    missing: list[queries.Missing] = field(default_factory=list)


@transaction.atomic
def save_tags(
    case: Case, *, by: User, version: int, tags: Mapping[str, str], tags_in: bool = False, by_itself: bool = False
) -> SavedReading:
    """Keep the tags a second reader chose alone; with `tags_in` they are fixed, and the first reader's notes open to them.

    What was chosen is kept either way. The history holds that something was chosen, never what.
    """
    challenge = case.challenge
    case = _theirs(case, by)
    if queries.shared_report(challenge):
        raise ActionRefused("The case review report is shared. No case is read a second time now.")
    reading, started = _begun(case, challenge, by=by)
    if reading.tagged_at:
        raise ActionRefused(f"Your tags for {case} are in, so they stay as they are.")
    changed = _write(reading, by=by, version=version, notes={code: {"tag": tag} for code, tag in tags.items()})
    if started or (changed and not by_itself):
        audit.record(
            "second_reading.started" if started else "second_reading.saved",
            f"began to read case {case} again" if started else f"chose tags for case {case}",
            by=by,
            challenge=challenge,
            target=reading,
            audience=Audience.AUTHOR,
        )
    if not tags_in:
        return SavedReading(reading)
    missing = queries.missing_tags(reading, challenge.programme.plan.case_review.aspects)
    if missing:
        return SavedReading(reading, missing)
    reading.tagged_at = now()
    reading.save(update_fields=["tagged_at"])
    audit.record(
        "second_reading.tagged",
        f"has read case {case} again; their own tags are in",
        by=by,
        challenge=challenge,
        target=reading,
        audience=Audience.TEAM,
    )
    return SavedReading(reading)


@transaction.atomic
def save_beside(
    case: Case, *, by: User, version: int, seen: Mapping[str, Beside], finish: bool = False, by_itself: bool = False
) -> SavedReading:
    """Keep where a second reader agrees with the first and where they differ; with `finish`, open it to the team."""
    challenge = case.challenge
    case = _theirs(case, by)
    reading = SecondReading.objects.select_for_update(of=("self",)).filter(case=case).first()
    if reading is None or not reading.tagged_at:
        raise ActionRefused(f"Put in your own tags for {case} first. Then you read what {case.reviewer} noted.")
    if reading.finished_at:
        raise ActionRefused(f"Your second reading of {case} is finished.")
    if not CaseReview.objects.finished().filter(case=case).exists():
        raise ActionRefused(f"{case.reviewer or 'Its first reader'} has not finished {case}. You go on when they have.")
    notes = {code: {"differs": each.differs, "because": each.because} for code, each in seen.items()}
    changed = _write(reading, by=by, version=version, notes=notes)
    if changed and not by_itself:
        audit.record(
            "second_reading.saved",
            f"noted where they agree and differ on case {case}",
            by=by,
            challenge=challenge,
            target=reading,
            audience=Audience.AUTHOR,
        )
    if not finish:
        return SavedReading(reading)
    missing = queries.missing_beside(reading, challenge.programme.plan.case_review.aspects)
    if missing:
        return SavedReading(reading, missing)
    # What was written where they then agreed is not kept: nobody would know what it is about.
    reading.notes.filter(differs=False).exclude(because="").update(because="")
    reading.finished_at, reading.audience = now(), Audience.TEAM
    reading.save(update_fields=["finished_at", "audience"])
    audit.record(
        "second_reading.finished",
        f"finished the second reading of case {case}",
        by=by,
        challenge=challenge,
        target=reading,
        audience=Audience.TEAM,
    )
    return SavedReading(reading)


def _take_back_from_second_reader(case: Case) -> None:
    """When a first reader reopens a case: refused once both have been compared; before that, comparing begins afresh."""
    reading = SecondReading.objects.select_for_update(of=("self",)).filter(case=case).first()
    if reading is None:
        return
    if reading.finished_at:
        raise ActionRefused(
            f"{case.second_reader} has finished reading {case} again. Settle it instead of reopening it."
        )
    reading.notes.update(differs=None)
    reading.version += 1
    reading.save(update_fields=["version"])


def _theirs(case: Case, by: User) -> Case:
    case = locked(case)
    if case.second_reader_id != by.pk:
        raise ActionRefused(
            f"{case.second_reader} reads {case} again. Only they write here."
            if case.second_reader
            else f"{case} has no second reader now."
        )
    if queries.conflict_of(case, by):
        raise ActionRefused(
            f"You said that you should not read {case}. The challenge manager gives it to somebody else."
        )
    return case


def _begun(case: Case, challenge: Challenge, *, by: User) -> tuple[SecondReading, bool]:
    moment = now()
    return SecondReading.objects.get_or_create(
        case=case,
        defaults={
            "challenge": challenge,
            "written_by": by,
            "written_at": moment,
            "changed_by": by,
            "changed_at": moment,
        },
    )


def _write(reading: SecondReading, *, by: User, version: int, notes: Mapping[str, dict[str, Any]]) -> bool:
    """Write what differs, in two queries however many aspects; refuse when another tab was quicker."""
    standing = {note.aspect: note for note in reading.notes.all()}
    blank = SecondNote()
    new = {
        code: values
        for code, values in notes.items()
        if any(getattr(standing.get(code, blank), name) != value for name, value in values.items())
    }
    if not new:
        return False
    if reading.version != version:
        refusal = SavedByAnother(reading, [])
        for code, values in notes.items():
            refusal.theirs |= {f"{code}-{name}": getattr(standing.get(code, blank), name) for name in values}
        raise refusal
    rows = []
    for code, values in new.items():
        row = standing.get(code) or SecondNote(reading=reading, aspect=code)
        for name, value in values.items():
            setattr(row, name, value)
        row.clean_fields(exclude=["reading"])
        rows.append(row)
    SecondNote.objects.bulk_create(
        [
            SecondNote(reading=reading, aspect=row.aspect, tag=row.tag, differs=row.differs, because=row.because)
            for row in rows
        ],
        update_conflicts=True,
        unique_fields=["reading", "aspect"],
        update_fields=["tag", "differs", "because"],
    )
    reading.version += 1
    reading.changed_at, reading.changed_by = now(), by
    reading.save()
    return True
