"""Names by the number of the item, and the item a name belongs to."""

from pathlib import PurePath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from challenges.models import StoredFile
from challenges.uploads import plain_name
from preparation.file_names import guess, name_on_download, without_clashes
from preparation.models import DocumentRequest, DocumentVersion


def version(name, *, code="3", number=1):
    item = DocumentRequest(code=code, title="Self-evaluation")
    return item, DocumentVersion(request=item, file=StoredFile(name=name), number=number)


@pytest.mark.parametrize(
    ("code", "name", "number", "becomes"),
    [
        ("3", "Self-evaluation.pdf", 1, "03 Self-evaluation.pdf"),
        ("3", "Self-evaluation.pdf", 2, "03 Self-evaluation, version 2.pdf"),
        ("3", "03 Self-evaluation.pdf", 2, "03 Self-evaluation, version 2.pdf"),
        ("3", "Item 3 - Self-evaluation.pdf", 1, "03 Self-evaluation.pdf"),
        ("3", "3.pdf", 1, "03 3.pdf"),
        ("3", "2027 figures.xlsx", 1, "03 2027 figures.xlsx"),
        ("3", "30 days.xlsx", 1, "03 30 days.xlsx"),
        ("12", "notes", 1, "12 notes"),
        ("M2", "plan.docx", 3, "M2 plan, version 3.docx"),
    ],
)
def test_a_file_is_saved_under_the_number_of_its_item(code, name, number, becomes):
    assert name_on_download(*version(name, code=code, number=number)) == becomes


@settings(max_examples=200)
@given(name=st.text(min_size=1, max_size=150).map(plain_name), number=st.integers(1, 9999))
def test_whatever_it_was_called_it_is_a_plain_name_with_its_number_and_ending(name, number):
    saved_as = name_on_download(*version(name, number=number))

    assert saved_as == plain_name(saved_as)
    assert saved_as.startswith("03 ")
    assert len(saved_as) <= 150
    assert PurePath(saved_as).suffix == PurePath(f"x{PurePath(name).suffix}").suffix


def test_a_long_name_keeps_its_number_its_version_and_what_kind_of_file_it_is():
    saved_as = name_on_download(*version(plain_name("a" * 146 + ".pdf"), number=12))

    assert saved_as == f"03 {'a' * 131}, version 12.pdf"


def test_no_two_names_of_a_zip_are_the_same_in_any_file_system():
    assert without_clashes(["a.pdf", "A.pdf", "a.pdf", "a (2).pdf", "é.txt", "é.txt"]) == [
        "a.pdf",
        "A (2).pdf",
        "a (3).pdf",
        "a (2) (2).pdf",
        "é.txt",
        "é (2).txt",
    ]


ITEMS = [
    DocumentRequest(code=code, title=title)
    for code, title in [
        ("1", "Position statement on each key line of enquiry"),
        ("2", "Self-evaluation for the Ofsted annual conversation"),
        ("3", "Child Analysis Tool (ChAT) report, the latest"),
        ("4", "Performance data, last six months"),
        ("11", "Workforce Development Strategy"),
        ("15", "Budget monitoring and medium-term plan extracts"),
        ("20", "SEND self-evaluation, short breaks statement"),
    ]
]


@pytest.mark.parametrize(
    ("name", "code", "because"),
    [
        ("03 chat q3.pdf", "3", "its number"),
        ("Item 11.docx", "11", "its number"),
        ("4_performance.xlsx", "4", "its number"),
        ("004.pdf", "4", "its number"),
        ("Position_Statement_FINAL_v3.docx", "1", "its words"),
        ("ChAT-summary.pdf", "3", "its words"),
        ("workforce-strategies-2027.pdf", "11", "its words"),
        ("MTFP budget Monitoring Q2.xlsx", "15", "its words"),
        ("SEND SEF self evaluation.pdf", "20", "its words"),
        ("1 performance data by locality.csv", "4", "its words"),  # the words speak against the number
    ],
)
def test_the_item_of_a_file_is_guessed_from_number_or_words(name, code, because):
    found = guess(name, ITEMS)

    assert (found.item.code, found.because) == (code, because)


@pytest.mark.parametrize(
    "name", ["scan0001.pdf", "2027-03-01 minutes.pdf", "final version.docx", "99 other.pdf", "report.pdf"]
)
def test_where_nothing_tells_nothing_is_guessed(name):
    assert guess(name, ITEMS) is None


def test_two_items_that_fit_as_well_are_left_to_a_person():
    assert guess("self evaluation.pdf", ITEMS) is None
