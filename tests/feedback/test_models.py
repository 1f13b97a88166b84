"""What can never be true of notes, findings and the presentation, tried at the database."""

import pytest
from django.db import IntegrityError, transaction

from challenges.models import Audience
from challenges.moments import now
from tests.factories import ChallengeFactory
from tests.feedback.factories import CaseFactory, DocumentFactory, FindingFactory, NoteFactory, PresentationFactory

pytestmark = pytest.mark.django_db


def refused_by(constraint):
    return pytest.raises(IntegrityError, match=constraint)


def test_a_note_without_a_source_is_refused():
    with refused_by("evidence_note_has_one_source"), transaction.atomic():
        NoteFactory(session=None)


def test_a_note_with_two_sources_is_refused():
    challenge = ChallengeFactory()

    with refused_by("evidence_note_has_one_source"), transaction.atomic():
        NoteFactory(challenge=challenge, document=DocumentFactory(challenge=challenge))


@pytest.mark.parametrize("audience", [Audience.LGA, Audience.COUNCIL])
def test_a_note_is_never_for_anyone_but_its_author_or_the_team(audience):
    with refused_by("evidence_note_is_for_its_author_or_the_team"), transaction.atomic():
        NoteFactory(audience=audience)


def test_a_finding_number_is_used_once_in_a_challenge():
    challenge = ChallengeFactory()
    FindingFactory(challenge=challenge, number=7)

    with refused_by("number|one_finding_per_number"), transaction.atomic():
        FindingFactory(challenge=challenge, number=7)


def test_two_challenges_may_use_the_same_finding_number():
    FindingFactory(number=7)

    assert FindingFactory(number=7).reference == "F-07"


@pytest.mark.parametrize("audience", [Audience.AUTHOR, Audience.LGA])
def test_a_finding_is_for_the_team_or_the_council(audience):
    with refused_by("finding_is_for_the_team_or_the_council"), transaction.atomic():
        FindingFactory(audience=audience)


def test_a_finding_set_aside_has_a_reason():
    with refused_by("finding_set_aside_has_a_reason"), transaction.atomic():
        FindingFactory(set_aside_at=now())


def test_a_presentation_not_given_is_not_for_the_council():
    with refused_by("given_presentation_is_for_the_council"), transaction.atomic():
        PresentationFactory(audience=Audience.COUNCIL)


def test_a_presentation_given_is_for_the_council():
    with refused_by("given_presentation_is_for_the_council"), transaction.atomic():
        PresentationFactory(given=True, audience=Audience.TEAM)


def test_a_presentation_given_says_by_whom():
    with refused_by("given_presentation_is_for_the_council"), transaction.atomic():
        PresentationFactory(given=True, given_by=None)


def test_a_challenge_has_one_presentation():
    challenge = ChallengeFactory()
    PresentationFactory(challenge=challenge)

    with refused_by("challenge"), transaction.atomic():
        PresentationFactory(challenge=challenge)


def test_a_note_names_its_source():
    challenge = ChallengeFactory()
    notes = [
        NoteFactory(challenge=challenge, session__title="Focus group: social workers"),
        NoteFactory(challenge=challenge, session=None, document=DocumentFactory(challenge=challenge, code="3")),
        NoteFactory(challenge=challenge, session=None, case=CaseFactory(challenge=challenge, code="C-07")),
    ]

    assert [note.source_name for note in notes] == [
        "Focus group: social workers, 9 March, 10:30",
        "3. Latest self-evaluation",
        "Case C-07",
    ]


def test_findings_are_told_by_theme_then_strengths_first():
    challenge = ChallengeFactory()
    for number, kind in enumerate(["recommendation", "good_practice", "area", "strength"], start=1):
        FindingFactory(challenge=challenge, number=number, kind=kind)

    assert [each.kind for each in challenge.findings.in_order()] == [
        "strength",
        "area",
        "good_practice",
        "recommendation",
    ]


def test_a_note_cited_only_by_a_finding_set_aside_is_not_cited():
    note = NoteFactory()
    finding = FindingFactory(challenge=note.challenge, evidence=[note])

    assert list(note.challenge.evidence_notes.not_cited()) == []

    finding.set_aside_at, finding.set_aside_because = now(), "One voice only."
    finding.save()

    assert list(note.challenge.evidence_notes.not_cited()) == [note]
