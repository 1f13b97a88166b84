"""The sampler: sizes, limits, the same sample again, and the same chance for every child."""

import random
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casereview import sampling
from casereview.sampling import Entry, Limits, Part, Plan, Stratum, draw_one_more, draw_sample, leaned, lists_in
from casereview.sampling.chance import Chance
from casereview.sampling.comparison import compared
from casereview.sampling.drawing import shared_out
from casereview.sampling.tournament import draw

NO_LIMITS = Limits(per_family=0, per_worker=0)
# Chi-square at 1 in 1,000, by degrees of freedom. The seeds of the tests are fixed: what holds once holds always.
CRITICAL = {1: 10.83, 11: 31.26, 19: 43.82, 23: 49.73, 29: 58.30, 39: 72.05}

traits = st.tuples(st.sampled_from("NSEW"), st.sampled_from(["0", "5", "10"]), st.sampled_from("mf"))
entries = st.lists(
    st.builds(
        Entry,
        code=st.integers(0, 9999).map(lambda number: f"C-{number:04}"),
        traits=traits,
        worker=st.sampled_from(["", "a", "b", "c", "d", "e", "f"]),
        family=st.sampled_from(["", "", "", "1", "2", "3"]),
    ),
    max_size=40,
    unique_by=lambda entry: entry.code,
)
limits = st.builds(Limits, per_family=st.integers(0, 2), per_worker=st.integers(0, 3))
seeds = st.text("0123456789abcdef", min_size=1, max_size=16)


def strata_of(every, numbers, audited=()):
    """These children in parts: each child in one or in two of them."""
    parts = len(numbers)
    return [
        Stratum(
            f"Part {at}",
            number,
            tuple(each for place, each in enumerate(every) if place % parts == at or place % 7 == at),
            frozenset(code for code in audited),
        )
        for at, number in enumerate(numbers)
    ]


@settings(max_examples=150, deadline=None)
@given(every=entries, number=st.integers(0, 12), limits=limits, seed=seeds)
def test_a_draw_keeps_its_size_and_its_limits(every, number, limits, seed):
    drawn = draw(every, number, Chance(seed), limits).codes

    by_code = {entry.code: entry for entry in every}
    assert len(drawn) == len(set(drawn)) <= min(number, len(every))
    assert set(drawn) <= set(by_code)
    families = Counter(by_code[code].family for code in drawn if by_code[code].family)
    workers = Counter(by_code[code].worker for code in drawn if by_code[code].worker)
    assert not limits.per_family or all(count <= limits.per_family for count in families.values())
    assert not limits.per_worker or all(count <= limits.per_worker for count in workers.values())
    if limits == NO_LIMITS:
        assert len(drawn) == min(number, len(every))


@settings(max_examples=80, deadline=None)
@given(
    every=entries,
    numbers=st.lists(st.integers(0, 6), min_size=1, max_size=4),
    limits=limits,
    seed=seeds,
    to_validate=st.integers(0, 5),
    reserves=st.integers(0, 6),
)  # fmt: skip
def test_a_sample_keeps_its_sizes_and_limits_over_all_its_parts(every, numbers, limits, seed, to_validate, reserves):
    audited = {entry.code for entry in every[::3]}
    strata = strata_of(every, numbers, audited)

    sample = draw_sample(strata, Plan(seed, limits, to_validate, reserves))

    drawn = sample.chosen + sample.reserves
    by_code = {entry.code: entry for entry in every}
    assert len({each.code for each in drawn}) == len(drawn)
    for stratum in strata:
        among = {entry.code for entry in stratum.entries}
        chosen = [each.code for each in sample.chosen if each.stratum == stratum.name]
        assert set(chosen) <= among
        assert len(chosen) == stratum.number - sample.short.get(stratum.name, 0)
    for group, limit in (("family", limits.per_family), ("worker", limits.per_worker)):
        counted = Counter(getattr(by_code[each.code], group) for each in drawn)
        counted.pop("", None)
        assert not limit or all(count <= limit for count in counted.values())
    assert sum(each.to_validate for each in sample.chosen) <= to_validate
    assert all(each.code in audited for each in sample.chosen if each.to_validate)
    assert len(sample.reserves) <= reserves


@settings(max_examples=60, deadline=None)
@given(every=entries, seed=seeds, shuffle=st.randoms())
def test_the_same_lists_and_seed_give_the_same_sample_in_whatever_order_the_rows_stand(every, seed, shuffle):
    strata = strata_of(every, [3, 2, 4])
    mixed = [
        Stratum(each.name, each.number, tuple(shuffle.sample(each.entries, len(each.entries))), each.audited)
        for each in strata
    ]

    first, again = draw_sample(strata, Plan(seed)), draw_sample(mixed, Plan(seed))

    assert first == again


def test_a_sample_stands_for_good():
    """What version 1 of the method draws from this seed. If it changes, it is another version."""
    every = [Entry(f"C-{number:02}", (("N", "S", "E")[number % 3],), f"w{number % 10}") for number in range(40)]

    sample = draw_sample(strata_of(every, [3, 2]), Plan("2026-03-31"))

    assert sampling.VERSION == "1"
    assert [each.code for each in sample.chosen] == STANDS
    assert [each.code for each in sample.reserves] == STANDS_BY


