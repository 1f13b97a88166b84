"""The pages of conversations, as the organiser, the peers and everybody else come to them."""

import datetime
import re

import pytest
from django.urls import reverse

from casereview import queries
from casereview.models import Conversation, ConversationNote
from challenges.models import AuditEvent, Opening, Role
from challenges.moments import now
from tests.casereview.factories import (
    CaseFactory,
    CaseReviewFactory,
    ConversationFactory,
    ConversationNoteFactory,
    next_working_day,
)

pytestmark = pytest.mark.django_db


def url(name, challenge, *more):
    return reverse(f"casereview:{name}", args=[challenge.slug, *more])


def words_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text))


@pytest.fixture
def organiser(person, challenge):
    return person(Role.ORGANISER, challenge, name="Organiser")


@pytest.fixture
def reader(peer_in, challenge):
    return peer_in(challenge, name="Reader")


@pytest.fixture
def case(challenge, reader):
    return CaseFactory(challenge=challenge, code="C-07", reviewer=reader)


@pytest.fixture
def free(case):
    return ConversationFactory(case=case)


@pytest.fixture
def taken(case, reader):
    return ConversationFactory(case=case, taken_by=reader)


def typed_time(chosen, **other):
    day = next_working_day(10)
    typed = {
        "cases": [case.pk for case in chosen],
        "who": ["worker", "manager"],
        "day_day": day.day,
        "day_month": day.month,
        "day_year": day.year,
        "starts": "9:30",
        "minutes": "30",
        "follow": "5",
        "where": "Room 3",
    }
    return typed | other


# The organiser's


def test_cases_added_by_hand_are_arranged_too(challenge, case, organiser, log_in_as):
    page = words_of(log_in_as(organiser).get(url("arrangements", challenge)))

    assert "C-07" in page
    assert "Early help" in page
    assert "None yet with the worker or with the manager." in page


def test_times_are_offered_one_after_another(challenge, case, organiser, log_in_as):
    other = CaseFactory(challenge=challenge, position=case.position + 1)
    client = log_in_as(organiser)

    answer = client.post(url("conversation_offer", challenge), typed_time([case, other]))

    assert answer.url == url("arrangements", challenge) + "#conversations"
    rows = Conversation.objects.order_by("starts_at")
    assert [(row.case, row.who, f"{row.starts:%H:%M}") for row in rows] == [
        (case, "worker", "09:30"),
        (case, "manager", "10:05"),
        (other, "worker", "10:40"),
        (other, "manager", "11:15"),
    ]
    page = words_of(client.get(answer.url))
    assert "4 times offered, 0 taken." in page
    assert "Every case has a time with the worker and with the manager." in page


def test_times_at_once_are_pointed_out_and_kept(challenge, case, organiser, log_in_as):
    client = log_in_as(organiser)

    client.post(url("conversation_offer", challenge), typed_time([case], follow="at_once"))

    assert Conversation.objects.count() == 2
    assert "Another time for case C-07 overlaps with it" in words_of(client.get(url("arrangements", challenge)))


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"cases": []}, "Choose at least one case"),
        ({"who": []}, "Choose the worker, the manager or both"),
        ({"minutes": "90"}, "less than or equal to 60"),
        ({"starts": "23:10"}, "the last would end after midnight"),
        ({"where": "Ring 07700 900123"}, "There is a telephone number in"),
    ],
)
def test_what_is_wrong_with_an_offer_is_said(challenge, case, organiser, log_in_as, other, sentence):
    page = words_of(log_in_as(organiser).post(url("conversation_offer", challenge), typed_time([case], **other)))

    assert sentence in page
    assert not Conversation.objects.exists()


def test_a_case_is_chosen_already_where_it_was_asked_for(challenge, case, organiser, log_in_as):
    CaseFactory(challenge=challenge)

    page = log_in_as(organiser).get(url("conversation_offer", challenge) + f"?case={case.pk}")

    assert page.context["form"]["cases"].value() == [str(case.pk)]


