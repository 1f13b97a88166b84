"""What may be done in scoping, and every refusal in its words."""

import datetime
from types import SimpleNamespace

import pytest

from challenges import documents
from challenges.action_tools import ActionRefused, SavedByAnother
from challenges.actions import add_person, create_challenge
from challenges.lifecycle import Stage
from challenges.models import Audience, AuditEvent, Job, OutboundMail, StageEnding, Theme
from challenges.moments import now
from peerchallenge.demo import scoping as story
from scoping import actions, queries
from scoping.models import KeyLineOfEnquiry, ScopingProposal
from tests.factories import ChallengeFactory, CouncilFactory, ProgrammeFactory, UserFactory
from tests.scoping.factories import ChosenThemeFactory, KeyLineFactory, ScopingProposalFactory

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


@pytest.fixture
def ready(person):
    """A challenge with its people and one complete key line."""
    challenge = ChallengeFactory()
    people = {role: person(role, challenge) for role in ["sponsor", "organiser", "challenge_manager"]}
    KeyLineFactory(challenge=challenge, number=1)
    return challenge, people


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
    ],
    ids=["choose", "add", "edit", "remove", "make", "send", "agree"],
)
def test_nothing_changes_after_scoping(act):
    challenge = ChallengeFactory(stage=Stage.PREPARATION)
    KeyLineFactory(challenge=challenge)
    ScopingProposalFactory(challenge=challenge)

    assert refusal_of(act, challenge, challenge.created_by) == ENDED


# The proposal


def test_a_version_freezes_the_scope_and_queues_its_pdf(ready):
    challenge, people = ready

    proposal = actions.make_proposal(challenge, by=people["challenge_manager"])

    assert (proposal.number, proposal.document.title) == (1, "Scoping proposal, version 1")
    assert proposal.document.permission == "scoping.view_unsent_proposal"
    assert documents.state_of(proposal.document) == "queued"
    assert proposal.scope["key_lines"][0]["question"] == "How well does the front door work for children?"
    assert "How well does the front door work for children?" in proposal.document.html
    assert AuditEvent.objects.latest("pk").audience == Audience.LGA


def test_a_version_that_would_say_the_same_is_refused(ready):
    challenge, people = ready
    actions.make_proposal(challenge, by=people["challenge_manager"])

    refusal = refusal_of(actions.make_proposal, challenge, by=people["challenge_manager"])

    assert refusal == "Nothing has changed since version 1. Use that one."


def test_an_edit_makes_room_for_a_new_version(ready):
    challenge, people = ready
    first = actions.make_proposal(challenge, by=people["challenge_manager"])
    actions.add_key_line(challenge, question="And care leavers?", by=people["organiser"])

    second = actions.make_proposal(challenge, by=people["challenge_manager"])

    assert second.number == 2
    assert queries.changes_between(first, second) == ["Key line 2 was added."]
    assert "And care leavers?" not in first.document.html


def test_sending_opens_the_version_to_the_council_and_writes_to_the_sponsor(ready):
    challenge, people = ready
    proposal = actions.make_proposal(challenge, by=people["challenge_manager"])

    actions.send_proposal(proposal, subject="Proposal", body="Read it.", by=people["challenge_manager"])

    proposal.refresh_from_db()
    assert proposal.sent_by == people["challenge_manager"]
    assert proposal.document.permission == "scoping.view_proposal"
    mail = OutboundMail.objects.get()
    assert (mail.person, mail.subject, mail.body) == (people["sponsor"], "Proposal", "Read it.")
    assert AuditEvent.objects.latest("pk").sentence == "sent version 1 of the scoping proposal to the sponsor"


def test_two_versions_sent_on_one_day_are_two_mails(ready):
    challenge, people = ready
    by = people["challenge_manager"]
    actions.send_proposal(actions.make_proposal(challenge, by=by), subject="One", body="B", by=by)
    actions.add_key_line(challenge, question="And care leavers?", by=by)

    actions.send_proposal(actions.make_proposal(challenge, by=by), subject="Two", body="B", by=by)

    assert list(OutboundMail.objects.order_by("pk").values_list("subject", flat=True)) == ["One", "Two"]


def test_a_version_is_sent_once(ready):
    challenge, people = ready
    sent_at = datetime.datetime(2026, 6, 30, 23, 30, tzinfo=datetime.UTC)  # past midnight in London
    proposal = ScopingProposalFactory(challenge=challenge, number=1, sent_at=sent_at)

    refusal = refusal_of(actions.send_proposal, proposal, subject="S", body="B", by=people["challenge_manager"])

    assert refusal == "Version 1 was sent on 1 July 2026."