STANDS = ["C-22", "C-34", "C-36", "C-13", "C-35"]
STANDS_BY = ["C-30", "C-38", "C-37", "C-21"]


def chi_square(counts, expected):
    return sum((counts[code] - often) ** 2 / often for code, often in expected.items())


def counted(every, number, limits, rounds):
    counts = Counter()
    for seed in range(rounds):
        counts.update(draw(every, number, Chance(f"fair {seed}"), limits).codes)
    return counts


def test_every_child_is_equally_likely_however_uneven_the_traits():
    # One child alone in a team, seven in another, the rest in a third: spreading must not favour the one who is rare.
    every = [
        Entry(f"C-{number:02}", ("A" if number == 0 else "B" if number < 8 else "C", str(number % 3)))
        for number in range(24)
    ]

    counts = counted(every, 5, NO_LIMITS, 1500)

    expected = {entry.code: 1500 * 5 / 24 for entry in every}
    assert chi_square(counts, expected) < CRITICAL[23]


def test_every_child_is_equally_likely_where_limits_hold_without_cutting():
    # Ten workers with two each and a family of three: with three drawn no group holds more than a whole chance.
    every = [
        Entry(
            f"C-{number:02}", (str(number % 4),), worker=f"w{number % 10}", family="one" if number in (1, 4, 9) else ""
        )
        for number in range(20)
    ]

    counts = counted(every, 3, Limits(1, 1), 2000)

    assert chi_square(counts, {entry.code: 2000 * 3 / 20 for entry in every}) < CRITICAL[19]


def test_where_a_limit_must_bend_the_chance_it_is_known_exactly():
    # One worker has six of twelve; of three drawn only one may be theirs: 1/6 for each of the six, 2/6 for the others.
    every = [Entry(f"C-{number:02}", worker="busy" if number < 6 else f"w{number}") for number in range(12)]

    drawn = draw(every, 3, Chance("any"), Limits(1, 1))
    counts = counted(every, 3, Limits(1, 1), 1500)

    expected = {entry.code: Fraction(1, 6) if entry.worker == "busy" else Fraction(1, 3) for entry in every}
    assert drawn.chance == Fraction(3, 12)
    assert drawn.bent == expected
    assert chi_square(counts, {code: float(chance * 1500) for code, chance in expected.items()}) < CRITICAL[11]


def test_every_child_of_a_part_is_equally_likely_in_a_whole_sample():
    every = [Entry(f"C-{number:02}", (str(number % 5), "mf"[number % 2])) for number in range(60)]
    strata = [Stratum("First", 4, tuple(every[:30])), Stratum("Second", 2, tuple(every[30:]))]
    counts = Counter()
    for seed in range(600):
        counts.update(each.code for each in draw_sample(strata, Plan(f"whole {seed}", NO_LIMITS)).chosen)

    assert chi_square(counts, {entry.code: 600 * 4 / 30 for entry in every[:30]}) < CRITICAL[29]
    assert chi_square(counts, {entry.code: 600 * 2 / 30 for entry in every[30:]}) < CRITICAL[29]


