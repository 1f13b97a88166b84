"""What is left to do in scoping, and what changed between two versions."""

import datetime

import pytest

from challenges.lifecycle import Stage
from challenges.models import Milestone, Probe, Theme
from challenges.moments import now
from challenges.next_actions import left_to_do
from scoping import actions, queries
from scoping.meetings import Said
from scoping.models import ScopingMeeting
from scoping.scope_changes import changes, marked
from tests.factories import ChallengeFactory, UserFactory
from tests.scoping.factories import ChosenThemeFactory, KeyLineFactory, ProposalCommentFactory, ScopingProposalFactory

pytestmark = pytest.mark.django_db
MET = {"held_on": datetime.date(2026, 11, 30), "present": "The director"}
GOES_ON = Said(**MET, decision="go_on")


@pytest.fixture
def staffed(person):
    challenge = ChallengeFactory()
    for role in ["sponsor", "organiser", "challenge_manager"]:
        person(role, challenge)
    ChosenThemeFactory(challenge=challenge, theme=Theme.objects.get(programme=challenge.programme, code="M5"))
    actions.record_meeting(challenge, GOES_ON, version=0, shared=False, by=challenge.created_by)
    return challenge


def test_a_challenge_starts_with_people_to_name_and_a_first_key_line():
    challenge = ChallengeFactory()

    todos = queries.left_to_do(challenge)

    assert [(todo.sentence, todo.role, todo.gates) for todo in todos] == [
        ("Name the sponsor", "programme_manager", True),
        ("Name the challenge manager", "programme_manager", True),
        ("Name the organiser", "programme_manager", True),
        ("Record the scoping meeting", "programme_manager", False),
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


def test_a_theme_has_its_probes_in_order_without_those_left_out():
    challenge = ChallengeFactory()
    module = ChosenThemeFactory(
        challenge=challenge, theme=Theme.objects.get(programme=challenge.programme, code="M5")
    ).theme
    probes = [
        Probe.objects.create(theme=module, code=f"M5.{position}", text=text, position=position)
        for position, text in [(2, "Second?"), (1, "First?"), (3, "Third?")]
    ]
    actions.choose_probes(
        challenge, module, probes=probes[:2], seen=[probe.pk for probe in probes], by=challenge.created_by
    )

    (theme,) = queries.chosen_themes_with_probes(challenge)

    assert [probe.text for probe in theme.probe_list] == ["First?", "Second?"]
    assert [probe.text for probe in theme.left_out] == ["Third?"]


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


def person(name):
    return {"role": "Sponsor", "name": name, "job_title": ""}


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
        ({"people": [person("A")]}, {"people": [person("B")]}, ["The people named changed."]),
        (
            {"themes": [{"name": "Early help", "probes": ["One?", "Two?"]}]},
            {"themes": [{"name": "Early help", "probes": ["One?"]}]},
            ["The probes of “Early help” changed."],
        ),
        ({"themes": [{"name": "Early help"}]}, {"themes": [{"name": "Early help", "probes": ["One?"]}]}, []),
        ({}, {"team": {"peers": 5}}, []),
        ({"team": {"peers": 4}}, {"team": {"peers": 5}}, ["The team changed: peers on site."]),
        (
            {"feedback": {"formats": [{"label": "Letter", "what": "Short."}], "to": ""}},
            {"feedback": {"formats": [], "to": ""}},
            ["Feedback changed: forms of feedback."],
        ),
        (
            {"dates": {"milestones": [{"name": "Start", "due_on": "2027-03-09", "owner": "Sponsor"}]}},
            {"dates": {"milestones": [{"name": "Start", "due_on": "9 March 2027", "owner": "Sponsor"}]}},
            [],
        ),
    ],
    ids=[
        *("nothing", "themes", "added", "taken out", "words", "moved up", "dates", "people"),
        *("probes", "before probes were kept", "before the team was kept", "team", "feedback", "dates kept otherwise"),
    ],
)
def test_what_changed_is_said_in_sentences(was, becomes, sentences):
    assert changes(was, becomes) == sentences


