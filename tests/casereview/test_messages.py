"""Messages across cases: written without a child in them, with the cases behind, in order, alone first."""

import pytest

from casereview import actions, queries
from casereview.models import CaseMessage, CaseReviewReport, ListedChild, MessageCase
from challenges.action_tools import ActionRefused, SavedByAnother
from challenges.models import Audience, AuditEvent, Opening, Role
from challenges.moments import now
from challenges.text_check import NotClean
from tests.casereview.factories import (
    AspectNoteFactory,
    CaseFactory,
    CaseMessageFactory,
    CaseReviewFactory,
    CaseReviewReportFactory,
    kept_lists,
)
from tests.casereview.test_views import told, url, words_of
from tests.factories import UserFactory
from tests.scoping.factories import KeyLineFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(challenge, person):
    return person(Role.LEAD_PEER, challenge, name="Lead Peer")


def finished_case(challenge, code="C-07", *, aspect="A5", tag="area", areas="Plans drift."):
    review = CaseReviewFactory(case=CaseFactory(challenge=challenge, code=code), finished=True)
    AspectNoteFactory(review=review, aspect=aspect, tag=tag, strengths="", areas=areas)
    return review.case


# Writing


def test_a_message_begins_from_a_case_and_keeps_its_aspect(challenge, lead):
    case = finished_case(challenge)

    message = actions.write_message(challenge, by=lead, kind="area", text="Plans drift.", case=case, aspect="A5")

    assert str(message) == "M-01"
    assert message.audience == Audience.TEAM
    assert list(message.behind.values_list("case__code", "aspect")) == [("C-07", "A5")]


def test_the_history_tells_the_words_and_never_the_cases(challenge, lead):
    case = finished_case(challenge)

    actions.write_message(challenge, by=lead, kind="area", text="Plans drift.", case=case, aspect="A5")

    events = AuditEvent.objects.filter(target_type="casereview.CaseMessage")
    assert [event.audience for event in events] == ["team", "team"]
    assert "C-07" not in " ".join(f"{event.sentence} {event.target} {event.was} {event.now}" for event in events)


def test_a_number_is_never_given_twice(challenge, lead):
    actions.write_message(challenge, by=lead, kind="area", text="One.")
    actions.remove_message(actions.write_message(challenge, by=lead, kind="area", text="Two."), by=lead)

    third = actions.write_message(challenge, by=lead, kind="area", text="Three.")

    assert [str(each) for each in CaseMessage.objects.order_by("number")] == ["M-01", "M-03"]
    assert third.number == 3


def test_a_case_code_in_the_words_is_refused_with_where_it_belongs(challenge, lead):
    CaseFactory(challenge=challenge, code="C-07")

    with pytest.raises(ActionRefused, match="Take “C-07” out of the words.*kept behind the message"):
        actions.write_message(challenge, by=lead, kind="area", text="As in c-07, plans drift.")

    assert not CaseMessage.objects.exists()


def test_the_token_of_a_worker_is_refused_too(challenge, lead):
    token = ListedChild.objects.filter(child_lists=kept_lists(challenge, children=30)).first().worker

    with pytest.raises(ActionRefused, match=f"“{token}”"):
        actions.write_message(challenge, by=lead, kind="area", text=f"Plans by {token} drift.")


def test_words_that_lead_to_a_person_are_refused(challenge, lead):
    with pytest.raises(NotClean):
        actions.write_message(challenge, by=lead, kind="area", text="Ring 020 7946 0123 about it.")


def test_two_people_who_change_a_message_both_keep_their_words(challenge, lead, person):
    message = actions.write_message(challenge, by=lead, kind="area", text="One.")
    manager = person(Role.CHALLENGE_MANAGER, challenge)
    actions.edit_message(message, by=manager, version=1, kind="area", text="Two.")

    with pytest.raises(SavedByAnother) as refused:
        actions.edit_message(message, by=lead, version=1, kind="area", text="Three.")

    assert refused.value.theirs["text"] == "Two."


def test_one_of_another_kind_goes_to_its_end(challenge, lead):
    first = actions.write_message(challenge, by=lead, kind="area", text="One.")
    actions.write_message(challenge, by=lead, kind="strength", text="Two.")

    actions.edit_message(first, by=lead, version=1, kind="strength", text="One.")

    assert [each.text for each in queries.messages(challenge)] == ["Two.", "One."]


