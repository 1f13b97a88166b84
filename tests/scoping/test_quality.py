"""The hints on key lines, tried on a labelled set of questions."""

import time

import pytest

from scoping.quality import KeyLineWords, hints
from tests.scoping.questions import GOOD, POOR

FULL = {
    "question": GOOD[0],
    "already_known": "About 30 families step down each month, and one in four comes back.",
    "outcome_wanted": "To settle how the handover works in all three localities.",
    "measure": "Families who come back within a year.",
    "baseline": "25 in 100",
    "target": "15 in 100, eighteen months from now",
    "owner": "Strategic lead, early help",
    "evidence": ["data", "families"],
}


def codes(line):
    return {hint.code for hint in hints(line)}


def codes_of_question(question):
    return codes(KeyLineWords(**FULL | {"question": question}))


@pytest.mark.parametrize("question", GOOD)
def test_a_good_question_is_left_alone(question):
    assert codes_of_question(question) == set()


@pytest.mark.parametrize(("question", "wanted"), POOR.items(), ids=list(POOR))
def test_what_a_poor_question_lacks_is_said(question, wanted):
    assert wanted <= codes_of_question(question)


def test_no_poor_question_is_told_more_than_three_things():
    assert max(len(codes_of_question(question)) for question in POOR) <= 3


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"question": " "}, "empty"),
        ({"already_known": "Not much yet."}, "known"),
        ({"outcome_wanted": ""}, "outcome"),
        ({"outcome_wanted": "Recommendations."}, "outcome"),
        ({"outcome_wanted": "We would like your views"}, "outcome"),
        ({"baseline": "It varies between the teams"}, "baseline"),
        ({"target": "Better than that"}, "target"),
        ({"target": "15 in 100"}, "target"),
        ({"evidence": ["data"]}, "evidence"),
        ({"evidence": ["data", "data"]}, "evidence"),
        ({"owner": " "}, "owner"),
    ],
    ids=str,
)
def test_what_a_key_line_lacks_beside_its_question_is_said(words, code):
    assert codes(KeyLineWords(**FULL | words)) == {code}


def test_each_hint_names_its_field_and_says_what_and_why_in_one_sentence():
    for hint in [
        *hints(KeyLineWords()),
        *(each for question in POOR for each in hints(KeyLineWords(question=question))),
    ]:
        assert hint.field in KeyLineWords.__dataclass_fields__
        assert hint.what.endswith((".", "?"))
        assert hint.why.endswith(".")
        assert hint.why.count(". ") == 0


def test_line_breaks_and_quotation_marks_are_no_obstacle():
    assert codes_of_question("“How do our threshold decisions make sure\n that a child gets the right help?”") == set()


def test_a_text_as_long_as_a_book_is_looked_at_in_no_time():
    long = "is our and how how good " * 100_000

    began = time.process_time()
    told = codes(KeyLineWords(question=long, outcome_wanted=long, target=long, baseline=long, already_known=long))

    assert "long" in told
    assert time.process_time() - began < 2
