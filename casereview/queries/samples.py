"""The sample: what it would be drawn from, how it is, and how it compares with the lists."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from casereview import sampling
from casereview.annex_a.outline import BANDS
from casereview.models import ListedChild, Sample, SampledChild
from casereview.queries.lists import child_lists
from challenges.models import Challenge
from challenges.moments import today
from scoping import queries as scoping

State = SampledChild.State
AGES = ("Unborn", *(band for _youngest, band in reversed(BANDS)))


def sample(challenge: Challenge) -> Sample | None:
    return Sample.objects.filter(challenge=challenge).select_related("drawn_by", "locked_by").first()


def parts_of(challenge: Challenge) -> list[sampling.Part]:
    """The parts of the sample with their lists and numbers: as last drawn, or else by the programme and the scope."""
    drawn = sample(challenge)
    return parts_in(drawn) if drawn else proposed_parts(challenge)


def proposed_parts(challenge: Challenge) -> list[sampling.Part]:
    """The parts the programme has, leaned towards the modules of the scope."""
    parts = [
        sampling.Part(stratum.name, sampling.lists_in(stratum.hint), stratum.cases)
        for stratum in challenge.programme.plan.case_review.strata
    ]
    return sampling.leaned(parts, scoping.chosen_themes(challenge).values_list("code", flat=True))


def parts_in(drawn: Sample) -> list[sampling.Part]:
    return [sampling.Part(each["name"], tuple(each["lists"]), each["number"]) for each in drawn.parts]


def lists_of_the_sample(challenge: Challenge) -> set[int]:
    """The lists that any part of the sample is drawn from."""
    return {number for part in proposed_parts(challenge) for number in part.lists}


def rows_of(challenge: Challenge) -> list[sampling.ListRow]:
    """The rows of the lists as the sampler sees them; none when there are no lists."""
    columns = ("number", "code", "worker", "family", "audited_on", "dates", *sampling.TRAITS)
    listed = ListedChild.objects.filter(child_lists__challenge=challenge, child_lists__kept_at__isnull=False)
    return [
        sampling.ListRow(
            number=row["number"],
            code=row["code"],
            worker=row["worker"],
            family=row["family"],
            audited_on=row["audited_on"],
            last=max(row["dates"].values(), default=""),
            shows={trait: row[trait] for trait in sampling.TRAITS},
            dates=row["dates"],
        )
        for row in listed.order_by().values(*columns).iterator()
    ]


@dataclass(frozen=True)
class Frame:
    """What a sample is drawn from: the parts with their children, and the row that speaks for each child of a part."""

    strata: list[sampling.Stratum]
    rows: dict[str, dict[str, sampling.ListRow]]

    @property
    def children(self) -> int:
        return len({code for rows in self.rows.values() for code in rows})

    @property
    def audited(self) -> int:
        return len({code for stratum in self.strata for code in stratum.audited})

    def stratum(self, name: str) -> sampling.Stratum | None:
        return next((each for each in self.strata if each.name == name), None)

    def entry(self, code: str, stratum: str) -> sampling.Entry | None:
        found = self.stratum(stratum)
        return next((each for each in found.entries if each.code == code), None) if found else None


def frame_of(challenge: Challenge, parts: Sequence[sampling.Part]) -> Frame:
    """The lists of a challenge, in parts."""
    rows = rows_of(challenge)
    by_list: dict[int, list[sampling.ListRow]] = {}
    for row in rows:
        by_list.setdefault(row.number, []).append(row)
    return Frame(
        sampling.strata_of(parts, rows, on=today()),
        {part.name: sampling.latest_rows(part, by_list) for part in parts},
    )


def plan_of(drawn: Sample) -> sampling.Plan:
    return sampling.Plan(
        drawn.seed, sampling.Limits(drawn.per_family, drawn.per_worker), drawn.to_validate, drawn.reserves
    )


def compared(frame: Frame, chosen: Iterable[tuple[str, str]]) -> dict[str, list[dict[str, Any]]]:
    """How the children chosen, as (part, code), compare with all of the parts they were drawn from, as data to keep.

    Every part counts in the whole as much as it does in the sample's plan: only parts that are drawn from are counted.
    """
    drawn_from = [stratum.name for stratum in frame.strata if stratum.number]
    everyone: dict[str, sampling.ListRow] = {}
    for name in drawn_from:
        everyone |= frame.rows[name]
    drawn = [frame.rows[part][code].shows for part, code in chosen if code in frame.rows.get(part, {})]
    tables = sampling.compared([row.shows for row in everyone.values()], drawn, sampling.TRAITS, {"age_band": AGES})
    return {trait: [dataclasses.asdict(row) for row in rows] for trait, rows in tables.items()}


@dataclass(frozen=True)
class PartOfSample:
    """One part as the page shows it."""

    name: str
    lists: tuple[int, ...]
    number: int
    listed: int
    chosen: list[SampledChild] = field(default_factory=list)
    reserves: list[SampledChild] = field(default_factory=list)
    replaced: list[SampledChild] = field(default_factory=list)

    @property
    def lists_in_words(self) -> str:
        numbers = [str(number) for number in self.lists]
        if not numbers:
            return "No list"
        return f"List {numbers[0]}" if len(numbers) == 1 else f"Lists {', '.join(numbers[:-1])} and {numbers[-1]}"

    @property
    def short(self) -> int:
        return max(0, self.number - len(self.chosen))


def parts_shown(drawn: Sample) -> list[PartOfSample]:
    """The parts of a drawn sample with who is in them."""
    children = list(drawn.children.select_related("case", "in_place_of"))
    listed = drawn.remarks.get("listed", {})
    shown = []
    for part in parts_in(drawn):
        own = [child for child in children if child.stratum == part.name]
        shown.append(
            PartOfSample(
                part.name,
                part.lists,
                part.number,
                listed.get(part.name, 0),
                [child for child in own if child.state == State.CHOSEN],
                [child for child in own if child.state == State.RESERVE],
                [child for child in own if child.state == State.REPLACED],
            )
        )
    return shown


@dataclass(frozen=True)
class TraitShown:
    """How the sample compares in one trait, as a table and bars."""

    name: str
    rows: list[dict[str, Any]]
    more: int = 0


MOST_ROWS_OF_A_TRAIT = 12


def comparison_shown(drawn: Sample) -> list[TraitShown]:
    """Trait by trait; of a trait with very many values (teams) the commonest, and all that are in the sample."""
    shown = []
    for trait, name in sampling.TRAITS.items():
        rows = drawn.compared.get(trait, [])
        if len(rows) > 1 or (rows and rows[0]["value"] != sampling.NOT_KNOWN):
            kept = [row for at, row in enumerate(rows) if at < MOST_ROWS_OF_A_TRAIT or row["sample"]]
            shown.append(TraitShown(name, kept, len(rows) - len(kept)))
    return shown


def can_draw(challenge: Challenge) -> bool:
    """Whether there are lists to draw from, and the programme says which."""
    lists = child_lists(challenge)
    return bool(lists and lists.kept_at) and any(part.lists for part in proposed_parts(challenge))
