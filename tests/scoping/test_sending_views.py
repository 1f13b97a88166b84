"""The proposal: made, sent and agreed."""

import pytest
from django.urls import reverse

from challenges.lifecycle import Stage
from challenges.models import OutboundMail
from challenges.moments import now
from scoping import actions, queries
from scoping.models import ScopingProposal
from tests.factories import ChallengeFactory
from tests.scoping.factories import KeyLineFactory, ScopingProposalFactory
from tests.scoping.pages import text_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def challenge():
    return ChallengeFactory()


def test_a_version_is_made_with_one_button(challenge, person, log_in_as):
    KeyLineFactory(challenge=challenge, number=1)
    client = log_in_as(person("challenge_manager", challenge))
    assert "Make version 1" in text_of(client.get(url("proposal", challenge)))

    client.post(url("proposal_make", challenge))

    page = text_of(client.get(url("proposal", challenge)))
    assert "Send version 1 to the sponsor" in page
    assert "Make version 2" not in page


def test_after_an_edit_the_page_says_what_changed_and_offers_the_next_version(challenge, person, log_in_as):
    KeyLineFactory(challenge=challenge, number=1)
    manager = person("challenge_manager", challenge)
    ScopingProposalFactory(challenge=challenge, number=1, sent_at=now())
    KeyLineFactory(challenge=challenge, number=2)

    page = text_of(log_in_as(manager).get(url("proposal", challenge)))

    assert "The scope changed since version 1 was made: Key line 2 was added." in page
    assert "Make version 2" in page


def test_a_newer_version_says_what_changed_since_the_one_before(challenge, person, log_in_as):
    sponsor = person("sponsor", challenge)
    ScopingProposalFactory(challenge=challenge, number=1, sent_at=now())
    KeyLineFactory(challenge=challenge, number=1)
    ScopingProposalFactory(challenge=challenge, number=2, sent_at=now())

    page = text_of(log_in_as(sponsor).get(url("proposal", challenge)))

    assert "What changed since version 1 Key line 1 was added." in page


def test_the_council_learns_of_a_version_once_it_is_sent(challenge, person, log_in_as):
    ScopingProposalFactory(challenge=challenge, number=1, sent_at=now())
    unsent = ScopingProposalFactory(challenge=challenge, number=2)
    manager, sponsor = (log_in_as(person(role, challenge)) for role in ["challenge_manager", "sponsor"])
    assert "Version 2" in text_of(manager.get(url("proposal", challenge)))

    page = text_of(sponsor.get(url("proposal", challenge)))

    assert "Version 1" in page
    assert "Version 2" not in page
    assert sponsor.get(url("proposal_agree", challenge, 2)).status_code == 404
    document = reverse("challenges:document_file", args=[challenge.slug, unsent.document_id])
    assert sponsor.get(document).status_code == 403


@pytest.mark.parametrize("rows", [1, 30])
def test_the_proposal_costs_the_same_with_many_versions(challenge, person, log_in_as, django_assert_num_queries, rows):
    manager = person("challenge_manager", challenge)
    for number in range(1, rows + 1):
        ScopingProposalFactory(challenge=challenge, number=number, sent_at=now(), ready=True)
    client = log_in_as(manager)

    with django_assert_num_queries(19):
        client.get(url("proposal", challenge))


def test_sending_shows_the_mail_first_and_sends_what_was_written(challenge, person, log_in_as):
    sponsor = person("sponsor", challenge)
    ScopingProposalFactory(challenge=challenge, number=1)
    client = log_in_as(person("challenge_manager", challenge))

    asked = client.get(url("proposal_send", challenge, 1))
    assert sponsor.email in text_of(asked)
    assert url("proposal", challenge) in asked.context["form"]["body"].value()
    assert not OutboundMail.objects.exists()

    response = client.post(url("proposal_send", challenge, 1), {"subject": "My own words", "body": "Read it."})
    assert response.url == url("proposal", challenge)
    assert OutboundMail.objects.get().subject == "My own words"
    assert ScopingProposal.objects.get().sent_at