def test_messages_stand_by_kind_and_move_within_it(challenge, lead):
    line = actions.write_message(challenge, by=lead, kind="line", text="A line.")
    area = actions.write_message(challenge, by=lead, kind="area", text="An area.")
    other = actions.write_message(challenge, by=lead, kind="area", text="Another.")
    overall = actions.write_message(challenge, by=lead, kind="overall", text="Overall.")

    actions.move_message(other, by=lead, earlier=True)

    assert list(queries.messages(challenge)) == [overall, other, area, line]
    with pytest.raises(ActionRefused, match="M-03 is first of its kind already"):
        actions.move_message(other, by=lead, earlier=True)


def test_key_lines_of_another_challenge_are_refused(challenge, lead):
    with pytest.raises(ActionRefused, match="key lines of this challenge"):
        actions.write_message(challenge, by=lead, kind="area", text="One.", key_lines=[KeyLineFactory()])


def test_only_finished_cases_stand_behind_a_message(challenge, lead):
    message = actions.write_message(challenge, by=lead, kind="area", text="One.")
    begun = CaseReviewFactory(case=CaseFactory(challenge=challenge)).case
    elsewhere = CaseReviewFactory(finished=True).case

    for case in (begun, elsewhere):
        with pytest.raises(ActionRefused, match="once it is finished"):
            actions.put_behind(message, by=lead, pairs=[(case, "")])


def test_a_case_named_twice_stands_behind_a_message_once(challenge, lead):
    case = finished_case(challenge, "C-1")
    message = actions.write_message(challenge, by=lead, kind="area", text="One.")

    actions.put_behind(message, by=lead, pairs=[(case, "A5"), (case, "A5"), (case, "")])

    assert sorted(message.behind.values_list("case", "aspect")) == [(case.pk, ""), (case.pk, "A5")]


def test_who_has_cases_of_their_own_left_writes_none(challenge, lead):
    CaseFactory(challenge=challenge, reviewer=lead)

    with pytest.raises(ActionRefused, match="Finish your own cases first"):
        actions.write_message(challenge, by=lead, kind="area", text="One.")


def test_once_the_report_is_shared_messages_stay(challenge, lead):
    message = actions.write_message(challenge, by=lead, kind="area", text="One.")
    CaseReviewReportFactory(challenge=challenge, shared=True)

    for act in (
        lambda: actions.write_message(challenge, by=lead, kind="area", text="Two."),
        lambda: actions.edit_message(message, by=lead, version=1, kind="area", text="Two."),
        lambda: actions.put_behind(message, by=lead),
        lambda: actions.remove_message(message, by=lead),
    ):
        with pytest.raises(ActionRefused, match="stay as they are"):
            act()


# Who reads


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.ADVISER, Role.PEER, Role.LEAD_PEER])
def test_the_team_reads_messages(challenge, person, role):
    message = CaseMessageFactory(challenge=challenge)

    assert list(CaseMessage.objects.visible_to(person(role, challenge))) == [message]


@pytest.mark.parametrize("role", [Role.SPONSOR, Role.ORGANISER, Role.CO_ORDINATOR, Role.CONTRIBUTOR, "stranger"])
def test_nobody_else_does(challenge, person, log_in_as, role):
    message = CaseMessageFactory(challenge=challenge)
    reader = person(role, challenge)

    assert not CaseMessage.objects.visible_to(reader).exists()
    assert log_in_as(reader).get(url("message", challenge, message.pk)).status_code in {403, 404}


def test_who_still_reads_alone_finds_what_they_wait_for(challenge, peer_in, log_in_as):
    peer = peer_in(challenge)
    message = CaseMessageFactory(challenge=challenge)
    CaseFactory(challenge=challenge, reviewer=peer)
    client = log_in_as(peer)

    page = words_of(client.get(url("message_list", challenge)))

    assert "Everyone reads alone first." in page
    assert message.text not in page
    assert client.get(url("message", challenge, message.pk)).status_code == 404
    assert client.get(url("message_cases", challenge, message.pk)).status_code == 404


def test_only_a_line_can_be_for_the_council(challenge):
    from django.db import IntegrityError, transaction  # noqa: PLC0415

    message = CaseMessageFactory(challenge=challenge, kind="area")
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseMessage.objects.filter(pk=message.pk).update(audience=Audience.COUNCIL)


# Pages


