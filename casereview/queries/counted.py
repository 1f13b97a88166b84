"""Counts over many cases, with small numbers left out where the council reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.humanize.templatetags.humanize import apnumber
from django.db.models import Count
from django.utils.text import get_text_list
from django.utils.timezone import localdate

from casereview import counts as counts_that_stay
from casereview.models import AspectNote, CaseReview
from challenges.models import Challenge, Membership, Role

if TYPE_CHECKING:
    import datetime


FEW = 5  # counts below are never shown to the council
FEWER = f"Fewer than {FEW}"
NOT_SHOWN = "Not shown"


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
    counted = counts_that_stay.tagged(challenge, until=until)
    found = {
        (aspect, tag): number
        for aspect, tag, number in counted.values_list("aspect", "counts_as").annotate(Count("pk"))
    }
    if not found:
        found = counts_that_stay.kept_tags(challenge, as_shared=until is not None)
    rows = []
    for aspect in challenge.programme.plan.case_review.aspects:
        counts = [found.get((aspect.code, tag), 0) for tag in AspectNote.Tag.values]
        rows.append(AspectCounts(aspect.code, aspect.name, without_small(counts) if for_council else [*counts]))
    return rows


def without_small(counts: Sequence[int]) -> list[int | str]:
    """Counts as those see them who open no case; nothing below five can be reckoned from them and their sum (ADR 0034).

    Where one is small, or all small ones are as large as a small one can be, the sum would give them away: then the next
    smallest go too, as many as are alike, and what is left out looks the same.
    """
    small = [count for count in counts if count < FEW]
    if len(counts) > 1 and small and (len(small) == 1 or sum(small) == (FEW - 1) * len(small)):
        next_smallest = min((count for count in counts if count >= FEW), default=FEW)
        return [NOT_SHOWN if count < FEW or count == next_smallest else count for count in counts]
    return [FEWER if count < FEW else count for count in counts]


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
