"""The cases behind a number of the picture, with the words that belong to it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet

from casereview import counts
from casereview.models import AspectNote, Case, CaseReview, SecondNote, SecondReading, TimelinessNote
from casereview.queries.picture import Chosen
from challenges.models import Challenge, User

GOOD_PRACTICE, QUESTIONS, DIFFERENCES = "good-practice", "questions", "differences"
LISTS = {
    GOOD_PRACTICE: "Good practice named",
    QUESTIONS: "Questions for on site",
    DIFFERENCES: "Where two readers differ",
}


@dataclass(frozen=True)
class Behind:
    """What is looked at: an aspect with a tag, a timescale with a state, a view of an audit, or one of the lists."""

    heading: str
    kind: str
    key: str = ""
    answer: str = ""


@dataclass(frozen=True)
class CaseBehind:
    """A case behind a number: its headline, and the words that the number counts, each with what it is called."""

    case: Case
    headline: str
    words: list[tuple[str, str]]


def behind(challenge: Challenge, asked: dict[str, str]) -> Behind | None:
    """What an address asks for; none where it makes no sense in this programme."""
    plan = challenge.programme.plan.case_review
    if name := {aspect.code: aspect.name for aspect in plan.aspects}.get(asked.get("aspect", "")):
        code, tag = asked["aspect"], asked.get("tag", "")
        if tag in AspectNote.Tag.values:
            return Behind(f"{code} {name}: {AspectNote.Tag(tag).label.lower()}", "aspect", code, tag)
    if name := {each.code: each.name for each in plan.timescales}.get(asked.get("timescale", "")):
        state = asked.get("state", "")
        if state in TimelinessNote.State.values:
            label = TimelinessNote.State(state).label.lower()
            return Behind(f"{name}: {label}", "timescale", asked["timescale"], state)
    view = asked.get("audit", "")
    if view in CaseReview.AuditView.values:
        return Behind(f"The council’s own audits: {CaseReview.AuditView(view).label.lower()}", "audit", "", view)
    if heading := LISTS.get(asked.get("show", "")):
        return Behind(heading, asked["show"])
    return None


def cases_behind(challenge: Challenge, asked: Behind, chosen: Chosen, *, reader: User) -> list[CaseBehind]:
    """The finished cases that a number counts, as far as this person may read what was noted in them."""
    reviews = CaseReview.objects.visible_to(reader).finished().filter(challenge=challenge).select_related("case")
    if chosen.stratum:
        reviews = reviews.filter(case__stratum=chosen.stratum)
    if asked.kind == "aspect":
        return _of_aspect(challenge, reviews, asked, chosen)
    if asked.kind == "timescale":
        return _of_timescale(challenge, reviews, asked)
    if asked.kind == DIFFERENCES:
        return _of_readers(challenge, reviews, reader)
    field, called, condition = {
        "audit": ("audit_why", "Why", Q(audit_view=asked.answer)),
        GOOD_PRACTICE: ("good_practice", "Good practice", ~Q(good_practice="")),
        QUESTIONS: ("question_for_on_site", "Question", ~Q(question_for_on_site="")),
    }[asked.kind]
    return [
        CaseBehind(review.case, review.headline, [(called, getattr(review, field))])
        for review in reviews.filter(condition)
    ]


def _of_aspect(challenge: Challenge, reviews: QuerySet[CaseReview], asked: Behind, chosen: Chosen) -> list[CaseBehind]:
    notes = counts.tagged(challenge).filter(aspect=asked.key, counts_as=asked.answer)
    if chosen.key_line:
        notes = notes.filter(key_lines=chosen.key_line)
    reviews = reviews.filter(aspect_notes__in=notes.values("pk"))
    reviews = reviews.prefetch_related(Prefetch("aspect_notes", AspectNote.objects.filter(aspect=asked.key)))
    found = []
    for review in reviews:
        words = []
        for note in review.aspect_notes.all():
            words += [("Strengths", note.strengths), ("Areas for consideration", note.areas)]
            if note.settled_at:
                words.append(("Settled by both readers", note.settled_words or note.get_settled_tag_display()))
        found.append(CaseBehind(review.case, review.headline, [(called, text) for called, text in words if text]))
    return found


def _of_timescale(challenge: Challenge, reviews: QuerySet[CaseReview], asked: Behind) -> list[CaseBehind]:
    spec = next(each for each in challenge.programme.plan.case_review.timescales if each.code == asked.key)
    notes = TimelinessNote.objects.filter(timescale=asked.key, state=asked.answer)
    reviews = reviews.filter(timeliness__in=notes.values("pk")).prefetch_related(Prefetch("timeliness", notes))
    return [
        CaseBehind(
            review.case,
            review.headline,
            [("It took", spec.so_many(note.took)) for note in review.timeliness.all() if note.took is not None],
        )
        for review in reviews
    ]


def _of_readers(challenge: Challenge, reviews: QuerySet[CaseReview], reader: User) -> list[CaseBehind]:
    names = {aspect.code: aspect.name for aspect in challenge.programme.plan.case_review.aspects}
    readings = SecondReading.objects.visible_to(reader).filter(challenge=challenge, finished_at__isnull=False)
    notes = SecondNote.objects.filter(reading__in=readings, differs=True)
    reviews = reviews.filter(case__in=notes.values("reading__case"))
    theirs: dict[int, list[SecondNote]] = {}
    for second in notes.select_related("reading"):
        theirs.setdefault(second.reading.case_id, []).append(second)
    found = []
    for review in reviews.prefetch_related("aspect_notes"):
        first = {note.aspect: note for note in review.aspect_notes.all()}
        words = []
        for second in theirs[review.case_id]:
            note = first.get(second.aspect)
            said = f"First {_tag(note.tag if note else '')}, second {_tag(second.tag)}."
            if note and note.settled_at:
                said += f" Settled as {_tag(note.settled_tag)}."
            words.append((f"{second.aspect} {names.get(second.aspect, '')}", f"{said}\n{second.because}".strip()))
        found.append(CaseBehind(review.case, review.headline, words))
    return found


def _tag(value: str) -> str:
    return AspectNote.Tag(value).label.lower() if value else "no tag"
