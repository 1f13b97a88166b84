"""What may be done in scoping, and every refusal in its words."""

import datetime

import pytest

from challenges.action_tools import ActionRefused, SavedByAnother
from challenges.actions import create_challenge
from challenges.lifecycle import Stage
from challenges.models import Audience, AuditEvent, Theme
from scoping import actions, queries
from scoping.models import KeyLineOfEnquiry
from tests.factories import ChallengeFactory, CouncilFactory, ProgrammeFactory, UserFactory
from tests.scoping.factories import (
    SAID,
    TERMS,
    ChosenThemeFactory,
    KeyLineFactory,
    ProposalCommentFactory,
    ScopingProposalFactory,
)

pytestmark = pytest.mark.django_db
ENDED = "Scoping has ended. Themes, key lines and the proposal stand as they are."


def theme(challenge, code):
    return Theme.objects.get(programme=challenge.programme, code=code)


def chosen(challenge):
    return [each.code for each in queries.chosen_themes(challenge)]


def refusal_of(function, *args, **kwargs):
    with pytest.raises(ActionRefused) as refused:
        function(*args, **kwargs)
    return str(refused.value)


# Themes


def test_a_new_challenge_looks_at_the_core_elements():
    challenge = create_challenge(
        council=CouncilFactory(),
        programme=ProgrammeFactory(),
        starts_on=datetime.date(2027, 3, 9),
        by=UserFactory(is_programme_office=True),
    )

    assert chosen(challenge) == ["C1", "C2", "C3"]


def test_themes_are_laid_out_once():
    challenge = ChallengeFactory()
    actions.lay_out_themes(challenge, by=challenge.created_by)

    again = actions.lay_out_themes(challenge, by=challenge.created_by)

    assert again == []
    assert AuditEvent.objects.filter(what="themes.laid_out").count() == 1


def test_modules_are_chosen_and_taken_out():
    challenge = ChallengeFactory()
    actions.lay_out_themes(challenge, by=challenge.created_by)
    early_help, front_door, leavers = (theme(challenge, code) for code in ["M4", "M5", "M10"])
    actions.choose_modules(challenge, modules=[leavers, early_help], seen=[], by=challenge.created_by)

    actions.choose_modules(
        challenge, modules=[front_door, leavers], seen=[leavers.pk, early_help.pk], by=challenge.created_by
    )

    assert chosen(challenge) == ["C1", "C2", "C3", "M5", "M10"]
    assert list(AuditEvent.objects.filter(what="modules.chosen").order_by("pk").values_list("sentence", flat=True)) == [
        "chose the modules: Early help, Care leavers",
        "chose the modules: Front door, Care leavers",
    ]


def test_choosing_the_same_modules_again_records_nothing():
    challenge = ChallengeFactory()

    actions.choose_modules(challenge, modules=[], seen=[], by=challenge.created_by)

    assert not AuditEvent.objects.exists()


def test_a_core_element_cannot_be_chosen_as_a_module():
    challenge = ChallengeFactory()

    refusal = refusal_of(
        actions.choose_modules, challenge, modules=[theme(challenge, "C1")], seen=[], by=challenge.created_by
    )

    assert refusal == "Choose modules of this programme."


def test_a_choice_someone_made_meanwhile_is_not_overwritten():
    challenge = ChallengeFactory()
    ChosenThemeFactory(challenge=challenge, theme=theme(challenge, "M5"))

    refusal = refusal_of(
        actions.choose_modules, challenge, modules=[theme(challenge, "M4")], seen=[], by=challenge.created_by
    )

    assert refusal == "Someone changed the modules while you were choosing. Load the page again, then choose."
    assert chosen(challenge) == ["M5"]


def test_a_module_stays_while_a_key_line_belongs_to_it():
    challenge = ChallengeFactory()
    module = ChosenThemeFactory(challenge=challenge, theme=theme(challenge, "M5")).theme
    KeyLineFactory(challenge=challenge, number=2, theme=module)

    refusal = refusal_of(actions.choose_modules, challenge, modules=[], seen=[module.pk], by=challenge.created_by)

    assert refusal == "Key line 2 belongs to “Front door”. Change the key line first."


# Key lines


def test_a_key_line_takes_the_next_number_and_is_shared_with_the_council():
    challenge = ChallengeFactory()
    by = UserFactory()
    actions.add_key_line(challenge, question="First?", by=by)

    key_line = actions.add_key_line(challenge, question="Second?", by=by, owner="Head of service")

    assert (key_line.number, key_line.audience, key_line.written_by) == (2, Audience.COUNCIL, by)
    event = AuditEvent.objects.latest("pk")
    assert (event.what, event.sentence, event.audience) == ("key_line.added", "added key line 2", "council")
    assert event.now["owner"] == "Head of service"


