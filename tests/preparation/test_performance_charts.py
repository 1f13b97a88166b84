"""The template, and the charts: what they ask for, where lines stand, and what they say to who does not see them."""

import datetime
import io
from itertools import pairwise

import pytest
from openpyxl import load_workbook

from preparation.performance import catalogue, charts, linking, reading, small_numbers, template
from preparation.performance.months import before

TODAY = datetime.date(2026, 12, 10)
MONTHS = before(TODAY, 6)


def test_the_template_is_read_as_it_was_made_and_runs_nothing():
    made = template.make("=HYPERLINK(1) Council", before(TODAY, 6), catalogue.TOPICS)

    assert reading.read(io.BytesIO(made), today=TODAY).refusal == reading.NO_FIGURES
    book = [
        cell for sheet in load_workbook(io.BytesIO(made)) for row in sheet.iter_rows() for cell in row if cell.value
    ]
    assert [cell for cell in book if cell.data_type == "f"] == []
    assert {cell.number_format for cell in book if cell.row == 1 and cell.is_date} == {"mmm yyyy"}


def test_a_template_asks_for_what_the_challenge_looks_at():
    titles = [topic.title for topic in catalogue.topics_for([], all_of_it=True)]
    assert ("Contacts and referrals" in titles, "Adoption" in titles) == (True, False)

    titles = [topic.title for topic in catalogue.topics_for(["Disabled children and adoption"], all_of_it=False)]
    assert titles == ["Adoption"]


def test_an_indicator_stands_beside_the_key_lines_that_speak_of_it():
    lines = {1: "How sound are decisions at the front door?", 2: "Do care leavers have a home?", 3: "Is vision shared?"}

    assert linking.lines_for("Contacts and referrals", "Contacts received", lines) == [1]
    assert linking.lines_for("Care leavers", "Care leavers in touch", lines) == [2]
    assert linking.lines_for("Own sheet", "Swimming lessons", lines) == []


def draw(values, unit="percent", **more):
    return charts.draw(key="a", title="Visits on time", unit=unit, unit_words="per cent", values=values, **more)


def test_a_chart_says_in_words_what_it_shows_and_calls_no_direction_better():
    chart = draw(
        dict(zip(MONTHS, [82, 84, 83, 86, 87, 87], strict=True)), neighbours=85.1, england=83.9, compared="2025/26"
    )

    assert chart.words == (
        "June 2026: 82%; November 2026: 87%. Lowest 82% in June 2026, highest 87% in October 2026. "
        "Statistical neighbours, 2025/26: 85.1%. England, 2025/26: 83.9%. The scale begins at 80%."
    )
    assert [(cell.head, cell.figure) for cell in chart.table][-3:] == [
        ("November 2026", "87%"),
        ("Statistical neighbours (2025/26)", "85.1%"),
        ("England (2025/26)", "83.9%"),
    ]


def test_a_month_without_a_figure_is_a_gap():
    chart = draw(
        {"2026-06": 82, "2026-07": 84, "2026-09": 83, "2026-11": 86, "2026-12": 87}, remarks={"2026-10": "held back"}
    )

    assert [len(points.split()) for points in chart.lines] == [2, 2]
    assert len(chart.dots) == 5
    assert [cell.figure for cell in chart.table] == ["82%", "84%", "Not given", "83%", "Held back", "86%", "87%"]


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([0, 0, 0], ["0", "1"]),
        ([12, 3, 40], ["0", "20", "40"]),
        ([1258, 1251, 1245], ["1,240", "1,245", "1,250", "1,255", "1,260"]),
        ([5], ["0", "2", "4", "6"]),
        ([0.1], ["0", "1"]),
        ([950_000_000, 990_000_000], ["940,000,000", "960,000,000", "980,000,000", "1,000,000,000"]),
    ],
)
def test_the_scale_begins_at_nought_unless_all_figures_lie_close_together(values, ticks):
    chart = draw(dict(zip(MONTHS, values, strict=False)), unit="number")

    assert [tick.words for tick in chart.ticks] == ticks
    assert bool(chart.note) == (ticks[0] != "0")


def test_every_mark_stands_inside_and_no_words_cover_others():
    values = dict(zip(MONTHS, [1, 90, 50, 50, 50.1, 50.2], strict=True))
    chart = draw(values, neighbours=50.3, england=50.2)

    marks = [*chart.dots, *chart.labels, *chart.ticks, *chart.months]
    assert all(0 <= mark.x <= chart.width and 0 <= mark.y <= chart.height for mark in marks)
    heights = sorted(label.y for label in chart.labels)
    assert all(below - above >= charts.APART for above, below in pairwise(heights))


def test_labels_at_the_foot_are_moved_up():
    chart = draw(dict(zip(MONTHS, [90, 0, 0, 0, 0, 0], strict=True)), neighbours=0, england=0)

    assert max(label.y for label in chart.labels) == chart.bottom


def test_many_months_are_named_now_and_then():
    values = {f"{2024 + n // 12}-{n % 12 + 1:02d}": n for n in range(24)}

    chart = draw(values, unit="number")

    assert [(mark.words, mark.more) for mark in chart.months] == [
        ("Jan", "2024"), ("May", ""), ("Sep", ""), ("Jan", "2025"), ("May", ""), ("Sep", ""),
    ]  # fmt: skip


def test_a_chart_without_a_figure_is_drawn_all_the_same():
    chart = draw({}, remarks={"2026-06": "held back"})

    assert (chart.lines, chart.dots, chart.labels, chart.words) == ([], [], [], "No figure is given.")
    assert draw({}).table == []


def test_counts_of_very_few_children_are_told_as_fewer_than_five():
    values = {"2026-06": 4, "2026-07": 0, "2026-08": 5, "2026-09": 1}
    few = small_numbers.few_in("number", values)
    chart = draw(values, unit="number", few=few)

    assert few == {"2026-06", "2026-09"}
    assert small_numbers.few_in("percent", values) == small_numbers.few_in("rate", values) == set()
    assert [cell.figure for cell in chart.table] == ["Fewer than 5", "0", "5", "Fewer than 5"]
    assert [mark.words for mark in chart.few] == ["June 2026: fewer than 5", "September 2026: fewer than 5"]
    assert "4" not in chart.words.replace("2026", "")
    assert "Fewer than 5 in 2 months." in chart.words
