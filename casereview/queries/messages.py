"""Messages of the case review: what many cases say together, and the cases behind each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from casereview.models import AspectNote, Case, CaseMessage, CaseReview, MessageCase, SponsorSummary
from casereview.queries.counted import FEW, FEWER
from casereview.queries.sampled import cases
from challenges.lifecycle import ToDo
from challenges.models import AuditEvent, Challenge, Role, User

if TYPE_CHECKING:
    import datetime

    from casereview.models import CaseReviewReport
    from challenges.programme_files import AspectSpec

WRITTEN = "case_message.written"  # in the history; a number is never given twice, also when its message has gone

# The kind of a message: the part of the report it is brought into.
PART_OF = {
    CaseMessage.Kind.OVERALL: "overall_messages",
    CaseMessage.Kind.STRENGTH: "strengths",
    CaseMessage.Kind.AREA: "areas",
    CaseMessage.Kind.AUDIT: "audit_validation",
    CaseMessage.Kind.DATA: "data_quality",
    CaseMessage.Kind.LINE: "lines_for_on_site",
}


def messages(challenge: Challenge, *, reader: User | None = None) -> QuerySet[CaseMessage]:
    """The messages in the order of the report, each with how many cases stand behind it."""
    rows = CaseMessage.objects.visible_to(reader) if reader else CaseMessage.objects.all()
    return rows.filter(challenge=challenge).in_order().with_cases()


def number_to_give(challenge: Challenge) -> int:
    """The number of the next message: none is ever given twice. Call it with the challenge locked."""
    return AuditEvent.objects.filter(challenge_id=challenge.pk, what=WRITTEN).count() + 1


def lines_for_on_site(challenge: Challenge, *, reader: User | None = None) -> QuerySet[CaseMessage]:
    """The lines of enquiry the case review raised, which the week on site takes up.

    reader: those they may read: the council's people none before the report is shared. Left out where we only count.
    """
    rows = CaseMessage.objects.visible_to(reader) if reader else CaseMessage.objects.all()
    return rows.filter(challenge=challenge).lines().order_by("position", "pk")


def behind_in_words(count: int, *, works_with_cases: bool) -> str:
    """How many cases stand behind a message; a small number is not told outside those who work with cases."""
    if not count:
        return "no case yet"
    if not works_with_cases and count < FEW:
        return f"{FEWER.lower()} cases"
    return "1 case" if count == 1 else f"{count} cases"


@dataclass(frozen=True)
class BehindMessage:
    """A case behind a message, with the words of the aspect it comes from."""

    row: MessageCase
    case: Case
    review: CaseReview | None
    aspect: AspectSpec | None
    note: AspectNote | None

    @property
    def key(self) -> str:
        return pair_key(self.case.pk, self.row.aspect)


def behind_message(message: CaseMessage, *, reader: User) -> list[BehindMessage]:
    """The cases behind a message with what was noted in them, as far as this person may read it; three queries."""
    rows = list(message.behind.select_related("case").order_by("case__position", "aspect", "pk"))
    reviews = CaseReview.objects.visible_to(reader).finished().filter(case__in=[row.case_id for row in rows])
    by_case = {review.case_id: review for review in reviews.prefetch_related("aspect_notes")}
    aspects = {aspect.code: aspect for aspect in message.challenge.programme.plan.case_review.aspects}
    found = []
    for row in rows:
        review = by_case.get(row.case_id)
        notes = {note.aspect: note for note in review.aspect_notes.all()} if review else {}
        found.append(BehindMessage(row, row.case, review, aspects.get(row.aspect), notes.get(row.aspect)))
    return found


def pair_key(case: int, aspect: str) -> str:
    """A case and an aspect as a checkbox posts them."""
    return f"{case}:{aspect}"


def cases_to_put_behind(challenge: Challenge, *, reader: User, aspect: str = "", tag: str = "") -> list[Case]:
    """The finished cases this person may read, in order; those where an aspect got a tag, or a tag on any aspect."""
    reviews = CaseReview.objects.visible_to(reader).finished().filter(challenge=challenge)
    if aspect or tag:
        notes = AspectNote.objects.filter(review__in=reviews)
        if aspect:
            notes = notes.filter(aspect=aspect)
        settled = Q(settled_at__isnull=False)
        notes = notes.filter((settled & Q(settled_tag=tag)) | (~settled & Q(tag=tag))) if tag else notes.exclude(tag="")
        reviews = reviews.filter(pk__in=notes.values("review"))
    return list(cases(challenge).filter(pk__in=reviews.values("case")))


def noted_of(case: Case, aspect: str, *, reader: User) -> tuple[CaseReview | None, AspectNote | None]:
    """What a finished case says, and what it says of one aspect, beside a message that begins from it."""
    reviews = CaseReview.objects.visible_to(reader).finished().filter(case=case)
    review = reviews.prefetch_related("aspect_notes").first()
    notes = {note.aspect: note for note in review.aspect_notes.all()} if review else {}
    return review, notes.get(aspect)


# What became of a message in the report


@dataclass(frozen=True)
class InReport:
    """A message and where it stands towards the report."""

    message: CaseMessage
    place: str  # the field of the report
    is_there: bool
    changed: bool  # since it was brought in


def in_report(report: CaseReviewReport | None, rows: Iterable[CaseMessage]) -> list[InReport]:
    """For each message: whether its words stand in the report, and whether they changed since they were brought in."""
    found = []
    for message in rows:
        place = PART_OF[CaseMessage.Kind(message.kind)]
        there = report is not None and stands_in(message.text, getattr(report, place))
        changed = bool(message.brought_in) and not there and flat(message.brought_in) != flat(message.text)
        found.append(InReport(message, place, there or bool(message.brought_in), changed))
    return found


def flat(text: str) -> str:
    """A text without regard to how its lines break."""
    return " ".join(text.split())


def stands_in(words: str, text: str) -> bool:
    return flat(words) in flat(text)


# The talk with the sponsor


def sponsor_summary(challenge: Challenge, *, reader: User) -> SponsorSummary | None:
    """The record of the talk with the sponsor, when this person may read it."""
    rows = SponsorSummary.objects.visible_to(reader).filter(challenge=challenge)
    return rows.select_related("written_by", "changed_by").first()


def told_by_overall_messages(challenge: Challenge, *, reader: User) -> str:
    """What the sponsor would be told, from the overall messages: offered, to be changed."""
    overall = messages(challenge, reader=reader).filter(kind=CaseMessage.Kind.OVERALL)
    return "\n\n".join(message.text for message in overall)


def messages_left(
    challenge: Challenge, every: Sequence[Case], report: CaseReviewReport | None, due_on: datetime.date | None
) -> list[ToDo]:
    """What waits for the lead peer once every case is read; the stage can end without it."""
    if not every or any(case.state != Case.State.FINISHED for case in every) or (report and report.shared_at):
        return []
    todos = []
    if report is None and not CaseMessage.objects.filter(challenge=challenge).exists():
        sentence = "Gather messages from the cases"
        todos.append(ToDo(sentence, "casereview:message_list", Role.LEAD_PEER, due_on=due_on, gates=False))
    if not SponsorSummary.objects.filter(challenge=challenge).exists():
        sentence = "Tell the sponsor what the cases say, and note the talk"
        todos.append(ToDo(sentence, "casereview:sponsor_summary", Role.LEAD_PEER, due_on=due_on, gates=False))
    return todos
