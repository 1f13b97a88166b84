"""Drafts on their pages: shown again beside what is saved, and settled once their words are saved."""

import datetime

import pytest
from django.urls import reverse

from challenges.models import Draft
from scoping.models import KeyLineOfEnquiry
from tests.casereview.factories import CaseFactory
from tests.challenges.drafting import OTHER, WRITER, add_page, edit_page, save, sent, words_of
from tests.factories import ChallengeFactory
from tests.scoping.factories import KeyLineFactory


@pytest.fixture
def challenge(db):
    return ChallengeFactory(stage="scoping")


@pytest.fixture
def sponsor(person, challenge):
    return person("sponsor", challenge)


@pytest.fixture
def client(log_in_as, sponsor):
    return log_in_as(sponsor)


# Shown again


def test_the_page_shows_the_words_and_says_so(client, challenge, sponsor):
    save(client, challenge, sent(sponsor, add_page(challenge), {"question": "Are <b>children</b> heard?"}))
    Draft.objects.update(saved_at=datetime.datetime(2027, 3, 3, 10, 42, tzinfo=datetime.UTC))

    page = client.get(add_page(challenge))

    assert "These are your unsaved words from 10:42 on 3 March" in page.text
    assert "Are &lt;b&gt;children&lt;/b&gt; heard?</textarea>" in page.text
    assert "Nothing is saved here yet." in page.text
    assert f'name="draft" value="{WRITER}"' in page.text


def test_the_saved_text_stands_beside_with_what_differs_marked(client, challenge, sponsor):
    line = KeyLineFactory(challenge=challenge, question="Are children heard?", measure="None", version=1)
    save(
        client,
        challenge,
        sent(sponsor, edit_page(line), {"question": "Are children seen?", "measure": "None"}, version=1),
    )

    page = client.get(edit_page(line)).text

    assert "Are children seen?</textarea>" in page
    assert 'draft-notice__text">Are children <mark>heard</mark>?</div>' in page
    assert page.count("draft-notice__text") == 1  # the measure is as it was
    assert 'class="two-texts"' not in page


def test_words_begun_before_somebody_saved_stand_beside_theirs(client, challenge, sponsor):
    line = KeyLineFactory(challenge=challenge, question="Are children heard?", version=1)
    save(client, challenge, sent(sponsor, edit_page(line), {"question": "Are children seen?"}, version=1))
    KeyLineOfEnquiry.objects.update(question="Are families heard?", version=2)

    page = client.get(edit_page(line)).text

    assert "It has been saved since, by you or someone else." in page
    assert page.count('class="two-texts"') == 1
    assert "Are <mark>families heard</mark>?" in page
    assert '<input type="hidden" name="version" value="2"' in page


def test_a_draft_equal_to_what_is_saved_says_nothing(client, challenge, sponsor):
    line = KeyLineFactory(challenge=challenge, question="Line one\r\nLine two", version=1)
    save(client, challenge, sent(sponsor, edit_page(line), {"question": "Line one\nLine two"}, version=1))

    assert "unsaved words" not in client.get(edit_page(line)).text


def test_the_newest_words_are_shown_and_the_others_offered(client, challenge, sponsor):
    page = add_page(challenge)
    save(client, challenge, sent(sponsor, page, {"question": "From the laptop"}, seconds_ago=60))
    save(client, challenge, sent(sponsor, page, {"question": "From the phone"}, writer=OTHER))
    older = Draft.objects.get(writer=WRITER)

    shown = client.get(page).text
    swapped = client.get(f"{page}?draft={older.pk}").text

    assert "From the phone</textarea>" in shown
    assert "You also wrote this at" in shown
    assert f'href="{page}?draft={older.pk}"' in shown
    assert "From the laptop</textarea>" in swapped
    assert "From the phone</p>" in swapped