def test_the_cases_behind_are_shown_with_the_words_of_the_aspect_and_each_opening_is_kept(challenge, lead, log_in_as):
    case = finished_case(challenge, areas="The same actions are carried from plan to plan.")
    message = actions.write_message(challenge, by=lead, kind="area", text="Plans drift.", case=case, aspect="A5")

    page = words_of(log_in_as(lead).get(url("message_cases", challenge, message.pk)))

    assert "C-07, A5 Planning" in page
    assert "The same actions are carried from plan to plan." in page
    opened = Opening.objects.filter(by_id=lead.pk).values_list("target_type", "target_id")
    assert set(opened) == {("casereview.CaseMessage", message.pk), ("casereview.Case", case.pk)}


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.ADVISER])
def test_who_opens_no_case_sees_how_many_and_no_small_number(challenge, person, lead, log_in_as, role):
    message = actions.write_message(challenge, by=lead, kind="area", text="Plans drift.")
    actions.put_behind(message, by=lead, pairs=[(finished_case(challenge, f"C-{n}"), "A5") for n in range(1, 4)])
    client = log_in_as(person(role, challenge))

    page = words_of(client.get(url("message", challenge, message.pk)))

    assert "It stands on fewer than 5 cases." in page
    assert "C-1" not in page
    assert client.get(url("message_cases", challenge, message.pk)).status_code == 403


def test_a_message_on_one_case_is_pointed_out_to_who_works_with_cases(challenge, lead, log_in_as):
    message = actions.write_message(challenge, by=lead, kind="area", text="Plans drift.", case=finished_case(challenge))
    client = log_in_as(lead)

    assert "It stands on one case. Look for others that say it" in words_of(
        client.get(url("message", challenge, message.pk))
    )
    assert "One case only" in words_of(client.get(url("message_list", challenge)))


def test_cases_are_found_by_aspect_and_tag_and_ticked_and_unticked(challenge, lead, log_in_as):
    behind, found, other = (finished_case(challenge, code) for code in ("C-01", "C-02", "C-03"))
    settled = {"proposed_at": now(), "proposed_by": UserFactory(), "settled_at": now(), "settled_by": UserFactory()}
    other.review.aspect_notes.update(settled_tag="strength", settled_words="Both saw it.", **settled)
    message = actions.write_message(challenge, by=lead, kind="area", text="Plans drift.", case=behind, aspect="A5")
    client = log_in_as(lead)
    where = f"{url('message_cases', challenge, message.pk)}?aspect=A5&tag=area"

    page = words_of(client.get(where))
    assert "Finished cases with “Area for consideration” in A5 Planning" in page
    assert "C-02, early help" in page
    assert "C-03, early help" not in page  # both readers settled on another tag

    client.post(where, {"add": [f"{found.pk}:A5"]})  # and the one behind it is unticked

    assert list(message.behind.values_list("case__code", "aspect")) == [("C-02", "A5")]


def test_a_case_that_was_not_offered_is_refused(challenge, lead, log_in_as):
    message = actions.write_message(challenge, by=lead, kind="area", text="Plans drift.")
    begun = CaseReviewFactory(case=CaseFactory(challenge=challenge)).case

    page = log_in_as(lead).post(url("message_cases", challenge, message.pk), {"add": [f"{begun.pk}:"]})

    assert page.status_code == 200
    assert not MessageCase.objects.exists()


def test_a_message_is_begun_from_the_page_of_a_finished_case(challenge, lead, log_in_as):
    case = finished_case(challenge, areas="The same actions are carried from plan to plan.")
    client = log_in_as(lead)
    page = client.get(url("case", challenge, case.pk)).content.decode()
    link = f"{url('message_add', challenge)}?case={case.pk}&amp;aspect=A5"
    assert link in page

    beside = client.get(link.replace("&amp;", "&"), follow=True)
    assert "The same actions are carried from plan to plan." in words_of(beside)
    assert beside.context["form"]["kind"].value() == "area"

    response = client.post(beside.request["PATH_INFO"] + "?aspect=A5", {"kind": "area", "text": "Plans drift."})

    message = CaseMessage.objects.get()
    assert response.url == url("message_cases", challenge, message.pk)
    assert list(message.behind.values_list("case", "aspect")) == [(case.pk, "A5")]


def test_nothing_is_begun_from_a_case_that_is_not_finished(challenge, lead, log_in_as):
    case = CaseReviewFactory(case=CaseFactory(challenge=challenge), headline="A secret.").case

    page = log_in_as(lead).get(url("message_from_case", challenge, case.pk))

    assert page.url == url("message_list", challenge)
    assert "once it is finished" in told(page)[0]


@pytest.mark.parametrize("how_many", [1, 30])
def test_the_list_costs_the_same_for_every_number(challenge, lead, log_in_as, how_many, django_assert_num_queries):
    for number in range(how_many):
        message = CaseMessageFactory(challenge=challenge, number=number + 1)
        MessageCase.objects.create(message=message, case=finished_case(challenge, f"C-{number + 1}"), aspect="A5")
    client = log_in_as(lead)
    client.get(url("message_list", challenge))

    with django_assert_num_queries(9):
        client.get(url("message_list", challenge))


