"""What is left to do in scoping, and what changed between two versions."""

import datetime

import pytest

from challenges.lifecycle import Stage
from challenges.models import Milestone, Probe, Theme
from challenges.moments import now
from challenges.next_actions import left_to_do
from scoping import queries
from scoping.scope_changes import changes
from tests.factories import ChallengeFactory
from tests.scoping.factories import ChosenThemeFactory, KeyLineFactory, ScopingProposalFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def staffed(person):
    challenge = ChallengeFactory()
    for role in ["sponsor", "organiser", "challenge_manager"]:
        person(role, challenge)
    ChosenThemeFactory(challenge=challenge, theme=Theme.objects.get(programme=challenge.programme, code="M5"))
    return challenge


def test_a_challenge_starts_with_people_to_name_and_a_first_key_line():
    challenge = ChallengeFactory()

    todos = queries.left_to_do(challenge)

    assert [(todo.sentence, todo.role, todo.gates) for todo in todos] == [
        ("Name the sponsor", "programme_manager", True),
        ("Name the challenge manager", "programme_manager", True),
        ("Name the organiser", "programme_manager", True),
        ("Choose the modules the challenge looks at", "challenge_manager", False),
        ("Add the first key line of enquiry", "challenge_manager", True),
        ("Say what you want the peer team to look into", "sponsor", False),
        ("Make the scoping proposal", "challenge_manager", True),
    ]
    assert todos[0].url == f"/challenges/{challenge.slug}/people/add/?role=sponsor"


def test_what_is_left_has_the_dates_of_the_plan(staffed):
    Milestone.objects.create(
        challenge=staffed,
        code="scoping_proposal",
        name="Scoping proposal sent",
        stage=Stage.SCOPING,
        owner="programme_manager",
        due_on=datetime.date(2026, 12, 7),
        position=1,
    )

    todos = queries.left_to_do(staffed)

    assert {todo.due_on for todo in todos} == {datetime.date(2026, 12, 7)}


@pytest.mark.parametrize(
    ("empty", "sentence"),
    [
        (["owner"], "Complete key line 2: owner is empty"),
        (["measure", "owner"], "Complete key line 2: measure and owner are empty"),
        (
            ["already_known", "outcome_wanted", "measure", "owner"],
            "Complete key line 2: what we already know, outcome wanted, measure and owner are empty",
        ),
    ],
)
def test_each_incomplete_key_line_is_named_with_what_is_empty(staffed, empty, sentence):
    KeyLineFactory(challenge=staffed, number=1)
    key_line = KeyLineFactory(challenge=staffed, number=2, **dict.fromkeys(empty, ""))

    first = queries.left_to_do(staffed)[0]

    assert (first.sentence, first.role, first.page) == (sentence, "challenge_manager", "scoping:scope")
    assert first.url == f"/challenges/{staffed.slug}/scope/key-lines/{key_line.pk}/"


def test_a_version_that_is_made_is_to_be_sent(staffed):
    KeyLineFactory(challenge=staffed, number=1)
    ScopingProposalFactory(challenge=staffed, number=1)

    todos = queries.left_to_do(staffed)

    assert [(todo.sentence, todo.role) for todo in todos] == [
        ("Send version 1 of the scoping proposal to the sponsor", "programme_manager")
    ]


def test_nothing_gates_once_the_newest_version_is_sent(staffed):
    KeyLineFactory(challenge=staffed, number=1)
    ScopingProposalFactory(challenge=staffed, number=1, sent_at=now())

    assert queries.left_to_do(staffed) == []
    assert [(todo.sentence, todo.role, todo.page) for todo in left_to_do(staffed)] == [
        ("Agree the scoping proposal", "sponsor", "scoping:proposal")
    ]


def test_a_sent_version_that_is_outdated_is_to_be_made_anew(staffed):
    KeyLineFactory(challenge=staffed, number=1)
    ScopingProposalFactory(challenge=staffed, number=1, sent_at=now())
    KeyLineFactory(challenge=staffed, number=2)

    assert [todo.sentence for todo in queries.left_to_do(staffed)] == [
        "Make version 2 of the scoping proposal: the scope changed since version 1"
    ]


