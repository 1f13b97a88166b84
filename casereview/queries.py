"""What other apps may ask about the case review, and what its own pages show."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.contrib.humanize.templatetags.humanize import apnumber
from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.timezone import localdate

from casereview import counts as counts_that_stay
from casereview import sharing
from casereview.models import AspectNote, Case, CaseReview, CaseReviewReport
from challenges import text_check
from challenges.lifecycle import Stage, ToDo
from challenges.models import Audience, Challenge, Membership, RenderedDocument, Role, User
from preparation import queries as preparation

if TYPE_CHECKING:
    import datetime

    from challenges.programme_files import AspectSpec

FEW = 5  # counts below are never shown to the council
FEWER = f"Fewer than {FEW}"
NOT_SHOWN = "Not shown"
READERS_ROLES = (Role.LEAD_PEER, Role.PEER)
REPORT_PARTS = {  # the parts a report needs before it is shared
    "overall_messages": "overall messages",
    "strengths": "strengths",
    "areas": "areas for consideration",
}
PARTS = (("strengths", "strengths"), ("areas", "areas for consideration"))  # of a note, with what they are called
REPORT_TEXTS = [*REPORT_PARTS, "lines_for_on_site"]


def cases(challenge: Challenge) -> QuerySet[Case]:
    """The sample in order, each with its reviewer and state, without what was noted."""
    return challenge.cases.with_state().select_related("reviewer")


@dataclass(frozen=True)
class CaseReviewProgress:
    sampled: int
    finished: int

    @property
    def is_complete(self) -> bool:
        return self.sampled > 0 and self.finished == self.sampled


def progress(challenge: Challenge) -> CaseReviewProgress:
    counts = challenge.cases.aggregate(sampled=Count("pk"), finished=Count("review__finished_at"))
    if not counts["sampled"]:
        return CaseReviewProgress(*counts_that_stay.kept_progress(challenge))
    return CaseReviewProgress(**counts)


def report(challenge: Challenge) -> CaseReviewReport | None:
    return CaseReviewReport.objects.filter(challenge=challenge).select_related("changed_by", "shared_by").first()


def document_of(report: CaseReviewReport) -> RenderedDocument | None:
    """The newest PDF of the report, with what a page shows of it."""
    documents = RenderedDocument.objects.select_related("job", "file", "challenge").defer("html")
    return documents.filter(pk=report.document_id).first() if report.document_id else None


def shared_report(challenge: Challenge, *, reader: User | None = None) -> CaseReviewReport | None:
    """The case review report, once the council may read it: the appendix of the final report.

    reader: none for who may not read it; left out where we put it into a document of ours.
    """
    reports = CaseReviewReport.objects.visible_to(reader) if reader else CaseReviewReport.objects.all()
    return reports.filter(challenge=challenge, audience=Audience.COUNCIL).first()


# Who reads


def readers(challenge: Challenge) -> list[User]:
    """Who may be given cases: the accepted peers, the lead peer first."""
    peers = Membership.objects.holding(*READERS_ROLES).filter(challenge=challenge).values("user")
    return list(preparation.team(challenge).filter(pk__in=peers))


@dataclass(frozen=True)
class Share:
    """The cases one reader would get."""

    reader: User
    has: int
    cases: list[Case] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.has + len(self.cases)

    @property
    def in_words(self) -> str:
        return ", ".join(f"{case.code} ({case.stratum.lower()})" for case in self.cases)


def shares(challenge: Challenge, people: Sequence[User]) -> list[Share]:
    """How the cases that nobody has yet would be shared out among these people."""
    every = list(cases(challenge))
    free = [case for case in every if case.reviewer_id is None]
    held: dict[int, list[str]] = {person.pk: [] for person in people}
    for case in every:
        if case.reviewer_id in held:
            held[case.reviewer_id].append(case.stratum)
    dealt = (
        sharing.deal([(case.pk, case.stratum) for case in free], [each.pk for each in people], held) if people else {}
    )
    return [
        Share(person, len(held[person.pk]), [case for case in free if dealt.get(case.pk) == person.pk])
        for person in people
    ]


def strata_with_counts(challenge: Challenge) -> list[tuple[str, int, int]]:
    """Each part of the sample: its name, how many cases the plan has, and how many are in."""
    counted = dict(challenge.cases.order_by().values_list("stratum").annotate(Count("pk")))
    planned = [(stratum.name, stratum.cases) for stratum in challenge.programme.plan.case_review.strata]
    return [(name, cases, counted.get(name, 0)) for name, cases in planned]


@dataclass(frozen=True)
class ReaderProgress:
    reader: User
    finished: int
    given: int


def progress_by_reader(every: Sequence[Case]) -> list[ReaderProgress]:
    """How far each reviewer is, by name; for cases loaded with `cases()`."""
    given: dict[User, list[Case]] = {}
    for case in every:
        if case.reviewer:
            given.setdefault(case.reviewer, []).append(case)
    return [
        ReaderProgress(reader, sum(case.state == Case.State.FINISHED for case in own), len(own))
        for reader, own in sorted(given.items(), key=lambda item: (item[0].name, item[0].pk))
    ]


# One case


def review_of(case: Case, *, reader: User) -> CaseReview | None:
    """What was noted in a case, when this person may read it."""
    seen = CaseReview.objects.visible_to(reader).filter(case=case)
    return seen.select_related("written_by").prefetch_related("aspect_notes").first()


@dataclass(frozen=True)
class Missing:
    """Something a case needs before it is finished, and the place on its page that gives it."""

    place: str
    sentence: str


def missing_to_finish(review: CaseReview, aspects: Sequence[AspectSpec]) -> list[Missing]:
    """What a review needs before it is finished: a tag on every aspect, and a headline."""
    notes = {note.aspect: note for note in review.aspect_notes.all()}
    tagged = {code for code, note in notes.items() if note.tag}
    missing = [
        Missing(f"id_{aspect.code}-tag", f"Choose a tag for {aspect.code} {aspect.name}")
        for aspect in aspects
        if aspect.code not in tagged
    ]
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
        }
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
    words = ("headline", "good_practice", "question_for_on_site")
    return texts | {name: getattr(review, name) for name in words}


def where_cases_are_read_alone(user: User) -> QuerySet:
    """The challenges, as keys for a subquery, in which this person has yet to finish cases before they read of others'."""
    return Case.objects.left_to(user).values("challenge")