@pytest.mark.parametrize("how_many", [1, 30])
def test_so_does_the_page_of_the_cases_behind_one(challenge, lead, log_in_as, how_many, django_assert_num_queries):
    message = CaseMessageFactory(challenge=challenge)
    for number in range(how_many):
        MessageCase.objects.create(message=message, case=finished_case(challenge, f"C-{number + 1}"), aspect="A5")
    client = log_in_as(lead)
    client.get(url("message_cases", challenge, message.pk))

    with django_assert_num_queries(14):
        client.get(url("message_cases", challenge, message.pk))


# Next actions


def left(challenge):
    return [(todo.sentence, todo.gates) for todo in queries.left_to_do(challenge) if todo.role == Role.LEAD_PEER]


def test_the_lead_peer_gathers_messages_once_the_cases_are_finished(challenge, lead):
    begun = CaseReviewFactory(case=CaseFactory(challenge=challenge, reviewer=lead))
    assert left(challenge) == []

    begun.finished_at, begun.audience = now(), Audience.TEAM
    begun.save()

    assert left(challenge) == [
        ("Gather messages from the cases", False),
        ("Tell the sponsor what the cases say, and note the talk", False),
    ]

    CaseMessageFactory(challenge=challenge)
    assert [sentence for sentence, _gates in left(challenge)] == [
        "Tell the sponsor what the cases say, and note the talk"
    ]


# Into the report


def brought(challenge, lead):
    version = CaseReviewReport.objects.get(challenge=challenge).version
    return actions.bring_in_messages(challenge, by=lead, version=version)


def test_messages_fill_the_parts_of_their_kind_after_what_was_typed(challenge, lead):
    report = CaseReviewReportFactory(challenge=challenge, areas="Typed by hand.", data_quality="")
    for kind, text in (("data", "The lists are late."), ("area", "Plans drift."), ("area", "Typed by hand.")):
        actions.write_message(challenge, by=lead, kind=kind, text=text)

    added = brought(challenge, lead)

    report.refresh_from_db()
    assert report.areas == "Typed by hand.\n\nPlans drift."
    assert report.data_quality == "The lists are late."
    assert {place: [str(each) for each in rows] for place, rows in added.items()} == {
        "areas": ["M-02"],
        "data_quality": ["M-01"],
    }


def test_a_message_is_brought_in_once_whatever_is_made_of_it(challenge, lead):
    report = CaseReviewReportFactory(challenge=challenge, areas="")
    actions.write_message(challenge, by=lead, kind="area", text="Plans drift.")
    brought(challenge, lead)
    CaseReviewReport.objects.filter(pk=report.pk).update(areas="Some plans lose pace.")

    assert brought(challenge, lead) == {}

    report.refresh_from_db()
    assert report.areas == "Some plans lose pace."


def test_a_message_that_changed_since_is_pointed_out(challenge, lead):
    report = CaseReviewReportFactory(challenge=challenge, areas="")
    message = actions.write_message(challenge, by=lead, kind="area", text="Plans drift.")
    brought(challenge, lead)
    message.refresh_from_db()
    actions.edit_message(message, by=lead, version=message.version, kind="area", text="Plans lose pace.")

    report.refresh_from_db()
    (standing,) = queries.in_report(report, queries.messages(challenge))
    assert (standing.is_there, standing.changed) == (True, True)

    report.areas = "Plans  lose\npace."
    assert queries.in_report(report, queries.messages(challenge))[0].changed is False


def test_bringing_in_respects_who_was_quicker(challenge, lead):
    CaseReviewReportFactory(challenge=challenge, version=3)
    actions.write_message(challenge, by=lead, kind="area", text="Plans drift.")

    with pytest.raises(SavedByAnother):
        actions.bring_in_messages(challenge, by=lead, version=2)

    assert CaseMessage.objects.get().brought_in == ""


# Small numbers in words


@pytest.mark.parametrize(
    "text",
    [
        "The one child in residential care was not seen.",
        "In two of the cases nobody asked.",
        "Only three young people had a plan.",
        "We saw 4 families twice.",
    ],
)
def test_small_numbers_in_words_are_found(text):
    assert len(queries.small_numbers({"Strengths": text})) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Each child is seen.",
        "The team read 25 cases.",
        "Most young people",
        "One line of sight for the case",
        "A child",
    ],
)
def test_other_words_are_not(text):
    assert queries.small_numbers({"Strengths": text}) == []
