"""The proposal as it is made, sent and agreed, and every refusal in its words."""

import datetime
from types import SimpleNamespace

import pytest

from challenges import documents
from challenges.action_tools import ActionRefused
from challenges.actions import add_person, create_challenge
from challenges.lifecycle import Stage
from challenges.models import Audience, AuditEvent, Job, OutboundMail, StageEnding
from challenges.moments import now
from peerchallenge.demo import scoping as story
from scoping import actions, queries
from scoping.models import ScopingProposal
from tests.factories import ChallengeFactory, CouncilFactory, ProgrammeFactory, UserFactory
from tests.scoping.factories import TERMS, KeyLineFactory, ScopingProposalFactory

pytestmark = pytest.mark.django_db


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
    proposal = ScopingProposalFactory(challenge=challenge, number=1, sent_at=now(), ready=True)

    actions.agree_proposal(proposal, by=people["sponsor"])

    challenge.refresh_from_db()
    assert challenge.stage == Stage.PREPARATION
    assert queries.agreed_proposal(challenge) == proposal
    agreed = ScopingProposal.objects.get()
    assert (agreed.agreed_by, agreed.agreed_sha256) == (people["sponsor"], "0" * 64)
    assert StageEnding.objects.get().missing == []


def test_the_fingerprint_of_what_was_agreed_stands_in_the_history_and_in_a_receipt(ready):
    challenge, people = ready
    proposal = ScopingProposalFactory(challenge=challenge, number=1, sent_at=now(), ready=True)

    actions.agree_proposal(proposal, by=people["sponsor"])

    event = AuditEvent.objects.get(what="proposal.agreed")
    assert event.sentence == f"agreed version 1 of the scoping proposal, the PDF with the fingerprint {'0' * 64}"
    assert event.now == {"version": 1, "sha256": "0" * 64}
    mails = OutboundMail.objects.filter(kind="scoping.agreed")
    assert {mail.person for mail in mails} == {people["sponsor"], people["challenge_manager"]}
    assert all("0" * 64 in mail.body for mail in mails)


def test_feedback_in_person_only_leaves_the_report_stage_out(ready):
    challenge, people = ready
    terms = TERMS | {"formats": ["slides"]}
    actions.set_terms(challenge, version=0, by=people["challenge_manager"], **terms)
    proposal = ScopingProposalFactory(challenge=challenge, number=1, sent_at=now(), ready=True)

    actions.agree_proposal(proposal, by=people["sponsor"])

    challenge.refresh_from_db()
    assert challenge.without_report
    assert Stage.REPORTING not in challenge.stages


def test_what_nobody_could_have_read_is_not_agreed(ready):
    challenge, people = ready
    proposal = ScopingProposalFactory(challenge=challenge, number=1, sent_at=now())

    refusal = refusal_of(actions.agree_proposal, proposal, by=people["sponsor"])

    assert refusal == "The PDF of version 1 is not ready. Read it first, then agree it."


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
    proposal = ScopingProposalFactory(challenge=challenge, number=1, sent_at=now(), ready=True)

    refusal = refusal_of(actions.agree_proposal, proposal, by=people["sponsor"])

    assert refusal == (
        "Something is still missing: Complete key line 2: measure and owner are empty. Mend it, or say why it can wait."
    )


def test_agreeing_with_a_reason_keeps_what_was_missing(ready):
    challenge, people = ready
    KeyLineFactory(challenge=challenge, number=2, owner="")
    proposal = ScopingProposalFactory(challenge=challenge, number=1, sent_at=now(), ready=True)

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
        "Answer 1 comment of the council on the scoping proposal",
    ]

    story.complete(challenge, cast)

    challenge.refresh_from_db()
    assert challenge.stage == Stage.PREPARATION
    assert StageEnding.objects.get().missing == []