def test_the_organiser_sees_who_took_what_and_never_a_note(challenge, taken, organiser, log_in_as):
    ConversationNoteFactory(conversation=taken, finished=True, reflection="A remarkable sentence")
    client = log_in_as(organiser)

    page = words_of(client.get(url("arrangements", challenge)))

    assert "Reader" in page
    assert "remarkable" not in page
    assert client.get(url("conversation", challenge, taken.pk)).status_code == 403
    assert client.get(url("conversation_list", challenge)).status_code == 403


def test_a_time_is_changed_and_withdrawn_on_pages(challenge, taken, organiser, log_in_as):
    client = log_in_as(organiser)
    where = url("conversation_change", challenge, taken.pk)
    assert "Reader has taken it, and gets a mail" in words_of(client.get(where))

    client.post(where, typed_time([], version=1, minutes="45"))
    taken.refresh_from_db()
    assert taken.minutes == 45
    stale = client.post(where, typed_time([], version=1, minutes="50"))
    assert "Look at it again." in words_of(stale)
    assert "Reader gets a mail" in words_of(client.get(url("conversation_withdraw", challenge, taken.pk)))
    client.post(url("conversation_withdraw", challenge, taken.pk))

    assert not Conversation.objects.exists()


@pytest.mark.parametrize("how_many", [1, 30])
def test_the_organisers_page_costs_the_same(
    challenge, organiser, reader, log_in_as, how_many, django_assert_num_queries
):
    for case in CaseFactory.create_batch(how_many, challenge=challenge, reviewer=reader):
        ConversationFactory(case=case, taken_by=reader)
    client = log_in_as(organiser)

    with django_assert_num_queries(12):
        client.get(url("arrangements", challenge))


@pytest.mark.parametrize("how_many", [1, 30])
def test_the_peers_page_costs_the_same(challenge, reader, log_in_as, how_many, django_assert_num_queries):
    for case in CaseFactory.create_batch(how_many, challenge=challenge, reviewer=reader):
        ConversationNoteFactory(conversation=ConversationFactory(case=case, taken_by=reader))
    client = log_in_as(reader)

    with django_assert_num_queries(8):
        client.get(url("conversation_list", challenge))


# The peers'


def test_a_time_is_taken_on_the_page_of_the_case(challenge, case, free, reader, log_in_as):
    client = log_in_as(reader)
    assert "Take this time" in words_of(client.get(url("case", challenge, case.pk)))

    answer = client.post(url("conversation_take", challenge, free.pk))

    assert answer.url == url("conversation", challenge, free.pk)
    free.refresh_from_db()
    assert free.taken_by == reader


def test_who_comes_second_is_told_on_the_page(challenge, case, free, reader, peer_in, log_in_as):
    log_in_as(reader).post(url("conversation_take", challenge, free.pk))

    page = log_in_as(peer_in(challenge, Role.LEAD_PEER)).post(url("conversation_take", challenge, free.pk), follow=True)

    assert "Reader has taken this time already. Choose another one." in words_of(page)


def test_the_lead_peer_gives_a_time_on_its_page(challenge, free, reader, peer_in, log_in_as):
    client = log_in_as(peer_in(challenge, Role.LEAD_PEER))
    page = client.get(url("conversation", challenge, free.pk))
    assert "Give this time to" in words_of(page)

    client.post(url("conversation_take", challenge, free.pk), {"person": reader.pk})
    unknown = client.post(url("conversation_take", challenge, free.pk), {"person": "0"}, follow=True)

    free.refresh_from_db()
    assert free.taken_by == reader
    assert "Choose who takes this time." in words_of(unknown)


