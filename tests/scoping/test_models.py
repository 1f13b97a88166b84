"""What the tables of scoping never hold."""

import pytest
from django.db import IntegrityError, transaction

from challenges.moments import now
from tests.factories import ChallengeFactory, UserFactory
from tests.scoping.factories import ChosenThemeFactory, KeyLineFactory, ScopingProposalFactory

pytestmark = pytest.mark.django_db


def test_each_theme_is_chosen_once():
    chosen = ChosenThemeFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        ChosenThemeFactory(challenge=chosen.challenge, theme=chosen.theme)


def test_two_key_lines_of_a_challenge_never_have_the_same_number():
    KeyLineFactory(number=1, challenge=(challenge := ChallengeFactory()))

    with pytest.raises(IntegrityError), transaction.atomic():
        KeyLineFactory(number=1, challenge=challenge)


def test_key_lines_of_two_challenges_may_have_the_same_number():
    first, second = KeyLineFactory(number=1), KeyLineFactory(number=1)

    assert first.challenge != second.challenge


def test_a_key_line_is_always_shared_with_the_council():
    with pytest.raises(IntegrityError), transaction.atomic():
        KeyLineFactory(audience="team")


def test_two_versions_never_have_the_same_number():
    proposal = ScopingProposalFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        ScopingProposalFactory(challenge=proposal.challenge, number=proposal.number)


def test_only_one_version_is_agreed():
    proposal = ScopingProposalFactory(sent_at=now(), agreed_at=now())

    with pytest.raises(IntegrityError), transaction.atomic():
        ScopingProposalFactory(challenge=proposal.challenge, sent_at=now(), agreed_at=now())


def test_when_a_version_was_sent_and_by_whom_stand_together():
    with pytest.raises(IntegrityError), transaction.atomic():
        ScopingProposalFactory(sent_at=now(), sent_by=None)


def test_when_a_version_was_agreed_and_by_whom_stand_together():
    with pytest.raises(IntegrityError), transaction.atomic():
        ScopingProposalFactory(sent_at=now(), agreed_at=now(), agreed_by=None)


def test_a_version_is_sent_before_it_is_agreed():
    with pytest.raises(IntegrityError), transaction.atomic():
        ScopingProposalFactory(agreed_at=now(), agreed_by=UserFactory())


def test_a_key_line_says_what_is_still_empty():
    key_line = KeyLineFactory.build(
        challenge=None, written_by=None, changed_by=None, already_known=" ", measure="", owner=""
    )

    assert key_line.still_empty == ["what we already know", "measure", "owner"]
