"""The text check tells whoever writes of a name, and tells nobody the whole list."""

import json

import pytest
from django.urls import reverse

from challenges import actions
from challenges.moments import now
from challenges.text_check import telling
from tests.factories import ChallengeFactory
from tests.text_check.test_pages import ask

pytestmark = pytest.mark.django_db
SURNAMES = [
    f"{first}{second}wright" for first in ("Zor", "Kel", "Bram", "Tarn", "Dun", "Hol") for second in "abdegiklmo"
]


@pytest.fixture
def challenge(person):
    made = ChallengeFactory(stage="onsite")
    listed = [f"Amina {surname}" for surname in SURNAMES]
    actions.watch_names(made, whose="child", names=listed, by=person("organiser", made))
    return made


def names_in(page):
    return page.text.count("<mark>")


def text_of(surnames):
    return ". ".join(f"We spoke of Amina {each}" for each in surnames)


def ask_for_all(client, challenge):
    for first in range(0, len(SURNAMES), 20):
        yield ask(client, challenge, text_of(SURNAMES[first : first + 20]))


def test_somebody_who_asks_for_many_names_is_told_of_forty_and_no_more_that_day(challenge, person, log_in_as, caplog):
    caplog.set_level("INFO", "peerchallenge.security")
    client = log_in_as(person("peer", challenge))

    pages = list(ask_for_all(client, challenge))

    assert [names_in(page) for page in pages] == [20, 20, 0]
    assert [telling.TOO_MANY_NAMES in page.text for page in pages] == [False, False, True]
    events = [json.loads(record.message) for record in caplog.records if record.name == "peerchallenge.security"]
    told = [(event["event"], event.get("today")) for event in events if event.get("page") == "challenges:text_check"]
    assert told == [("names.told", 20), ("names.told", 40), ("limit.reached", None)]
    assert not any(surname in caplog.text for surname in SURNAMES)


def test_the_same_names_can_be_shown_again(challenge, person, log_in_as):
    client = log_in_as(person("peer", challenge))
    list(ask_for_all(client, challenge))

    assert names_in(ask(client, challenge, text_of(SURNAMES[:3]))) == 3


def test_saving_a_form_tells_no_more_than_asking(challenge, person, log_in_as):
    client = log_in_as(person("peer", challenge))
    list(ask_for_all(client, challenge))
    where = reverse("feedback:note_add", args=[challenge.slug])

    page = client.post(where, {"kind": "fact", "text": text_of(SURNAMES[-5:]), "share": "1"})

    assert names_in(page) == 0
    assert telling.TOO_MANY_NAMES in page.text
    assert f"{SURNAMES[-1]}</textarea>" in page.text


def test_one_person_s_limit_is_nobody_else_s_and_over_tomorrow(challenge, person, log_in_as, time_machine):
    time_machine.move_to(now(), tick=False)
    first, second = (log_in_as(person("peer", challenge)) for _ in range(2))
    list(ask_for_all(first, challenge))

    assert names_in(ask(second, challenge, text_of(SURNAMES[-5:]))) == 5
    time_machine.shift(24 * 60 * 60)
    other = log_in_as(person("peer", challenge))
    assert names_in(ask(other, challenge, text_of(SURNAMES[-5:]))) == 5


def test_numbers_are_marked_all_the_same(challenge, person, log_in_as):
    client = log_in_as(person("peer", challenge))
    list(ask_for_all(client, challenge))

    assert "<mark>999 110 6847</mark>" in ask(client, challenge, f"{text_of(SURNAMES[-2:])}. 999 110 6847").text


def test_asking_without_end_is_answered_with_a_sentence(challenge, person, log_in_as, time_machine):
    time_machine.move_to(now(), tick=False)
    client = log_in_as(person("peer", challenge))

    codes = [ask(client, challenge, "A sentence.").status_code for _ in range(telling.MOST_CHECKS + 1)]

    assert codes == [200] * telling.MOST_CHECKS + [429]
    refused = ask(client, challenge, "A sentence.")
    assert refused.text == "The text has been checked very often in the last minute. It is checked again when you save."
    time_machine.shift(60)
    assert ask(client, challenge, "A sentence.").status_code == 200
