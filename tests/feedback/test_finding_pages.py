"""The pages of the findings."""

import pytest
from django.urls import reverse

from challenges.lifecycle import Stage
from challenges.moments import now
from feedback.models import Finding
from tests.factories import ChallengeFactory
from tests.feedback.factories import (
    CaseFactory,
    FindingFactory,
    KeyLineFactory,
    NoteFactory,
    SessionFactory,
    theme_of,
)
from tests.feedback.pages import shown
from tests.pages import without_marks

pytestmark = pytest.mark.django_db


def test_the_board_shows_gaps_counts_and_what_each_finding_stands_on(challenge, lead, address):
    for code in ("C1", "C2"):
        theme_of(challenge, code)
    KeyLineFactory(challenge=challenge, number=2, question="Are children heard?")
    FindingFactory(challenge=challenge, number=7, headline="Leaders know their services")
    NoteFactory(challenge=challenge)

    page = shown(lead.get(address("finding_list")).text)

    assert '<span class="finding__number">F-07</span>' in page
    assert '1 piece of evidence from 1 session</span> <span class="tag tag--waiting">One source only</span>' in page
    assert "No finding answers this key line yet:" in page
    assert "<li>2. Are children heard?</li>" in page
    assert page.count("No finding under this theme yet.") == 1
    assert "1 evidence note</a> that the team shares is not cited yet." in page
    assert 'kind--recommendation">Recommendation</span> 0 of at most 8' in page
    assert "A few recommendations are heard better than many" not in page


def test_two_sources_are_more_than_one_voice(challenge, lead, address):
    notes = [NoteFactory(challenge=challenge), NoteFactory(challenge=challenge)]
    FindingFactory(challenge=challenge, evidence=notes)

    page = lead.get(address("finding_list")).text

    assert "2 pieces of evidence from 2 sessions" in page
    assert "One source only" not in page


def test_more_recommendations_than_the_programme_suggests_are_pointed_out(challenge, lead, address):
    note = NoteFactory(challenge=challenge)
    for _ in range(9):
        FindingFactory(challenge=challenge, kind="recommendation", evidence=[note])

    page = lead.get(address("finding_list")).text

    assert "9 of at most 8" in page
    assert "A few recommendations are heard better than many. This programme suggests at most 8" in page


def test_findings_set_aside_stand_apart_with_their_reason(challenge, lead, address):
    FindingFactory(challenge=challenge, number=3, set_aside_at=now(), set_aside_because="One voice only.")

    page = shown(lead.get(address("finding_list")).text)

    assert "Set aside</h2>" in page
    assert '<p class="finding__facts">One voice only. <span class="audience audience--team">' in page
    assert "No finding under this theme yet." in page


def test_an_observer_reads_the_board_and_writes_nothing(challenge, person, log_in_as, address):
    finding = FindingFactory(challenge=challenge)
    client = log_in_as(person("observer", challenge))

    assert address("finding_add") not in client.get(address("finding_list")).text
    assert address("finding_edit", finding.pk) not in client.get(address("finding", finding.pk)).text
    assert client.get(address("finding_add")).status_code == 403


@pytest.mark.parametrize("how_many", [1, 200])
def test_the_board_costs_the_same_with_two_hundred_findings(
    challenge, lead, address, how_many, django_assert_num_queries
):
    line = KeyLineFactory(challenge=challenge)
    notes = [NoteFactory(challenge=challenge) for _ in range(5)]
    for number in range(how_many):
        FindingFactory(challenge=challenge, number=number + 1, key_line=line, evidence=notes)

    with django_assert_num_queries(10):
        lead.get(address("finding_list"))


@pytest.mark.parametrize("how_many", [1, 30])
def test_a_finding_costs_the_same_with_more_evidence(challenge, lead, address, how_many, django_assert_num_queries):
    finding = FindingFactory(challenge=challenge, evidence=[NoteFactory(challenge=challenge) for _ in range(how_many)])

    with django_assert_num_queries(8):
        lead.get(address("finding", finding.pk))


def test_a_finding_shows_its_evidence_and_words_to_think_about(challenge, lead, address):
    note = NoteFactory(challenge=challenge, text="Supervision is often cancelled.")
    finding = FindingFactory(
        challenge=challenge, headline="Supervision is failing", detail="It is inadequate.", evidence=[note]
    )

    page = shown(lead.get(address("finding", finding.pk)).text)

    assert "Supervision is often cancelled." in page
    assert "Think again about these words: failing, inadequate." in page
    assert "Look for a second source before it is presented." in page


def test_a_finding_is_written_on_the_notes_chosen(challenge, lead, address):
    theme, note = theme_of(challenge), NoteFactory(challenge=challenge)
    values = {"kind": "area", "headline": "Supervision varies", "theme": theme.pk, "evidence": [note.pk]}

    page = lead.post(address("finding_add"), values, follow=True)

    finding = Finding.objects.get()
    assert page.redirect_chain == [(address("finding", finding.pk), 302)]
    assert list(finding.evidence.all()) == [note]
    assert "Finding F-01 is saved." in page.text


