"""What the pages say, who may open them, and what they cost."""

import pytest
from django.urls import reverse

from challenges.lifecycle import Stage
from challenges.models import Audience
from challenges.moments import acting_at, now
from feedback.models import EvidenceNote, Finding
from tests.factories import ChallengeFactory
from tests.feedback.factories import (
    CaseFactory,
    DocumentFactory,
    FindingFactory,
    KeyLineFactory,
    NoteFactory,
    PresentationFactory,
    SessionFactory,
    theme_of,
)
from tests.feedback.test_actions import LAST_DAY
from tests.pages import without_marks

pytestmark = pytest.mark.django_db


@pytest.fixture
def challenge():
    return ChallengeFactory(stage=Stage.FEEDBACK)


@pytest.fixture
def lead(challenge, person, log_in_as):
    """The lead peer's browser, with `.user`."""
    user = person("lead_peer", challenge, name="Lead Peer")
    client = log_in_as(user)
    client.user = user
    return client


@pytest.fixture
def address(challenge):
    def make(name, *args):
        return reverse(f"feedback:{name}", args=[challenge.slug, *args])

    return make


def shown(text):
    """The page's text as people read it, in one line."""
    return " ".join(text.split())


# Evidence notes


def test_an_empty_list_says_what_comes_here_and_who_adds_it(lead, address):
    page = lead.get(address("note_list")).text

    assert "Evidence notes come here. The peer team and the challenge manager write them" in page
    assert address("note_add") in page


def test_an_observer_reads_notes_and_writes_none(challenge, person, log_in_as, address):
    NoteFactory(challenge=challenge, text="Staff are proud of their work.")
    client = log_in_as(person("observer", challenge))

    page = client.get(address("note_list")).text

    assert "Staff are proud of their work." in page
    assert address("note_add") not in page
    assert "Write a finding from this note" not in page
    assert client.get(address("note_add")).status_code == 403


def test_a_note_says_where_it_comes_from_who_wrote_it_and_what_cites_it(challenge, lead, address):
    session = SessionFactory(challenge=challenge, title="Focus group: social workers")
    note = NoteFactory(
        challenge=challenge,
        session=session,
        where="the second group",
        key_line=KeyLineFactory(challenge=challenge, number=2),
        written_by=lead.user,
        non_attributable=True,
    )
    FindingFactory(challenge=challenge, number=3, evidence=[note])

    page = shown(lead.get(address("note_list")).text)

    assert (
        f'{reverse("onsite:session", args=[challenge.slug, session.pk])}">Focus group: social workers, 9 March' in page
    )
    assert "</a>, the second group</span>" in page
    assert "<span>Key line 2</span>" in page
    assert "<span>Lead Peer, " in page
    assert "Must not be traced to a person" in page
    assert ">F-03</a></span>" in page


def test_a_note_no_finding_cites_says_so(challenge, lead, address):
    NoteFactory(challenge=challenge)

    assert "Not cited yet</span>" in lead.get(address("note_list")).text


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        ({}, ["kept", "question", "cited", "mine"]),
        ({"whose": "mine"}, ["kept", "mine"]),
        ({"whose": "kept"}, ["kept"]),
        ({"whose": "team"}, ["question", "cited", "mine"]),
        ({"kind": "question"}, ["question"]),
        ({"kind": "nonsense"}, ["kept", "question", "cited", "mine"]),
        ({"cited": "no"}, ["question", "mine"]),
        ({"key_line": "KEY"}, ["cited"]),
    ],
)
def test_notes_can_be_filtered(challenge, lead, address, query, texts):
    line = KeyLineFactory(challenge=challenge)
    NoteFactory(challenge=challenge, text="mine", written_by=lead.user)
    cited = NoteFactory(challenge=challenge, text="cited", key_line=line)
    NoteFactory(challenge=challenge, text="question", kind="question")
    NoteFactory(challenge=challenge, text="kept", written_by=lead.user, audience=Audience.AUTHOR)
    FindingFactory(challenge=challenge, evidence=[cited])

    page = lead.get(address("note_list"), {key: line.pk if value == "KEY" else value for key, value in query.items()})

    assert [note.text for note in page.context["notes"]] == texts


