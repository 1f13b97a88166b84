"""The sponsor's form: one row a passage, from one window or several, and nothing that was typed is lost."""

import re

import pytest
from django.urls import reverse

from reports import actions, queries
from reports.models import AccuracyPoint, Report
from tests.conftest import sign_in
from tests.pages import without_marks

pytestmark = pytest.mark.django_db

State = Report.State


class Window:
    """A browser window with the form as it was loaded: what is typed goes over what stood there."""

    def __init__(self, client, address, passages):
        self.client, self.address, self.passages = client, address, passages
        self.load()

    def load(self):
        self.page = self.client.get(self.address)
        self.fields = self._fields()

    def _fields(self):
        fields = {}
        for passage in self.passages:
            block = re.search(rf'(?s)id="passage-{passage.pk}".*?</article>', self.page.text)[0]
            fields[f"loaded-{passage.pk}"] = re.search(r'name="loaded-\d+" value="([^"]*)"', block)[1]
            fields[f"because-{passage.pk}"] = re.search(r'(?s)name="because-\d+">(.*?)</textarea>', block)[1]
            chosen = re.search(r'value="(correct|not_correct)" checked', block)
            if chosen:
                fields[f"correct-{passage.pk}"] = chosen[1]
        return fields

    def type(self, passage, choice=None, because=None):
        if choice:
            self.fields[f"correct-{passage.pk}"] = choice
        if because is not None:
            self.fields[f"because-{passage.pk}"] = because

    def press(self, button="save"):
        self.page = self.client.post(self.address, self.fields | {button: "1"}, follow=True)
        if 'name="loaded-' in self.page.text:
            self.fields = self._fields()
        return self.page

    def has(self, passage):
        """(what is chosen, what is written) on this page."""
        return self.fields.get(f"correct-{passage.pk}"), self.fields[f"because-{passage.pk}"]


@pytest.fixture
def passages(story):
    story.take_to(State.FACTUAL_ACCURACY)
    return list(queries.answerable(story.report))


@pytest.fixture
def window(story, passages, log_in_as):
    """window() is the sponsor's form in a window of its own; window(user) another person's."""
    address = reverse("reports:accuracy", args=[story.challenge.slug])
    return lambda user=None: Window(log_in_as(user or story.sponsor), address, passages)


def answers():
    points = AccuracyPoint.objects.order_by("passage__position")
    return {point.passage.position: "correct" if point.correct else point.because for point in points}


def test_answers_are_saved_and_found_again(window, passages):
    form = window()
    form.type(passages[0], "correct")
    form.type(passages[1], "not_correct", "It was three.\r\nNot two.")

    page = form.press()

    assert "2 answers are saved." in page.text
    assert answers() == {1: "correct", 2: "It was three.\nNot two."}
    assert (form.has(passages[0]), form.has(passages[1])) == (
        ("correct", ""),
        ("not_correct", "It was three.\nNot two."),
    )
    assert "2 of 8 passages answered" in page.text
    assert "Go to passage 3</a>" in page.text


def test_saving_again_changes_nothing(window, passages):
    form = window()
    form.type(passages[0], "not_correct", "It was three.\r\nNot two.")
    form.press()

    page = form.press()

    assert "Nothing had changed." in page.text
    assert AccuracyPoint.objects.get().version == 1


def test_one_answer_is_told_as_one(window, passages):
    form = window()
    form.type(passages[0], "correct")

    assert "1 answer is saved." in form.press().text


def test_a_partly_wrong_form_saves_what_is_right_and_keeps_what_was_typed(window, passages):
    form = window()
    form.type(passages[0], "correct")
    form.type(passages[1], "not_correct")
    form.type(passages[2], because="Who counted this?")

    page = form.press()

    assert answers() == {1: "correct"}
    assert "Your other answers are saved." in page.text
    assert f'<a href="#because-{passages[1].pk}">Passage 2: say what is not correct, and what is</a>' in page.text
    assert f'<a href="#correct-{passages[2].pk}">Passage 3: choose correct or not correct</a>' in page.text
    assert (form.has(passages[1]), form.has(passages[2])) == (("not_correct", ""), (None, "Who counted this?"))
    form.type(passages[1], because="It was three.")
    form.type(passages[2], "not_correct")
    form.press()
    assert answers() == {1: "correct", 2: "It was three.", 3: "Who counted this?"}


def test_an_answer_made_wrong_leaves_the_stored_one(window, passages):
    form = window()
    form.type(passages[0], "not_correct", "It was three.")
    form.press()
    form.type(passages[0], because="")

    form.press()

    assert answers() == {1: "It was three."}
    assert form.has(passages[0]) == ("not_correct", "")


def test_what_was_written_stays_when_it_is_correct_after_all(window, passages):
    form = window()
    form.type(passages[0], "not_correct", "It was three.")
    form.press()
    form.type(passages[0], "correct")

    form.press()

    point = AccuracyPoint.objects.get()
    assert (point.correct, point.because) == (True, "It was three.")


def test_two_windows_that_answer_different_passages_get_in_no_ones_way(window, passages):
    one, two = window(), window()
    one.type(passages[0], "correct")
    one.press()
    two.type(passages[1], "not_correct", "It was three.")

    page = two.press()

    assert "1 answer is saved." in page.text
    assert answers() == {1: "correct", 2: "It was three."}


