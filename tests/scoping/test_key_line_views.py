"""Key lines: written, changed, taken out, with hints as people type."""

import pytest

from challenges.lifecycle import Stage
from scoping import actions
from scoping.models import KeyLineOfEnquiry
from tests.factories import ChallengeFactory
from tests.scoping.factories import KeyLineFactory
from tests.scoping.pages import text_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def challenge():
    return ChallengeFactory()


def test_the_organiser_adds_a_key_line(challenge, person, log_in_as):
    client = log_in_as(person("organiser", challenge))

    response = client.post(url("key_line_add", challenge), {"question": "Who waits?", "owner": "Head of service"})

    key_line = KeyLineOfEnquiry.objects.get()
    assert (key_line.question, key_line.owner) == ("Who waits?", "Head of service")
    assert response.url == f"{url('scope', challenge)}#key-line-1"


def test_what_was_typed_stays_on_the_form_when_the_question_is_missing(challenge, person, log_in_as):
    client = log_in_as(person("organiser", challenge))

    response = client.post(url("key_line_add", challenge), {"question": "", "measure": "Fewer repeat contacts"})

    assert "Fill in “Question”" in text_of(response)
    assert "Fewer repeat contacts" in text_of(response)


def test_who_saves_second_sees_both_texts_and_can_save_again(challenge, person, log_in_as):
    key_line = KeyLineFactory(challenge=challenge, number=1)
    actions.edit_key_line(key_line, version=1, question="Theirs?", by=person("sponsor", challenge))
    client = log_in_as(person("organiser", challenge))
    typed = {"question": "Mine?", "version": 1}

    response = client.post(url("key_line_edit", challenge, key_line.pk), typed)

    page = text_of(response)
    assert "Theirs?" in page
    assert "Mine?" in page
    assert response.context["form"]["version"].value() == "2"
    assert client.post(url("key_line_edit", challenge, key_line.pk), typed | {"version": 2}).status_code == 302
    assert KeyLineOfEnquiry.objects.get().question == "Mine?"


def test_a_key_line_keeps_where_it_stands_where_it_should_be_and_its_evidence(challenge, person, log_in_as):
    client = log_in_as(person("organiser", challenge))
    typed = {
        "question": "Which families wait longest?",
        "baseline": "25 in 100",
        "target": "15 in 100 in a year",
        "evidence": ["families", "data"],
        "partners": "Health visiting",
    }

    client.post(url("key_line_add", challenge), typed)

    key_line = KeyLineOfEnquiry.objects.get()
    assert (key_line.baseline, key_line.target, key_line.partners) == (
        "25 in 100",
        "15 in 100 in a year",
        "Health visiting",
    )
    assert key_line.evidence == ["data", "families"]
    page = text_of(client.get(url("scope", challenge)))
    assert "Evidence planned Data, Children, parents and carers" in page


def test_hints_come_below_their_fields_while_somebody_types_and_block_nothing(challenge, person, log_in_as):
    client = log_in_as(person("sponsor", challenge))

    answer = client.post(url("key_line_hints", challenge), {"question": "How good is early help for families?"})
    nothing = client.post(url("key_line_hints", challenge), {"question": ""})
    everything = client.post(url("key_line_hints", challenge), {"question": "", "everything": "1"})

    page = answer.content.decode()
    assert "Ask what works and for whom, not how good it is." in page
    assert 'id="hints-question"' in page
    assert 'id="hints-owner"' in page  # emptied, should it have held a hint before
    assert "1 hint, each below its field." in text_of(answer)
    assert "No hints." in text_of(nothing)  # what is not typed yet is not spoken of
    assert "Name who owns it at the council." in text_of(everything)
    assert not KeyLineOfEnquiry.objects.exists()
    assert client.post(url("key_line_add", challenge), {"question": "Early help"}).status_code == 302


def test_the_same_hints_stand_on_the_page_once_it_is_saved(challenge, person, log_in_as):
    key_line = KeyLineFactory(challenge=challenge, number=1, question="How good is early help for families?", owner="")
    client = log_in_as(person("organiser", challenge))

    scope = text_of(client.get(url("scope", challenge)))
    edit = text_of(client.get(url("key_line_edit", challenge, key_line.pk)))

    assert "Ask what works and for whom, not how good it is." in scope
    assert "Name who owns it at the council." not in scope  # “Still empty: owner” says so already
    assert "Ask what works and for whom, not how good it is." in edit
    assert "Name who owns it at the council." in edit


def test_after_scoping_no_hints_are_given(person, log_in_as):
    challenge = ChallengeFactory(stage=Stage.PREPARATION)
    KeyLineFactory(challenge=challenge, number=1, question="How good is early help for families?")

    page = text_of(log_in_as(person("organiser", challenge)).get(url("scope", challenge)))

    assert "not how good it is" not in page
    assert "Does it fit into the time?" not in page


def test_a_key_line_of_another_challenge_cannot_be_reached(challenge, person, log_in_as):
    other = KeyLineFactory()
    client = log_in_as(person("challenge_manager", challenge))

    assert client.get(url("key_line_edit", challenge, other.pk)).status_code == 404
    assert client.post(url("key_line_remove", challenge, other.pk), {"version": 1}).status_code == 404


def test_removing_a_key_line_is_confirmed_first(challenge, person, log_in_as):
    key_line = KeyLineFactory(challenge=challenge, number=1, question="Who waits?")
    client = log_in_as(person("challenge_manager", challenge))

    asked = client.get(url("key_line_remove", challenge, key_line.pk))
    assert "Who waits?" in text_of(asked)
    assert KeyLineOfEnquiry.objects.exists()

    client.post(url("key_line_remove", challenge, key_line.pk), {"version": 1})
    assert not KeyLineOfEnquiry.objects.exists()


def test_a_key_line_changed_meanwhile_is_shown_again_before_it_is_removed(challenge, person, log_in_as):
    key_line = KeyLineFactory(challenge=challenge, number=1)
    actions.edit_key_line(key_line, version=1, question="Better?", by=person("sponsor", challenge))
    client = log_in_as(person("challenge_manager", challenge))

    response = client.post(url("key_line_remove", challenge, key_line.pk), {"version": 1})

    assert "Key line 1 was changed since you opened this page. Read it again first." in text_of(response)
    assert "Better?" in text_of(response)
