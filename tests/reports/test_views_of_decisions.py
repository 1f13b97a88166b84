"""The pages on the way to the council: agreeing, asking for changes, sending."""

import pytest

from challenges.models import OutboundMail
from reports import actions
from reports.models import QualityReview, Report
from tests.reports.factories import LETTER

pytestmark = pytest.mark.django_db

State = Report.State


def state():
    return Report.objects.get().state


# The way to the council


def test_the_draft_goes_to_the_lead_peer(send):
    page = send("challenge_manager", "report_submit")

    assert "The lead peer finds the draft among their next actions." in page.text
    assert state() == State.WITH_LEAD_PEER


def test_a_draft_that_cannot_go_says_why_on_the_report(story, send):
    story.edit(story.passage(section="summary"), text="")

    page = send("challenge_manager", "report_submit")

    assert "“Executive summary” says nothing yet. Write it first." in page.text
    assert "Nothing is written here yet." in page.text


def test_the_lead_peer_agrees_with_a_comment(story, send, at):
    story.take_to(State.WITH_LEAD_PEER)
    assert "the team stands behind every sentence" in at("lead_peer", "report_agree").text

    page = send("lead_peer", "report_agree", data={"agree": "1", "comment": "Well put.", "round_read": 1})

    assert "The draft is agreed. Quality assurance follows." in page.text
    assert QualityReview.objects.get().comment == "Well put."


@pytest.mark.parametrize(
    ("at_state", "role", "name"),
    [
        (State.WITH_LEAD_PEER, "lead_peer", "report_agree"),
        (State.READY_FOR_COUNCIL, "challenge_manager", "report_take_back"),
    ],
)
def test_changes_are_asked_for_with_words(story, send, at_state, role, name):
    story.take_to(at_state)
    without = send(role, name, data={"changes": "1", "comment": "", "round_read": 1})
    assert "Say what should change" in without.text

    page = send(role, name, data={"changes": "1", "comment": "Passage 2: say less.", "round_read": 1})

    assert state() == State.DRAFTING
    assert "Passage 2: say less." in page.text or role == "challenge_manager"


def test_a_reader_of_quality_assurance_asks_for_changes_and_the_draft_waits_for_the_others(story, send):
    story.take_to(State.QUALITY_ASSURANCE)

    said = {"changes": "1", "comment": "Passage 2: say less.", "round_read": 1}
    first = send("programme_manager", "report_review", data=said)
    second = send("adviser", "report_review", data=said)

    assert "Your part of the quality assurance is done." in first.text
    assert "The draft is back with the challenge manager." in second.text
    assert state() == State.DRAFTING


def test_a_page_of_an_earlier_draft_agrees_nothing_and_keeps_the_comment(story, send):
    story.take_to(State.WITH_LEAD_PEER)
    actions.ask_for_changes(story.report, comment="Say less.", by=story.lead_peer)
    story.take_to(State.WITH_LEAD_PEER)

    page = send("lead_peer", "report_agree", data={"agree": "1", "comment": "Well put.", "round_read": 1})

    assert "The draft went back and was changed since you opened this page." in page.text
    assert "Well put.</textarea>" in page.text
    assert 'name="round_read" value="2"' in page.text
    assert state() == State.WITH_LEAD_PEER


def test_quality_is_assured(story, send, at):
    story.take_to(State.QUALITY_ASSURANCE)
    assert "It has 1; the programme has room for 8." in at("programme_manager", "report_review").text

    page = send("programme_manager", "report_review", data={"agree": "1", "comment": "", "round_read": 1})

    assert "Your part of the quality assurance is done." in page.text
    assert "The adviser reads it and agrees it, or asks for changes." in page.text


def test_nobody_quality_assures_their_own_draft_and_keeps_what_they_typed(story, send):
    Report.objects.update(made_by=story.programme_manager)
    story.take_to(State.QUALITY_ASSURANCE)

    page = send("programme_manager", "report_review", data={"agree": "1", "comment": "Clear.", "round_read": 1})

    assert "You wrote some of this draft or agreed it. Someone else must quality-assure it." in page.text
    assert "Clear.</textarea>" in page.text


@pytest.mark.parametrize(
    ("role", "name"),
    [
        ("lead_peer", "report_agree"),
        ("programme_manager", "report_review"),
        ("challenge_manager", "report_send"),
        ("challenge_manager", "report_take_back"),
        ("sponsor", "accuracy_finish"),
    ],
)
def test_a_page_whose_turn_it_is_not_leads_back_to_the_report(at, role, name):
    page = at(role, name, follow=True)

    assert page.redirect_chain[-1][0].endswith("/report/")
    assert "The report stands at “Being drafted”. The challenge manager puts it right" in page.text


def test_the_mail_to_the_council_is_read_and_edited_before_it_goes(story, send, at):
    story.take_to(State.READY_FOR_COUNCIL)
    proposed = at("challenge_manager", "report_send").text
    assert "Dear Director of Children’s Services" in proposed
    assert "/report/accuracy/" in proposed

    page = send("challenge_manager", "report_send", data=LETTER)

    assert "The draft is sent." in page.text
    assert OutboundMail.objects.get(kind="report.draft").body == LETTER["text"]


def test_a_mail_that_cannot_be_sent_is_kept(story, send):
    story.take_to(State.FACTUAL_ACCURACY)

    page = send("challenge_manager", "report_send", data={"subject": "Again", "text": "A long letter."})

    assert "cannot be sent to the council now." in page.text
    assert "A long letter.</textarea>" in page.text
