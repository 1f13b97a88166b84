"""Times for conversations: offered, taken, changed, given back; and what was said, for whom."""

import datetime
import threading

import pytest
from django.db import connection

from casereview import actions, queries
from casereview.actions import Offered
from casereview.clashes import clashes
from casereview.models import CaseConflict, Conversation, ConversationNote
from challenges.action_tools import ActionRefused, SavedByAnother
from challenges.actions import end_membership
from challenges.models import Audience, AuditEvent, OutboundMail, Role
from challenges.moments import now
from challenges.text_check import NotClean
from tests.casereview.factories import (
    CaseFactory,
    CaseReviewFactory,
    CaseReviewReportFactory,
    ConversationFactory,
    ConversationNoteFactory,
    next_working_day,
)
from tests.factories import ProgrammeFactory, UserFactory, say_otherwise

pytestmark = pytest.mark.django_db
MINUTES = datetime.timedelta(minutes=1)


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


def offer(challenge, case, by, **other):
    given = {"who": "worker", "starts_at": next_working_day(10)} | other
    where = given.pop("where", "")
    return actions.offer_conversations(challenge, times=[Offered(case, **given)], where=where, by=by)


def move(row, by, **other):
    given = {"version": row.version, "starts_at": row.starts_at, "minutes": row.minutes, "where": row.where} | other
    return actions.change_conversation(row, by=by, **given)


def note(row, by, *, version=1, answers=None, reflection="", finish=False):
    said = {"proud": "The way the school was brought in."} if answers is None else answers
    return actions.save_conversation_note(
        row, by=by, version=version, answers=said, reflection=reflection, finish=finish
    )


def mails(person):
    return list(OutboundMail.objects.filter(person=person).order_by("pk").values_list("subject", flat=True))


# Offering


def test_several_times_are_offered_at_once(challenge, case, organiser):
    other = CaseFactory(challenge=challenge)
    times = [Offered(each, who, next_working_day(10)) for each in (case, other) for who in ("worker", "manager")]

    rows = actions.offer_conversations(challenge, times=times, where="Room 3", by=organiser)

    assert Conversation.objects.filter(taken_by=None, where="Room 3").count() == len(rows) == 4
    assert rows[0].minutes == 30
    event = AuditEvent.objects.get(what="conversations.offered")
    assert event.sentence == "offered 4 times for conversations about 2 cases"
    assert "Room 3" not in str(event.now)


@pytest.mark.parametrize("minutes", [19, 61])
def test_a_conversation_is_neither_too_short_nor_too_long(challenge, case, organiser, minutes):
    with pytest.raises(ActionRefused, match="from 20 to 60 minutes"):
        offer(challenge, case, organiser, minutes=minutes)


def test_a_time_gone_by_is_refused(challenge, case, organiser):
    with pytest.raises(ActionRefused, match="gone by"):
        offer(challenge, case, organiser, starts_at=now() - MINUTES)

    assert not Conversation.objects.exists()


def test_no_time_and_a_case_of_elsewhere_are_refused(challenge, organiser):
    with pytest.raises(ActionRefused, match="at least one case"):
        actions.offer_conversations(challenge, times=[], by=organiser)
    with pytest.raises(ActionRefused, match="no longer in the sample"):
        offer(challenge, CaseFactory(), organiser)


def test_too_many_at_once_are_refused(challenge, case, organiser):
    with pytest.raises(ActionRefused, match="60 at most"):
        actions.offer_conversations(challenge, times=[Offered(case, "worker", next_working_day(10))] * 61, by=organiser)


def test_where_goes_through_the_text_check(challenge, case, free, organiser):
    with pytest.raises(NotClean):
        offer(challenge, case, organiser, where="Ring 07700 900123")
    with pytest.raises(NotClean):
        move(free, organiser, where="Ring 07700 900123")

    free.refresh_from_db()
    assert free.where == ""


def test_a_long_link_to_join_fits(challenge, case, organiser):
    link = "https://meet.example.org/l/meetup-join/19%3ameeting_" + "NDQ4ZTk" * 40 + "/0"

    (row,) = offer(challenge, case, organiser, where=link)

    assert row.where == link


