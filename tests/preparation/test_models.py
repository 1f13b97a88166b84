import pytest
from django.db import IntegrityError

from challenges.models import Membership, Role
from challenges.moments import now
from preparation.models import DocumentRequest, TeamPlace
from tests.factories import ChallengeFactory, UserFactory
from tests.preparation.factories import (
    DocumentRequestFactory,
    DocumentVersionFactory,
    ReadingFactory,
    TeamPlaceFactory,
)

pytestmark = pytest.mark.django_db


def test_a_person_has_one_open_place():
    place = TeamPlaceFactory()

    with pytest.raises(IntegrityError):
        TeamPlaceFactory(challenge=place.challenge, user=place.user)


def test_a_person_can_be_invited_again_after_declining():
    place = TeamPlaceFactory(state="declined", answered_at=now(), decline_reason="Leave")

    again = TeamPlaceFactory(challenge=place.challenge, user=place.user)

    assert again.state == "invited"


def test_an_answered_place_has_its_moment():
    with pytest.raises(IntegrityError):
        TeamPlaceFactory(accepted=True, answered_at=None)


def test_a_declined_place_has_a_reason():
    with pytest.raises(IntegrityError):
        TeamPlaceFactory(state="declined", answered_at=now())


def test_an_item_not_held_has_a_reason():
    with pytest.raises(IntegrityError):
        DocumentRequestFactory(is_in=True, state="not_held")


@pytest.mark.parametrize(
    "wrong",
    [
        {"answered_by": None},
        {"state": "wanted"},
        {"answered_at": None, "answered_by": None},
        {"changed_at": now()},
    ],
)
def test_who_when_and_state_of_an_item_belong_together(wrong):
    with pytest.raises(IntegrityError):
        DocumentRequestFactory(is_in=True, **wrong)


def test_a_code_stands_once_in_a_list():
    item = DocumentRequestFactory()

    with pytest.raises(IntegrityError):
        DocumentRequestFactory(challenge=item.challenge, code=item.code)


@pytest.mark.parametrize("wrong", [{"number": 0}, {"number": 1, "is_newest": False}, {"number": 2}])
def test_versions_of_a_name_count_up_and_one_is_newest(wrong):
    version = DocumentVersionFactory()

    with pytest.raises(IntegrityError):
        DocumentVersionFactory(request=version.request, same_name=version.same_name, **wrong)


def test_a_person_reads_an_item_once():
    reading = ReadingFactory()

    with pytest.raises(IntegrityError):
        ReadingFactory(request=reading.request, reader=reading.reader)


def test_in_the_team_is_who_accepted_and_is_still_there():
    challenge = ChallengeFactory(stage="preparation")
    there, left = (TeamPlaceFactory(challenge=challenge, accepted=True) for _ in range(2))
    TeamPlaceFactory(challenge=challenge)
    for place in (there, left):
        Membership.objects.create(
            challenge=challenge, user=place.user, role=place.role, added_at=now(), added_by=challenge.created_by
        )
    Membership.objects.filter(user=left.user).update(ended_at=now(), ended_by=challenge.created_by)

    assert list(TeamPlace.objects.in_team()) == [there]


def test_an_observer_reads_no_restricted_item(person):
    challenge = ChallengeFactory(stage="preparation")
    open_item = DocumentRequestFactory(challenge=challenge)
    restricted = DocumentRequestFactory(challenge=challenge, importance="restricted")
    observer, peer = person(Role.OBSERVER, challenge), person(Role.PEER, challenge)

    readable = {user: set(DocumentRequest.objects.readable_by(user, challenge)) for user in (observer, peer)}

    assert readable == {observer: {open_item}, peer: {open_item, restricted}}


def test_an_adviser_who_observes_reads_what_an_adviser_reads(person):
    challenge = ChallengeFactory(stage="preparation")
    restricted = DocumentRequestFactory(challenge=challenge, importance="restricted")
    adviser = person(Role.ADVISER, challenge)
    Membership.objects.create(
        challenge=challenge, user=adviser, role=Role.OBSERVER, added_at=now(), added_by=challenge.created_by
    )

    assert list(DocumentRequest.objects.readable_by(adviser, challenge)) == [restricted]


def test_a_reading_counts_until_a_newer_file_comes_in():
    item = DocumentRequestFactory(is_in=True)
    reader = UserFactory()
    ReadingFactory(request=item, reader=reader)
    items = DocumentRequest.objects.with_reading_of(reader)

    before = items.get()
    DocumentRequest.objects.update(answered_at=now())
    after = items.get()

    assert [(each.is_read, each.was_read) for each in (before, after)] == [(True, True), (False, True)]
