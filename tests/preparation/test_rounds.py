"""The deadline: what is in stays as it is, what comes later says so, a second round opens it again."""

import datetime

import pytest
from django.urls import reverse

from challenges.action_tools import ActionRefused
from challenges.actions import move_to_stage
from challenges.lifecycle import Stage
from challenges.models import AuditEvent
from challenges.moments import acting_at, now, today
from preparation import actions, queries
from preparation.models import DocumentRound
from preparation.scheduled import close_document_lists
from tests.factories import ChallengeFactory, ProgrammeFactory
from tests.preparation.factories import DocumentRequestFactory, DocumentVersionFactory
from tests.preparation.files import pdf, upload

pytestmark = pytest.mark.django_db
A_DAY = datetime.timedelta(days=1)


@pytest.fixture
def challenge():
    day = today()
    return ChallengeFactory(
        stage="preparation", starts_on=day + datetime.timedelta(days=40), ends_on=day + datetime.timedelta(days=43)
    )


@pytest.fixture
def manager(person, challenge):
    return person("challenge_manager", challenge)


@pytest.fixture
def organiser(person, challenge):
    return person("organiser", challenge)


@pytest.fixture
def open_round(challenge):
    return DocumentRound.objects.create(
        challenge=challenge, number=1, closes_on=today(), opened_at=now(), opened_by=challenge.created_by
    )


def item_of(challenge, **fields):
    return DocumentRequestFactory(challenge=challenge, **{"due_on": today()} | fields)


def test_the_list_comes_with_its_deadline():
    challenge = ChallengeFactory(stage="scoping", programme=ProgrammeFactory())

    move_to_stage(challenge, Stage.PREPARATION, by=challenge.created_by)

    (first,) = challenge.document_rounds.all()
    must_read = challenge.document_requests.filter(importance="must_read")
    assert first.closes_on == max(must_read.values_list("due_on", flat=True))


def test_closed_what_is_in_takes_no_file_and_what_is_missing_comes_late(challenge, open_round, manager, organiser):
    is_in, missing = item_of(challenge), item_of(challenge)
    actions.upload_documents(is_in, [upload()], by=organiser)

    actions.close_documents(challenge, by=manager)

    with pytest.raises(ActionRefused) as refused:
        actions.upload_documents(is_in, [upload("newer.pdf")], by=organiser)
    assert str(refused.value) == (
        f"The documents were closed at the deadline, so that everyone in the team reads the same. Item {is_in} is in. To "
        "change it, ask the challenge manager for a second round."
    )
    actions.upload_documents(missing, [upload("late.pdf")], by=organiser)
    assert list(is_in.versions.values_list("file__name", "after_deadline")) == [("data.pdf", False)]
    assert list(missing.versions.values_list("file__name", "after_deadline")) == [("late.pdf", True)]
    assert AuditEvent.objects.filter(what="document.uploaded").first().sentence == (
        f"put “late.pdf” under item {missing}, after the deadline"
    )


def test_what_is_due_later_and_working_papers_go_on(challenge, open_round, manager, organiser):
    later = item_of(challenge, due_on=today() + A_DAY)
    working = item_of(challenge, importance="working", due_on=today() + A_DAY)
    actions.upload_documents(working, [upload()], by=organiser)

    actions.close_documents(challenge, by=manager)
    actions.upload_documents(working, [upload(content=pdf("newer"))], by=organiser)
    actions.upload_documents(later, [upload()], by=organiser)

    assert set(working.versions.values_list("number", "after_deadline")) == {(1, False), (2, False)}
    assert set(later.versions.values_list("number", "after_deadline")) == {(1, False)}


def test_the_rest_of_what_is_partly_in_still_comes(challenge, open_round, manager, organiser):
    item = item_of(challenge)
    actions.upload_documents(item, [upload("one.pdf")], by=organiser)
    actions.mark_partly_in(item, missing="March is not closed yet.", rest_due_on=today() + A_DAY, by=organiser)

    actions.close_documents(challenge, by=manager)
    actions.upload_documents(item, [upload("two.pdf", pdf("two"))], by=organiser)
    actions.mark_all_in(item, by=organiser)

    item.refresh_from_db()
    assert item.takes_files is False
    assert dict(item.versions.values_list("file__name", "after_deadline")) == {"one.pdf": False, "two.pdf": True}


def test_the_clock_closes_it_in_the_night_after_the_last_day_and_once(challenge, open_round):
    item = item_of(challenge)
    paused = ChallengeFactory(
        stage="preparation", paused_at=now(), paused_because="Inspection", goes_on_when="It is over"
    )
    DocumentRound.objects.create(
        challenge=paused, number=1, closes_on=today(), opened_at=now(), opened_by=challenge.created_by
    )

    assert close_document_lists() == []
    with acting_at(now() + A_DAY):
        told = close_document_lists(dry_run=True)
        open_round.refresh_from_db()
        assert open_round.closed_at is None
        done = close_document_lists()
        again = close_document_lists()

    assert told == [f"would close the documents of {challenge}, Round 1"]
    assert (done, again) == ([f"closed the documents of {challenge}, Round 1"], [])
    item.refresh_from_db()
    open_round.refresh_from_db()
    assert item.is_closed
    assert open_round.closed_by.name == "The clock"