# Clashes


def seen(challenge):
    return clashes(list(queries.conversations(challenge)), first_day=challenge.starts_on)


def test_a_plain_time_has_nothing_against_it(challenge, free):
    free.starts_at = free.starts_at.replace(year=2027, month=3, day=3)
    free.ends_at = free.starts_at + 30 * MINUTES

    assert clashes([free], first_day=datetime.date(2027, 3, 9)) == {}


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        ((2027, 3, 6, 10, 0), "It is a Saturday."),
        ((2027, 12, 27, 10, 0), "It is a bank holiday: Christmas Day (observed)."),
        ((2027, 3, 3, 7, 45), "It lies outside working hours, 8:00 to 18:00."),
        ((2027, 3, 3, 17, 45), "It lies outside working hours, 8:00 to 18:00."),
        ((2028, 3, 9, 10, 0), "The team is on site from 9 March 2028."),
    ],
)
def test_what_speaks_against_a_time_is_said(free, moment, sentence):
    free.starts_at = next_working_day(10).replace(
        **dict(zip(("year", "month", "day", "hour", "minute"), moment, strict=True))
    )
    free.ends_at = free.starts_at + 30 * MINUTES

    assert clashes([free], first_day=datetime.date(2028, 3, 9)) == {free.pk: [sentence]}


def test_the_same_case_and_the_same_peer_twice_at_a_time_are_said(challenge, case, reader, taken):
    other = CaseFactory(challenge=challenge, code="C-09", reviewer=reader)
    same_case = ConversationFactory(case=case, who="manager", starts_at=taken.starts_at + 15 * MINUTES)
    same_peer = ConversationFactory(case=other, taken_by=reader, starts_at=taken.starts_at - 29 * MINUTES)
    after = ConversationFactory(case=case, who="manager", starts_at=taken.ends_at + 15 * MINUTES)

    found = seen(challenge)

    assert f"Another time for case C-07 overlaps with it: the manager, {same_case.starts:%H:%M}." in found[taken.pk]
    assert "Reader has another conversation then, about case C-09." in found[taken.pk]
    assert "Reader has another conversation then, about case C-07." in found[same_peer.pk]
    assert after.pk not in found


def test_clashes_block_nothing(challenge, case, free, reader, organiser):
    offer(challenge, case, organiser, starts_at=free.starts_at)

    for row in Conversation.objects.all():
        actions.take_conversation(row, by=reader)

    assert Conversation.objects.filter(taken_by=reader).count() == 2


# Taking


def test_who_reads_a_case_takes_a_time(free, reader):
    row = actions.take_conversation(free, by=reader)

    assert (row.taken_by, row.version) == (reader, 2)
    event = AuditEvent.objects.get(what="conversation.taken")
    assert event.sentence == "took a time for a conversation about case C-07, the worker"
    assert event.audience == Audience.TEAM


def test_the_second_reader_and_who_leads_the_team_may_take_it(challenge, case, peer_in, person):
    second, lead, manager = (
        peer_in(challenge),
        peer_in(challenge, Role.LEAD_PEER),
        person("challenge_manager", challenge),
    )
    case.second_reader = second
    case.save()

    for who in (second, lead, manager):
        assert actions.take_conversation(ConversationFactory(case=case), by=who).taken_by == who


def test_another_peer_may_not(challenge, free, peer_in):
    with pytest.raises(ActionRefused, match="does not read case C-07"):
        actions.take_conversation(free, by=peer_in(challenge))


def test_nobody_takes_what_is_about_a_case_they_must_not_read(challenge, case, free, peer_in, person):
    lead = peer_in(challenge, Role.LEAD_PEER)
    CaseConflict.objects.create(case=case, person=lead, because="Knows them", said_at=now(), said_by=lead)

    with pytest.raises(ActionRefused, match="does not read"):
        actions.take_conversation(free, by=lead)
    with pytest.raises(ActionRefused, match="does not read"):
        actions.take_conversation(free, taker=lead, by=person("challenge_manager", challenge))
    assert lead not in queries.takers(case, challenge)


