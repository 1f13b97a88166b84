"""What was noted in one case, and who may read it already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from casereview.models import AspectNote, Case, CaseReview
from challenges import text_check
from challenges.lifecycle import Stage
from challenges.models import Audience, Challenge, User

if TYPE_CHECKING:
    from challenges.programme_files import AspectSpec

AuditView = CaseReview.AuditView
PARTS = (("strengths", "strengths"), ("areas", "areas for consideration"))  # of a note, with what they are called


def review_of(case: Case, *, reader: User) -> CaseReview | None:
    """What was noted in a case, when this person may read it."""
    seen = CaseReview.objects.visible_to(reader).filter(case=case)
    seen = seen.select_related("written_by", "case")
    return seen.prefetch_related("aspect_notes__key_lines", "timeliness").first()


@dataclass(frozen=True)
class Missing:
    """Something a case needs before it is finished, and the place on its page that gives it."""

    place: str
    sentence: str


def missing_to_finish(review: CaseReview, aspects: Sequence[AspectSpec]) -> list[Missing]:
    """What a review needs before it is finished: a tag on every aspect, a headline, and where the council audited the
    case too, how its audit saw it. The times are never needed.
    """
    notes = {note.aspect: note for note in review.aspect_notes.all()}
    tagged = {code for code, note in notes.items() if note.tag}
    missing = [
        Missing(f"id_{aspect.code}-tag", f"Choose a tag for {aspect.code} {aspect.name}")
        for aspect in aspects
        if aspect.code not in tagged
    ]
    if review.case.to_validate and not review.audit_view:
        missing.append(Missing("id_audit_view", "Say how the council’s own audit saw the case"))
    elif review.case.to_validate and review.audit_view != AuditView.AGREE and not review.audit_why.strip():
        missing.append(Missing("id_audit_why", "Say why you see it otherwise than the council’s own audit"))
    if not review.headline.strip():
        missing.append(Missing("id_headline", "Write a headline"))
    return missing


def in_the_way(review: CaseReview, aspects: Sequence[AspectSpec]) -> list[Missing]:
    """What stands between this review and its finish: what is missing, and words that lead to a person."""
    missing = missing_to_finish(review, aspects)
    try:
        text_check.must_be_clean(review.challenge, texts_of(review), audience=Audience.TEAM)
    except text_check.NotClean as refusal:
        called = {
            f"{aspect.code}-{part}": f"{aspect.code} {aspect.name}, {words}"
            for aspect in aspects
            for part, words in PARTS
        } | {"audit_why": "the council’s own audit, why"}
        for field in dict.fromkeys(each.field for each in refusal.found):
            missing.append(Missing(f"id_{field}", refusal.of(field, called=called.get(field, field.replace("_", " ")))))
    return missing


def texts_of(review: CaseReview) -> dict[str, str]:
    """Everything a review says, by the field of its form."""
    texts = {
        f"{note.aspect}-{part}": getattr(note, part)
        for note in sorted(review.aspect_notes.all(), key=lambda note: note.pk)
        for part, _words in PARTS
    }
    words = ("headline", "good_practice", "question_for_on_site", *(("audit_why",) if review.case.to_validate else ()))
    return texts | {name: getattr(review, name) for name in words}


def where_cases_are_read_alone(user: User) -> QuerySet:
    """The challenges, as keys for a subquery, in which this person has yet to finish cases before they read of others'."""
    return Case.objects.left_to(user).values("challenge")


def cases_left_before_others(challenge: Challenge, user: User) -> int:
    """How many cases of their own this person finishes before they read what others noted; 0 when they may."""
    if challenge.stage != Stage.CASE_REVIEW:
        return 0
    return Case.objects.left_to(user).filter(challenge=challenge).count()


def as_typed(review: CaseReview | None) -> dict[str, Any]:
    """A review as the fields of its form."""
    if review is None:
        return {"version": 1}
    typed: dict[str, Any] = {
        "version": review.version,
        "headline": review.headline,
        "good_practice": review.good_practice,
        "question_for_on_site": review.question_for_on_site,
        "audit_view": review.audit_view,
        "audit_why": review.audit_why,
    }
    for note in review.aspect_notes.all():
        typed[f"{note.aspect}-tag"] = note.tag
        typed[f"{note.aspect}-strengths"] = note.strengths
        typed[f"{note.aspect}-areas"] = note.areas
        typed[f"{note.aspect}-key_lines"] = [line.pk for line in note.key_lines.all()]
    for time in review.timeliness.all():
        typed[f"time-{time.timescale}-state"] = time.state
        typed[f"time-{time.timescale}-took"] = time.took
    return typed


def noted(review: CaseReview, aspects: Sequence[AspectSpec]) -> list[tuple[AspectSpec, AspectNote]]:
    """What a review says, aspect by aspect in the order of the programme."""
    notes = {note.aspect: note for note in review.aspect_notes.all()}
    return [(aspect, notes[aspect.code]) for aspect in aspects if aspect.code in notes]