def cases_left_before_others(challenge: Challenge, user: User) -> int:
    """How many cases of their own this person finishes before they read what others noted; 0 when they may."""
    if challenge.stage != Stage.CASE_REVIEW:
        return 0
    return Case.objects.left_to(user).filter(challenge=challenge).count()


def as_typed(review: CaseReview | None) -> dict[str, str | int]:
    """A review as the fields of its form."""
    if review is None:
        return {"version": 1}
    typed: dict[str, str | int] = {
        "version": review.version,
        "headline": review.headline,
        "good_practice": review.good_practice,
        "question_for_on_site": review.question_for_on_site,
    }
    for note in review.aspect_notes.all():
        typed[f"{note.aspect}-tag"] = note.tag
        typed[f"{note.aspect}-strengths"] = note.strengths
        typed[f"{note.aspect}-areas"] = note.areas
    return typed


def noted(review: CaseReview, aspects: Sequence[AspectSpec]) -> list[tuple[AspectSpec, AspectNote]]:
    """What a review says, aspect by aspect in the order of the programme."""
    notes = {note.aspect: note for note in review.aspect_notes.all()}
    return [(aspect, notes[aspect.code]) for aspect in aspects if aspect.code in notes]


def who_to_tell(challenge: Challenge) -> str:
    """Whom to tell at once when a child may be at risk: the sponsor and the challenge manager, by name."""
    words = {Role.SPONSOR: "the sponsor", Role.CHALLENGE_MANAGER: "the challenge manager"}
    held = Membership.objects.holding(*words).filter(challenge=challenge).select_related("user").order_by("pk")
    found = list(held)
    names = [f"{each.user.name} ({words[role]})" for role in words for each in found if each.role == role]
    return get_text_list(names, "and")