def test_who_comes_second_is_told(challenge, free, reader, peer_in):
    stale = Conversation.objects.get(pk=free.pk)
    actions.take_conversation(free, by=reader)

    with pytest.raises(ActionRefused, match="Reader has taken this time already"):
        actions.take_conversation(stale, by=peer_in(challenge, Role.LEAD_PEER))

    assert actions.take_conversation(stale, by=reader).taken_by == reader  # twice by the same is once


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_has_it(challenge, case, free, reader, peer_in):
    lead = peer_in(challenge, Role.LEAD_PEER)
    both, said = threading.Barrier(2), []

    def take(who):
        try:
            both.wait()
            actions.take_conversation(Conversation.objects.get(pk=free.pk), by=who)
            said.append("taken")
        except ActionRefused as refusal:
            said.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=[who]) for who in (reader, lead)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert sorted(each.partition(" has ")[2] or each for each in said) == [
        "taken",
        "taken this time already. Choose another one.",
    ]


def test_a_time_that_was_withdrawn_meanwhile_is_said(free, reader, organiser):
    stale = Conversation.objects.get(pk=free.pk)
    actions.withdraw_conversation(free, by=organiser)

    with pytest.raises(ActionRefused, match="withdrawn meanwhile"):
        actions.take_conversation(stale, by=reader)


def test_the_lead_peer_gives_a_time_to_who_reads_the_case(challenge, free, reader, peer_in):
    lead = peer_in(challenge, Role.LEAD_PEER, name="Lead")

    row = actions.take_conversation(free, taker=reader, by=lead)

    assert row.taken_by == reader
    assert mails(reader) == ["A conversation for you"]
    assert AuditEvent.objects.get(what="conversation.taken").sentence.startswith("gave Reader a time")


def test_a_peer_gives_no_time_to_others_and_the_lead_peer_gives_none_to_strangers(
    challenge, free, reader, peer_in, person
):
    with pytest.raises(ActionRefused, match="gives times to others"):
        actions.take_conversation(free, taker=peer_in(challenge, Role.LEAD_PEER), by=reader)
    with pytest.raises(ActionRefused, match="does not read"):
        actions.take_conversation(
            free, taker=person(Role.OBSERVER, challenge), by=person("challenge_manager", challenge)
        )


def test_a_time_is_given_back_and_the_organiser_is_told(taken, reader, organiser):
    row = actions.give_back_conversation(taken, by=reader)

    assert (row.taken_by, row.taken_at) == (None, None)
    assert mails(organiser) == ["A time for a conversation is free again"]
    assert mails(reader) == []


def test_only_who_took_it_or_who_leads_the_team_gives_it_back(challenge, taken, peer_in, reader):
    with pytest.raises(ActionRefused, match="only they give it back"):
        actions.give_back_conversation(taken, by=peer_in(challenge))

    actions.give_back_conversation(taken, by=peer_in(challenge, Role.LEAD_PEER))

    assert mails(reader) == ["A conversation is no longer yours"]


# Changing and withdrawing


def test_changing_a_free_time_tells_nobody(free, organiser):
    row = move(free, organiser, starts_at=free.starts_at + 60 * MINUTES, minutes=45)

    assert (row.minutes, row.version) == (45, 2)
    assert not OutboundMail.objects.exists()


def test_changing_a_taken_time_tells_the_peer_each_time_without_the_case(taken, reader, organiser):
    row = move(taken, organiser, starts_at=taken.starts_at + 60 * MINUTES)
    row = move(row, organiser, where="Room 4")

    assert row.taken_by == reader
    assert mails(reader) == ["A conversation has changed", "A conversation has changed"]
    for mail in OutboundMail.objects.all():
        assert "C-07" not in mail.body + mail.subject
        assert "Room" not in mail.body
        assert f"/conversations/{taken.pk}/" in mail.body
    assert AuditEvent.objects.filter(what="conversation.changed").count() == 2
    assert "Room 4" not in str(list(AuditEvent.objects.values_list("was", "now", "sentence")))


def test_changing_nothing_is_no_event(taken, organiser):
    move(taken, organiser)

    assert not AuditEvent.objects.filter(what="conversation.changed").exists()