def test_a_sample_is_spread_wider_than_chance_alone_would_spread_it():
    every = [Entry(f"C-{number:03}", ("NSEW"[number % 4], "abc"[number // 4 % 3])) for number in range(120)]
    team_of = {entry.code: entry.traits[0] for entry in every}
    spread = Counter(
        len({team_of[code] for code in draw(every, 4, Chance(f"wide {seed}"), NO_LIMITS).codes}) for seed in range(60)
    )

    # By chance alone all four teams are in a sample of four about one time in ten.
    assert spread == {4: 60}


def test_a_part_that_is_too_small_says_what_it_lacks():
    few = Stratum("Few", 3, (Entry("C-01"),))
    one_worker = Stratum("One worker", 3, tuple(Entry(f"D-{number}", worker="same") for number in range(9)))

    sample = draw_sample([few, one_worker], Plan("seed", reserves=0))

    assert [each.code for each in sample.chosen if each.stratum == "Few"] == ["C-01"]
    assert sample.short == {"Few": 2, "One worker": 2}
    assert len(sample.chosen) == 2


def test_a_child_of_two_parts_is_drawn_once():
    both = tuple(Entry(f"C-{number}") for number in range(3))

    sample = draw_sample([Stratum("A", 2, both), Stratum("B", 2, both)], Plan("seed", reserves=5))

    assert sorted(each.code for each in sample.chosen) == ["C-0", "C-1", "C-2"]
    assert sum(sample.short.values()) == 1
    assert sample.reserves == []


def test_cases_the_council_has_audited_are_drawn_to_validate():
    every = tuple(Entry(f"C-{number:02}") for number in range(40))
    strata = [Stratum("A", 10, every, frozenset({"C-01", "C-02", "C-03", "C-04", "C-05", "C-06"}))]

    sample = draw_sample(strata, Plan("seed", to_validate=4))

    assert len(sample.chosen) == 10
    assert sum(each.to_validate for each in sample.chosen) == 4
    assert {each.code for each in sample.chosen if each.to_validate} == {
        each.code for each in sample.chosen if each.code in strata[0].audited
    }


def test_one_more_is_drawn_when_the_reserves_are_used_up():
    every = tuple(Entry(f"C-{number}", worker=f"w{number % 4}") for number in range(12))
    stratum, plan = Stratum("A", 2, every), Plan("seed", reserves=0)
    chosen = [entry for entry in every if entry.code in {each.code for each in draw_sample([stratum], plan).chosen}]

    one = draw_one_more(stratum, plan, others=chosen[:1], out=[chosen[1].code], time=1)

    assert one not in {entry.code for entry in chosen}
    assert one == draw_one_more(stratum, plan, others=chosen[:1], out=[chosen[1].code], time=1)
    assert next(entry for entry in every if entry.code == one).worker != chosen[0].worker
    assert draw_one_more(stratum, plan, others=chosen[:1], out=[entry.code for entry in every], time=1) is None


def test_chance_is_even_and_the_same_everywhere():
    chance = Chance("1")
    counts = Counter(chance.below(12) for _ in range(6000))

    assert Chance("a seed").below(1000) == 844
    assert chi_square(counts, dict.fromkeys(range(12), 500)) < CRITICAL[11]
    assert sorted(chance.shuffled(range(9))) == list(range(9))


@settings(max_examples=80)
@given(
    room=st.dictionaries(st.text("abc", min_size=1, max_size=3), st.integers(0, 9), max_size=8),
    total=st.integers(0, 40),
)
def test_a_number_is_shared_out_in_proportion(room, total):
    given_ = shared_out(total, room, seed="s")

    assert sum(given_.values()) == min(total, sum(room.values()))
    assert all(0 <= given_[name] <= room[name] for name in room)


@pytest.mark.parametrize(
    ("hint", "lists"),
    [
        ("Lists 1 and 3, with and without further action", (1, 3)), ("List 7, with a second plan or one over 12 months", (7,)),
        ("lists 4, 5 and 6", (4, 5, 6)), ("", ()), ("Anything", ()), ("List 99", ()),
    ],
)  # fmt: skip
def test_the_lists_of_a_part_are_those_its_hint_names(hint, lists):
    assert lists_in(hint) == lists


PARTS = [Part(f"Part {number}", (number,), 3) for number in (2, 4, 5, 6, 7, 8, 9)] + [Part("Front door", (1, 3), 4)]


@pytest.mark.parametrize("modules", [[], ["M5"], ["M7"], ["M4", "M9"], ["M4", "M5", "M6", "M7", "M9", "M10"], ["M99"]])
def test_the_scope_leans_the_sample_and_keeps_its_total(modules):
    numbers = {part.name: part.number for part in leaned(PARTS, modules)}

    assert sum(numbers.values()) == sum(part.number for part in PARTS)
    assert min(numbers.values()) >= 1
    if modules == ["M5"]:
        assert numbers["Front door"] == 7
    if modules == ["M7"]:
        assert (numbers["Part 5"], numbers["Part 7"]) == (5, 6)


def test_a_comparison_counts_the_whole_and_the_sample():
    whole = [{"team": "N"}] * 6 + [{"team": "S"}] * 3 + [{}]

    rows = compared(whole, [{"team": "N"}, {"team": "S"}], ["team"])["team"]

    assert [(row.value, row.whole, row.sample, row.whole_share, row.sample_share) for row in rows] == [
        ("N", 6, 1, 60.0, 50.0),
        ("S", 3, 1, 30.0, 50.0),
        ("Not known", 1, 0, 10.0, 0.0),
    ]


def test_a_list_of_five_thousand_is_drawn_from_in_a_moment():
    some = random.Random(3)  # noqa: S311  # invented children
    every = tuple(
        Entry(f"C-{number:04}", (f"team {some.randrange(40)}", some.choice("abcdefg"), some.choice("mfn"), some.choice("wabmo"), some.choice("yn")),
              worker=f"w{some.randrange(300)}" if number % 3 else "")
        for number in range(5000)
    )  # fmt: skip

    sample = draw_sample([Stratum("A", 5, every)], Plan("seed"))

    assert len(sample.chosen) == 5


@pytest.mark.parametrize("seed", ["a", "b", "c", "d"])
def test_a_limit_of_two_counts_what_other_parts_have_drawn(seed):
    strata = [
        Stratum(name, 3, tuple(Entry(f"{name}-{at}", worker="busy" if at < 4 else f"{name}{at}") for at in range(8)))
        for name in ("A", "B", "C")
    ]

    sample = draw_sample(strata, Plan(seed, Limits(per_family=0, per_worker=2)))

    busy = {entry.code for stratum in strata for entry in stratum.entries if entry.worker == "busy"}
    assert sum(each.code in busy for each in sample.chosen + sample.reserves) <= 2
    assert sample.short == {}
