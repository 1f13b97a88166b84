"""The report's page, its passages and its end: who sees what, what is said, and what a long report costs."""

import pytest
from django.db.models import F
from django.urls import reverse

from challenges.lifecycle import Stage
from reports import actions, queries
from reports.models import Report
from tests.factories import ChallengeFactory
from tests.feedback.factories import NoteFactory
from tests.pages import without_marks
from tests.reports.factories import (
    LETTER,
    PassageFactory,
    long_report,
    make_ready,
    sent_and_answered,
)

pytestmark = pytest.mark.django_db

State = Report.State


# The report


def test_without_a_report_the_page_says_who_makes_it(challenge, person, log_in_as, address):
    page = log_in_as(person("lead_peer", challenge)).get(address("report"))

    assert "The challenge manager puts the draft together from the findings." in page.text
    assert "Put the draft together</button>" not in page.text


def test_the_challenge_manager_puts_the_draft_together(challenge, person, log_in_as, address):
    client = log_in_as(person("challenge_manager", challenge))
    assert "Put the draft together</button>" in client.get(address("report")).text

    page = client.post(address("report_make"), follow=True)

    assert "The draft is put together." in page.text
    assert "Leaders know their services" in page.text


def test_putting_it_together_twice_is_told_on_the_page(send):
    page = send("challenge_manager", "report_make")

    assert page.redirect_chain[-1][0].endswith("/report/")
    assert "The draft has been put together already." in page.text


@pytest.mark.parametrize(
    ("at_state", "role", "says"),
    [
        (State.DRAFTING, "challenge_manager", "Send to the lead peer</button>"),
        (State.WITH_LEAD_PEER, "lead_peer", "Agree the draft or ask for changes</a>"),
        (State.QUALITY_ASSURANCE, "programme_manager", "Agree the draft or ask for changes</a>"),
        (State.READY_FOR_COUNCIL, "challenge_manager", "Send the draft to the council</a>"),
        (State.FACTUAL_ACCURACY, "sponsor", "Check the draft report</a>"),
        (State.FACTUAL_ACCURACY, "challenge_manager", "See the council’s answers</a>"),
        (State.ANSWERED, "challenge_manager", "Make the final PDF</button>"),
    ],
)
def test_the_page_offers_what_is_next_to_the_one_whose_turn_it_is(story, at, at_state, role, says):
    story.take_to(at_state)

    page = at(role, "report")

    assert says in page.text
    assert queries.next_step(story.report).sentence not in page.text or role == "challenge_manager"


@pytest.mark.parametrize(
    ("at_state", "role", "never"),
    [
        (State.DRAFTING, "lead_peer", "<button"),
        (State.WITH_LEAD_PEER, "challenge_manager", "Agree the draft"),
        (State.QUALITY_ASSURANCE, "challenge_manager", "Agree the draft"),
        (State.READY_FOR_COUNCIL, "lead_peer", "Send the draft to the council"),
        (State.ANSWERED, "sponsor", "Make the final PDF"),
        (State.FINAL, "challenge_manager", "Make the final PDF"),
    ],
)
def test_the_others_read_what_happens_next(story, at, at_state, role, never):
    story.take_to(at_state)

    page = at(role, "report").text
    main = page[page.index("<main") : page.index("</main")]

    step = queries.next_step(story.report)
    assert never not in main
    assert step is None or step.sentence in main


def test_the_text_stands_under_its_sections_and_themes(at):
    page = at("challenge_manager", "report").text

    order = [
        "Executive summary",
        "Key recommendations",
        "Findings by theme",
        "Leaders know their services",
        "Good practice",
    ]
    places = [page.index(f">{words}") for words in order]
    assert places == sorted(places)
    assert "1 strength, 1 area for consideration" in page


def test_a_reader_is_offered_no_edit(at):
    assert "/report/passages/" in at("challenge_manager", "report").text
    assert "/report/passages/" not in at("adviser", "report").text


def test_words_that_sound_like_a_judgement_are_named_to_those_who_write(story, at):
    story.edit(story.passage(heading="Supervision varies"), text="Supervision is inadequate.")

    assert "Think again about these words." in at("challenge_manager", "report").text
    assert "Think again" not in at("adviser", "report").text


def test_our_own_sentences_sound_like_no_judgement(at):
    assert "Think again" not in at("challenge_manager", "report").text


