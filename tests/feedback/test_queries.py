"""What the stage answers, and what the report asks of it."""

import pytest

from casereview.models import CASE_ROLES
from challenges.lifecycle import Stage
from challenges.models import Audience, Membership, Role
from challenges.moments import now
from feedback import models, queries
from feedback.queries import EvidenceSources
from tests.factories import ChallengeFactory, UserFactory
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

pytestmark = pytest.mark.django_db


@pytest.fixture
def challenge():
    return ChallengeFactory(stage=Stage.FEEDBACK)


def sentences(challenge, *, gates=True):
    return [todo.sentence for todo in queries.left_to_do(challenge) if todo.gates == gates]


def test_first_of_all_a_finding_and_the_headline_messages(challenge):
    theme_of(challenge)

    todos = queries.left_to_do(challenge)

    assert [(todo.sentence, todo.page, todo.role) for todo in todos] == [
        ("Write the first finding", "feedback:finding_list", Role.LEAD_PEER),
        ("Write the headline messages of the presentation", "feedback:presentation", Role.LEAD_PEER),
    ]


def test_a_to_do_has_the_date_of_the_presentation(challenge):
    milestone = challenge.milestones.create(
        code="presentation", name="Presentation", stage="feedback", owner="lead_peer", due_on="2027-03-12", position=1
    )
    milestone.refresh_from_db()

    assert {todo.due_on for todo in queries.left_to_do(challenge)} == {milestone.due_on}


def test_themes_and_key_lines_without_a_finding_are_named(challenge):
    for code in ("C1", "C2", "C3"):
        theme_of(challenge, code)
    lines = [KeyLineFactory(challenge=challenge, number=number) for number in (1, 2, 3)]
    FindingFactory(challenge=challenge, key_line=lines[0])
    names = [challenge.programme.themes.get(code=code).name for code in ("C2", "C3")]

    assert sentences(challenge) == [
        f"Write a finding under each theme that has none: {names[0]} and {names[1]}",
        "Answer key lines 2 and 3 with a finding",
        "Write at least one area for consideration",
        "Write the headline messages of the presentation",
    ]


def test_one_open_key_line_is_named_alone(challenge):
    KeyLineFactory(challenge=challenge, number=2)
    FindingFactory(challenge=challenge, kind="area")

    assert sentences(challenge)[:2] == ["Answer key line 2 with a finding", "Write at least one strength"]


def test_many_open_themes_still_fit_a_next_action(challenge):
    for theme in challenge.programme.themes.all():
        theme_of(challenge, theme.code)
    FindingFactory(challenge=challenge)

    sentence = sentences(challenge)[0]

    assert len(sentence) <= queries.SENTENCE
    assert sentence.endswith(" more")


def test_a_finding_set_aside_fills_no_gap(challenge):
    FindingFactory(challenge=challenge, set_aside_at=now(), set_aside_because="One voice only.")

    assert sentences(challenge)[0] == "Write the first finding"


def test_nothing_is_missing_once_the_scope_is_covered(challenge):
    FindingFactory(challenge=challenge)
    FindingFactory(challenge=challenge, kind="area", key_line=KeyLineFactory(challenge=challenge))
    PresentationFactory(challenge=challenge)

    assert sentences(challenge) == []


def test_whoever_keeps_notes_is_asked_to_share_or_keep_them(challenge):
    author = UserFactory()
    Membership.objects.create(
        challenge=challenge, user=author, role=Role.PEER, added_at=now(), added_by=challenge.created_by
    )
    for _ in range(3):
        NoteFactory(challenge=challenge, written_by=author, audience=Audience.AUTHOR)

    todos = [todo for todo in queries.left_to_do(challenge) if not todo.gates]

    assert [(todo.sentence, todo.person_id) for todo in todos] == [("Share or keep 3 notes", author.pk)]
    assert todos[0].url.endswith("/evidence/?whose=kept")


