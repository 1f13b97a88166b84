"""What people paste as cases: codes go in, whatever leads to a child does not."""

import pytest

from casereview.sample_lines import CaseLine, read

STRATA = ["Contacts and referrals", "Children in care", "Care leavers", "Plans, second or longer"]


def test_lines_are_read_with_commas_tabs_or_semicolons():
    text = "Code, Part of the sample, Age band\nc-01, children in care, 5-9\n\nC-02\tCare leavers\t18+\nC-03; Contacts"

    lines, wrong = read(text, strata=STRATA)

    assert wrong == []
    assert lines == [
        CaseLine("C-01", "Children in care", "5 to 9"),
        CaseLine("C-02", "Care leavers", "18 and over"),
        CaseLine("C-03", "Contacts and referrals", ""),
    ]


def test_a_part_of_the_sample_may_hold_a_comma():
    lines, wrong = read("C-01, Plans, second or longer, under 1", strata=STRATA)

    assert (lines, wrong) == ([CaseLine("C-01", "Plans, second or longer", "Under 1")], [])


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (
            "Jo Smith, Care leavers",
            "“Jo Smith” looks like a name. Use the code the council gave the case, such as C-07.",
        ),
        (
            "943 476 5919, Care leavers",
            "this looks like an NHS number. Use codes only; the council keeps the key.",
        ),
        ("9434765919, Care leavers", "this looks like an NHS number. Use codes only; the council keeps the key."),
        (
            "14/02/2015, Care leavers",
            "this looks like a date of birth. Use codes and age bands only; the council keeps the key.",
        ),
        ("C-12345, Care leavers", "this holds a long number. Use codes only; the council keeps the key."),
        (
            "C7b, Care leavers",
            "“C7b” is not a case code. A code is one to three letters and a number up to 9999, such as C-07.",
        ),
        (", Care leavers", "the code is missing. Start the line with it, such as C-07."),
        ("C-01", "the part of the sample is missing."),
        ("C-01, Smith", "“Smith” is not a part of the sample. Use one of the names listed on this page."),
        ("C-01, Ca", "“Ca” is not a part of the sample. Use one of the names listed on this page."),
        (
            "C-01, Care leavers, 14 Feb 2007",
            "this looks like a date of birth. Use codes and age bands only; the council keeps the key.",
        ),
        (
            "C-01, Care leavers, Jo",
            "“Jo” is not an age band. Write one such as 5 to 9, under 1, 16 and over, or unborn.",
        ),
        (
            "C-01, Care leavers, 9 to 5",
            "“9 to 5” is not an age band. Write one such as 5 to 9, under 1, 16 and over, or unborn.",
        ),
        (
            "C-01, Care leavers, 18+, Jo",
            "there is more than a code, a part of the sample and an age band. Take the rest out.",
        ),
        ("C-09, Care leavers", "there is a case C-09 already."),
    ],
)
def test_a_wrong_line_is_told_with_its_number_and_reason(line, reason):
    lines, wrong = read(f"C-50, Care leavers\n{line}", strata=STRATA, taken={"C-09"})

    assert wrong == [f"Line 2: {reason}"]
    assert lines == [CaseLine("C-50", "Care leavers", "")]


def test_every_wrong_line_is_told():
    _lines, wrong = read("Smith, Care leavers\nC-01, Care leavers\nC-01, Care leavers\n1, Care leavers", strata=STRATA)

    assert [sentence.partition(":")[0] for sentence in wrong] == ["Line 1", "Line 3", "Line 4"]
    assert wrong[1] == "Line 3: C-01 stands in line 2 already."


def test_a_list_of_children_is_refused():
    text = "\n".join(f"C-{number}, Care leavers" for number in range(101))

    _lines, wrong = read(text, strata=STRATA)

    assert wrong == ["These are 101 cases. Add 100 at most: a sample, not a list of children."]


def test_unborn_is_an_age_band():
    lines, _wrong = read("C-01, Care leavers, unborn", strata=STRATA)

    assert lines == [CaseLine("C-01", "Care leavers", "Unborn")]
