"""School holidays as people paste them."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenges.school_holidays import read

EASTER = (datetime.date(2027, 3, 29), datetime.date(2027, 4, 9))


@pytest.mark.parametrize(
    ("line", "holiday"),
    [
        ("Easter holidays, 29 March 2027 to 9 April 2027", ("Easter holidays", *EASTER)),
        ("Easter: 29 March to 9 April 2027", ("Easter", *EASTER)),
        ("Easter (Monday 29 March to Friday 9 April 2027)", ("Easter", *EASTER)),
        ("Easter 29/03/2027 - 09/04/2027", ("Easter", *EASTER)),
        ("Easter\t29 March 2027\t9 April 2027", ("Easter", *EASTER)),
        ("• Easter – 29th Mar until 9th Apr, 2027", ("Easter", *EASTER)),
        ("2027-03-29 to 2027-04-09", ("School holidays", *EASTER)),
        (
            "Christmas, 21 December to 1 January 2027",
            ("Christmas", datetime.date(2026, 12, 21), datetime.date(2027, 1, 1)),
        ),
        ("Training day, 5 July 2027", ("Training day", datetime.date(2027, 7, 5), datetime.date(2027, 7, 5))),
    ],
)
def test_a_line_is_read(line, holiday):
    found = read(line)

    assert (found.holidays, found.problems) == ([holiday], [])


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (
            "Summer, some time in July",
            "Line 1: no dates found. Write it like: Easter holidays, 29 March 2027 to 9 April 2027",
        ),
        ("Easter, 29 March to 9 April", "Line 1: a year is missing. Write it like: 9 April 2027"),
        ("Easter, 30 February 2027 to 9 April 2027", "Line 1: there is no such day"),
        ("Easter, 29 Blurb 2027", "Line 1: there is no such day"),
        ("Easter, 9 April 2027 to 29 March 2027", "Line 1: the last day is before the first"),
        ("Easter, 29 March 2027 to 9 April 2028", "Line 1: these are more than 70 days"),
    ],
)
def test_a_line_that_is_not_understood_is_named(line, problem):
    assert read(line).problems == [problem]


def test_empty_lines_are_passed_over_and_long_names_cut():
    found = read(f"\n\n{'E' * 100}, 29 March 2027 to 9 April 2027\n  \n")

    assert found.holidays == [("E" * 80, *EASTER)]


DAYS = st.dates(datetime.date(2020, 1, 1), datetime.date(2039, 10, 1))


@given(
    first=DAYS,
    length=st.integers(0, 70),
    form=st.sampled_from(["{0:%-d %B %Y}", "{0:%d/%m/%Y}", "{0:%Y-%m-%d}", "{0:%a %-d %b %Y}"]),
)
def test_what_is_written_is_read_again(first, length, form):
    last = first + datetime.timedelta(days=length)

    found = read(f"Half term, {form.format(first)} to {form.format(last)}")

    assert found.holidays == [("Half term", first, last)]


@given(st.text(max_size=200))
def test_anything_may_be_pasted(text):
    found = read(text)

    assert len(found.holidays) + len(found.problems) <= len(text.splitlines())
