"""What is said of an item: notes, not held, added, read."""

import datetime

import pytest

from challenges.action_tools import ActionRefused, SavedByAnother
from challenges.moments import today
from preparation import actions
from preparation.models import Reading
from tests.factories import ChallengeFactory
from tests.preparation.factories import DocumentRequestFactory, ReadingFactory
from tests.preparation.files import upload

pytestmark = pytest.mark.django_db


def test_the_second_to_save_a_note_sees_both(challenge, organiser, person):
    item = DocumentRequestFactory(challenge=challenge)
    sponsor = person("sponsor", challenge)
    actions.write_note(item, note="Read page 3.", version=1, by=sponsor)

    with pytest.raises(SavedByAnother) as refusal:
        actions.write_note(item, note="Read page 9.", version=1, by=organiser)

    assert refusal.value.theirs == {"note": "Read page 3."}
    item.refresh_from_db()
    assert item.note == "Read page 3."


def test_not_held_takes_a_reason(challenge, organiser):
    item = DocumentRequestFactory(challenge=challenge)

    with pytest.raises(ActionRefused) as refusal:
        actions.mark_not_held(item, reason=" ", by=organiser)

    assert str(refusal.value) == "Say why the council does not hold this."


def test_not_held_is_said_once(challenge, organiser):
    item = DocumentRequestFactory(challenge=challenge)
    actions.mark_not_held(item, reason="There is none.", by=organiser)

    with pytest.raises(ActionRefused) as refusal:
        actions.mark_not_held(item, reason="There is none.", by=organiser)

    assert str(refusal.value) == "This is marked as not held already."


def test_what_has_files_is_held(challenge, organiser):
    item = DocumentRequestFactory(challenge=challenge)
    actions.upload_documents(item, [upload()], by=organiser)

    with pytest.raises(ActionRefused) as refusal:
        actions.mark_not_held(item, reason="There is none.", by=organiser)

    assert str(refusal.value) == "There are files under this item, so the council holds it."


def test_uploading_takes_not_held_back(challenge, organiser):
    item = DocumentRequestFactory(challenge=challenge)
    actions.mark_not_held(item, reason="There is none.", by=organiser)

    actions.upload_documents(item, [upload()], by=organiser)

    item.refresh_from_db()
    assert (item.state, item.not_held_because) == ("in", "")


def test_not_held_can_be_taken_back(challenge, organiser):
    item = DocumentRequestFactory(challenge=challenge)
    actions.mark_not_held(item, reason="There is none.", by=organiser)

    actions.want_again(item, by=organiser)

    item.refresh_from_db()
    assert (item.state, item.not_held_because, item.answered_at) == ("wanted", "", None)


def test_only_not_held_can_be_taken_back(challenge, organiser):
    with pytest.raises(ActionRefused) as refusal:
        actions.want_again(DocumentRequestFactory(challenge=challenge), by=organiser)

    assert str(refusal.value) == "This is not marked as not held."


def ask(challenge, by, **fields):
    wanted = {"title": "Placement map", "why": "To see distances", "importance": "reference", "due_on": today()}
    return actions.add_document(challenge, by=by, **wanted | fields)


def test_an_added_item_takes_the_next_number(manager):
    challenge = ChallengeFactory(stage="preparation", starts_on=today(), ends_on=today())
    DocumentRequestFactory(challenge=challenge, code="29", position=28)

    item = ask(challenge, manager)

    assert (item.code, item.position, item.state) == ("30", 29, "wanted")


def test_the_programme_limits_what_must_be_read(manager):
    challenge = ChallengeFactory(stage="preparation", starts_on=today(), ends_on=today())
    most = challenge.programme.plan.limits.must_read
    DocumentRequestFactory.create_batch(most, challenge=challenge)

    with pytest.raises(ActionRefused) as refusal:
        ask(challenge, manager, importance="must_read")

    assert str(refusal.value) == (
        f"The list has {most} must-read items, which is the most. Ask for this one for reference."
    )


@pytest.mark.parametrize("days", [-1, 1])
def test_an_added_item_is_due_before_the_team_leaves(manager, days):
    challenge = ChallengeFactory(stage="preparation", starts_on=today(), ends_on=today())

    with pytest.raises(ActionRefused) as refusal:
        ask(challenge, manager, due_on=today() + datetime.timedelta(days=days))

    assert str(refusal.value) == "The due date must be from today on, and no later than the last on-site day."


def test_reading_is_each_peer_s_own(challenge, person):
    item = DocumentRequestFactory(challenge=challenge, is_in=True)
    one, other = person("peer", challenge), person("peer", challenge)
    ReadingFactory(request=item, reader=other)

    actions.mark_read(item, by=one)
    actions.mark_read(item, by=one)
    actions.mark_unread(item, by=other)

    assert list(Reading.objects.values_list("reader", flat=True)) == [one.pk]


def test_there_must_be_something_to_read(challenge, person):
    with pytest.raises(ActionRefused) as refusal:
        actions.mark_read(DocumentRequestFactory(challenge=challenge), by=person("peer", challenge))

    assert str(refusal.value) == "There is nothing to read under this item yet."