def test_a_programme_without_modules_asks_for_none(staffed):
    KeyLineFactory(challenge=staffed, number=1)
    ScopingProposalFactory(challenge=staffed, number=1, sent_at=now())
    staffed.chosen_themes.get().delete()
    assert "Choose the modules the challenge looks at" in [todo.sentence for todo in queries.left_to_do(staffed)]
    Theme.objects.filter(kind=Theme.Kind.MODULE).update(kind=Theme.Kind.FIXED)

    assert "Choose the modules the challenge looks at" not in [todo.sentence for todo in queries.left_to_do(staffed)]


def test_chosen_themes_come_in_the_order_of_the_programme():
    challenge = ChallengeFactory()
    for code in ["M10", "C1", "M4"]:
        ChosenThemeFactory(challenge=challenge, theme=Theme.objects.get(programme=challenge.programme, code=code))

    assert [theme.code for theme in queries.chosen_themes(challenge)] == ["C1", "M4", "M10"]


def test_a_module_shows_its_first_probe():
    challenge = ChallengeFactory()
    module = Theme.objects.get(programme=challenge.programme, code="M5")
    for position, text in [(2, "Second?"), (1, "First?")]:
        Probe.objects.create(theme=module, code=f"M5.{position}", text=text, position=position)

    assert queries.modules(challenge).get(code="M5").first_probe == "First?"


def test_key_lines_are_those_of_the_challenge_by_number():
    challenge = ChallengeFactory()
    KeyLineFactory()
    second, first = (KeyLineFactory(challenge=challenge, number=number) for number in (2, 1))

    assert list(queries.key_lines(challenge)) == [first, second]


def test_no_proposal_is_agreed_until_one_is():
    challenge = ChallengeFactory()
    ScopingProposalFactory(challenge=challenge, sent_at=now())

    assert queries.agreed_proposal(challenge) is None


def test_the_version_before_is_the_one_the_council_had():
    challenge = ChallengeFactory()
    first = ScopingProposalFactory(challenge=challenge, number=1, sent_at=now())
    ScopingProposalFactory(challenge=challenge, number=2)
    third = ScopingProposalFactory(challenge=challenge, number=3)

    assert queries.sent_before(third) == first
    assert queries.sent_before(first) is None


def line(pk, number, **words):
    return {
        "id": pk,
        "number": number,
        "question": "Q?",
        "theme": "",
        "already_known": "",
        "outcome_wanted": "",
        "measure": "",
        "owner": "",
    } | words


@pytest.mark.parametrize(
    ("was", "becomes", "sentences"),
    [
        ({}, {}, []),
        (
            {"themes": [{"name": "Early help"}]},
            {"themes": [{"name": "Care leavers"}]},
            ["“Care leavers” was added.", "“Early help” was taken out."],
        ),
        ({"key_lines": []}, {"key_lines": [line(7, 1)]}, ["Key line 1 was added."]),
        ({"key_lines": [line(7, 1)]}, {"key_lines": []}, ["Key line 1 was taken out."]),
        (
            {"key_lines": [line(7, 1)]},
            {"key_lines": [line(7, 1, measure="M", owner="O")]},
            ["Key line 1 changed: measure and owner."],
        ),
        (
            {"key_lines": [line(7, 1), line(8, 2)]},
            {"key_lines": [line(8, 1)]},
            ["Key line 1 was number 2.", "Key line 1 was taken out."],
        ),
        ({"dates": {"on_site": "1"}}, {"dates": {"on_site": "2"}}, ["The dates changed."]),
        ({"people": [1]}, {"people": [2]}, ["The people named changed."]),
    ],
    ids=["nothing", "themes", "added", "taken out", "words", "moved up", "dates", "people"],
)
def test_what_changed_is_said_in_sentences(was, becomes, sentences):
    assert changes(was, becomes) == sentences


def test_naming_another_sponsor_changes_the_scope(staffed, person):
    proposal = ScopingProposalFactory(challenge=staffed)

    person("sponsor", staffed)

    assert queries.changes_since(proposal, staffed) == ["The people named changed."]