def test_a_finding_without_evidence_keeps_what_was_typed(challenge, lead, address):
    values = {"kind": "area", "headline": "Supervision varies", "theme": theme_of(challenge).pk}

    page = lead.post(address("finding_add"), values)

    assert page.context["form"].errors["evidence"] == [
        "Choose at least one piece of evidence. A finding without evidence cannot stand."
    ]
    assert 'value="Supervision varies"' in page.text
    assert '<a href="#id_evidence">' in page.text


def test_a_finding_can_start_from_a_note(challenge, lead, address):
    line = KeyLineFactory(challenge=challenge)
    note = NoteFactory(challenge=challenge, kind="area", key_line=line)

    page = lead.get(address("finding_add"), {"note": note.pk})

    assert page.context["form"].initial == {"kind": "area", "key_line": line, "evidence": [note.pk]}
    assert shown(page.text).count(" checked") == 2


def test_a_question_is_no_kind_of_finding(challenge, lead, address):
    note = NoteFactory(challenge=challenge, kind="question")

    page = lead.get(address("finding_add"), {"note": note.pk})

    assert page.context["form"].initial["kind"] == ""


def test_evidence_is_grouped_by_source(challenge, lead, address):
    session = SessionFactory(challenge=challenge, title="Focus group: social workers")
    for _ in range(2):
        NoteFactory(challenge=challenge, session=session)
    NoteFactory(challenge=challenge, session=None, case=CaseFactory(challenge=challenge, code="C-07"))

    page = shown(lead.get(address("finding_add")).text)

    assert 'Sessions on 9 March <span class="evidence__count">2 notes</span>' in page
    assert page.count('<p class="evidence__source">Focus group: social workers, 9 March, 10:30</p>') == 1
    assert 'Cases <span class="evidence__count">1 note</span>' in page
    assert '<p class="evidence__source">Case C-07</p>' in page


def test_with_no_note_shared_the_form_says_to_share_one_first(lead, address):
    assert "Write and share a note first: a finding stands on evidence." in lead.get(address("finding_add")).text


@pytest.mark.parametrize("how_many", [1, 30])
def test_writing_a_finding_costs_the_same_with_more_notes(
    challenge, lead, address, how_many, django_assert_num_queries
):
    for _ in range(how_many):
        FindingFactory(challenge=challenge)

    with django_assert_num_queries(10):
        lead.get(address("finding_add"))


def test_two_people_who_change_a_finding_see_both_texts(challenge, lead, person, log_in_as, address):
    finding = FindingFactory(challenge=challenge)
    note = NoteFactory(challenge=challenge, text="A note the first one chose.")
    values = {"kind": "area", "theme": finding.theme_id, "evidence": [note.pk], "version": 1}
    log_in_as(person("peer", challenge)).post(
        address("finding_edit", finding.pk), values | {"headline": "What the first one wrote"}
    )

    mine = {"headline": "What the second one wrote", "kind": "strength"}
    mine |= {"evidence": [NoteFactory(challenge=challenge).pk]}
    page = lead.post(address("finding_edit", finding.pk), values | mine)

    assert "What the first one wrote" in without_marks(page.text)
    assert 'value="What the second one wrote"' in page.text
    assert '<div class="theirs__text">Area for consideration</div>' in without_marks(page.text)
    assert '<div class="theirs__text">A note the first one chose.</div>' in without_marks(page.text)

    lead.post(address("finding_edit", finding.pk), values | {"headline": "Both together", "version": 2})

    finding.refresh_from_db()
    assert finding.headline == "Both together"


def test_a_finding_is_set_aside_and_taken_up_again(challenge, lead, address):
    finding = FindingFactory(challenge=challenge, number=7)

    asked = lead.get(address("finding_set_aside", finding.pk)).text
    page = lead.post(address("finding_set_aside", finding.pk), {"reason": "One voice only."}, follow=True)

    assert "Its number is not used again." in asked
    assert "Finding F-07 is set aside." in page.text

    page = lead.post(address("finding_take_up", finding.pk), follow=True)

    assert "Finding F-07 stands again." in page.text


def test_setting_aside_without_a_reason_asks_for_one(challenge, lead, address):
    finding = FindingFactory(challenge=challenge)

    page = lead.post(address("finding_set_aside", finding.pk), {"reason": ""})

    assert page.status_code == 200
    assert "Why is it set aside?" in page.text


def test_a_finding_is_moved(challenge, lead, address):
    FindingFactory(challenge=challenge, number=1)
    second = FindingFactory(challenge=challenge, number=2)

    page = lead.post(address("finding_move", second.pk), {"where": "earlier"})

    assert page.url == f"{address('finding_list')}#finding-2"
    assert [each.number for each in challenge.findings.in_order()] == [2, 1]


def test_a_finding_page_after_the_stage_offers_no_change(person, log_in_as):
    challenge = ChallengeFactory(stage=Stage.REPORTING)
    finding = FindingFactory(challenge=challenge)
    client = log_in_as(person("lead_peer", challenge))

    page = client.get(reverse("feedback:finding", args=[challenge.slug, finding.pk])).text

    assert "Change this finding" not in page