def test_a_filter_that_fits_nothing_says_so(challenge, lead, address):
    NoteFactory(challenge=challenge)

    assert "No note fits what you chose." in lead.get(address("note_list"), {"kind": "question"}).text


def test_notes_come_fifty_a_page_newest_first(challenge, lead, address):
    session = SessionFactory(challenge=challenge)
    notes = [NoteFactory(challenge=challenge, session=session) for _ in range(51)]

    first = lead.get(address("note_list"), {"whose": "team"})
    second = lead.get(address("note_list"), {"whose": "team", "before": first.context["more"]})

    assert [note.pk for note in first.context["notes"]] == [note.pk for note in reversed(notes[1:])]
    assert [note.pk for note in second.context["notes"]] == [notes[0].pk]
    assert f"whose=team&amp;before={notes[1].pk}" in first.text
    assert second.context["more"] is None


@pytest.mark.parametrize("how_many", [1, 30])
def test_the_list_of_notes_costs_the_same_however_long(challenge, lead, address, how_many, django_assert_num_queries):
    for _ in range(how_many):
        FindingFactory(challenge=challenge)
        NoteFactory(challenge=challenge, session=None, case=CaseFactory(challenge=challenge))
        NoteFactory(challenge=challenge, session=None, document=DocumentFactory(challenge=challenge))

    with django_assert_num_queries(8):
        lead.get(address("note_list"))


def note_values(challenge, **values):
    return {"kind": "area", "text": "Supervision is often cancelled.", "where": "", "key_line": ""} | values


@pytest.mark.parametrize(("button", "audience", "told"), [
    ("share", Audience.TEAM, "Shared with the team. You can write the next note from the same session."),
    ("keep", Audience.AUTHOR, "Kept for you alone. You can write the next note from the same session."),
])  # fmt: skip
def test_a_note_is_shared_or_kept_and_the_next_one_offered(challenge, lead, address, button, audience, told):
    session = SessionFactory(challenge=challenge)

    page = lead.post(address("note_add"), note_values(challenge, session=session.pk, **{button: "yes"}), follow=True)

    assert EvidenceNote.objects.get().audience == audience
    assert page.redirect_chain == [(f"{address('note_add')}?session={session.pk}", 302)]
    assert told in page.text
    assert f'<option value="{session.pk}" selected>' in page.text
    assert f'<li>Supervision is often cancelled. <span class="audience audience--{audience}">' in shown(page.text)


@pytest.mark.parametrize("source", ["session", "document", "case"])
def test_the_source_is_chosen_by_the_page_one_comes_from(challenge, lead, address, source):
    factory = {"session": SessionFactory, "document": DocumentFactory, "case": CaseFactory}[source]
    row = factory(challenge=challenge)

    page = lead.get(address("note_add"), {source: row.pk})

    assert f'<option value="{row.pk}" selected>' in page.text


def test_a_note_without_a_source_keeps_what_was_typed(challenge, lead, address):
    page = lead.post(address("note_add"), note_values(challenge, share="yes"))

    assert page.context["form"].errors["session"] == ["Choose one source: a session, a document or a case."]
    assert "Supervision is often cancelled." in page.text


def test_sources_of_other_challenges_are_not_offered(challenge, lead, address):
    other = SessionFactory(title="Elsewhere")

    page = lead.post(address("note_add"), note_values(challenge, session=other.pk))

    assert "Elsewhere" not in page.text
    assert not EvidenceNote.objects.exists()