def test_a_key_line_belongs_to_a_theme_of_the_challenge():
    challenge = ChallengeFactory()

    refusal = refusal_of(
        actions.add_key_line, challenge, question="Which?", theme=theme(challenge, "M5"), by=challenge.created_by
    )

    assert refusal == "“Front door” is not a theme of this challenge."


def test_a_key_line_needs_its_question():
    challenge = ChallengeFactory()

    refusal = refusal_of(actions.add_key_line, challenge, question="", by=challenge.created_by)

    assert refusal == "This field cannot be blank."


def test_an_edit_keeps_what_was_and_what_is():
    key_line = KeyLineFactory(number=1, measure="Old")
    by = UserFactory()

    edited = actions.edit_key_line(key_line, version=1, question=key_line.question, measure="New", by=by)

    assert (edited.measure, edited.owner, edited.version, edited.changed_by) == ("New", "", 2, by)
    event = AuditEvent.objects.latest("pk")
    assert (event.was["measure"], event.now["measure"]) == ("Old", "New")


def test_who_saves_second_sees_both_texts():
    key_line = KeyLineFactory(number=1)
    actions.edit_key_line(key_line, version=1, question="Theirs?", by=UserFactory(name="Somebody"))

    with pytest.raises(SavedByAnother) as refused:
        actions.edit_key_line(key_line, version=1, question="Mine?", by=UserFactory())

    assert (refused.value.theirs["question"], refused.value.by) == ("Theirs?", "Somebody")
    assert KeyLineOfEnquiry.objects.get().question == "Theirs?"


def test_a_key_line_that_was_removed_cannot_be_edited():
    key_line = KeyLineFactory()
    KeyLineOfEnquiry.objects.all().delete()

    refusal = refusal_of(actions.edit_key_line, key_line, version=1, question="Still?", by=UserFactory())

    assert refusal == "This key line was removed meanwhile."


def test_later_key_lines_move_up_when_one_is_removed():
    challenge = ChallengeFactory()
    for number, question in enumerate(["One?", "Two?", "Three?", "Four?"], start=1):
        KeyLineFactory(challenge=challenge, number=number, question=question)

    actions.remove_key_line(challenge.key_lines.get(number=2), version=1, by=UserFactory())

    left = list(queries.key_lines(challenge).values_list("number", "question"))
    assert left == [(1, "One?"), (2, "Three?"), (3, "Four?")]
    event = AuditEvent.objects.latest("pk")
    assert (event.sentence, event.was["question"]) == ("removed key line 2", "Two?")


def test_a_key_line_changed_meanwhile_is_not_removed():
    key_line = KeyLineFactory(number=1)
    actions.edit_key_line(key_line, version=1, question="Better?", by=UserFactory())

    refusal = refusal_of(actions.remove_key_line, key_line, version=1, by=UserFactory())

    assert refusal == "Key line 1 was changed since you opened this page. Read it again first."


@pytest.mark.parametrize(
    "act",
    [
        lambda challenge, by: actions.choose_modules(challenge, modules=[], seen=[], by=by),
        lambda challenge, by: actions.add_key_line(challenge, question="Now?", by=by),
        lambda challenge, by: actions.edit_key_line(challenge.key_lines.get(), version=1, question="Now?", by=by),
        lambda challenge, by: actions.remove_key_line(challenge.key_lines.get(), version=1, by=by),
        lambda challenge, by: actions.make_proposal(challenge, by=by),
        lambda challenge, by: actions.send_proposal(challenge.scoping_proposals.get(), subject="S", body="B", by=by),
        lambda challenge, by: actions.agree_proposal(challenge.scoping_proposals.get(), by=by),
        lambda challenge, by: actions.choose_probes(challenge, theme(challenge, "C1"), probes=[], seen=[], by=by),
        lambda challenge, by: actions.record_meeting(challenge, SAID, version=0, shared=False, by=by),
        lambda challenge, by: actions.set_terms(challenge, version=0, by=by, **TERMS),
        lambda challenge, by: actions.comment_proposal(
            challenge.scoping_proposals.get(), section="team", text="Who?", by=by
        ),
        lambda challenge, by: actions.take_back_comment(challenge.proposal_comments.get(), by=by),
        lambda challenge, by: actions.answer_comment(
            challenge.proposal_comments.get(), outcome="changed", answer="", by=by
        ),
        lambda challenge, by: actions.send_answers(challenge, subject="S", body="B", by=by),
    ],
    ids=[
        *("choose", "add", "edit", "remove", "make", "send", "agree"),
        *("probes", "meeting", "terms", "comment", "take back", "answer", "tell"),
    ],
)
def test_nothing_changes_after_scoping(act):
    challenge = ChallengeFactory(stage=Stage.PREPARATION)
    KeyLineFactory(challenge=challenge)
    ProposalCommentFactory(challenge=challenge, proposal=ScopingProposalFactory(challenge=challenge))

    assert refusal_of(act, challenge, challenge.created_by) == ENDED