def test_a_peer_who_does_not_read_the_case_sees_that_it_is_offered_and_cannot_take_it(
    challenge, case, free, peer_in, log_in_as
):
    client = log_in_as(peer_in(challenge))

    for page in (url("case", challenge, case.pk), url("conversation", challenge, free.pk)):
        assert "Take this time" not in words_of(client.get(page))
    assert free.when in words_of(client.get(url("conversation_list", challenge)))
    client.post(url("conversation_take", challenge, free.pk))
    free.refresh_from_db()
    assert free.taken_by is None


def test_a_time_is_given_back_with_one_button(challenge, case, taken, reader, log_in_as):
    client = log_in_as(reader)
    assert "Give this time back" in words_of(client.get(url("conversation", challenge, taken.pk)))

    answer = client.post(url("conversation_give_back", challenge, taken.pk), follow=True)

    assert "The time is free again." in words_of(answer)


def test_the_questions_are_asked_with_a_box_each(challenge, taken, reader, log_in_as):
    page = log_in_as(reader).get(url("conversation", challenge, taken.pk))

    words = words_of(page)
    assert "supportive critical friend" in words
    assert "Share good practice straight away." in words
    asked = queries.questions(challenge, "worker")
    assert all(each.text in words for each in asked)
    assert page.text.count("<textarea") == len(asked) + 1
    assert "data-draft=" in page.text


def test_what_was_said_is_saved_then_finished(challenge, taken, reader, log_in_as):
    client = log_in_as(reader)
    where = url("conversation", challenge, taken.pk)

    client.post(where, {"version": 1, "said_proud": "How the school was brought in.", "save": "1"})
    assert "How the school was brought in." in client.get(where).text
    version = ConversationNote.objects.get().version
    client.post(where, {"version": version, "said_proud": "How the school came in.", "finish": "1"})

    assert ConversationNote.objects.get().finished_at
    page = client.get(where)
    assert "How the school came in." in words_of(page)
    assert "<textarea" not in page.text
    client.post(url("conversation_reopen", challenge, taken.pk))
    assert "<textarea" in client.get(where).text


def test_words_that_lead_to_a_person_are_told_at_their_box(challenge, taken, reader, log_in_as):
    typed = {"version": 1, "said_proud": "Ring 07700 900123", "finish": "1"}

    page = log_in_as(reader).post(url("conversation", challenge, taken.pk), typed)

    assert "There is a telephone number in “What are you proud of in this work?”" in words_of(page)
    assert "07700 900123" in page.text
    assert not ConversationNote.objects.filter(finished_at__isnull=False).exists()


def test_two_tabs_show_both_texts(challenge, taken, reader, log_in_as):
    client = log_in_as(reader)
    where = url("conversation", challenge, taken.pk)
    client.post(where, {"version": 1, "said_proud": "The first text", "save": "1"})

    page = client.post(where, {"version": 1, "said_proud": "The other text", "save": "1"})

    assert "The first text" in words_of(page)
    assert "The other text" in page.text


def test_who_is_still_alone_reads_no_note(challenge, taken, peer_in, log_in_as):
    ConversationNoteFactory(conversation=taken, finished=True, reflection="A remarkable sentence")
    alone = peer_in(challenge)
    own = CaseFactory(challenge=challenge, reviewer=alone)
    client = log_in_as(alone)
    where = url("conversation", challenge, taken.pk)

    before = words_of(client.get(where))
    assert "remarkable" not in before
    assert "Everyone reads alone first." in before

    CaseReviewFactory(case=own, finished=True)
    assert "A remarkable sentence" in words_of(client.get(where))


def test_nobody_else_writes_in_it_and_what_they_typed_comes_back(challenge, taken, peer_in, log_in_as):
    typed = {"version": 1, "said_proud": "Typed by another", "save": "1"}

    page = log_in_as(peer_in(challenge, Role.LEAD_PEER)).post(url("conversation", challenge, taken.pk), typed)

    assert "Only who takes it notes what was said." in words_of(page)
    assert "Typed by another" in page.text
    assert not ConversationNote.objects.exists()