def test_every_kind_of_field_comes_back(person, log_in_as):
    challenge = ChallengeFactory(stage="evaluation")
    manager, sponsor = person("challenge_manager", challenge), person("sponsor", challenge)
    person("sponsor", challenge)
    page = reverse("evaluation:interview", args=[challenge.slug])
    code = challenge.programme.plan.evaluation.questions[0].code
    words = {f"answer_{code}": "It helped", "held_on_day": "3", "held_on_month": "june", "held_on_year": "20"}

    client = log_in_as(manager)
    save(client, challenge, sent(manager, page, words | {"spoken_to": str(sponsor.pk)}))
    form = client.get(page).context["form"]

    assert form[f"answer_{code}"].value() == "It helped"
    assert form["held_on"].value() == ["3", "june", "20"]
    assert str(form["spoken_to"].value()) == str(sponsor.pk)
    assert form[f"answer_{code}"].initial == "It helped"


# Saved


def test_saving_the_form_settles_its_draft_and_a_late_message_brings_nothing_back(client, challenge, sponsor):
    page = add_page(challenge)
    save(client, challenge, sent(sponsor, page, {"question": "Are children heard?"}))

    answer = client.post(page, {"question": "Are children heard?", "draft": [WRITER, "the-newest-writer"]})
    late = save(client, challenge, sent(sponsor, page, {"question": "Are children"}, step=9))

    assert (answer.status_code, KeyLineOfEnquiry.objects.count()) == (302, 1)
    assert answer.cookies["kept_drafts"].value == f"{WRITER}.the-newest-writer"
    assert late.json()["kept"] is True
    assert [(draft.fields, draft.labels, draft.title) for draft in Draft.objects.all()] == [({}, [], "")] * 2
    assert Draft.objects.unsaved().count() == 0
    assert "unsaved words" not in client.get(page).text


def test_a_form_that_comes_back_keeps_its_draft(client, challenge, sponsor):
    page = add_page(challenge)
    save(client, challenge, sent(sponsor, page, {"measure": "Half as many"}))

    answer = client.post(page, {"question": "", "measure": "Half as many", "draft": WRITER})

    assert (answer.status_code, Draft.objects.unsaved().count()) == (200, 1)
    assert f'name="draft" value="{WRITER}"' in answer.text
    assert "data-draft-typed" in answer.text
    assert "unsaved words" not in answer.text  # they stand in the form as they were sent


def test_a_refused_action_keeps_the_draft(client, challenge, sponsor):
    line = KeyLineFactory(challenge=challenge, version=3)
    save(client, challenge, sent(sponsor, edit_page(line), {"question": "Mine"}, version=1))

    answer = client.post(edit_page(line), {"question": "Mine", "version": 1, "draft": WRITER})

    assert "saved this while you were writing" in answer.text
    assert Draft.objects.unsaved().count() == 1


def test_a_draft_of_another_tab_stays_when_this_one_saves(client, challenge, sponsor):
    page = add_page(challenge)
    save(client, challenge, sent(sponsor, page, {"question": "One"}))
    save(client, challenge, sent(sponsor, page, {"question": "Two"}, writer=OTHER))

    client.post(page, {"question": "One", "draft": WRITER})

    assert [words_of(draft) for draft in Draft.objects.unsaved()] == [{"question": "Two"}]


def test_a_case_that_saves_itself_settles_its_draft(person, log_in_as):
    challenge = ChallengeFactory(stage="casereview")
    peer = person("peer", challenge)
    case = CaseFactory(challenge=challenge, reviewer=peer)
    page = reverse("casereview:case", args=[challenge.slug, case.pk])
    client = log_in_as(peer)
    save(client, challenge, sent(peer, page, {"headline": "A patient worker"}, version=1))

    assert "A patient worker</textarea>" in client.get(page).text
    headers = {"HX-Request": "true"}
    client.post(page, {"headline": "A patient worker", "version": 1, "by_itself": 1, "draft": WRITER}, headers=headers)

    assert Draft.objects.unsaved().count() == 0
