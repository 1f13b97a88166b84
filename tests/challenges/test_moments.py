import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenges.moments import acting_at, is_working_day, months_after, now, today, working_days_from

DAYS = st.dates(datetime.date(2015, 1, 1), datetime.date(2035, 12, 31))


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (datetime.date(2027, 3, 9), -1, datetime.date(2027, 3, 8)),
        (datetime.date(2027, 3, 9), -20, datetime.date(2027, 2, 9)),
        (datetime.date(2027, 3, 30), -1, datetime.date(2027, 3, 25)),  # Easter Monday and Good Friday
        (datetime.date(2026, 12, 24), 1, datetime.date(2026, 12, 29)),  # Boxing Day on a Saturday moves to Monday
        (datetime.date(2027, 5, 3), 0, datetime.date(2027, 5, 4)),  # the early May bank holiday
        (datetime.date(2027, 3, 6), 0, datetime.date(2027, 3, 8)),
    ],
)
def test_working_days_know_weekends_and_bank_holidays(day, count, expected):
    assert working_days_from(day, count) == expected


@given(day=DAYS, count=st.integers(-90, 90))
def test_a_planned_day_is_a_working_day_and_counts_right(day, count):
    planned = working_days_from(day, count)

    assert is_working_day(planned)
    step = 1 if count > 0 else -1
    between = [day + datetime.timedelta(days=step * n) for n in range(1, abs((planned - day).days) + 1)]
    if count:
        assert sum(is_working_day(each) for each in between) == abs(count)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (datetime.date(2027, 1, 31), 1, datetime.date(2027, 2, 28)),
        (datetime.date(2028, 1, 31), 1, datetime.date(2028, 2, 29)),
        (datetime.date(2027, 11, 30), 1, datetime.date(2027, 12, 30)),
        (datetime.date(2027, 12, 15), 1, datetime.date(2028, 1, 15)),
        (datetime.date(2027, 12, 31), 12, datetime.date(2028, 12, 31)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_one(day, months, expected):
    assert months_after(day, months) == expected


def test_acting_at_a_moment_ends_with_its_block():
    moment = datetime.datetime(2015, 4, 20, 9, tzinfo=datetime.UTC)

    with acting_at(moment):
        inside = now(), today()

    assert inside == (moment, datetime.date(2015, 4, 20))
    assert now() > moment