def test_a_time_that_was_taken_while_it_was_changed_is_looked_at_again(free, reader, organiser):
    actions.take_conversation(free, by=reader)

    with pytest.raises(ActionRefused, match="Reader took this time while you were changing it"):
        move(free, organiser, version=1, minutes=45)


def test_withdrawing_a_taken_time_tells_the_peer(taken, reader, organiser):
    actions.withdraw_conversation(taken, by=organiser)

    assert not Conversation.objects.exists()
    assert mails(reader) == ["A conversation is off"]
    assert "C-07" not in OutboundMail.objects.get().body
    assert AuditEvent.objects.get(what="conversation.withdrawn").sentence.endswith("which Reader had taken")


def test_what_is_being_noted_stays(taken, reader, organiser):
    ConversationNoteFactory(conversation=taken)

    for act in (
        lambda: move(taken, organiser, minutes=45),
        lambda: actions.withdraw_conversation(taken, by=organiser),
        lambda: actions.give_back_conversation(taken, by=reader),
    ):
        with pytest.raises(ActionRefused, match="stays as it is"):
            act()


# When a case changes hands


def test_a_case_in_other_hands_frees_what_its_reader_had_taken(challenge, case, taken, reader, organiser, peer_in):
    new = peer_in(challenge)
    held = ConversationFactory(case=case, who="manager", taken_by=reader, starts_at=now() - 60 * MINUTES)

    actions.assign_case(case, reviewer=new, by=peer_in(challenge, Role.LEAD_PEER))

    taken.refresh_from_db()
    held.refresh_from_db()
    assert taken.taken_by is None
    assert held.taken_by == reader  # it was held
    assert mails(reader) == ["A conversation is no longer yours"]
    assert mails(organiser) == ["A time for a conversation is free again"]


def test_a_second_reader_who_no_longer_is_leaves_their_times_free(challenge, case, peer_in):
    second, lead = peer_in(challenge), peer_in(challenge, Role.LEAD_PEER)
    case.second_reader = second
    case.save()
    row = ConversationFactory(case=case, taken_by=second)

    actions.assign_second_reader(case, reader=None, by=lead)

    row.refresh_from_db()
    assert row.taken_by is None
    assert "A conversation is no longer yours" in mails(second)


def test_who_should_not_read_a_case_leaves_their_times_free(challenge, case, taken, reader, organiser):
    actions.say_conflict(case, person=reader, because="I know the family", by=reader)

    taken.refresh_from_db()
    assert taken.taken_by is None
    assert "A time for a conversation is free again" in mails(organiser)


def test_who_leads_the_team_keeps_what_they_took(challenge, case, peer_in):
    lead = peer_in(challenge, Role.LEAD_PEER)
    row = ConversationFactory(case=case, taken_by=lead)

    actions.assign_case(case, reviewer=peer_in(challenge), by=lead)

    row.refresh_from_db()
    assert row.taken_by == lead


def test_what_is_noted_stays_with_who_noted_it(challenge, case, taken, reader, peer_in):
    ConversationNoteFactory(conversation=taken)

    actions.assign_case(case, reviewer=peer_in(challenge), by=peer_in(challenge, Role.LEAD_PEER))

    taken.refresh_from_db()
    assert taken.taken_by == reader


def test_who_leaves_the_team_leaves_their_times_free(challenge, taken, reader, organiser, person):
    manager = person(Role.PROGRAMME_MANAGER, challenge)
    membership = reader.memberships.get(challenge=challenge)

    end_membership(membership, by=manager)

    taken.refresh_from_db()
    assert taken.taken_by is None
    assert "A time for a conversation is free again" in mails(organiser)


def test_a_case_that_leaves_the_sample_takes_its_times_along(case, taken, reader, person, challenge):
    actions.remove_case(case, by=person("challenge_manager", challenge))

    assert not Conversation.objects.exists()
    assert mails(reader) == ["A conversation is off"]


def test_a_case_with_a_noted_conversation_stays_in_the_sample(case, taken, person, challenge):
    ConversationNoteFactory(conversation=taken)

    with pytest.raises(ActionRefused, match="is noted"):
        actions.remove_case(case, by=person("challenge_manager", challenge))


# What was said