def test_only_the_newest_version_is_sent(ready):
    challenge, people = ready
    older = ScopingProposalFactory(challenge=challenge, number=1)
    ScopingProposalFactory(challenge=challenge, number=2)

    refusal = refusal_of(actions.send_proposal, older, subject="S", body="B", by=people["challenge_manager"])

    assert refusal == "Version 2 is newer. Send that one."


def test_a_version_without_a_sponsor_stays_here():
    proposal = ScopingProposalFactory(number=1)

    refusal = refusal_of(actions.send_proposal, proposal, subject="S", body="B", by=proposal.made_by)

    assert refusal == "Nobody is sponsor of this challenge. Add the sponsor under People first."


def test_a_version_whose_pdf_was_not_made_stays_here(ready):
    challenge, people = ready
    proposal = ScopingProposalFactory(challenge=challenge, number=1)
    Job.objects.update(state=Job.State.FAILED, ended_at=now(), reason="No")

    refusal = refusal_of(actions.send_proposal, proposal, subject="S", body="B", by=people["challenge_manager"])

    assert refusal == "The PDF of version 1 was not made. Try again to make it first."


def test_agreeing_the_newest_sent_version_ends_scoping(ready):
    challenge, people = ready
    proposal = ScopingProposalFactory(challenge=challenge, number=1, sent_at=now())

    actions.agree_proposal(proposal, by=people["sponsor"])

    challenge.refresh_from_db()
    assert challenge.stage == Stage.PREPARATION
    assert queries.agreed_proposal(challenge) == proposal
    assert ScopingProposal.objects.get().agreed_by == people["sponsor"]
    assert StageEnding.objects.get().missing == []


def test_agreeing_what_was_not_sent_is_refused(ready):
    challenge, people = ready
    proposal = ScopingProposalFactory(challenge=challenge, number=1)

    refusal = refusal_of(actions.agree_proposal, proposal, by=people["sponsor"])

    assert refusal == "Version 1 has not been sent to the sponsor yet."


def test_agreeing_an_outdated_version_is_refused(ready):
    challenge, people = ready
    proposal = ScopingProposalFactory(challenge=challenge, number=1, sent_at=now())
    ScopingProposalFactory(challenge=challenge, number=2, sent_at=now())

    refusal = refusal_of(actions.agree_proposal, proposal, by=people["sponsor"])

    assert refusal == "Version 2 was sent since. Read it, then agree that one."
    challenge.refresh_from_db()
    assert (challenge.stage, queries.agreed_proposal(challenge)) == (Stage.SCOPING, None)


def test_agreeing_with_something_missing_takes_a_reason(ready):
    challenge, people = ready
    KeyLineFactory(challenge=challenge, number=2, measure="", owner="")
    proposal = ScopingProposalFactory(challenge=challenge, number=1, sent_at=now())

    refusal = refusal_of(actions.agree_proposal, proposal, by=people["sponsor"])

    assert refusal == (
        "Something is still missing: Complete key line 2: measure and owner are empty. Mend it, or say why it can wait."
    )


def test_agreeing_with_a_reason_keeps_what_was_missing(ready):
    challenge, people = ready
    KeyLineFactory(challenge=challenge, number=2, owner="")
    proposal = ScopingProposalFactory(challenge=challenge, number=1, sent_at=now())

    actions.agree_proposal(proposal, by=people["sponsor"], override_reason="The post is being filled.")

    ending = StageEnding.objects.get()
    assert ending.missing == ["Complete key line 2: owner is empty"]
    assert ending.override_reason == "The post is being filled."


def test_the_demo_tells_scoping_by_the_real_steps():
    office = UserFactory(is_programme_office=True)
    challenge = create_challenge(
        council=CouncilFactory(), programme=ProgrammeFactory(), starts_on=datetime.date(2027, 3, 9), by=office
    )
    roles = ["sponsor", "organiser", "challenge_manager"]
    cast = SimpleNamespace(programme_manager=office, **{role: UserFactory() for role in roles})
    for role in roles:
        user = getattr(cast, role)
        add_person(challenge, email=user.email, name=user.name, role=role, by=office)

    story.begin(challenge, cast)

    assert [todo.sentence for todo in queries.left_to_do(challenge)] == [
        "Complete key line 2: measure is empty",
        "Complete key line 3: what we already know, outcome wanted, measure and owner are empty",
        "Make version 2 of the scoping proposal: the scope changed since version 1",
    ]

    story.complete(challenge, cast)

    challenge.refresh_from_db()
    assert challenge.stage == Stage.PREPARATION
    assert StageEnding.objects.get().missing == []
