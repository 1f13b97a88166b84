"""Invented Annex A lists of any size, and workbooks of them: no child, worker or council in them exists."""

import csv
import datetime
import io
import random

import openpyxl

from casereview.annex_a import LISTS
from casereview.annex_a.codes import CODES
from casereview.annex_a.columns import Kind

TODAY = datetime.date(2026, 3, 31)
GIVEN = {
    "gender": ["a) Male", "b) Female", "b) Female", "a) Male", "c) Not stated/recorded"],
    "ethnicity": ["a) WBRI", "a) WBRI", "a) WBRI", "g) MWBA", "k) APKN", "o) BAFR", "r) OOTH", "s) NOBT"],
    "disability": ["b) No", "b) No", "b) No", "a) Yes", "c) Unknown"],
    "status": ["c) Child in need plan", "c) Child in need plan", "b) Child Protection plan", "a) Looked after child", "d) Open assessment"],
}  # fmt: skip
TEAMS = [f"Assessment and support {area}" for area in ("North", "South", "East", "West", "Valley", "Harbour")]
SHARES = {1: 1.0, 2: 0.6, 3: 0.8, 4: 0.8, 5: 0.3, 6: 1.0, 7: 0.2, 8: 0.3, 9: 0.2, 10: 0.03, 11: 0.03}


def invented(*, children=60, rows_per_list=None, seed=7, lists=range(1, 12)):
    """Rows by list number, headers first, values as a workbook holds them."""
    chance = random.Random(seed)  # noqa: S311  # invented people, the same each time
    people = [_child(number, chance) for number in range(1, children + 1)]
    made = {}
    for number in lists:
        spec = LISTS[number]
        columns = [column for column in spec.columns if column.needed]
        count = rows_per_list or max(1, round(children * SHARES[number]))
        rows = [[column.header for column in columns]]
        for at in range(count):
            child = people[at % len(people)] | {"started": TODAY - datetime.timedelta(days=chance.randint(20, 170))}
            rows.append([_value(column, child, chance, spec) for column in columns])
        made[number] = rows
    return made


def _child(number, chance):
    return {
        "child": 100_000 + number * 7,
        "gender": chance.choice(GIVEN["gender"]),
        "ethnicity": chance.choice(GIVEN["ethnicity"]),
        "disability": chance.choice(GIVEN["disability"]),
        "born": TODAY - datetime.timedelta(days=chance.randint(100, 6500)),
        "team": chance.choice(TEAMS),
        "worker": f"Worker {chance.choice('ABCDEFGHIJKLMNOPQRSTUVWXYZ')}{chance.choice('abcdefgh')}",
        "status": chance.choice(GIVEN["status"]),
    }


def _value(column, child, chance, spec):
    if column.key == "age":
        return (TODAY - child["born"]).days // 365
    if column.key in child:
        return child[column.key]
    if column.kind is Kind.DATE:
        first = column.key in {"start", "referral", "contact", "enquiry"}
        if column.key in {"end", "reversed", "left"} and chance.random() < 0.7:
            return None
        return child["started"] + datetime.timedelta(days=0 if first else chance.randint(1, 18))
    if column.kind is Kind.CODE:
        return chance.choice(list(CODES[column.codes])).capitalize()
    return chance.randint(0, 3) if column.header.startswith(("Number", "No.")) else "Somewhere"


def workbook(lists, *, names="List {}", titles=False):
    """The bytes of an .xlsx of these lists."""
    book = openpyxl.Workbook(write_only=True)
    for number, rows in lists.items():
        sheet = book.create_sheet(names.format(number))
        if titles:
            sheet.append([f"List {number}: {LISTS[number].title}"])
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def comma_separated(rows):
    """The bytes of a CSV of one list, its dates as a council writes them."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    for row in rows:
        writer.writerow(f"{each:%d/%m/%Y}" if isinstance(each, datetime.date) else each for each in row)
    return stream.getvalue().encode("utf-8-sig")