def test_a_note_is_its_authors_until_finished_then_the_teams(taken, reader, peer_in, challenge):
    other = peer_in(challenge)
    saved = note(taken, reader)
    assert saved.audience == Audience.AUTHOR
    assert not ConversationNote.objects.visible_to(other).exists()

    finished = note(taken, reader, version=saved.version, finish=True)

    assert finished.audience == Audience.TEAM
    assert list(ConversationNote.objects.visible_to(other)) == [finished]


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.SPONSOR, Role.OBSERVER, Role.ADVISER, Role.CONTRIBUTOR])
def test_a_finished_note_is_for_those_who_work_with_cases(taken, person, challenge, role):
    ConversationNoteFactory(conversation=taken, finished=True)

    assert not ConversationNote.objects.visible_to(person(role, challenge)).exists()


def test_who_has_yet_to_finish_reads_no_note_of_others(taken, challenge, peer_in):
    ConversationNoteFactory(conversation=taken, finished=True)
    alone = peer_in(challenge)
    own = CaseFactory(challenge=challenge, reviewer=alone)
    assert not ConversationNote.objects.visible_to(alone).exists()

    CaseReviewFactory(case=own, finished=True)

    assert ConversationNote.objects.visible_to(alone).exists()


def test_words_that_lead_to_a_person_stand_in_the_way_of_finishing_and_not_of_saving(taken, reader):
    said = {"proud": "Ring the mother on 07700 900123"}
    saved = note(taken, reader, answers=said)

    with pytest.raises(NotClean) as refusal:
        note(taken, reader, version=saved.version, answers=said, finish=True)
    assert {each.field for each in refusal.value.found} == {"said_proud"}
    with pytest.raises(NotClean) as refusal:
        note(taken, reader, version=saved.version, reflection="Born 14/02/2015", finish=True)
    assert "reflection" in {each.field for each in refusal.value.found}


def test_an_empty_note_is_not_finished(taken, reader):
    with pytest.raises(ActionRefused, match="at least one question"):
        note(taken, reader, answers={"proud": " "}, reflection="Kind.", finish=True)


def test_nobody_else_notes(taken, challenge, peer_in):
    with pytest.raises(ActionRefused, match="Only who takes it"):
        note(taken, peer_in(challenge, Role.LEAD_PEER))


def test_an_answer_is_changed_and_taken_out(taken, reader):
    first = note(taken, reader, answers={"proud": "One", "worried": "Two"})
    second = note(taken, reader, version=first.version, answers={"proud": "", "worried": "Three"})

    assert list(second.answers.values_list("question", "text")) == [("worried", "Three")]


def test_two_tabs_lose_no_word(taken, reader):
    first = note(taken, reader, answers={"proud": "One"}, reflection="Mine")

    with pytest.raises(SavedByAnother) as refusal:
        note(taken, reader, version=first.version - 1, answers={"proud": "Other"}, reflection="Yours")

    assert refusal.value.theirs == {"reflection": "Mine", "said_proud": "One"}


def test_the_history_holds_no_word_of_a_note(taken, reader):
    note(taken, reader, answers={"proud": "A remarkable sentence"}, reflection="Another one", finish=True)

    kept = str(list(AuditEvent.objects.values("sentence", "was", "now")))
    assert "remarkable" not in kept
    assert "Another one" not in kept


def test_a_finished_note_is_reopened_until_the_report_is_shared(taken, reader, challenge):
    note(taken, reader, finish=True)
    with pytest.raises(ActionRefused, match="Reopen it"):
        note(taken, reader, version=2, answers={"proud": "More"})

    assert actions.reopen_conversation_note(taken, by=reader).audience == Audience.AUTHOR
    note(taken, reader, version=2, finish=True)
    CaseReviewReportFactory(challenge=challenge, shared=True)
    with pytest.raises(ActionRefused, match="stay as they are"):
        actions.reopen_conversation_note(taken, by=reader)


def test_each_is_asked_their_own_questions(challenge):
    worker, manager = ([each.code for each in queries.questions(challenge, who)] for who in ("worker", "manager"))

    assert "life_today" in worker
    assert "life_today" not in manager
    assert "decided" in manager
    assert "proud" in worker
    assert "proud" in manager