def test_a_second_round_opens_everything_with_a_new_date(challenge, open_round, manager, organiser):
    is_in, missing = item_of(challenge), item_of(challenge)
    actions.upload_documents(is_in, [upload()], by=organiser)
    actions.close_documents(challenge, by=manager)
    until = today() + datetime.timedelta(days=5)

    actions.open_documents(challenge, closes_on=until, asks_for="Figures to March.", everything=True, by=manager)
    actions.upload_documents(is_in, [upload(content=pdf("newer"))], by=organiser)

    missing.refresh_from_db()
    assert missing.due_on == until
    assert list(is_in.versions.order_by("number").values_list("number", "after_deadline")) == [(1, False), (2, False)]
    assert queries.current_round(challenge).number == 2
    actions.close_documents(challenge, by=manager)
    is_in.refresh_from_db()
    assert is_in.is_closed


def test_a_second_round_of_what_is_missing_leaves_the_rest_closed(challenge, open_round, manager, organiser):
    is_in, missing = item_of(challenge), item_of(challenge)
    actions.upload_documents(is_in, [upload()], by=organiser)
    actions.close_documents(challenge, by=manager)

    actions.open_documents(
        challenge, closes_on=today() + A_DAY, asks_for="What is missing.", everything=False, by=manager
    )

    is_in.refresh_from_db()
    missing.refresh_from_db()
    assert (is_in.is_closed, missing.is_closed) == (True, False)


@pytest.mark.parametrize("days", [-1, 44])
def test_a_round_ends_between_today_and_the_last_day_on_site(challenge, manager, days):
    with pytest.raises(ActionRefused, match="^The new date must be from today on"):
        actions.open_documents(
            challenge, closes_on=today() + days * A_DAY, asks_for="More.", everything=True, by=manager
        )


def test_one_round_is_open_at_a_time(challenge, open_round, manager):
    with pytest.raises(ActionRefused, match="^The documents are open"):
        actions.open_documents(challenge, closes_on=today(), asks_for="More.", everything=True, by=manager)
    actions.close_documents(challenge, by=manager)
    with pytest.raises(ActionRefused, match="^The documents are closed already"):
        actions.close_documents(challenge, by=manager)
    with pytest.raises(ActionRefused, match="^The documents are closed. Open a second round"):
        actions.move_deadline(challenge, closes_on=today(), by=manager)


def test_the_last_day_moves_what_was_due_on_it(challenge, open_round, manager):
    item, other = item_of(challenge), item_of(challenge, due_on=today() + A_DAY)

    actions.move_deadline(challenge, closes_on=today() + 3 * A_DAY, by=manager)

    item.refresh_from_db()
    other.refresh_from_db()
    assert (item.due_on, other.due_on) == (today() + 3 * A_DAY, today() + A_DAY)


def test_the_pages_of_the_deadline(log_in_as, person, challenge, open_round, manager):
    item_of(challenge)
    client = log_in_as(manager)
    rounds = reverse("preparation:document_rounds", args=[challenge.slug])

    asked = client.get(reverse("preparation:document_close", args=[challenge.slug]))
    client.post(reverse("preparation:document_close", args=[challenge.slug]))
    until = today() + A_DAY
    typed = {"closes_on_day": until.day, "closes_on_month": until.month, "closes_on_year": until.year, "opens": "all"}
    empty = client.post(rounds, typed)
    client.post(rounds, typed | {"asks_for": "Figures to March."})

    assert "1 item that is not in yet can still come, marked “came after the deadline”." in asked.text
    assert empty.context["form"].errors == {"asks_for": ["Say what the second round is for"]}
    second = queries.current_round(challenge)
    assert (second.number, second.asks_for, second.closes_on) == (2, "Figures to March.", until)
    peer = log_in_as(person("peer", challenge))
    assert "Figures to March." in peer.get(rounds).text
    assert peer.get(reverse("preparation:document_close", args=[challenge.slug])).status_code == 403


def test_a_closed_item_says_so_in_the_place_of_the_form(log_in_as, challenge, open_round, manager, organiser):
    item = item_of(challenge)
    DocumentVersionFactory(request=item)
    actions.upload_documents(item, [upload()], by=organiser)
    actions.close_documents(challenge, by=manager)

    page = log_in_as(organiser).get(reverse("preparation:document", args=[challenge.slug, item.pk]))

    assert page.context["form"] is None
    assert "To change this item, ask the challenge manager for a second round." in page.text