def test_each_change_says_its_words_before_and_after():
    was = {"key_lines": [line(7, 1, measure="Fewer")], "dates": {"on_site": "9 March"}}
    becomes = {"key_lines": [line(7, 1, measure="Half as many")], "dates": {"on_site": "16 March"}}

    told = marked(was, becomes)

    assert [(change.section, [(part.label, part.was, part.becomes) for part in change.parts]) for change in told] == [
        ("key-lines", [("How we will know", "Fewer", "Half as many")]),
        ("dates", [("On site", "9 March", "16 March")]),
    ]
    assert [(piece.kind, piece.text) for piece in told[0].parts[0].pieces] == [
        ("removed", "Fewer"),
        ("added", "Half as many"),
    ]


def test_naming_another_sponsor_changes_the_scope(staffed, person):
    proposal = ScopingProposalFactory(challenge=staffed)

    person("sponsor", staffed)

    assert queries.changes_since(proposal, staffed) == ["The people named changed."]


# The meeting


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "Say whether the challenge goes on after the scoping meeting"),
        (
            {"decision": "go_on", "in_intervention": "yes"},
            "Say who else agrees to the challenge: the council is in intervention",
        ),
        ({"decision": "go_on", "in_intervention": "yes", "agreed_with": "The commissioner"}, None),
        ({"decision": "go_on", "in_intervention": "no"}, None),
    ],
    ids=["undecided", "intervention", "intervention, agreed", "goes on"],
)
def test_what_the_meeting_leaves_open_is_asked_and_holds_nothing_up(staffed, said, sentence):
    KeyLineFactory(challenge=staffed, number=1)
    ScopingProposalFactory(challenge=staffed, number=1, sent_at=now())
    actions.record_meeting(staffed, Said(**MET, **said), version=1, shared=False, by=staffed.created_by)

    todos = queries.left_to_do(staffed)

    assert [(todo.sentence, todo.gates) for todo in todos] == ([(sentence, False)] if sentence else [])


def test_not_now_leaves_one_thing_to_do(staffed):
    not_now = Said(**MET, decision="not_now", decision_reason="The inspection comes first.")
    actions.record_meeting(staffed, not_now, version=1, shared=False, by=staffed.created_by)

    (todo,) = queries.left_to_do(staffed)

    assert (todo.sentence, todo.role, todo.page, todo.gates) == (
        "Pause or withdraw the challenge: it was decided not to go on now",
        "programme_manager",
        "scoping:meeting",
        True,
    )


@pytest.mark.parametrize(
    ("first", "last", "touches"),
    [
        (None, None, False),
        (datetime.date(2027, 3, 10), None, True),
        (datetime.date(2027, 2, 9), None, True),
        (datetime.date(2027, 2, 8), None, False),
        (datetime.date(2027, 1, 1), datetime.date(2027, 2, 9), True),
        (datetime.date(2027, 4, 23), None, True),
        (datetime.date(2027, 4, 24), datetime.date(2027, 5, 30), False),
    ],
)
def test_an_inspection_near_by_is_seen(first, last, touches):
    record = ScopingMeeting(inspection_on=first, inspection_until_on=last)

    assert queries.inspection_touches(record, ChallengeFactory()) is touches


# Comments


def test_comments_are_answered_before_the_proposal_can_be_agreed(staffed):
    KeyLineFactory(challenge=staffed, number=1)
    sent = ScopingProposalFactory(challenge=staffed, number=1, sent_at=now())
    first = ProposalCommentFactory(proposal=sent)
    second = ProposalCommentFactory(proposal=sent)
    manager = UserFactory()

    def left():
        return [(todo.sentence, todo.role, todo.gates) for todo in queries.left_to_do(staffed)]

    assert left() == [("Answer 2 comments of the council on the scoping proposal", "challenge_manager", True)]

    actions.answer_comment(first, outcome="resolved", answer="As the manual has it.", by=manager)
    assert left() == [("Answer 1 comment of the council on the scoping proposal", "challenge_manager", True)]

    actions.answer_comment(second, outcome="resolved", answer="As the manual has it.", by=manager)
    assert left() == [("Tell the council what you answered to its comments", "challenge_manager", False)]

    actions.send_answers(staffed, subject="S", body="B", by=manager)
    assert left() == []


def test_what_was_promised_is_to_be_changed_and_made(staffed):
    KeyLineFactory(challenge=staffed, number=1)
    comment = ProposalCommentFactory(proposal=ScopingProposalFactory(challenge=staffed, number=1, sent_at=now()))

    actions.answer_comment(comment, outcome="changed", answer="", by=UserFactory())

    assert [todo.sentence for todo in queries.left_to_do(staffed)] == [
        "Change what you promised the council, then make version 2 of the scoping proposal"
    ]