# What is left to do, and how many


def sentences(challenge):
    return [each.sentence for each in queries.left_to_do(challenge) if "onversation" in each.sentence]


def test_what_is_missing_is_said(challenge, case, reader):
    assert sentences(challenge) == ["Offer times for conversations about 1 case"]

    worker = ConversationFactory(case=case)
    assert sentences(challenge) == [
        "Offer times for conversations about 1 case",
        "Take a time for a conversation about case C-07",
    ]

    manager = ConversationFactory(case=case, who="manager")
    actions.take_conversation(worker, by=reader)
    assert sentences(challenge) == [
        "Take a time for a conversation about case C-07",
        "Hold a conversation about case C-07 and note what was said",
    ]

    actions.take_conversation(manager, by=reader)
    assert sentences(challenge) == ["Hold 2 conversations about cases and note what was said"]
    for row in (worker, manager):
        note(row, reader, finish=True)
    assert sentences(challenge) == []


def test_nothing_of_it_gates_and_each_is_one_persons(challenge, case, reader, taken):
    ConversationFactory(case=case, who="manager")
    todos = [each for each in queries.left_to_do(challenge) if "onversation" in each.sentence]

    assert not any(each.gates for each in todos)
    assert [each.person_id for each in todos] == [reader.pk, reader.pk]
    assert todos[-1].due_on == taken.starts.date()


def test_a_second_time_for_what_is_taken_is_no_task(challenge, case, reader, taken):
    ConversationFactory(case=case, starts_at=taken.ends_at)

    assert "Take a time" not in str(sentences(challenge))


def test_a_programme_without_questions_has_no_conversations(challenge, case):
    programme = ProgrammeFactory()
    challenge.programme = say_otherwise(programme, case_review=programme.content["case_review"] | {"conversation": []})

    assert sentences(challenge) == []
    assert not queries.has_conversations(challenge)


def test_conversations_are_counted_for_the_report_with_small_numbers_left_out(challenge, case, reader):
    rows = [ConversationFactory(case=case, taken_by=reader) for _number in range(6)]
    ConversationFactory.create_batch(5, case=case, who="manager")
    for row in rows:
        ConversationNoteFactory(conversation=row, finished=True)

    worker, manager = queries.conversation_counts(challenge)
    assert (worker.offered, worker.taken, worker.noted) == (6, 6, 6)
    assert (manager.offered, manager.taken, manager.noted) == (5, 0, 0)
    worker, manager = queries.conversation_counts(challenge, for_council=True)
    assert (worker.offered, manager.offered) == (6, 5)
    assert (worker.noted, manager.noted) == ("Not shown", "Not shown")
    before = now() - datetime.timedelta(days=1)
    assert [each.offered for each in queries.conversation_counts(challenge, until=before)] == [0, 0]


# Calendars


def test_a_taken_conversation_stands_in_two_calendars_without_its_case(
    challenge, taken, free, reader, organiser, peer_in
):
    taken.where = "Room 3"
    taken.save()

    (mine,) = queries.calendar_entries(reader, [challenge])
    (theirs,) = queries.calendar_entries(organiser, [challenge])

    for entry in (mine, theirs):
        assert entry.plain == f"{challenge.council}: conversation with a worker"
        assert "C-07" not in str(entry)
        assert "Room" not in str(entry)
    assert mine.page.endswith(f"/conversations/{taken.pk}/")
    assert theirs.page.endswith("/cases-to-arrange/")
    assert queries.calendar_entries(peer_in(challenge), [challenge]) == []


@pytest.mark.parametrize("role", [Role.SPONSOR, Role.CONTRIBUTOR, Role.OBSERVER, Role.ADVISER])
def test_no_other_calendar_has_it(challenge, taken, person, role):
    assert queries.calendar_entries(person(role, challenge), [challenge]) == []


def test_a_former_peer_has_it_no_longer(challenge, taken, reader):
    reader.memberships.update(ended_at=now(), ended_by=reader)
    former = type(reader).objects.get(pk=reader.pk)

    assert queries.calendar_entries(former, [challenge]) == []
    assert UserFactory() != former
