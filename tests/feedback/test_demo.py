"""The demo's feedback hangs together: every finding has its evidence, and nothing is missing at its end."""

from types import SimpleNamespace

import pytest

from challenges.lifecycle import Stage
from challenges.models import Audience
from challenges.moments import acting_at
from feedback.queries import findings, judgement_words, left_to_do
from peerchallenge.demo import feedback as demo
from tests.factories import ChallengeFactory, UserFactory
from tests.feedback.factories import CaseFactory, DocumentFactory, KeyLineFactory, SessionFactory, theme_of
from tests.feedback.test_actions import LAST_DAY

EVERY_FINDING = [*demo.FIRST_FINDINGS, *demo.THEN_FINDINGS]


@pytest.fixture
def cast(person, challenge):
    people = {part: person(part, challenge) for part in ("lead_peer", "challenge_manager")}
    return SimpleNamespace(peers=[UserFactory() for _ in range(4)], **people)


@pytest.fixture
def challenge(db):
    """A challenge with every source that the demo's notes name."""
    challenge = ChallengeFactory(stage=Stage.FEEDBACK)
    for source in dict.fromkeys(note.source for note in demo.NOTES):
        kind, _space, code = source.partition(" ")
        if kind == "document":
            DocumentFactory(challenge=challenge, code=code)
        elif kind == "case":
            CaseFactory(challenge=challenge, code=code, position=int(code.removeprefix("C-")))
        else:
            SessionFactory(challenge=challenge, title=source)
    for code in ("C1", "C2", "C3", "M4", "M10"):
        theme_of(challenge, code)
    for number in (1, 2, 3):
        KeyLineFactory(challenge=challenge, number=number)
    return challenge


def test_the_demo_begins_and_completes_the_stage(challenge, cast):
    with acting_at(LAST_DAY):
        demo.begin(challenge, cast)
        begun = findings(challenge).count()
        demo.begin(challenge, cast)
        missing = [todo.sentence for todo in left_to_do(challenge) if todo.gates]
        demo.complete(challenge, cast)

    assert (begun, missing) == (len(demo.FIRST_FINDINGS), [])
    assert challenge.evidence_notes.count() == len(demo.NOTES)
    assert challenge.stage == Stage.REPORTING
    assert challenge.stage_endings.get().missing == []
    assert findings(challenge).filter(audience=Audience.COUNCIL).count() == len(EVERY_FINDING)


@pytest.mark.parametrize("found", EVERY_FINDING, ids=lambda found: found.headline)
def test_a_finding_of_the_demo_is_short_and_stands_on_notes_that_are_shared(found):
    shared = {note.name for note in demo.NOTES if note.shared}

    assert set(found.evidence) - shared == set()
    assert len(found.headline.split()) <= 12
    assert 1 <= found.detail.count(". ") + 1 <= 3
    assert judgement_words(found.headline, found.detail) == []


def test_the_demo_speaks_without_words_of_judgement():
    assert judgement_words(demo.HEADLINES, demo.NEXT_STEPS, *(note.text for note in demo.NOTES)) == []
