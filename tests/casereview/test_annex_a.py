"""Reading lists: in whatever spelling they come, and whatever is in them."""

import dataclasses
import datetime
import io
import os
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casereview.annex_a import LISTS, SHOWN, Sort, cells, codes, headers
from casereview.annex_a import read as read_files
from casereview.annex_a.apart import TooMuch, read_apart
from tests.casereview.invented_lists import TODAY, comma_separated, invented, workbook

# The workbooks to try imports on, where they stand beside the project; else one of our own.
SAMPLES = {
    path.stem: path.read_bytes() for path in Path(__file__).parents[3].joinpath("shared/data/annex_a").glob("*.xlsx")
} or {"our own": workbook(invented(children=9))}


def read(files, *, today):
    return read_files([(name, lambda content=content: content) for name, content in files], today=today)


def of(sheets):
    """A workbook as bytes, of sheet name to rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def found(reading, sort):
    return [each for each in reading.findings if each.sort is sort]


def list_6(*rows, headers=None):
    return [headers or [column.header for column in LISTS[6].columns if column.needed], *rows]


def child(number, **values):
    """A row of list 6."""
    columns = [column for column in LISTS[6].columns if column.needed]
    return [number if column.key == "child" else values.get(column.key) for column in columns]


@pytest.mark.parametrize("names", ["List {}", "List_{}", "list{}", "Annex A List {} (Feb)", "L{}", "LIST 0{}"])
@pytest.mark.parametrize("titles", [False, True])
def test_a_workbook_is_read_under_any_name_with_headers_in_the_first_or_second_row(names, titles):
    reading = read([("a.xlsx", workbook(invented(children=10), names=names, titles=titles))], today=TODAY)

    assert [each.number for each in reading.lists] == list(range(1, 12))
    assert all(each.columns == each.columns_known for each in reading.lists)
    assert {each.header_row for each in reading.lists} == {2 if titles else 1}
    assert [each.rows for each in reading.lists] == [10, 6, 8, 8, 3, 10, 2, 3, 2, 1, 1]


def test_lists_come_as_one_csv_each():
    lists = invented(children=10)
    files = [(f"List {number}.csv", comma_separated(rows)) for number, rows in lists.items()]

    from_csv, from_book = read(files, today=TODAY), read([("a.xlsx", workbook(lists))], today=TODAY)

    assert from_csv.rows == from_book.rows
    assert not found(from_csv, Sort.NOT_A_DATE)


def test_a_sheet_without_a_name_that_helps_is_known_by_its_columns():
    lists = invented(children=4, lists=[3, 6, 8])
    book = of(
        {"Sheet1": lists[8], "x": lists[3], "data": lists[6], "Guidance": [["List Number/Title", "Field Heading"]]}
    )

    reading = read([("a.xlsx", book)], today=TODAY)

    assert [(each.number, each.sheet) for each in reading.lists] == [(3, "x"), (6, "data"), (8, "Sheet1")]
    assert [each.sheet for each in found(reading, Sort.NOT_READ)] == ["Guidance"]


def test_an_old_workbook_is_read():
    content = Path(__file__).with_name("fixtures").joinpath("old.xls").read_bytes()

    reading = read([("old.xls", content)], today=TODAY)

    assert [(each.number, each.rows, each.header_row) for each in reading.lists] == [(6, 3, 2), (7, 2, 1)]
    first, second, third = reading.rows[:3]
    assert (first.age_band, first.gender, first.ethnicity, first.disability, first.team) == ("10 to 15", "Male", "White", "No", "North")  # fmt: skip
    assert first.status == second.status == "Child in need plan"
    assert second.dates == {"start": "2025-11-03", "seen": "2026-03-02"}
    assert second.worker == ""
    assert (third.age_band, third.status, third.dates["start"]) == ("Unborn", "Child protection plan", "2026-02-03")
    assert [each.places for each in found(reading, Sort.NOT_A_DATE)] == [["G3"]]
    assert [each.places for each in found(reading, Sort.NOT_IN_NEED)] == [["row 3"]]


@pytest.mark.parametrize("name", SAMPLES)
def test_the_sample_workbooks_are_read(name):
    reading = read([("lists.xlsx", SAMPLES[name])], today=TODAY)

    assert [each.number for each in reading.lists] == list(range(1, 12))
    assert all(each.columns == each.columns_known for each in reading.lists)
    assert not found(reading, Sort.NOT_A_DATE)


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("Case Status", "status"), ("case status ", "status"), ("CIN  start\ndate", "start"), ("Date of Brith", "born"),
        ("Does the child have a disability?", "disability"), ("Primary need code (N0-N9)", None), ("Allocated Teams", "team"),
        ("ChildUniqueID", "child"),
        ("Date of Birth (DD/MM/YYYY)", "born"),
        ("7. CIN Start Date", "start"),
        ("AllocatedWorker", "worker"),
        ("DOB", "born"), ("Allocated social worker", "worker"), ("Child’s ID", "child"), ("CIN end date", "end"),
    ],
)  # fmt: skip
def test_a_header_is_known_in_many_spellings(header, key):
    row = [
        "Child Unique ID",
        "Gender",
        "Ethnicity",
        "CIN closure reason",
        "Date last seen",
        "Primary need",
        "Age",
        header,
    ]
    row = row[1:] if key == "child" else row

    seen, number = headers.find("List 6", [row])

    column = seen.columns.get(len(row) - 1)
    assert number == 6
    assert (column.key if column else None) == key


def test_columns_that_differ_in_one_telling_word_are_not_taken_for_each_other():
    row = ["Individual adopter identifier", "Family identifier", "Gender", "Ethnicity", "Date Stage 2 started", "Date Stage 3 started", "Date Stage 2 end"]  # fmt: skip

    seen, _number = headers.find("List 11", [row])

    assert seen.columns[4].key == "two_from"
    assert set(seen.unknown) == {5, 6}


@pytest.mark.parametrize(
    ("text", "codes_", "code"),
    [
        ("a) Yes", "yes_no", "yes"), ("Y", "yes_no", "yes"), ("b) Female", "gender", "female"), ("F", "gender", "female"),
        ("q) 6: Police", "source", "6"), ("POLICE", "source", "6"), ("j) 3D: Health services", "source", "3d"),
        ("e) PR4 - Private provision", "provider", "pr4"), ("PR4: Private", "provider", "pr4"), ("s) NOBT", "ethnicity", "nobt"),
        ("t) NOBT", "ethnicity", "nobt"), ("White British", "ethnicity", "wbri"), ("Physical abuse", "abuse", "physical abuse"),
        ("N1 - Abuse or Neglect", "need", "n1"), ("E1: Placement order", "legal", "e1"), ("C2", "legal", "c2"),
        ("Y: Other accommodation", "accommodation", "y"), ("G5: Not in education, employment or training - other", "activity", "g5"),
        ("f) U6: Foster placement - not FFA", "placement", "u6"), ("PSRMEM - Support with memory", "need", None),
        ("b) Former relevant child", "eligibility", "former relevant child"), ("Child’s disability", "need", "n2"),
        ("CS Assessment Updated", "yes_no", None), ("", "yes_no", None),
    ],
)  # fmt: skip
def test_a_code_is_known_with_and_without_its_prefix(text, codes_, code):
    assert codes.code_of(text, codes_) == code


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("05/03/2020", (2020, 3, 5)), ("5.3.20", (2020, 3, 5)), ("2020-03-05T00:00:00", (2020, 3, 5)), ("05-Mar-2020", (2020, 3, 5)),
        ("5th March 2020", (2020, 3, 5)), ("20200305", (2020, 3, 5)), (43895, (2020, 3, 5)), (43895.75, (2020, 3, 5)), ("43895", (2020, 3, 5)),
        ("01/02/98", (1998, 2, 1)), (datetime.datetime.fromisoformat("2020-03-05T12:00"), (2020, 3, 5)), (datetime.date(2020, 3, 5), (2020, 3, 5)),
    ],
)  # fmt: skip
def test_a_date_is_read_however_it_is_held(value, day):
    assert cells.date(value, this_year=2026) == datetime.date(*day)


@pytest.mark.parametrize("value", ["03/15/2020", "32/01/2020", "soon", 9e9, float("nan"), True, "2020-00-00", 0])
def test_what_is_no_date_is_said_to_be_none(value):
    assert cells.date(value, this_year=2026) is cells.NOT_A_DATE


@pytest.mark.parametrize("value", ["", None, "#N/A", " \xa0 ", "#VALUE!", "-"])
def test_what_stands_for_nothing_is_nothing(value):
    assert cells.text(value) == ""
    assert cells.date(value, this_year=2026) is None


@pytest.mark.parametrize(
    ("sort", "rows", "place"),
    [
        (Sort.DATE_ORDER, [child(1, start="03/03/2026", end="01/03/2026")], "J2"),
        (Sort.BORN_AFTER, [child(1, born="03/03/2026", start="01/03/2022")], "G2"),
        (Sort.IN_THE_FUTURE, [child(1, start="03/03/2027")], "G2"),
        (Sort.NOT_A_DATE, [child(1, start="whenever")], "G2"),
        (Sort.UNKNOWN_CODE, [child(1, need="PSRMEM - Support")], "H2"),
        (Sort.TWICE, [child("0012"), child(12)], "row 3"),
        (Sort.NO_CHILD, [child(1), child(None, team="North")], "row 3"),
    ],
)
def test_what_stands_out_is_told_with_its_sheet_and_place(sort, rows, place):
    reading = read([("a.xlsx", of({"List 6": list_6(*rows)}))], today=TODAY)

    (finding,) = found(reading, sort)

    assert (finding.number, finding.sheet, finding.places, finding.count) == (6, "List 6", [place], 1)


def test_work_that_began_before_a_birth_is_not_remarkable():
    reading = read([("a.xlsx", of({"List 6": list_6(child(1, born="03/03/2026", start="01/11/2025"))}))], today=TODAY)

    assert not found(reading, Sort.BORN_AFTER)


def test_headers_once_more_totals_and_empty_rows_are_no_children():
    rows = list_6(child(1), [None] * 14, child("Total"), list_6()[0], child(2))

    assert [row.child for row in read([("a.xlsx", of({"List 6": rows}))], today=TODAY).rows] == ["1", "2"]


def test_the_first_places_are_told_and_the_rest_counted():
    rows = list_6(*[child(number, start="whenever") for number in range(50)])

    (finding,) = found(read([("a.xlsx", of({"List 6": rows}))], today=TODAY), Sort.NOT_A_DATE)

    assert len(finding.places) == SHOWN
    assert (finding.count, finding.more) == (50, 50 - SHOWN)


def test_findings_never_say_what_stands_in_a_cell():
    rows = list_6(child("Jo Bloggs", need="Jo Bloggs", start="Jo Bloggs", status="Jo Bloggs", team="Jo Bloggs"))

    reading = read([("a.xlsx", of({"List 6": rows, "List 7": rows}))], today=TODAY)

    assert "Jo Bloggs" not in repr(reading.findings)


def test_postcodes_names_and_exact_birth_dates_are_not_handed_over():
    reading = read([("a.xlsx", workbook(invented(children=6, lists=[8])))], today=TODAY)

    assert all("born" not in row.dates for row in reading.rows)
    assert "postcode" not in repr([dataclasses.asdict(each) for each in reading.lists])


def test_old_and_new_list_9_are_read():
    old = [column.header for column in LISTS[9].columns if column.needed]
    new = [
        column.header
        for column in LISTS[9].columns
        if column.needed or column.key in {"uasc", "adviser", "pathway", "contact"}
    ]

    for row in (old, new):
        reading = read([("a.xlsx", of({"List 9": [row, [1] + [None] * (len(row) - 1)]}))], today=TODAY)
        assert not [each for each in reading.findings if each.sort is not Sort.NO_LIST]


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.csv", "a.txt"])
@settings(max_examples=60, deadline=None)
@given(content=st.binary(max_size=400))
def test_whatever_the_bytes_nothing_raises(name, content):
    reading = read([(name, content)], today=TODAY)

    assert reading.rows == []


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(
        st.lists(
            st.one_of(st.text(max_size=20), st.floats(), st.dates(), st.none(), st.booleans(), st.integers()),
            max_size=16,
        ),
        max_size=8,
    )
)
def test_whatever_stands_in_the_cells_nothing_raises(rows):
    lines = [",".join(str(each).replace(",", " ").replace("\n", " ") for each in row) for row in rows]
    heads = ",".join(column.header.replace(",", "") for column in LISTS[7].columns if column.needed)

    reading = read([("List 7.csv", "\n".join([heads, *lines]).encode())], today=TODAY)

    assert len(reading.rows) <= len(rows) + 1


def test_a_sheet_that_claims_a_million_columns_ends_its_own_process_only(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "Child Unique ID", "x"
    path = tmp_path / "huge.xlsx"
    book.save(path)

    with pytest.raises(TooMuch):
        read_apart([("huge.xlsx", path)], today=TODAY)


def test_two_lists_of_two_thousand_rows_are_read_apart_in_a_moment(tmp_path):
    path = tmp_path / "lists.xlsx"
    path.write_bytes(workbook(invented(children=2000, rows_per_list=2000, lists=[6, 8])))
    told = []

    began = os.times()
    reading = read_apart([("lists.xlsx", path)], today=TODAY, told=told.append)
    took = os.times()

    assert len(reading.rows) == 4000
    assert told == [0, 50]
    assert took.children_user - began.children_user < 5
    assert reading.most_memory < 300 * 1024 * 1024