def test_what_readers_decided_is_read_by_those_who_work_on_the_draft(story, at):
    story.take_to(State.WITH_LEAD_PEER)
    actions.ask_for_changes(story.report, comment="Passage 2: say less.", by=story.lead_peer)

    assert "Passage 2: say less." in at("challenge_manager", "report").text
    assert "Passage 2: say less." not in at("sponsor", "report").text


def test_a_draft_pdf_is_asked_for_and_waited_for(send, story):
    page = send("challenge_manager", "version_make", data={"kind": "draft"})

    assert "Version 1 is being made." in page.text
    assert "peer challenge report, draft, version 1" in page.text
    assert "It will be ready in a moment." in page.text


def test_the_same_draft_is_not_made_twice(send):
    send("challenge_manager", "version_make", data={"kind": "draft"})

    assert "Version 1 has this very text." in send("challenge_manager", "version_make", data={"kind": "draft"}).text


def test_a_final_pdf_that_could_not_be_made_says_so(story, at):
    story.take_to(State.ANSWERED)
    version = actions.make_final(story.report, by=story.challenge_manager)
    assert "The final PDF is being made." in at("challenge_manager", "report").text

    job = version.document.job
    job.state, job.reason, job.ended_at = "failed", "There was no room.", version.made_at
    job.save()

    page = at("challenge_manager", "report").text
    assert "The final PDF could not be made." in page
    assert "There was no room." in page


@pytest.mark.parametrize("how_many", [1, 30, 60])
def test_a_long_draft_costs_no_more_queries(story, log_in_as, address, how_many, django_assert_num_queries):
    long_report(story, how_many)
    client = log_in_as(story.challenge_manager)

    with django_assert_num_queries(9):
        page = client.get(address("report"))

    assert page.text.count('<article class="passage"') == how_many


@pytest.mark.parametrize("how_many", [1, 30, 60])
def test_a_long_report_before_it_is_issued_costs_no_more_queries(
    story, log_in_as, address, how_many, django_assert_num_queries
):
    long_report(story, how_many)
    story.report.passages.update(text_sent=F("text"), heading_sent=F("heading"))
    Report.objects.update(state=State.ANSWERED, **sent_and_answered(story))
    story.final_version()
    client = log_in_as(story.programme_manager)

    with django_assert_num_queries(13):
        page = client.get(address("report"))

    assert "Read the final PDF below." in page.text


def test_the_contents_list_ticks_the_report_off_once_it_is_issued(story, at):
    tick = '>Feedback report <span class="contents__tick"'
    story.take_to(State.FACTUAL_ACCURACY)
    assert tick not in at("challenge_manager", "report").text

    story.take_to(State.FINAL)

    assert tick in at("challenge_manager", "report").text


# A passage


def test_a_passage_shows_its_evidence_to_the_one_who_edits_it(challenge, story, at):
    passage = story.passage(heading="Supervision varies")
    passage.finding.evidence.add(NoteFactory(challenge=challenge, text="Two of four records say why."))

    page = at("challenge_manager", "passage_edit", passage.pk)

    assert "Two of four records say why." in page.text
    assert "from finding" in page.text


def test_a_passage_is_saved(story, send):
    passage = story.passage(heading="Supervision varies")

    page = send(
        "lead_peer", "passage_edit", passage.pk, data={"heading": "Supervision", "text": "It is kept.", "version": 1}
    )

    assert page.redirect_chain[-1][0].endswith(f"/report/#passage-{passage.pk}")
    assert "It is kept." in page.text


def test_two_people_saving_one_passage_see_both_texts_and_lose_none(story, send):
    passage = story.passage(heading="Supervision varies")
    words = {"heading": "Supervision varies", "version": 1}
    send("lead_peer", "passage_edit", passage.pk, data=words | {"text": "The lead peer’s words."})

    page = send("challenge_manager", "passage_edit", passage.pk, data=words | {"text": "The manager’s words."})

    assert "The manager’s words.</textarea>" in page.text
    assert '<div class="theirs__text">The lead peer’s words.</div>' in without_marks(page.text)
    assert f"{story.lead_peer} saved this while you were writing." in page.text
    passage.refresh_from_db()
    assert passage.text == "The lead peer’s words."
    both = {"text": "Both.", "heading": "Supervision varies", "version": 2}
    assert "Both." in send("challenge_manager", "passage_edit", passage.pk, data=both).text