def test_a_version_that_was_sent_offers_no_mail_again(challenge, person, log_in_as):
    ScopingProposalFactory(challenge=challenge, number=1, sent_at=now())
    client = log_in_as(person("challenge_manager", challenge))

    page = text_of(client.get(url("proposal_send", challenge, 1)))

    assert "sent this version on" in page
    assert "Subject" not in page


def test_a_refusal_to_send_keeps_the_mail_that_was_written(challenge, person, log_in_as):
    ScopingProposalFactory(challenge=challenge, number=1)
    client = log_in_as(person("challenge_manager", challenge))

    response = client.post(url("proposal_send", challenge, 1), {"subject": "My own words", "body": "Read it."})

    assert "Nobody is sponsor of this challenge." in text_of(response)
    assert response.context["form"]["subject"].value() == "My own words"


def test_a_second_version_says_in_its_mail_what_changed(challenge, person, log_in_as):
    ScopingProposalFactory(challenge=challenge, number=1, sent_at=now())
    KeyLineFactory(challenge=challenge, number=1)
    ScopingProposalFactory(challenge=challenge, number=2)

    client = log_in_as(person("challenge_manager", challenge))
    body = client.get(url("proposal_send", challenge, 2)).context["form"]["body"].value()

    assert "- Key line 1 was added." in body


@pytest.fixture
def agreeable(challenge, person):
    """A challenge whose newest version is sent, with nothing missing."""
    people = {role: person(role, challenge) for role in ["sponsor", "organiser", "challenge_manager"]}
    KeyLineFactory(challenge=challenge, number=1)
    ScopingProposalFactory(challenge=challenge, number=1, sent_at=now(), ready=True)
    return people


def test_the_sponsor_agrees_the_version_that_was_sent(challenge, agreeable, log_in_as):
    client = log_in_as(agreeable["sponsor"])
    assert url("proposal_agree", challenge, 1) in client.get(url("proposal", challenge)).content.decode()
    assert "Agree version 1 of the scoping proposal?" in text_of(client.get(url("proposal_agree", challenge, 1)))

    response = client.post(url("proposal_agree", challenge, 1))

    assert response.url == challenge.get_absolute_url()
    assert queries.agreed_proposal(challenge).agreed_by == agreeable["sponsor"]


def test_only_the_sponsor_agrees(challenge, agreeable, log_in_as):
    for role in ["organiser", "challenge_manager"]:
        assert log_in_as(agreeable[role]).get(url("proposal_agree", challenge, 1)).status_code == 403


def test_the_sponsor_reads_before_agreeing(challenge, agreeable, log_in_as):
    ScopingProposalFactory(challenge=challenge, number=2, sent_at=now())

    page = text_of(log_in_as(agreeable["sponsor"]).get(url("proposal_agree", challenge, 2)))

    assert "You can agree it once the PDF is ready and you have read it." in page


def test_an_outdated_version_is_refused_in_words(challenge, agreeable, log_in_as):
    ScopingProposalFactory(challenge=challenge, number=2, sent_at=now(), ready=True)
    client = log_in_as(agreeable["sponsor"])

    shown = client.get(url("proposal_agree", challenge, 1))
    posted = client.post(url("proposal_agree", challenge, 1))

    assert "Version 2 was sent since. Read it, then agree that one." in text_of(shown)
    assert "Version 2 was sent since. Read it, then agree that one." in text_of(posted)
    assert queries.agreed_proposal(challenge) is None


def test_with_something_missing_the_sponsor_says_why_it_can_wait(challenge, agreeable, log_in_as):
    key_line = challenge.key_lines.get()
    actions.edit_key_line(
        key_line,
        version=1,
        by=agreeable["organiser"],
        question=key_line.question,
        already_known=key_line.already_known,
        outcome_wanted=key_line.outcome_wanted,
        measure=key_line.measure,
    )
    ScopingProposalFactory(challenge=challenge, number=2, sent_at=now(), ready=True)
    client = log_in_as(agreeable["sponsor"])

    without = client.post(url("proposal_agree", challenge, 2))
    assert "Complete key line 1: owner is empty" in text_of(without)
    assert "Fill in “Why can this wait?”" in text_of(without)

    client.post(url("proposal_agree", challenge, 2), {"override_reason": "The post is being filled."})
    challenge.refresh_from_db()
    assert challenge.stage == Stage.PREPARATION
