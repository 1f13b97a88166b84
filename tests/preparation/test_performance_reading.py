"""Reading a workbook of figures: how people write them, what is wrong and where, and that nothing breaks it."""

import datetime
import io
import json
import subprocess
import sys
import tempfile
import time

import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from preparation.performance import months, reading
from preparation.performance.months import before, in_words, month_of
from tests.preparation.workbooks import HEAD, table, workbook

TODAY = datetime.date(2026, 12, 10)


def read(sheets, today=TODAY):
    return reading.read(io.BytesIO(workbook(sheets)), today=today)


def one_row(*row, head=None):
    return read({"Sheet": table(row, head=head)})


def wrong(found):
    return [(line.sheet, line.cell, line.what, line.reason) for line in found.wrong]


@pytest.mark.parametrize(
    ("written", "month"),
    [
        ("Apr 2026", "2026-04"),
        ("April 2026", "2026-04"),
        ("April 26", "2026-04"),
        ("apr-26", "2026-04"),
        ("Apr '26", "2026-04"),
        ("Sept 2026", "2026-09"),
        ("2026-04", "2026-04"),
        ("2026/04", "2026-04"),
        ("2026-04-30", "2026-04"),
        ("04/2026", "2026-04"),
        ("30/04/2026", "2026-04"),
        ("30 April 2026", "2026-04"),
        ("Apr 2026 (provisional)", "2026-04"),
        (datetime.date(2026, 4, 1), "2026-04"),
        (datetime.datetime(2026, 4, 30, 12, 0, tzinfo=datetime.UTC), "2026-04"),
        ("Aprilia 2026", None),
        ("13/2026", None),
        ("Total 2026", None),
        ("Marching 2026", None),
        ("2026", None),
        (46113.0, None),
        (None, None),
    ],
)
def test_months_are_known_as_people_write_them(written, month):
    assert month_of(written) == month


def test_the_six_months_before_a_day_are_whole_ones():
    assert before(datetime.date(2027, 2, 9), 6) == ["2026-08", "2026-09", "2026-10", "2026-11", "2026-12", "2027-01"]
    assert in_words("2026-08") == "August 2026"


@pytest.mark.parametrize(
    ("written", "value", "remark", "reason"),
    [
        (45, 45, "", ""),
        (45.125, 45.125, "", ""),
        ("1,234", 1234, "", ""),
        ("1 234.5", 1234.5, "", ""),
        (" 12 ", 12, "", ""),
        ("12\u00a0345", 12345, "", ""),
        (0, 0, "", ""),
        ("", None, "", ""),
        ("-", None, "", ""),
        ("n/a", None, "", ""),
        ("x", None, "held back by the council", ""),
        ("*", None, "held back by the council", ""),
        ("c", None, "held back by the council", ""),
        ("<5", None, "held back by the council", ""),
        ("#N/A", None, "", ""),  # an error of a formula is an empty cell
        ("many", None, "", "holds words, where a number is needed. Leave it empty if there is no figure"),
        ("12 of 30", None, "", "holds words, where a number is needed. Leave it empty if there is no figure"),
        ("1,23", None, "", "holds words, where a number is needed. Leave it empty if there is no figure"),
        ("£12", None, "", "holds words, where a number is needed. Leave it empty if there is no figure"),
        (-3, None, "", "is below zero"),
        ("-3", None, "", "is below zero"),
        (1e12, None, "", "is larger than any figure of children’s services"),
        (True, None, "", "holds true or false, where a number is needed"),
        (
            datetime.date(2026, 4, 1),
            None,
            "",
            "holds a date or a time, where a number is needed. Format the cell as a number",
        ),
    ],
)
def test_a_cell_is_a_number_or_nothing_or_has_a_reason(written, value, remark, reason):
    found = one_row("", "Families met", "number", written, 7, 8)

    assert [figures.values.get("2026-09") for figures in found.indicators] == [value]
    assert [figures.remarks.get("2026-09", "") for figures in found.indicators] == [remark]
    assert [(line.cell, line.reason) for line in found.wrong] == ([("D2", reason)] if reason else [])


