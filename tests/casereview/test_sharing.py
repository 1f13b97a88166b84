"""Sharing out: everyone gets about as many, to who knows the theme, a mix, and never to who must not read a case."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from casereview.sharing import deal, pick

STRATA = ["Early help", "Assessments", "Children in care", "Care leavers"]
samples = st.lists(st.sampled_from(STRATA), max_size=40).map(lambda strata: list(enumerate(strata)))
small_samples = st.lists(st.sampled_from(STRATA[:3]), max_size=5).map(lambda strata: list(enumerate(strata)))


def people_of(most):
    return st.integers(min_value=1, max_value=most).map(lambda count: [f"reader {n}" for n in range(count)])


readers = people_of(8)


@st.composite
def with_bars(draw, cases=samples, people=readers):
    """Cases, people, who is barred from which case, who knows which part, and what everyone has already."""
    cases, people = draw(cases), draw(people)
    some = st.lists(st.sampled_from(people), unique=True)
    barred = {case: draw(some) for case, _stratum in cases if draw(st.booleans())}
    knows = {stratum: draw(some) for stratum in STRATA if draw(st.booleans())}
    held = {person: draw(st.lists(st.sampled_from(STRATA), max_size=3)) for person in people}
    return cases, people, barred, knows, held


def numbers_of(dealt, people, held=None):
    return [list(dealt.values()).count(person) + len((held or {}).get(person, ())) for person in people]


@given(samples, readers, st.data())
def test_every_case_has_one_reader_and_numbers_differ_by_at_most_one(cases, people, data):
    knows = {stratum: data.draw(st.lists(st.sampled_from(people))) for stratum in STRATA}

    dealt = deal(cases, people, knows=knows)

    numbers = numbers_of(dealt, people)
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


@given(with_bars())
def test_nobody_gets_a_case_they_must_not_read_and_only_what_nobody_may_read_is_left(made):
    cases, people, barred, knows, held = made

    dealt = deal(cases, people, held, barred=barred, knows=knows)

    assert all(reader not in barred.get(case, ()) for case, reader in dealt.items())
    assert {case for case, _stratum in cases} - set(dealt) == {
        case for case, out in barred.items() if set(out) == set(people)
    }


@settings(deadline=None)
@given(with_bars(cases=small_samples, people=people_of(3)))
def test_it_is_as_even_as_it_can_be_then_skilled_and_no_other_deal_is_better(made):
    cases, people, barred, knows, held = made
    part_of = dict(cases)

    def worth(dealt):
        numbers = numbers_of(dealt, people, held)
        return sum(number**2 for number in numbers), -sum(
            person in knows.get(part_of[case], ()) for case, person in dealt.items()
        )

    dealt = deal(cases, people, held, barred=barred, knows=knows)

    may = [[person for person in people if person not in barred.get(case, ())] for case in dealt]
    assert worth(dealt) == min(worth(dict(zip(dealt, each, strict=True))) for each in product(*may))


@given(with_bars())
def test_the_answer_is_the_same_each_time(made):
    cases, people, barred, knows, held = made
    again = {case: set(out) for case, out in barred.items()}

    assert deal(cases, people, held, barred=barred, knows=knows) == deal(
        list(cases), list(people), dict(held), barred=again, knows=knows
    )


def test_who_knows_the_theme_gets_its_cases_while_they_have_room():
    cases = [(1, "Early help"), (2, "Children in care"), (3, "Children in care"), (4, "Early help")]

    assert deal(cases, ["A", "B"], knows={"Children in care": ["B"]}) == {1: "A", 2: "B", 3: "B", 4: "A"}


def test_one_barred_from_many_leaves_the_rest_as_even_as_it_can_be():
    cases = [(number, "Early help") for number in range(6)]
    barred = {number: ["A"] for number in range(5)}

    dealt = deal(cases, ["A", "B", "C"], barred=barred)

    assert sorted(numbers_of(dealt, ["A", "B", "C"])) == [1, 2, 3]
    assert dealt[5] == "A"


# Which cases are read twice


@given(samples, st.integers(min_value=0, max_value=45), st.data())
def test_so_many_are_picked_spread_over_the_parts(cases, how_many, data):
    held = {stratum: data.draw(st.integers(min_value=0, max_value=2)) for stratum in STRATA}
    first = [(case, stratum, f"reader {case % 3}") for case, stratum in cases]

    picked = pick(first, how_many, held)

    assert len(picked) == len(set(picked)) == min(how_many, len(cases))
    part_of = dict(cases)
    has = {part: held[part] + sum(part_of[case] == part for case in picked) for part in STRATA}
    more = {part for part in STRATA if any(part_of[case] == part for case in part_of if case not in picked)}
    got = {part_of[case] for case in picked}
    assert all(has[part] <= has[other] + 1 for part in got for other in more)


def test_the_cases_of_one_first_reader_are_not_all_read_twice():
    cases = [(1, "Early help", "A"), (2, "Early help", "A"), (3, "Early help", "B"), (4, "Early help", "B")]

    assert pick(cases, 2) == [1, 3]