def test_whoever_has_left_is_not_asked_about_their_notes(challenge):
    NoteFactory(challenge=challenge, audience=Audience.AUTHOR)

    assert sentences(challenge, gates=False) == []


@pytest.mark.parametrize(
    ("how_many", "sentence"), [(1, "1 note is cited by no finding yet"), (2, "2 notes are cited by no finding yet")]
)
def test_notes_not_cited_are_counted_for_the_lead_peer(challenge, how_many, sentence):
    for _ in range(how_many):
        NoteFactory(challenge=challenge)
    NoteFactory(challenge=challenge, audience=Audience.AUTHOR)

    todos = [todo for todo in queries.left_to_do(challenge) if not todo.gates]

    assert [(todo.sentence, todo.role) for todo in todos] == [(sentence, Role.LEAD_PEER)]


@pytest.mark.parametrize("how_many", [1, 30])
def test_what_is_left_costs_the_same_however_much_there_is(challenge, how_many, django_assert_num_queries):
    for _ in range(how_many):
        FindingFactory(challenge=challenge)
        NoteFactory(challenge=challenge, audience=Audience.AUTHOR)

    with django_assert_num_queries(7):
        queries.left_to_do(challenge)


def test_findings_stand_by_theme_in_the_order_of_the_programme(challenge):
    second, first = theme_of(challenge, "C2"), theme_of(challenge, "C1")
    area = FindingFactory(challenge=challenge, theme=second, kind="area")
    strength = FindingFactory(challenge=challenge, theme=second)
    FindingFactory(challenge=challenge, set_aside_at=now(), set_aside_because="One voice only.")

    assert queries.findings_by_theme(challenge) == [(first, []), (second, [strength, area])]
    assert list(queries.findings(challenge)) == [strength, area]


def test_evidence_is_counted_by_source(challenge):
    session, document = SessionFactory(challenge=challenge), DocumentFactory(challenge=challenge)
    notes = [
        NoteFactory(challenge=challenge, session=session),
        NoteFactory(challenge=challenge, session=session),
        NoteFactory(challenge=challenge, session=None, document=document),
        NoteFactory(challenge=challenge, session=None, case=CaseFactory(challenge=challenge)),
    ]
    several = FindingFactory(challenge=challenge, evidence=notes)
    one = FindingFactory(challenge=challenge, evidence=notes[:2])

    sources = queries.evidence_sources(challenge)

    assert sources == {several.pk: EvidenceSources(4, 1, 1, 1), one.pk: EvidenceSources(2, 1, 0, 0)}
    assert str(sources[several.pk]) == "4 pieces of evidence from 1 session, 1 document and 1 case"
    assert (sources[several.pk].kinds, sources[several.pk].is_one_voice) == (3, False)
    assert (str(sources[one.pk]), sources[one.pk].is_one_voice) == ("2 pieces of evidence from 1 session", True)


def test_a_finding_on_nothing_says_so():
    assert str(EvidenceSources()) == "0 pieces of evidence"


def test_the_presentation_is_given_once_it_is(challenge):
    assert (queries.presentation_given(challenge), queries.key_messages(challenge)) == (False, "")

    PresentationFactory(challenge=challenge, given=True, headline_messages="Children are heard.")

    assert (queries.presentation_given(challenge), queries.key_messages(challenge)) == (True, "Children are heard.")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Practice is Inadequate and requires improvement", ["Inadequate", "requires improvement"]),
        ("An outstanding service with a high score, score and scores", ["outstanding", "score", "scores"]),
        ("The service is failing and would be graded lower", ["failing", "graded"]),
        ("A good rating is a judgement", ["rating", "judgement"]),
        ("The rate of re-referral has gone down; staff feel prepared", []),
        ("Good practice that others can learn from", []),
    ],
)
def test_words_of_judgement_are_found(text, words):
    assert queries.judgement_words(text) == words


def test_who_reads_notes_from_cases_is_who_works_with_cases():
    assert models.CASE_ROLES == CASE_ROLES
