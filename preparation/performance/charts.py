"""An indicator as a small line chart: where lines and words stand. Numbers only; templates/preparation/_charts.html draws.

Units are those of the chart's own width and height (its viewBox), which are those of a small phone, so that words stay as
large as the page's. Nothing depends on colour: the council's line is whole and has dots, the others are dashed in two ways,
and each says at its end what it is. No direction is called better.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from preparation.performance.months import between, in_words
from preparation.performance.small_numbers import FEWER

WIDTH, HEIGHT = 352, 214
LEFT, RIGHT, TOP, BOTTOM = 42, 116, 14, 38
APART = 15  # between the words at the ends of lines
MOST_MONTHS_NAMED = 6
NARROW = 0.2  # a scale begins above nought where the figures lie within so much of the largest


@dataclass(frozen=True)
class Mark:
    """A dot or a word: where, and what it says."""

    x: float
    y: float
    words: str
    more: str = ""  # a second line below it


@dataclass(frozen=True)
class Compared:
    """A level line across the chart: what to compare with."""

    y: float
    kind: str  # neighbours, england: how it is dashed
    words: str


@dataclass(frozen=True)
class Cell:
    """One line of the table: a month or a comparison, and its figure in words."""

    head: str
    figure: str


@dataclass
class Chart:
    """Everything the template draws, and the same as a table. `key` makes its ids unique on a page."""

    key: str
    title: str
    unit: str
    words: str = ""  # the whole in a few sentences, for who does not see it
    ticks: list[Mark] = field(default_factory=list)
    months: list[Mark] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)  # the points of each unbroken stretch
    dots: list[Mark] = field(default_factory=list)
    few: list[Mark] = field(default_factory=list)
    compared: list[Compared] = field(default_factory=list)
    labels: list[Mark] = field(default_factory=list)
    table: list[Cell] = field(default_factory=list)
    note: str = ""

    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT

    @property
    def right(self) -> int:
        return WIDTH - RIGHT

    @property
    def bottom(self) -> int:
        return HEIGHT - BOTTOM

    @property
    def top(self) -> int:
        return TOP


def draw(
    *,
    key: str,
    title: str,
    unit: str,
    unit_words: str,
    values: Mapping[str, float],
    neighbours: float | None = None,
    england: float | None = None,
    compared: str = "",
    few: set[str] | frozenset[str] = frozenset(),
    remarks: Mapping[str, str] | None = None,
) -> Chart:
    """The chart of one indicator. values: by month (2026-04), not given where missing; few: months whose figure is told
    as fewer than five; remarks: months whose figure is told in words. unit: a key of catalogue.UNITS.
    """
    remarks = remarks or {}
    chart = Chart(key, title, unit_words)
    shown = {month: value for month, value in values.items() if month not in few}
    told = sorted({*values, *remarks})
    months = between(told[0], told[-1]) if told else []
    beside = [("neighbours", "Neighbours", neighbours), ("england", "England", england)]
    levels = [
        *shown.values(),
        *(value for _kind, _words, value in beside if value is not None),
        *([5.0] if few else []),
    ]
    scale = _Scale.of(levels, len(months), unit)
    chart.ticks = [Mark(LEFT, scale.y(value), figure(value, unit)) for value in scale.ticks]
    chart.months = _months(months, scale)
    places = {month: (scale.x(number), scale.y(shown[month])) for number, month in enumerate(months) if month in shown}
    chart.lines = _lines(months, places)
    chart.dots = [Mark(x, y, f"{in_words(month)}: {figure(shown[month], unit)}") for month, (x, y) in places.items()]
    chart.few = [
        Mark(scale.x(number), scale.y(max(2.5, scale.low)), f"{in_words(month)}: {FEWER.lower()}")
        for number, month in enumerate(months)
        if month in few
    ]
    chart.compared = [
        Compared(scale.y(value), kind, f"{words} {figure(value, unit)}")
        for kind, words, value in beside
        if value is not None
    ]
    last = list(places)[-1] if places else ""
    ends = [(places[last][1], f"Council {figure(shown[last], unit)}")] if last else []
    ends += [(each.y, each.words) for each in chart.compared]
    chart.labels = [Mark(WIDTH - RIGHT + 8, y, words) for y, words in _apart(ends)]
    chart.table = _table(months, values, few, remarks, unit, neighbours, england, compared)
    if scale.low > 0:
        chart.note = f"The scale begins at {figure(scale.low, unit)}."
    chart.words = _in_words(shown, few, unit, neighbours, england, compared, chart.note)
    return chart


def figure(value: float, unit: str) -> str:
    """A figure as people read it: 1,234, 45.5%, 54.3."""
    rounded = round(value, 1)
    text = f"{rounded:,.0f}" if rounded == int(rounded) else f"{rounded:,.1f}"
    return f"{text}%" if unit == "percent" else text


@dataclass(frozen=True)
class _Scale:
    low: float
    high: float
    step: float
    how_many: int

    @classmethod
    def of(cls, levels: list[float], how_many: int, unit: str) -> _Scale:
        """From nought, unless all figures lie close together and far from it."""
        largest, least = max(levels, default=1.0) or 1.0, min(levels, default=0.0)
        low = least if 0 < largest - least < largest * NARROW else 0.0
        steps = (1, 2, 5, 10) if unit == "number" else (1, 2, 2.5, 5, 10)  # no half a child
        step = max(_nice((largest - low) / 3, steps), 1.0 if unit == "number" else 0.5)
        low = math.floor(low / step) * step
        if low and low == least:
            low = max(0.0, low - step)
        high = math.ceil(round(largest / step, 6)) * step
        return cls(low, high if high > low else low + step, step, how_many)

    @property
    def ticks(self) -> list[float]:
        return [self.low + self.step * number for number in range(round((self.high - self.low) / self.step) + 1)]

    def x(self, number: int) -> float:
        width = WIDTH - LEFT - RIGHT - 16
        return round(LEFT + 8 + (width * number / (self.how_many - 1) if self.how_many > 1 else width / 2), 1)

    def y(self, value: float) -> float:
        depth = HEIGHT - TOP - BOTTOM
        return round(HEIGHT - BOTTOM - depth * (value - self.low) / (self.high - self.low), 1)


def _nice(step: float, steps: tuple[float, ...]) -> float:
    """One of these steps times a power of ten, at least this much."""
    power = 10 ** math.floor(math.log10(step))
    return next(each * power for each in steps if each * power >= step * 0.999)


def _months(months: list[str], scale: _Scale) -> list[Mark]:
    every = 1 + (len(months) - 1) // MOST_MONTHS_NAMED if months else 1
    marks, year = [], ""
    for number in range(0, len(months), every):
        name, its_year = in_words(months[number]).split()
        marks.append(Mark(scale.x(number), HEIGHT - BOTTOM + 16, name[:3], its_year if its_year != year else ""))
        year = its_year
    return marks


def _lines(months: list[str], places: Mapping[str, tuple[float, float]]) -> list[str]:
    """The stretches without a gap; one month alone is a dot."""
    stretches: list[list[str]] = [[]]
    for month in months:
        if month in places:
            stretches[-1].append("{},{}".format(*places[month]))
        elif stretches[-1]:
            stretches.append([])
    return [" ".join(points) for points in stretches if len(points) > 1]


def _apart(ends: list[tuple[float, str]]) -> list[tuple[float, str]]:
    """The words at the ends of lines, moved so that none covers another; within the chart."""
    placed: list[tuple[float, str]] = []
    for y, words in sorted(ends):
        lowest = placed[-1][0] + APART if placed else TOP + 4
        placed.append((max(y, lowest), words))
    over = placed[-1][0] - (HEIGHT - BOTTOM) if placed else 0
    if over <= 0:
        return placed
    limit: float = HEIGHT - BOTTOM
    back: list[tuple[float, str]] = []
    for y, words in reversed(placed):
        back.append((min(y, limit), words))
        limit = back[-1][0] - APART
    return back[::-1]


def _table(
    months: list[str],
    values: Mapping[str, float],
    few: set[str] | frozenset[str],
    remarks: Mapping[str, str],
    unit: str,
    neighbours: float | None,
    england: float | None,
    compared: str,
) -> list[Cell]:
    rows = []
    for month in months:
        if month in few:
            said = FEWER
        elif month in values:
            said = figure(values[month], unit)
        else:
            said = remarks.get(month, "not given").capitalize()
        rows.append(Cell(in_words(month), said))
    of = f" ({compared})" if compared else ""
    beside = (("Statistical neighbours", neighbours), ("England", england))
    return rows + [Cell(f"{head}{of}", figure(value, unit)) for head, value in beside if value is not None]


def _in_words(
    shown: Mapping[str, float],
    few: set[str] | frozenset[str],
    unit: str,
    neighbours: float | None,
    england: float | None,
    compared: str,
    note: str,
) -> str:
    """From the first month to the last, with the lowest and the highest between; no word says which way is better."""
    said = []
    if shown:
        months = sorted(shown)
        first, last = months[0], months[-1]
        low, high = min(months, key=lambda month: shown[month]), max(months, key=lambda month: shown[month])
        said.append(f"{in_words(first)}: {figure(shown[first], unit)}.")
        if last != first:
            said[0] = f"{in_words(first)}: {figure(shown[first], unit)}; {in_words(last)}: {figure(shown[last], unit)}."
            said.append(
                f"Lowest {figure(shown[low], unit)} in {in_words(low)}, highest {figure(shown[high], unit)} in {in_words(high)}."
            )
    if few:
        said.append(f"{FEWER} in {len(few)} month{'' if len(few) == 1 else 's'}.")
    of = f", {compared}" if compared else ""
    if neighbours is not None:
        said.append(f"Statistical neighbours{of}: {figure(neighbours, unit)}.")
    if england is not None:
        said.append(f"England{of}: {figure(england, unit)}.")
    return " ".join([*said, note]).strip() or "No figure is given."
