"""What the report counts besides the aspects: the stages of the service, the council's own audits, and how it was read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet
from django.utils.text import get_text_list

from casereview import counts as counts_that_stay
from casereview.models import AspectNote, CaseReview, ConversationNote, SecondReading, SponsorSummary
from casereview.queries.audits import audit_counts
from casereview.queries.counted import FEW, AspectCounts, Method, method, tag_counts
from casereview.queries.reports import REPORT_LABELS
from challenges.models import Challenge

if TYPE_CHECKING:
    import datetime

    from casereview.models import CaseReviewReport

FEW_WORDS = "a few"
STEP = 5  # shares are told to the nearest five in a hundred
UNDER = f"Under {STEP}%"


def finished_reviews(challenge: Challenge, *, until: datetime.datetime | None = None) -> QuerySet[CaseReview]:
    rows = CaseReview.objects.finished().filter(challenge=challenge)
    return rows.filter(finished_at__lte=until) if until else rows


@dataclass(frozen=True)
class StageCounts:
    """A stage of the service, one or several parts of the sample, with how often each tag was given over all aspects."""

    name: str
    cases: int
    counts: list[int | str]

    @property
    def labelled(self) -> list[tuple[str, int | str]]:
        return list(zip(AspectNote.Tag.labels, self.counts, strict=True))


def stage_counts(
    challenge: Challenge, *, for_council: bool = False, until: datetime.datetime | None = None
) -> list[StageCounts]:
    """Parts of the sample by tag, over all aspects, in the order of the sample.

    For the council, parts of fewer than five cases are put together with their neighbours until they are five, so that
    no row is about a few children. And it reads shares to the nearest five in a hundred, no counts: with exact ones, a
    number left out of the table by aspect could be reckoned from the sums.
    """
    reviews = finished_reviews(challenge, until=until)
    read = list(reviews.order_by("case__position", "pk").values_list("case__stratum", flat=True))
    if not read or (for_council and len(read) < FEW):
        return []
    cases = Counter(read)
    tagged: dict[str, Counter[str]] = {name: Counter() for name in cases}
    notes = counts_that_stay.tagged(challenge, until=until)
    for stratum, tag, number in notes.values_list("review__case__stratum", "counts_as").annotate(Count("pk")):
        tagged[stratum][tag] += number
    groups = together(list(cases.items())) if for_council else [[name] for name in cases]
    rows = []
    for names in groups:
        numbers = [sum(tagged[name][tag] for name in names) for tag in AspectNote.Tag.values]
        shown: list[int | str] = list(shares(numbers)) if for_council else [*numbers]
        rows.append(StageCounts(", ".join(names), sum(cases[name] for name in names), shown))
    return rows


def shares(numbers: list[int]) -> list[str]:
    """Each as a share of all, to the nearest five in a hundred; what is less is said so."""
    total = sum(numbers) or 1
    nearest = [STEP * round(100 * number / total / STEP) for number in numbers]
    return [f"{share}%" if share >= STEP else UNDER for share in nearest]


def together(parts: list[tuple[str, int]], least: int = FEW) -> list[list[str]]:
    """Neighbours put together until each group has the least number of cases; what is left over joins the last."""
    groups: list[list[str]] = []
    waiting: list[str] = []
    number = 0
    for name, cases in parts:
        waiting.append(name)
        number += cases
        if number >= least:
            groups.append(waiting)
            waiting, number = [], 0
    if waiting and groups:
        groups[-1].extend(waiting)
    elif waiting:
        groups.append(waiting)
    return groups


def audits_shown(
    challenge: Challenge, *, for_council: bool = False, until: datetime.datetime | None = None
) -> list[tuple[str, int | str]]:
    """How the team saw the cases the council had audited, as rows of the report; nothing where none was noted."""
    counted = audit_counts(challenge, until=until)
    if not any(counted.counts):
        return []
    return audit_counts(challenge, for_council=True, until=until).labelled if for_council else counted.labelled


@dataclass(frozen=True)
class Besides:
    """How the cases were read, besides the reading: a second reader, conversations, the talk with the sponsor."""

    second_readings: int
    conversations: int
    told_on: datetime.date | None

    @property
    def sentences(self) -> str:
        said = []
        if self.second_readings:
            said.append(
                f"A second reviewer read {_number(self.second_readings)} of the cases independently; where the two saw "
                "something differently, they settled it together."
            )
        if self.conversations:
            said.append(
                f"The team had {_number(self.conversations)} conversations with workers and managers about their cases."
            )
        if self.told_on:
            said.append(f"On {self.told_on:%-d %B %Y} the peers told the sponsor informally what they had seen.")
        return " ".join(said)


def _number(count: int) -> str:
    return str(count) if count >= FEW else FEW_WORDS


def besides(challenge: Challenge) -> Besides:
    """Counts of what was done besides the reading, small ones said in words."""
    return Besides(
        SecondReading.objects.filter(challenge=challenge, finished_at__isnull=False).count(),
        ConversationNote.objects.filter(challenge=challenge, finished_at__isnull=False).count(),
        SponsorSummary.objects.filter(challenge=challenge).values_list("met_on", flat=True).first(),
    )


@dataclass(frozen=True)
class Section:
    """A section of the report: what the template draws, its heading with its number, and its words."""

    code: str
    heading: str
    text: str = ""

    @property
    def starts_page(self) -> bool:
        return self.code in {"purpose", "aspects"}


SAID = {  # a section that is words only: the field of the report
    "messages": "overall_messages",
    "strengths": "strengths",
    "areas": "areas",
    "audits": "audit_validation",
    "data": "data_quality",
    "lines": "lines_for_on_site",
    "issues": "immediate_issues",
}
# In the order of the report: purpose and method, the messages, the counts, then what else was seen.
ORDER = ("purpose", "messages", "strengths", "areas", "aspects", "stages", "audits", "data", "lines", "issues")
OWN_HEADINGS = {
    "purpose": "Purpose and method",
    "aspects": "What was seen, by aspect",
    "stages": "What was seen, by stage of the service",
}


def sections(report: CaseReviewReport, *, counted: set[str]) -> list[Section]:
    """The sections that say something, numbered; `counted` are those that have numbers to show."""
    found: list[Section] = []
    for code in ORDER:
        field = SAID.get(code)
        text = getattr(report, field).strip() if field else ""
        if text or code == "purpose" or code in counted:
            heading = REPORT_LABELS[field] if field else OWN_HEADINGS[code]
            found.append(Section(code, f"{len(found) + 1}. {heading}", text))
    return found


def report_context(report: CaseReviewReport) -> dict:
    """Everything the PDF and the Word file show, with small numbers left out."""
    challenge = report.challenge
    rows = tag_counts(challenge, for_council=True)
    stages = stage_counts(challenge, for_council=True)
    audits = audits_shown(challenge, for_council=True)
    counted = {code for code, has in (("aspects", rows), ("stages", stages), ("audits", audits)) if has}
    found = sections(report, counted=counted)
    return {
        "report": report,
        "method": method(challenge),
        "besides": besides(challenge),
        "sections": found,
        "contents": [{"id": section.code, "label": section.heading} for section in found],
        "rows": rows,
        "stages": stages,
        "audits": audits,
        "few": FEW,
    }


# The appendix of the final report

BY_ASPECT = f"How often each was seen in the cases read; numbers below {FEW} are left out."
BY_STAGE = f"The tags of all aspects together, as shares to the nearest {STEP} in a hundred; smaller ones are left out."


def report_in_words(report: CaseReviewReport) -> list[tuple[str, str]]:
    """The whole report as (heading, text) for the final report, in which it stands as an appendix."""
    challenge, until = report.challenge, report.shared_at
    by_aspect = tag_counts(challenge, for_council=True, until=until)
    by_stage = stage_counts(challenge, for_council=True, until=until)
    audits = audits_shown(challenge, for_council=True, until=until)
    told_audits = "\n".join(f"- {label}: {_said(number)}" for label, number in audits)
    parts = {
        "purpose": ("How the cases were read", method_in_words(method(challenge), besides(challenge))),
        "messages": ("Overall messages", report.overall_messages),
        "strengths": ("Strengths in the cases", report.strengths),
        "areas": ("Areas for consideration in the cases", report.areas),
        "aspects": ("What was seen in the cases, by aspect", _listed(by_aspect, BY_ASPECT)),
        "stages": ("What was seen in the cases, by stage of the service", _listed(by_stage, BY_STAGE)),
        "audits": ("The council’s own audits", "\n\n".join(filter(None, [report.audit_validation, told_audits]))),
        "data": ("Data quality", report.data_quality),
        "lines": ("Lines of enquiry for the on-site week", report.lines_for_on_site),
        "issues": ("Immediate issues and what the council did", report.immediate_issues),
    }
    return [(heading, text.strip()) for heading, text in (parts[code] for code in ORDER) if text.strip()]


def method_in_words(how: Method, more: Besides) -> str:
    """How the cases were read, in sentences, without anything that leads to a case."""
    if not how.reviewers:
        return more.sentences
    when = ""
    if how.first_on and how.last_on:
        first, last = f"{how.first_on:%-d %B %Y}", f"{how.last_on:%-d %B %Y}"
        when = f" on {first}" if first == last else f" between {first} and {last}"
    said = [f"The team read {how.finished} case files{when}. They were read by {how.reviewers}."]
    if how.parts:
        said.append(f"They came from these parts of the sample: {how.part_names}.")
    said.append("The cases were known to the team by a code only; the council keeps the key.")
    return " ".join([*said, more.sentences]).strip()


def _listed(rows: list[AspectCounts] | list[StageCounts], intro: str) -> str:
    """Rows of a table as a list: what may be told of each, by tag."""
    lines = []
    for row in rows:
        told = [f"{label.lower()} {count}" for label, count in row.labelled if str(count)[0].isdigit()]
        if told:
            lines.append(f"- {row.name}: {get_text_list(told, 'and')}")
    return f"{intro}\n\n" + "\n".join(lines) if lines else ""


def _said(number: int | str) -> str:
    return f"{number} cases" if isinstance(number, int) else number.lower()
