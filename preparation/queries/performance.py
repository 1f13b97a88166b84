"""The council's figures: what came of them, and their charts beside the key lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from challenges.lifecycle import Stage, ToDo
from challenges.models import COUNCIL_ROLES, LGA_ROLES, Challenge, Role, User
from challenges.moments import working_days_from
from preparation.models import DocumentRequest, Indicator, PerformanceSet
from preparation.performance import charts, linking, months, small_numbers
from preparation.performance.catalogue import UNITS, Topic, topics_for
from preparation.queries.key_lines import readable_key_lines
from scoping.queries import chosen_themes, key_lines

if TYPE_CHECKING:
    from scoping.models import KeyLineOfEnquiry

MONTHS_ASKED = 6
NEEDED_BEFORE = -20  # working days, where no item of the list says when
BRINGING = {Stage.PREPARATION, Stage.CASE_REVIEW, Stage.ON_SITE}
ITEM = "performance data"  # stands in the title of the item the figures come under
MOST_IN_A_PDF = 200  # charts; more would be a paper nobody turns over


def performance_item(challenge: Challenge) -> DocumentRequest | None:
    """The item of the document list that the figures come under; None where the programme asks for no such paper.

    Never a restricted one: the charts are for the whole team, and the figures go with the other documents.
    """
    items = DocumentRequest.objects.filter(challenge=challenge, title__icontains=ITEM)
    return items.exclude(importance=DocumentRequest.Importance.RESTRICTED).order_by("position").first()


def takes_figures(item: DocumentRequest) -> bool:
    """Whether the figures come under this item."""
    return ITEM in item.title.casefold() and item.importance != DocumentRequest.Importance.RESTRICTED


def current_set(challenge: Challenge) -> PerformanceSet | None:
    """The figures in use, with their file and PDF."""
    sets = PerformanceSet.objects.filter(challenge=challenge, is_current=True)
    return sets.select_related("file", "confirmed_by", "document__job", "document__file", "document__word").first()


def waiting_set(challenge: Challenge, reader: User) -> PerformanceSet | None:
    """The workbook that is being read, or waits to be mended or confirmed: for the council."""
    sets = PerformanceSet.objects.readable_by(reader, challenge).waiting()
    return sets.select_related("file__stored_by", "job").first()


def confirmed_sets(challenge: Challenge, reader: User) -> QuerySet[PerformanceSet]:
    """Every version that was ever in use, the newest first, with who confirmed it."""
    sets = PerformanceSet.objects.readable_by(reader, challenge).exclude(confirmed_at=None).order_by("-number")
    return sets.defer("found").select_related("file", "confirmed_by")


def months_asked(challenge: Challenge) -> list[str]:
    """The six whole months before the figures are due, as 2026-04."""
    item = performance_item(challenge)
    due_on = item.due_on if item else working_days_from(challenge.starts_on, NEEDED_BEFORE)
    return months.before(due_on, MONTHS_ASKED)


def topics_asked(challenge: Challenge) -> tuple[Topic, ...]:
    """The topics of the template: of the whole service, or of what a challenge of one topic looks at."""
    themes = list(chosen_themes(challenge))
    texts = [theme.name for theme in themes] + [_said_by(line) for line in key_lines(challenge)]
    return topics_for(texts, all_of_it=any(theme.kind != "module" for theme in themes))


def _said_by(line: KeyLineOfEnquiry) -> str:
    """What a key line says, to find out what it speaks of."""
    theme = line.theme.name if line.theme else ""
    return f"{line.question} {line.measure} {theme}"


def lines_spoken_to(challenge: Challenge, rows: Iterable[tuple[str, str]]) -> list[list[int]]:
    """For each (topic, name of an indicator) the keys of the key lines it is put beside until a person says otherwise."""
    said = {line.pk: _said_by(line) for line in key_lines(challenge).select_related("theme")}
    return [linking.lines_for(topic, name, said) for topic, name in rows]


def template_workbook(challenge: Challenge) -> bytes:
    """The template of this challenge as an .xlsx file."""
    from preparation.performance import template  # noqa: PLC0415  # openpyxl: only who downloads it needs it

    return template.make(str(challenge.council), months_asked(challenge), topics_asked(challenge))


@dataclass(frozen=True)
class Readings:
    """What a workbook would bring, for the page that asks. topics: title, and the (name, what is given) of its indicators."""

    topics: list[tuple[str, list[tuple[str, str]]]]
    indicators: int
    months: list[str]
    wrong: list[dict[str, str]]
    wrong_count: int
    remarks: list[dict[str, str]]
    left_out: list[dict[str, str]]
    own: int
    empty_rows: int
    few: int
    from_chat: bool

    @property
    def noticed(self) -> int:
        """How many things are told that hold nothing up."""
        return len(self.remarks) + len(self.left_out)


def what_was_found(performance_set: PerformanceSet) -> Readings:
    """What stands in `found`, as the page shows it."""
    found = performance_set.found
    rows = found.get("indicators", [])
    topics: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        topics.setdefault(row["topic"], []).append((row["name"], _given(row)))
    return Readings(
        topics=list(topics.items()),
        indicators=len(rows),
        months=[months.in_words(month) for month in found.get("months", [])],
        wrong=found.get("wrong", []),
        wrong_count=performance_set.wrong_cells or 0,
        remarks=found.get("remarks", []),
        left_out=found.get("left_out", []),
        own=sum(row["own"] for row in rows),
        empty_rows=found.get("empty_rows", 0),
        few=sum(len(small_numbers.few_in(row["unit"], row["values"])) for row in rows),
        from_chat="chat" in found.get("layouts", []),
    )


def _given(row: dict[str, Any]) -> str:
    """What is given of an indicator, to see at a glance that it was read aright: 91% in May 2026, 96% in October 2026."""
    told = sorted(row["values"])
    ends = dict.fromkeys([*told[:1], *told[-1:]])
    given = [f"{charts.figure(row['values'][month], row['unit'])} in {months.in_words(month)}" for month in ends]
    for words, value in (("statistical neighbours", row["neighbours"]), ("England", row["england"])):
        given += [f"{words} {charts.figure(value, row['unit'])}"] if value is not None else []
    return ", ".join(given)


def performance_left(challenge: Challenge) -> list[ToDo]:
    """A workbook that was read and waits for the council: to be mended, or confirmed."""
    if challenge.stage not in BRINGING:
        return []
    waiting = PerformanceSet.objects.filter(challenge=challenge).waiting().exclude(wrong_cells=None).first()
    if waiting is None:
        return []
    wrong = waiting.wrong_cells or 0
    sentence = "Confirm the performance data"
    if wrong or waiting.refusal:
        sentence = (
            f"Mend {wrong} cell{'' if wrong == 1 else 's'} of the performance data"
            if wrong
            else "Mend the performance data"
        )
    url = reverse("preparation:performance_check", args=[challenge.slug])
    return [ToDo(sentence, "preparation:performance", Role.ORGANISER, url=url, gates=False)]


# The charts


def sees_small_numbers(reader: User, challenge: Challenge) -> bool:
    """Whether counts of very few children are shown to this reader: to the council, whose they are, and to the LGA."""
    return bool(reader.roles_in(challenge) & (COUNCIL_ROLES | LGA_ROLES))


def indicators(challenge: Challenge) -> QuerySet[Indicator]:
    """The indicators in use, in the order of the workbook."""
    return Indicator.objects.filter(performance_set__challenge=challenge, performance_set__is_current=True)


def lines_with_charts(challenge: Challenge) -> set[int]:
    """The keys of the key lines that charts stand beside."""
    return set(indicators(challenge).exclude(key_lines=None).order_by().values_list("key_lines", flat=True).distinct())


def chart_of(indicator: Indicator, *, key: str, with_small_numbers: bool) -> charts.Chart:
    """The chart of an indicator. key: makes its ids unique on the page it stands on."""
    few: set[str] = set() if with_small_numbers else small_numbers.few_in(indicator.unit, indicator.values)
    return charts.draw(
        key=key,
        title=indicator.name,
        unit=indicator.unit,
        unit_words=UNITS[indicator.unit],
        values=indicator.values,
        neighbours=indicator.neighbours,
        england=indicator.england,
        compared=indicator.compared,
        few=few,
        remarks=indicator.remarks,
    )


def charts_for(
    challenge: Challenge, key_line: KeyLineOfEnquiry, *, with_small_numbers: bool = False
) -> list[charts.Chart]:
    """The charts beside one key line, for templates/preparation/_charts.html; one query. Small counts are left out
    unless asked for: in a document always leave them out, it travels.
    """
    linked = indicators(challenge).filter(key_lines=key_line)
    return [
        chart_of(each, key=f"line-{key_line.number}-{each.pk}", with_small_numbers=with_small_numbers)
        for each in linked
    ]


@dataclass(frozen=True)
class Group:
    """Indicators that stand together: beside a key line, or, beside none, of one topic."""

    key: str
    title: str
    line: KeyLineOfEnquiry | None
    indicators: list[Indicator]

    def charts(self, *, with_small_numbers: bool, most: int | None = None) -> list[charts.Chart]:
        """Their charts, or the first so many."""
        return [
            chart_of(each, key=f"{self.key}-{each.pk}", with_small_numbers=with_small_numbers)
            for each in self.indicators[:most]
        ]


def indicator_groups(challenge: Challenge, reader: User | None = None) -> list[Group]:
    """Every key line, of those this reader may read, with its indicators; then, by topic, those that stand beside none.

    Whoever may read the figures may read the key lines (they are shared with the council): a PDF names no reader.
    """
    readable = readable_key_lines(challenge, reader) if reader else key_lines(challenge)
    lines = list(readable)
    known = Prefetch("key_lines", queryset=readable, to_attr="linked_lines")
    every = list(indicators(challenge).prefetch_related(known))
    groups = [
        Group(f"line-{line.number}", line.question, line, [each for each in every if line in each.linked_lines])  # type: ignore[attr-defined]
        for line in lines
    ]
    by_topic: dict[str, list[Indicator]] = {}
    for each in every:
        if not each.linked_lines:  # type: ignore[attr-defined]
            by_topic.setdefault(each.topic, []).append(each)
    return groups + [
        Group(f"topic-{number}", topic, None, under) for number, (topic, under) in enumerate(by_topic.items(), start=1)
    ]


def pack_groups(challenge: Challenge) -> tuple[list[Group], int]:
    """What the PDF shows, at most MOST_IN_A_PDF charts, and how many indicators it leaves to the workbook."""
    left, groups, shown = MOST_IN_A_PDF, [], set()
    for group in indicator_groups(challenge):
        fits = group.indicators[:left]
        left -= len(fits)
        shown |= {each.pk for each in fits}
        if fits:
            groups.append(Group(group.key, group.title, group.line, fits))
    return groups, indicators(challenge).count() - len(shown)