@pytest.mark.parametrize(
    ("row", "values"),
    [
        ((0.45, 0.5, 0.47), [45, 50, 47]),  # as Excel keeps 45%
        ((45, 50.5, 47), [45, 50.5, 47]),
        (("45%", "50.5 %", "47 per cent"), [45, 50.5, 47]),
        ((0.45, "50%", 1), [45, 50, 100]),
        (("0.4%", "0.6%", 0), [0.4, 0.6, 0]),
        ((0, 0, 0), [0, 0, 0]),
        ((0.9, 1.2, 2.0), [0.9, 1.2, 2.0]),  # all of it small, and one above 1: these are per cent
    ],
)
def test_45_percent_is_the_same_however_it_is_written(row, values):
    found = one_row("", "Visits on time", "%", *row)

    assert wrong(found) == []
    assert list(found.indicators[0].values.values()) == values


def test_a_percentage_that_may_be_either_is_wrong():
    found = one_row("", "Visits on time", "%", 0.46, 45, 47)

    reason = "may be 46% or 0.46%: others in this row are above 10. Write all of a row the same way"
    assert wrong(found) == [("Sheet", "D2", "0.46", reason)]


def test_what_is_read_as_a_share_though_it_could_be_less_than_one_percent_is_told():
    found = one_row("", "Children excluded", "%", 0.004, 0.003, 0.004)

    assert found.indicators[0].values["2026-09"] == 0.4
    assert [line.reason for line in found.remarks] == [
        "Read as 0.4%. If it is less than 1%, write it with its sign, such as 0.4%"
    ]


@pytest.mark.parametrize("above", [[], [["Our title"]], [["Our title"], [None], ["Printed on Monday"]]])
def test_the_header_may_stand_below_a_title(above):
    found = read({"Contacts": [*above, *table(["FD1", "Contacts received", "number", 3, 4, 5])]})

    assert [(each.code, each.row) for each in found.indicators] == [("FD1", len(above) + 2)]


def test_columns_stand_in_any_order_and_others_are_told():
    head = [
        "England",
        "Nov 2026",
        "Notes",
        "Performance measure",
        "Ref",
        "Unit of measure",
        "Stat. neighbours",
        "Oct 2026",
    ]
    found = read({"Own sheet": [head, [44.5, 46, "see above", "Plans on time", "X1", "percentage", 45, 47]]})

    (figures,) = found.indicators
    assert (figures.topic, figures.code, figures.name, figures.unit) == ("Own sheet", "X1", "Plans on time", "percent")
    assert (figures.values, figures.england, figures.neighbours) == ({"2026-11": 46, "2026-10": 47}, 44.5, 45)
    assert [(line.cell, line.what) for line in found.left_out] == [("C1", "Notes")]


@pytest.mark.parametrize(
    ("row", "cell", "reason"),
    [
        (["", "", "number", 1, 2, 3], "B2", "Figures without a name: say what this row counts"),
        (["ZZ9", "", "number", 1, 2, 3], "B2", "We know no indicator of this code. Give it a name and a unit"),
        (
            ["", "Our own", "", 1, 2, 3],
            "C2",
            "An indicator of your own needs its unit. Write one of: number, per cent, rate per 10,000, days, average",
        ),
        (
            ["", "Our own", "furlongs", 1, 2, 3],
            "C2",
            "We do not know this unit. Write one of: number, per cent, rate per 10,000, days, average",
        ),
        (["FD1", "Contacts received", "days", 1, 2, 3], "C2", "“Contacts received” is counted as number"),
        (
            ["FD1", "Dental checks", "number", 1, 2, 3],
            "B2",
            "Code FD1 stands for “Contacts received”. Leave the code empty for an indicator of your own",
        ),
        (["FD1", "Contacts received", "number", "45%", 2, 3], "D2", "is a percentage, in a row that is no percentage"),
    ],
)
def test_a_row_that_cannot_be_read_says_where_and_why(row, cell, reason):
    found = one_row(*row)

    assert [(line.cell, line.reason) for line in found.wrong] == [(cell, reason)]