def test_an_old_window_does_not_put_an_old_answer_back(window, passages):
    first = window()
    first.type(passages[0], "correct")
    first.press()
    old, new = window(), window()
    new.type(passages[0], "not_correct", "It was three.")
    new.press()
    old.type(passages[1], "correct")

    old.press()

    assert answers() == {1: "It was three.", 2: "correct"}


def test_two_people_who_answer_one_passage_see_both_answers_and_lose_none(story, person, window, passages):
    other = person("sponsor", story.challenge)
    mine, theirs = window(), window(other)
    theirs.type(passages[0], "not_correct", "It was three.")
    theirs.press()
    mine.type(passages[0], "not_correct", "It was four.")
    mine.type(passages[1], "correct")

    page = mine.press()

    assert answers() == {1: "It was three.", 2: "correct"}
    assert f"Passage 1: {other} answered it while you did. Choose, then save again" in page.text
    assert "Your other answers are saved." in page.text
    assert f"{other} saved this:" in page.text
    assert "Not correct: It was three." in without_marks(page.text)
    assert mine.has(passages[0]) == ("not_correct", "It was four.")
    mine.type(passages[0], because="It was three, then four.")
    mine.press()
    assert answers() == {1: "It was three, then four.", 2: "correct"}


def test_finishing_names_each_passage_without_an_answer(window, passages):
    form = window()
    for passage in passages[:-1]:
        form.type(passage, "correct")

    page = form.press("finish")

    assert answers() == dict.fromkeys(range(1, 8), "correct")
    assert f'<a href="#correct-{passages[-1].pk}">Passage 8: choose correct or not correct</a>' in page.text


def test_the_rest_can_be_marked_as_correct_at_once(window, passages):
    form = window()
    form.type(passages[1], "not_correct", "It was three.")

    page = form.press("rest")

    assert answers() == dict.fromkeys(range(1, 9), "correct") | {2: "It was three."}
    assert "8 answers are saved." in page.text
    assert 'name="rest"' not in page.text


def test_the_rest_leaves_alone_what_is_half_typed(window, passages):
    form = window()
    form.type(passages[1], because="Who counted this?")

    form.press("rest")

    assert 2 not in answers()
    assert form.has(passages[1]) == (None, "Who counted this?")


def test_finishing_asks_once_more_and_then_the_answers_stand(story, window, log_in_as):
    form = window()

    page = form.press("rest")
    page = form.press("finish")

    assert "Finish checking the draft?" in page.text
    assert "Every passage has an answer." in page.text
    address = reverse("reports:accuracy_finish", args=[story.challenge.slug])
    page = log_in_as(story.sponsor).post(address, follow=True)
    assert "Thank you. The LGA answers each point you made" in page.text
    assert Report.objects.get().state == State.ANSWERED
    assert 'name="save"' not in page.text


def test_finishing_too_early_is_refused_and_says_which(story, window, log_in_as, passages):
    form = window()
    form.type(passages[0], "correct")
    form.press()
    client, address = log_in_as(story.sponsor), reverse("reports:accuracy_finish", args=[story.challenge.slug])

    assert ">Passage 2</a>" in client.get(address).text
    assert "7 passages have no answer yet." in client.post(address, follow=True).text
    assert Report.objects.get().state == State.FACTUAL_ACCURACY


def test_what_is_typed_when_the_time_has_ended_is_shown_and_not_saved(story, window, passages):
    form = window()
    form.type(passages[0], "not_correct", "It was three, and I wrote a long answer.")
    story.answer()
    actions.finish_answers(story.report, by=story.sponsor)

    page = form.press()

    assert "The answers are closed: the council has finished, or its time has ended." in page.text
    assert "You wrote, and it is not saved:" in page.text
    assert "Not correct: It was three, and I wrote a long answer." in page.text
    assert AccuracyPoint.objects.filter(correct=False).count() == 0


def test_what_is_typed_when_the_report_is_issued_is_shown_too(story, window, passages):
    form = window()
    form.type(passages[0], because="A long answer.")
    story.take_to(State.FINAL)

    page = form.press()

    assert page.status_code == 200
    assert "You wrote, and it is not saved:" in page.text
    assert "A long answer." in page.text


@pytest.mark.parametrize("role", ["challenge_manager", "lead_peer", "programme_manager"])
def test_only_the_sponsor_answers(story, window, passages, role):
    client = sign_in(window().client, getattr(story, role))

    page = client.post(window().address, {f"correct-{passages[0].pk}": "correct", f"loaded-{passages[0].pk}": "0"})

    assert page.status_code == 403
    assert answers() == {}


def test_nothing_can_be_answered_before_the_draft_is_sent(story, log_in_as):
    address = reverse("reports:accuracy", args=[story.challenge.slug])
    passage = story.passage(position=1)

    assert log_in_as(story.sponsor).post(address, {f"correct-{passage.pk}": "correct"}).status_code == 403


def test_an_answer_with_a_made_up_version_is_taken_as_the_first(window, passages):
    form = window()
    form.fields[f"loaded-{passages[0].pk}"] = "x"
    form.type(passages[0], "correct")

    form.press()

    assert answers() == {1: "correct"}


def test_the_form_works_without_the_fields_of_other_passages(window, passages):
    form = window()
    form.fields = {f"correct-{passages[3].pk}": "correct", f"loaded-{passages[3].pk}": "0-"}

    form.press()

    assert answers() == {4: "correct"}