# Counts


@dataclass(frozen=True)
class AspectCounts:
    """How often each tag was given to an aspect: a signpost over many cases, never a mark."""

    code: str
    name: str
    counts: list[int | str]

    @property
    def labelled(self) -> list[tuple[str, int | str]]:
        return list(zip(AspectNote.Tag.labels, self.counts, strict=True))


def tags() -> list[tuple[str, str]]:
    """The tags of an aspect with their labels, in the order of every table."""
    return [(tag.value, tag.label) for tag in AspectNote.Tag]


def tag_counts(
    challenge: Challenge, *, for_council: bool = False, until: datetime.datetime | None = None
) -> list[AspectCounts]:
    """Aspect by tag, from finished reviews: with small numbers left out where the council reads them.

    `until` leaves out what was finished later, so that a table stays as it was when it was shared. When the notes have
    gone, the counts that stayed.
    """
    counted = AspectNote.objects.filter(review__challenge=challenge, review__finished_at__isnull=False)
    if until:
        counted = counted.filter(review__finished_at__lte=until)
    found = {
        (aspect, tag): number
        for aspect, tag, number in counted.exclude(tag="").order_by().values_list("aspect", "tag").annotate(Count("pk"))
    }
    if not found:
        found = counts_that_stay.kept_tags(challenge, as_shared=until is not None)
    rows = []
    for aspect in challenge.programme.plan.case_review.aspects:
        counts = [found.get((aspect.code, tag), 0) for tag in AspectNote.Tag.values]
        rows.append(AspectCounts(aspect.code, aspect.name, without_small(counts) if for_council else [*counts]))
    return rows


def without_small(counts: Sequence[int]) -> list[int | str]:
    """Counts as the council sees them. Where only one is small, the next smallest goes too: a total would give it away."""
    small = [index for index, count in enumerate(counts) if count < FEW]
    shown: list[int | str] = [FEWER if count < FEW else count for count in counts]
    if len(small) == 1 and len(counts) > 1:
        next_smallest = min((index for index in range(len(counts)) if index not in small), key=lambda i: counts[i])
        shown[next_smallest] = NOT_SHOWN
    return shown


@dataclass(frozen=True)
class Part:
    """A part of the sample and how many cases of it were read, as the council may know it."""

    name: str
    read: int | str


@dataclass(frozen=True)
class Method:
    """How the case review was done, without anything that leads to a case."""

    finished: int | str
    parts: list[Part]
    lead_peers: int
    peers: int
    first_on: datetime.date | None
    last_on: datetime.date | None

    @property
    def part_names(self) -> str:
        return get_text_list([part.name.lower() for part in self.parts], "and")

    @property
    def shows_numbers(self) -> bool:
        """Whether any part of the sample is large enough to be counted out."""
        return any(isinstance(part.read, int) for part in self.parts)

    @property
    def reviewers(self) -> str:
        """By role, never by name."""
        lead = {0: "", 1: "the lead peer"}.get(self.lead_peers, f"{self.lead_peers} lead peers")
        others = {0: "", 1: "one peer"}.get(self.peers, f"{apnumber(self.peers)} peers")
        return " and ".join(filter(None, [lead, others]))


def method(challenge: Challenge) -> Method:
    """The facts for “purpose and method”, from finished reviews, with small numbers left out."""
    finished = list(
        CaseReview.objects.finished()
        .filter(challenge=challenge)
        .order_by("case__position", "pk")
        .values_list("case__stratum", "written_by", "written_at", "finished_at")
    )
    strata = [stratum for stratum, *_rest in finished]
    names = list(dict.fromkeys(strata))
    reviewers = {reviewer for _stratum, reviewer, *_rest in finished}
    lead_peers = set(
        Membership.objects.filter(challenge=challenge, role=Role.LEAD_PEER, user__in=reviewers).values_list(
            "user", flat=True
        )
    )
    shown = without_small([strata.count(name) for name in names])
    return Method(
        finished=len(finished) if len(finished) >= FEW else FEWER.lower(),
        parts=[Part(name, count) for name, count in zip(names, shown, strict=True)],
        lead_peers=len(lead_peers),
        peers=len(reviewers - lead_peers),
        first_on=min((localdate(started) for *_rest, started, _finished in finished), default=None),
        last_on=max((localdate(ended) for *_rest, ended in finished), default=None),
    )