@pytest.mark.parametrize("how_many", [1, 30])
def test_writing_a_note_costs_the_same_with_more_sources(challenge, lead, address, how_many, django_assert_num_queries):
    for _ in range(how_many):
        SessionFactory(challenge=challenge)
        DocumentFactory(challenge=challenge)
        CaseFactory(challenge=challenge)
        KeyLineFactory(challenge=challenge)

    with django_assert_num_queries(10):
        lead.get(address("note_add"))


def test_the_author_changes_a_note(challenge, lead, address):
    note = NoteFactory(challenge=challenge, written_by=lead.user)

    lead.post(address("note_edit", note.pk), note_values(challenge, session=note.session_id, version=1))

    note.refresh_from_db()
    assert (note.text, note.version) == ("Supervision is often cancelled.", 2)


def test_nobody_else_changes_a_note(challenge, lead, address):
    note = NoteFactory(challenge=challenge)

    assert lead.get(address("note_edit", note.pk)).status_code == 403
    assert address("note_edit", note.pk) not in lead.get(address("note_list")).text


def test_a_note_changed_in_two_windows_shows_both_texts(challenge, lead, address):
    note = NoteFactory(challenge=challenge, written_by=lead.user)
    values = note_values(challenge, session=note.session_id, version=1)
    lead.post(address("note_edit", note.pk), values)

    page = lead.post(address("note_edit", note.pk), values | {"text": "Supervision is regular in one team."})

    assert "Supervision is regular in one team." in page.text
    assert "Supervision is often cancelled." in without_marks(page.text)
    assert "Your text is kept in the form" in page.text


def test_a_kept_note_is_shared_from_the_list(challenge, lead, address):
    note = NoteFactory(challenge=challenge, written_by=lead.user, audience=Audience.AUTHOR)

    page = lead.post(address("note_share", note.pk), follow=True)

    note.refresh_from_db()
    assert note.audience == Audience.TEAM
    assert "The note is shared with the team." in page.text


def test_sharing_needs_a_post_and_the_author(challenge, lead, address):
    note = NoteFactory(challenge=challenge)

    assert lead.get(address("note_share", note.pk)).status_code == 405

    page = lead.post(address("note_share", note.pk), follow=True)

    assert "Only the person who wrote a note can change or share it." in page.text


# Findings


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


# The presentation


def test_the_presentation_stands_in_the_agreed_order(challenge, lead, address):
    theme_of(challenge, "C1")
    KeyLineFactory(challenge=challenge, number=1)
    FindingFactory(challenge=challenge, kind="good_practice")
    PresentationFactory(challenge=challenge)

    page = lead.get(address("presentation")).text
    headings = [
        challenge.council.name,
        "The peer team",
        "The process in numbers",
        "This is not an inspection",
        "What you asked us to look at",
        "Headline messages",
        challenge.programme.themes.get(code="C1").name,
        "Your key line of enquiry 1",
        "Good practice for the region",
        "Recommendations",
        "Next steps",
        "Thank you",
    ]

    places = [page.index(f">{heading}</h2>") for heading in headings]
    assert places == sorted(places)


def test_the_presentation_tells_findings_by_theme_and_by_key_line(challenge, lead, address):
    line = KeyLineFactory(challenge=challenge, number=1)
    FindingFactory(challenge=challenge, headline="Leaders know their services", key_line=line)
    FindingFactory(challenge=challenge, kind="area", headline="Supervision varies", detail="It is seldom reflective.")

    page = lead.get(address("presentation"))
    told = page.context["themes"][0]

    assert [each.headline for each in told["strengths"]] == ["Leaders know their services"]
    assert [each.headline for each in told["areas"]] == ["Supervision varies"]
    assert [(line, [each.headline for each in found]) for line, found in page.context["key_lines"]] == [
        (line, ["Leaders know their services"])
    ]
    assert "It is seldom reflective." in page.text


def test_the_presentation_can_fill_a_screen(challenge, lead, address):
    page = lead.get(address("presentation"), {"on_screen": 1}).text

    assert "slides--screen" in page
    assert "Contents of this challenge" not in page


