"""Names are found by hashes alone, and what is common to many people is left alone."""

import pytest

from challenges.text_check import Names, check
from challenges.text_check.name_lists import decoded, names_in
from challenges.text_check.names import hashed, is_rare, looked_up, parts_to_keep

KEY = b"a key"


def watching(*children):
    return Names(KEY, {hashed(KEY, words): "child" for name in children for words in parts_to_keep(name)})


@pytest.mark.parametrize(
    ("name", "text", "marked"),
    [
        ("Amina Okonkwo", "We met Amina Okonkwo.", ["Amina Okonkwo"]),
        ("Amina Okonkwo", "OKONKWO, AMINA was seen.", ["OKONKWO, AMINA"]),
        ("Okonkwo, Amina Jane", "amina okonkwo", ["amina okonkwo"]),
        ("Amina Jane Okonkwo", "Amina J. Okonkwo", ["Amina J. Okonkwo"]),
        ("Amina Okonkwo", "Amina Mary Okonkwo", ["Amina Mary Okonkwo"]),
        ("Amina Okonkwo", "A. Okonkwo", ["A. Okonkwo"]),
        ("Amina Okonkwo", "The Okonkwos' file", []),
        ("Amina Okonkwo", "Okonkwo’s plan", ["Okonkwo’s"]),
        ("Amina Okonkwo", "the word okonkwo in small letters", []),
        ("Amina Okonkwo", "Amina was heard.", []),
        ("Amina Okonkwo", "Amina. Then came Okonkwo.", ["Okonkwo"]),
        ("Oliver Smith", "Smith was seen, and Oliver too.", []),
        ("Oliver Smith", "Oliver\nSmith", ["Oliver\nSmith"]),
        ("Oliver Smith", "oliver smith was seen", ["oliver smith"]),
        ("Grace Young", "Grace Young was seen", ["Grace Young"]),
        ("Grace Young", "with grace young people wait", []),
        ("Will Park", "We will park it.", []),
        ("Zoë O'Neill-Brightwater", "Zoe ONeill Brightwater", ["Zoe ONeill", "Brightwater"]),
        ("Zoë O'Neill-Brightwater", "the Brightwater plan", ["Brightwater"]),
        ("Jan van der Welp", "Jan van der Welp", ["Jan van der Welp"]),
        ("Mr Tom Featherstonehaugh", "Mr Featherstonehaugh", ["Featherstonehaugh"]),
    ],
)
def test_what_of_a_name_is_marked(name, text, marked):
    assert [mark.words for mark in check(text, names=watching(name))] == marked


@pytest.mark.parametrize("name", ["Grace", "", "Mr", "Dr Smith", "A B"])
def test_one_word_alone_is_not_kept(name):
    assert parts_to_keep(name) == set()


def test_which_surnames_stand_for_a_person_alone():
    assert [
        name for name in ("okonkwo", "smith", "young", "park", "ng", "preston", "featherstonehaugh") if is_rare(name)
    ] == [
        "okonkwo",
        "featherstonehaugh",
    ]


def test_small_words_are_not_looked_up():
    assert looked_up(["the plan of the child was not on the file"]) == set()


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ("Amina Okonkwo\n\n Kai  Marsh \n", ["Amina Okonkwo", "Kai Marsh"]),
        ("Okonkwo, Amina\nMarsh, Kai", ["Okonkwo, Amina", "Marsh, Kai"]),
        ("Amina\tOkonkwo\nKai\tMarsh", ["Amina Okonkwo", "Kai Marsh"]),
        ("\ufeffid,Forename,Surname,dob\n1,Amina,Okonkwo,2014\n2,Kai,Marsh", ["Okonkwo, Amina", "Marsh, Kai"]),
        ("Last name;First names\nOkonkwo;Amina Jane", ["Okonkwo, Amina Jane"]),
        ("Team,Social worker\nNorth,Petra Vandermolen\nSouth,", ["Petra Vandermolen"]),
        ("  \n", []),
    ],
)
def test_lists_are_read_as_councils_have_them(given, names):
    assert names_in(given) == names


def test_files_are_read_as_spreadsheets_save_them():
    assert decoded("Zoë".encode()) == decoded("\ufeffZoë".encode()) == decoded("Zoë".encode("cp1252")) == "Zoë"