def test_an_indicator_is_known_by_code_or_by_name_and_an_unknown_one_is_the_councils_own():
    found = one_row("", "contacts RECEIVED.", "", 1, 2, 3)
    assert [(each.code, each.topic, each.own) for each in found.indicators] == [
        ("FD1", "Contacts and referrals", False)
    ]

    found = one_row("fd1", "Contacts recieved", "", 1, 2, 3)
    assert [(each.name, each.unit) for each in found.indicators] == [("Contacts received", "number")]

    found = one_row("", "Swimming lessons", "number", 1, 2, 3)
    assert [(each.code, each.topic, each.own) for each in found.indicators] == [("", "Sheet", True)]


def test_headings_notes_and_empty_rows_are_no_indicators():
    rows = [["", "Referrals"], ["FD4", "Referrals received", "number"], [], ["", "Source: the case system"]]
    found = read({"Sheet": table(["FD1", "Contacts received", "number", 1, 2, 3], *rows)})

    assert ([each.code for each in found.indicators], wrong(found), found.empty_rows) == (["FD1"], [], 1)


def test_the_same_indicator_twice_is_wrong_on_whichever_sheet():
    row = ["FD1", "Contacts received", "number", 1, 2, 3]
    found = read({"One": table(row, row), "Two": table(row)})

    assert wrong(found) == [
        ("One", "row 3", "Contacts received", "The same indicator stands in row 2"),
        ("Two", "row 2", "Contacts received", "The same indicator stands in row 2 of “One”"),
    ]


def test_a_month_twice_one_to_come_and_one_long_ago_are_wrong():
    head = ["Indicator", "Unit", "Nov 2026", "2026-11", "Jan 2027", "May 2012", "Feb 2027"]
    found = read({"S": [head, ["Our own", "number", 1, 2, 3, 4]]})

    assert [(line.cell, line.reason) for line in found.wrong] == [
        ("D1", "is November 2026 a second time; C1 has it already"),
        ("E1", "is January 2027, which is still to come"),
        ("F1", "is May 2012, more than ten years ago"),
    ]  # February 2027 is empty, as in a template that is filled in month by month