def missing_to_share(report: CaseReviewReport | None) -> list[str]:
    """What the report needs before it is shared, as sentences."""
    if report is None:
        return ["Write the report first."]
    empty = [name for part, name in REPORT_PARTS.items() if not getattr(report, part).strip()]
    sentences = [f"Write the {' and the '.join(empty)}."] if empty else []
    text = "\n".join(getattr(report, name) for name in REPORT_TEXTS)
    codes = Case.objects.filter(challenge=report.challenge_id).values_list("code", flat=True)
    named = [f"“{code}” (a case code)" for code in codes if _stands_in(code, text)]
    if named:
        sentences.append(f"Take this out: {', '.join(named)}.")
    return sentences


def _stands_in(code: str, text: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(code)}(?!\w)", text, re.IGNORECASE))


# What is left to do


def left_to_do(challenge: Challenge) -> list[ToDo]:
    """What the case review cannot end without, in the order people do it."""
    every = list(cases(challenge))
    # The first date of the stage is for the cases, the last for the report.
    due = list(challenge.milestones.filter(stage=Stage.CASE_REVIEW).order_by("due_on").values_list("due_on", flat=True))
    cases_due, report_due = (due[0], due[-1]) if due else (None, None)
    todos = _cases_left(challenge, every, cases_due)
    written = report(challenge)
    if written is None or not all(getattr(written, part).strip() for part in REPORT_PARTS):
        todos.append(
            ToDo("Write the case review report", "casereview:report", Role.CHALLENGE_MANAGER, due_on=report_due)
        )
    elif not written.shared_at:
        todos.append(
            ToDo(
                "Share the case review report with the council",
                "casereview:report",
                Role.CHALLENGE_MANAGER,
                due_on=report_due,
            )
        )
    return todos


def _cases_left(challenge: Challenge, every: Sequence[Case], due_on: datetime.date | None) -> list[ToDo]:
    page = "casereview:case_list"
    if not every:
        url = reverse("casereview:case_add", args=[challenge.slug])
        return [ToDo("Add the cases of the sample", page, Role.CHALLENGE_MANAGER, url=url, due_on=due_on)]
    todos = []
    team = readers(challenge)
    free = [case for case in every if case.reviewer_id is None]
    if free:
        url = reverse("casereview:case_share_out", args=[challenge.slug])
        todos.append(
            ToDo(f"Share out {number_of_cases(len(free))}", page, Role.CHALLENGE_MANAGER, url=url, due_on=due_on)
        )
    open_cases = [case for case in every if case.reviewer_id and case.state != Case.State.FINISHED]
    in_team = {person.pk for person in team}
    left_behind = [case for case in open_cases if case.reviewer_id not in in_team]
    if left_behind:
        codes = ", ".join(case.code for case in left_behind[:8]) + (" and more" if len(left_behind) > 8 else "")
        todos.append(
            ToDo(
                f"Give these cases to someone in the team, since their reviewer has left it: {codes}",
                page,
                Role.CHALLENGE_MANAGER,
                due_on=due_on,
            )
        )
    for person in team:
        own = [case for case in open_cases if case.reviewer_id == person.pk]
        if own:
            todos.append(
                ToDo(f"Finish {number_of_cases(len(own))}", page, Role.PEER, person_id=person.pk, due_on=due_on)
            )
    return todos


def number_of_cases(count: int) -> str:
    return "1 case" if count == 1 else f"{count} cases"
