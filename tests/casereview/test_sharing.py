"""Sharing out: everyone gets about as many, and a mix."""

from hypothesis import given
from hypothesis import strategies as st

from casereview.sharing import deal

STRATA = ["Early help", "Assessments", "Children in care", "Care leavers"]
samples = st.lists(st.sampled_from(STRATA), max_size=40).map(lambda strata: list(enumerate(strata)))
readers = st.integers(min_value=1, max_value=8).map(lambda count: [f"reader {n}" for n in range(count)])


@given(samples, readers)
def test_every_case_has_one_reader_and_numbers_differ_by_at_most_one(cases, people):
    dealt = deal(cases, people)

    numbers = [list(dealt.values()).count(person) for person in people]
    assert set(dealt) == {case for case, _stratum in cases}
    assert max(numbers) - min(numbers) <= 1


@given(samples, readers)
def test_each_part_of_the_sample_is_spread_as_evenly_as_possible(cases, people):
    dealt = deal(cases, people)

    for part in STRATA:
        numbers = [sum(dealt[case] == person for case, stratum in cases if stratum == part) for person in people]
        assert max(numbers) - min(numbers) <= 1


@given(samples, readers, st.data())
def test_cases_held_before_are_evened_out(cases, people, data):
    held = {person: data.draw(st.lists(st.sampled_from(STRATA), max_size=6)) for person in people}

    dealt = deal(cases, people, held)

    total = {person: len(held[person]) + list(dealt.values()).count(person) for person in people}
    given_some = [total[person] for person in people if person in dealt.values()]
    assert len(dealt) == len(cases)
    assert all(most <= min(total.values()) + 1 for most in given_some)


@given(samples, readers)
def test_the_answer_is_the_same_each_time(cases, people):
    assert deal(cases, people) == deal(cases, people)