def test_too_many_months_are_wrong():
    head = ["Indicator", "Unit", *[datetime.date(2020 + n // 12, n % 12 + 1, 1) for n in range(40)]]
    found = read({"S": [head, ["Our own", "number", *range(40)]]})

    assert [line.reason for line in found.wrong] == ["has 40 months; at most 36 are read"]


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", reading.CANNOT),
        (b"words", reading.CANNOT),
        (workbook({"Only words": [["Hello"], ["there"]]}), reading.NOTHING),
        (workbook({"S": table(["FD1", "Contacts received", "number"])}), reading.NO_FIGURES),
        (workbook({f"Sheet {n}": [["a"]] for n in range(61)}), "It has 61 sheets; at most 60 are read."),
    ],
)
def test_a_workbook_that_is_of_no_use_says_why(content, refusal):
    found = reading.read(io.BytesIO(content), today=TODAY)

    assert (found.refusal, found.indicators) == (refusal, [])


def test_a_hidden_sheet_and_one_without_a_table_are_told_and_a_chart_is_passed_over():
    book = workbook({"Seen": table(["FD1", "Contacts received", "number", 1, 2, 3]), "Words": [["Hello"]]})
    found = reading.read(io.BytesIO(book), today=TODAY)

    assert [(line.sheet, line.reason) for line in found.left_out] == [
        ("Words", "No header with a column “Indicator” and months was found in its first ten rows")
    ]


def test_a_formula_is_never_worked_out():
    """Without the value Excel keeps beside it, a formula is an empty cell."""
    found = one_row("", "Our own", "number", "=1+1", 4, 5)

    assert (found.indicators[0].values, wrong(found)) == ({"2026-10": 4, "2026-11": 5}, [])


CHAT = [
    ["ChAT: headline figures", None, None, None],
    ["Data as at", datetime.date(2026, 11, 30), None, None],
    ["Measure", "Latest", "SN", "England"],
    ["Contacts", None, None, None],
    ["Contacts received", 3350, None, None],
    ["% of assessments within 45 working days", "87%", "85%", "84%"],
    ["Children in need, rate per 10,000", 310.5, 330, 345],
    ["Average duration of an assessment", 31, None, None],
]


def test_a_summary_of_chat_is_recognised():
    found = read({"Headline figures": CHAT})

    assert (found.layouts, wrong(found), found.months) == (["chat"], [], ["2026-11"])
    assert [
        (each.topic, each.unit, each.values["2026-11"], each.neighbours, each.england) for each in found.indicators
    ] == [
        ("Contacts and referrals", "number", 3350, None, None),
        ("Contacts", "percent", 87, 85, 84),
        ("Contacts", "rate", 310.5, 330, 345),
        ("Contacts", "days", 31, None, None),
    ]


@pytest.mark.parametrize(
    "told",
    [
        ["Snapshot date: 30/11/2026"],
        ["Data as at 30 November 2026"],
        ["As at", "2026-11-30"],
        ["Extract date", "Nov 2026"],
    ],
)
def test_the_day_of_chat_data_is_found_where_it_stands(told):
    found = read({"Summary": [["Title"], told, *CHAT[2:]]})

    assert (wrong(found), found.months) == ([], ["2026-11"])


def test_a_summary_of_chat_without_a_day_or_from_the_future_is_wrong():
    found = read({"Summary": CHAT[2:]})
    assert [line.reason for line in found.wrong] == [
        "This looks like a ChAT summary without the day of its data. Write “As at 31 March 2026” above the table"
    ]

    found = read({"Summary": [["As at 31 March 2027"], *CHAT[2:]]})
    assert [line.reason for line in found.wrong] == ["is still to come: check the day of the data"]


junk = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**6), 10**12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=12).filter(lambda text: not text.startswith("=") and text.isprintable()),
    st.sampled_from(
        [*HEAD, "Measure", "Latest", "SN", "As at 31 March 2026", "x", "45%", "FD1", "Oct 2026", "%", "#N/A"]
    ),
    st.dates(datetime.date(1950, 1, 1), datetime.date(2100, 1, 1)),
)


@hypothesis_settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(junk, max_size=9), max_size=12))
def test_any_workbook_gives_findings_and_never_an_exception(rows):
    found = read({"Junk": rows, "Below a header": [HEAD, *rows]})

    assert json.loads(json.dumps(found.as_dict()))["wrong_count"] == found.wrong_count
    assert all(value >= 0 for each in found.indicators for value in each.values.values())


@given(st.binary(max_size=300))
def test_bytes_that_are_no_workbook_are_refused_in_a_sentence(content):
    assert reading.read(io.BytesIO(content), today=TODAY).refusal == reading.CANNOT


def test_a_thousand_indicators_of_two_years_are_read_in_a_few_seconds():
    """Bounded generously here: a busy machine is no mistake. Measured alone it takes well under a second."""
    head = ["Indicator", "Unit", *months.between("2024-12", "2026-11"), "England"]
    rows = [[f"Own indicator {n}", "number", *[n + month for month in range(24)], 5] for n in range(1000)]
    book = workbook({"All": [head, *rows]})

    with tempfile.TemporaryFile() as file:
        file.write(book)
        file.flush()
        began = time.monotonic()
        command = [sys.executable, "-m", "preparation.performance", TODAY.isoformat()]
        run = subprocess.run(command, stdin=file, capture_output=True, cwd=settings.BASE_DIR, env={}, check=True)
        took = time.monotonic() - began

    found = json.loads(run.stdout)
    assert (len(found["indicators"]), len(found["months"]), found["wrong_count"]) == (1000, 24, 0)
    assert took < 10