def test_the_file_for_a_calendar_has_the_place_and_no_case(challenge, taken, reader, log_in_as):
    taken.where = "Room 3"
    taken.save()

    answer = log_in_as(reader).get(url("conversation_file", challenge, taken.pk))

    assert answer["Content-Type"].startswith("text/calendar")
    text = answer.content.decode()
    assert "LOCATION:Room 3" in text
    assert "C-07" not in text


def test_a_long_link_is_a_link_and_what_is_typed_is_no_markup(challenge, taken, reader, log_in_as):
    taken.where = "https://meet.example.org/" + "a" * 200 + " <b>now</b>"
    taken.save()

    page = log_in_as(reader).get(url("conversation", challenge, taken.pk)).text

    assert '<a href="https://meet.example.org/' in page
    assert "<b>now</b>" not in page


# Who may not

PAGES = ["conversation", "conversation_file"]
POSTS = ["conversation_take", "conversation_give_back", "conversation_reopen"]


@pytest.mark.parametrize("role", [Role.SPONSOR, Role.CONTRIBUTOR, Role.OBSERVER, Role.ADVISER, Role.CO_ORDINATOR])
def test_everybody_else_gets_nothing(challenge, taken, person, log_in_as, role):
    client = log_in_as(person(role, challenge))

    shut = [
        client.get(url(name, challenge, taken.pk)) for name in [*PAGES, "conversation_change", "conversation_withdraw"]
    ]
    shut += [client.post(url(name, challenge, taken.pk)) for name in POSTS]
    shut += [client.get(url(name, challenge)) for name in ("conversation_list", "conversation_offer", "arrangements")]
    assert {each.status_code for each in shut} == {403}


def test_a_stranger_finds_nothing(challenge, taken, person, log_in_as):
    client = log_in_as(person("stranger"))

    assert {client.get(url(name, challenge, taken.pk)).status_code for name in PAGES} == {404}


def test_a_peer_offers_nothing_and_an_organiser_takes_nothing(challenge, free, reader, organiser, log_in_as):
    assert log_in_as(reader).get(url("conversation_offer", challenge)).status_code == 403
    assert log_in_as(organiser).post(url("conversation_take", challenge, free.pk)).status_code == 403


def test_a_conversation_of_elsewhere_is_not_found(challenge, reader, log_in_as):
    elsewhere = ConversationFactory()

    assert log_in_as(reader).get(url("conversation", challenge, elsewhere.pk)).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_without_the_second_step_nothing_opens(challenge, taken, reader, log_in_as, name):
    answer = log_in_as(reader, second_step=False).get(url(name, challenge, taken.pk))

    assert answer.status_code == 302


def test_without_the_second_step_the_organiser_offers_nothing(challenge, case, organiser, log_in_as):
    log_in_as(organiser, second_step=False).post(url("conversation_offer", challenge), typed_time([case]))

    assert not Conversation.objects.exists()


def test_opening_is_recorded_under_the_case(challenge, taken, reader, log_in_as):
    log_in_as(reader).get(url("conversation", challenge, taken.pk))

    opening = Opening.objects.get(target_type="casereview.Case")
    assert (opening.target_id, opening.target) == (taken.case_id, "A conversation about case C-07")


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.ADVISER, Role.SPONSOR])
def test_the_history_tells_nobody_else_of_conversations(challenge, free, reader, person, log_in_as, role):
    log_in_as(reader).post(url("conversation_take", challenge, free.pk))

    for user, count in ((person(role, challenge), 0), (reader, 1)):
        events = AuditEvent.objects.readable_by(user, challenge)
        assert events.filter(what="conversation.taken").count() == count


def test_a_time_gone_by_is_taken_so_that_what_was_said_is_noted(challenge, case, reader, log_in_as):
    row = ConversationFactory(case=case, starts_at=now() - datetime.timedelta(hours=2))

    log_in_as(reader).post(url("conversation_take", challenge, row.pk))

    row.refresh_from_db()
    assert row.taken_by == reader