def test_the_presentation_points_out_words_of_judgement_to_those_who_can_change_them(
    challenge, lead, person, log_in_as, address
):
    PresentationFactory(challenge=challenge, headline_messages="An outstanding week.")

    assert "Think again about this word: outstanding." in lead.get(address("presentation")).text
    assert "Think again" not in log_in_as(person("observer", challenge)).get(address("presentation")).text


@pytest.mark.parametrize("how_many", [1, 30])
def test_the_presentation_costs_the_same_with_more_findings(
    challenge, lead, address, how_many, django_assert_num_queries
):
    for _ in range(how_many):
        FindingFactory(challenge=challenge, key_line=KeyLineFactory(challenge=challenge))

    with django_assert_num_queries(14):
        lead.get(address("presentation"))


def test_the_words_of_the_presentation_are_saved(challenge, lead, address):
    values = {"version": 1, "headline_messages": "Children are heard.", "next_steps": "A report follows."}

    page = lead.post(address("presentation_edit"), values, follow=True)

    assert page.redirect_chain == [(address("presentation"), 302)]
    assert "<p>Children are heard.</p>" in page.text


def test_two_people_who_write_the_presentation_see_both_texts(challenge, lead, person, log_in_as, address):
    manager = log_in_as(person("challenge_manager", challenge))
    manager.post(address("presentation_edit"), {"version": 1, "headline_messages": "The first.", "next_steps": ""})

    page = lead.post(address("presentation_edit"), {"version": 1, "headline_messages": "The second.", "next_steps": ""})

    assert "The second.</textarea>" in page.text
    assert '<div class="theirs__text">The first.</div>' in without_marks(page.text)


@pytest.mark.parametrize("role", ["peer", "observer", "adviser", "sponsor", "programme_manager"])
def test_the_lead_peer_or_the_challenge_manager_gives_the_presentation(challenge, person, log_in_as, address, role):
    assert log_in_as(person(role, challenge)).get(address("presentation_give")).status_code == 403


def test_giving_the_presentation_says_what_happens_and_what_is_missing(challenge, lead, address):
    page = lead.get(address("presentation_give")).text

    assert "Write the first finding</a>" in page
    assert "Why can this wait?" in page
    assert "they do not see evidence notes" in page


def test_the_presentation_is_given(challenge, lead, log_in_as, address):
    FindingFactory(challenge=challenge)
    FindingFactory(challenge=challenge, kind="area")
    PresentationFactory(challenge=challenge)
    day = {"given_on_day": "12", "given_on_month": "3", "given_on_year": "2027"}

    with acting_at(LAST_DAY):
        page = log_in_as(lead.user).post(address("presentation_give"), day, follow=True)

    challenge.refresh_from_db()
    assert challenge.stage == Stage.REPORTING
    assert "The presentation is given. The council can read it now." in page.text
    assert "Given on 12 March 2027." in page.text


def test_a_refusal_keeps_the_day_that_was_typed(challenge, lead, log_in_as, address):
    FindingFactory(challenge=challenge)
    FindingFactory(challenge=challenge, kind="area")
    PresentationFactory(challenge=challenge)
    day = {"given_on_day": "13", "given_on_month": "3", "given_on_year": "2027"}

    with acting_at(LAST_DAY):
        page = log_in_as(lead.user).post(address("presentation_give"), day)

    assert "The day the presentation was given cannot be in the future." in page.text
    assert 'value="13"' in page.text


def test_a_finding_page_after_the_stage_offers_no_change(person, log_in_as):
    challenge = ChallengeFactory(stage=Stage.REPORTING)
    finding = FindingFactory(challenge=challenge)
    client = log_in_as(person("lead_peer", challenge))

    page = client.get(reverse("feedback:finding", args=[challenge.slug, finding.pk])).text

    assert "Change this finding" not in page