def test_a_passage_that_others_read_cannot_be_opened_to_edit(story, at):
    story.take_to(State.WITH_LEAD_PEER)

    page = at("challenge_manager", "passage_edit", story.passage(position=1).pk, follow=True)

    assert "The report stands at “With the lead peer”." in page.text


def test_what_was_typed_is_kept_when_the_draft_has_gone_on(story, send):
    story.take_to(State.WITH_LEAD_PEER)

    words = {"heading": "", "text": "A long new text.", "version": 1}
    page = send("challenge_manager", "passage_edit", story.passage(position=1).pk, data=words)

    assert "A long new text.</textarea>" in page.text
    assert "Its text can be changed while it is drafted" in page.text


def test_a_passage_the_council_spoke_of_shows_what_it_said(story, at):
    story.take_to(State.ANSWERED, not_correct=[2])
    story.edit(story.passage(position=2), text="It was three.")

    page = at("challenge_manager", "passage_edit", story.passage(position=2).pk).text

    assert "The draft they read said:" in page
    assert "not correct, because" in page


def test_a_passage_of_another_challenge_is_out_of_reach(at):
    assert at("challenge_manager", "passage_edit", PassageFactory().pk).status_code == 404


# The end


def test_the_final_pdf_is_made_read_and_issued(story, send, at):
    story.take_to(State.ANSWERED, not_correct=[2])
    story.respond_to_all(response="accepted")
    assert ">passage 2</a>" in at("challenge_manager", "report").text
    story.edit(story.passage(position=2), text="Three.")
    story.edit(story.passage(position=3), text="Something else.")
    send("challenge_manager", "version_make", data={"kind": "final"})
    version = queries.current_final(story.report)
    assert "You can issue it once the PDF is ready" in at("programme_manager", "report_issue").text
    make_ready(version)

    confirm = at("programme_manager", "report_issue").text
    assert "this very PDF is the final report and cannot change" in confirm
    assert "Passage 2</a>, where the council’s point was accepted" in confirm
    assert "Passage 3</a>, where no point was accepted" in confirm
    page = send("programme_manager", "report_issue", data=LETTER | {"number": version.number})

    assert "The final report is issued." in page.text
    assert state() == State.FINAL


def test_a_pdf_made_since_the_page_was_opened_is_not_issued_unread(story, send):
    story.take_to(State.ANSWERED)
    looked_at = story.final_version()
    story.edit(story.passage(position=1), text="Other words.")
    newer = story.final_version()

    page = send("programme_manager", "report_issue", data=LETTER | {"number": looked_at.number})

    assert "The text changed since this PDF was made." in page.text
    assert "It is there.</textarea>" in page.text
    assert f'name="number" value="{newer.number}"' in page.text
    assert state() == State.ANSWERED


def test_a_letter_is_kept_when_the_text_changed_and_no_pdf_is_made(story, send):
    story.take_to(State.ANSWERED)
    looked_at = story.final_version()
    story.edit(story.passage(position=1), text="Other words.")

    page = send("programme_manager", "report_issue", data=LETTER | {"number": looked_at.number})

    assert "There is no final PDF of the text as it stands" in page.text
    assert "It is there.</textarea>" in page.text


def test_issuing_too_early_says_what_is_missing(at):
    page = at("programme_manager", "report_issue")

    assert "There is no final PDF of the text as it stands, so it cannot be issued yet." in page.text


def test_issuing_before_there_is_a_report_leads_to_the_report(challenge, person, log_in_as, address):
    page = log_in_as(person("programme_manager", challenge)).get(address("report_issue"), follow=True)

    assert page.redirect_chain[-1][0] == address("report")


def test_other_pages_of_a_report_that_is_not_there_are_not_there(person, log_in_as):
    challenge = ChallengeFactory(stage=Stage.REPORTING)
    client = log_in_as(person("lead_peer", challenge))

    assert client.get(reverse("reports:report_agree", args=[challenge.slug])).status_code == 404


def test_after_the_end_the_report_is_read_and_nothing_is_offered(story, at):
    story.take_to(State.FINAL)

    page = at("challenge_manager", "report").text

    assert "The final report was issued on" in page
    assert "It cannot change." in page
    assert "/report/passages/" not in page
    assert "What the council said about the draft, and what became of it" in page


def state():
    return Report.objects.get().state
