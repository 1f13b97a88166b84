"""What leads to a person is found in free text; ordinary words are left alone."""

import pytest

from casereview.identifiers import found_in


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Seen with 943 476 5919 in the file", ["“943 476 5919” (an NHS number)"]),
        ("UPN A123456789012", ["“A123456789012” (a pupil number)"]),
        ("NI AB 12 34 56 C", ["“AB 12 34 56 C” (a National Insurance number)"]),
        ("lives at SW1A 1AA", ["“SW1A 1AA” (a postcode)"]),
        ("wrote to someone@example.org", ["“someone@example.org” (an e-mail address)"]),
        ("rang 01234 567890", ["“01234 567890” (a telephone number)"]),
        ("born 4 March 2015", ["“born 4 March 2015” (a date of birth)"]),
        ("DOB: 04/03/2015", ["“DOB: 04/03/2015” (a date of birth)"]),
    ],
)
def test_what_leads_to_a_person_is_found(text, found):
    assert found_in(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "The visit of 4 March 2026 was purposeful.",
        "The assessment took 61 working days; 3 of 5 reviews were on time.",
        "A number that only looks like one: 943 476 5910.",
        "Case C-07 and aspect A3.",
    ],
)
def test_ordinary_words_are_left_alone(text):
    assert found_in(text) == []
