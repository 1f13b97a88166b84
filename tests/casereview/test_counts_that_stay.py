"""After the final report the notes on cases go: every row of them. What stays are counts, one trait at a time."""

import datetime

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.urls import reverse

from casereview import queries
from casereview.models import (
    AspectNote,
    CaseConflict,
    CaseMessage,
    CaseReviewCount,
    Conversation,
    ConversationAnswer,
    ConversationNote,
    MessageCase,
    TimelinessNote,
)
from casereview.queries import Chosen
from challenges import actions
from challenges.models import Audience, Challenge, Role, StageEnding, User
from challenges.moments import acting_at, now
from challenges.retention import kept_until
from tests.casereview.factories import CaseReviewReportFactory
from tests.casereview.test_picture import numbers, page, read, second_reading, settle
from tests.challenges.purging import day_after
from tests.factories import UserFactory
from tests.scoping.factories import KeyLineFactory

pytestmark = pytest.mark.django_db
STAY = {"CaseReviewCount", "CaseReviewReport", "CaseMessage", "SponsorSummary", "Concern", "ConcernTold"}
STAY |= {"SafeguardingLead", "ChildLists", "ChildListFile", "ListedChild"}  # with their own dates, or without a child


@pytest.fixture
def read_in_full(challenge):
    """Nine finished cases with everything that is kept of them; two more come after the report was shared."""
    line = KeyLineFactory(challenge=challenge)
    somebody = UserFactory()
    written = {"written_by": somebody, "written_at": now(), "changed_by": somebody, "changed_at": now()}
    message = CaseMessage.objects.create(
        challenge=challenge, number=1, kind="area", text="Plans.", position=1, audience=Audience.TEAM, **written
    )
    for number in range(9):
        note = read(
            challenge, "strength" if number < 6 else "area", line=line, audit_view="agree" if number else "lower"
        )
        case = note.review.case
        TimelinessNote.objects.create(review=note.review, timescale="T2", state="within" if number else "beyond")
        CaseConflict.objects.create(
            case=case, person=somebody, because="They know it.", said_at=now(), said_by=somebody
        )
        MessageCase.objects.create(message=message, case=case, aspect="A3")
        talk = Conversation.objects.create(
            challenge=challenge,
            case=case,
            who="worker",
            starts_at=now(),
            ends_at=now() + datetime.timedelta(minutes=30),
            offered_at=now(),
            offered_by=somebody,
        )
        said = ConversationNote.objects.create(challenge=challenge, conversation=talk, audience="author", **written)
        ConversationAnswer.objects.create(note=said, question="proud", text="The visits.")
        if number < 4:
            second_reading(note, tag="mixed" if number < 2 else note.tag)
        if number == 0:
            settle(note, "mixed")
    CaseReviewReportFactory(challenge=challenge, shared=True)
    with acting_at(now() + datetime.timedelta(minutes=30)):
        settle(AspectNote.objects.filter(tag="area").first(), "mixed")
        late = read(challenge, "strength", audit_view="higher")
        TimelinessNote.objects.create(review=late.review, timescale="T2", state="beyond")
    Challenge.objects.filter(pk=challenge.pk).update(stage="evaluation")
    StageEnding.objects.create(challenge=challenge, stage="reports", ended_at=now(), ended_by=somebody)
    challenge.refresh_from_db()
    return message


def purge(challenge):
    with acting_at(day_after(kept_until(challenge)["case_notes"])):
        assert actions.purge_group(challenge, "case_notes", by=User.objects.clock())


def rows_of_cases():
    """Every table of the case review with how many rows it has, its own and those that hold links."""
    models = apps.get_app_config("casereview").get_models(include_auto_created=True)
    return {model.__name__: model._base_manager.count() for model in models if model.__name__ not in STAY}


def test_every_row_about_a_case_goes_and_the_counts_stay(challenge, read_in_full):
    filled = {name for name, number in rows_of_cases().items() if number}
    assert filled >= {
        "Case",
        "CaseConflict",
        "CaseReview",
        "AspectNote",
        "AspectNote_key_lines",
        "TimelinessNote",
        "SecondReading",
        "SecondNote",
        "Conversation",
        "ConversationNote",
        "ConversationAnswer",
        "MessageCase",
    }

    purge(challenge)

    assert {name: number for name, number in rows_of_cases().items() if number} == {}
    assert CaseMessage.objects.get().text == "Plans."
    kept = {
        (row.of, row.stratum or row.aspect or row.timescale, row.tag or row.answer): (row.number, row.number_shared)
        for row in CaseReviewCount.objects.filter(challenge=challenge)
    }
    assert kept == {
        ("sampled", "Early help", ""): (10, 0),
        ("finished", "Early help", ""): (10, 9),
        ("tagged", "A3", "strength"): (6, 5),
        ("tagged", "A3", "mixed"): (2, 1),
        ("tagged", "A3", "area"): (2, 3),
        ("timed", "T2", "within"): (8, 8),
        ("timed", "T2", "beyond"): (2, 1),
        ("audited", "", "agree"): (8, 8),
        ("audited", "", "lower"): (1, 1),
        ("audited", "", "higher"): (1, 0),
        ("twice", "", "agreed"): (2, 2),
        ("twice", "", "settled"): (1, 1),
        ("twice", "", "differed"): (1, 1),
    }


def test_what_was_read_before_is_read_after(challenge, read_in_full):
    def seen():
        full, shared = queries.picture(challenge, Chosen()), queries.shared_picture(challenge)
        return (
            [(full.progress, full.aspects, full.timescales, full.audits, full.readers)],
            [(shared.progress, shared.aspects, shared.timescales)],
            queries.tag_counts(challenge),
            queries.shared_tag_counts(challenge),
        )

    before = seen()
    purge(challenge)

    assert seen() == before
    assert numbers(queries.picture(challenge, Chosen())) == [6, 2, 2, 0, 0]


def test_two_traits_are_never_crossed(challenge):
    of = {"challenge": challenge, "number": 3}
    for crossed in (
        {"of": "tagged", "aspect": "A3", "tag": "area", "stratum": "Care leavers"},
        {"of": "timed", "timescale": "T2", "answer": "beyond", "stratum": "Care leavers"},
        {"of": "timed", "timescale": "T2", "answer": "beyond", "aspect": "A15"},
        {"of": "audited", "answer": "lower", "stratum": "Care leavers"},
        {"of": "twice", "answer": "differed", "aspect": "A3"},
        {"of": "finished", "stratum": "Care leavers", "tag": "area"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            CaseReviewCount.objects.create(**of, **crossed)
    assert not CaseReviewCount.objects.exists()


def test_case_pages_are_closed_and_the_picture_keeps_its_numbers_without_a_way_to_a_case(
    challenge, read_in_full, person, log_in_as
):
    case = challenge.cases.first()
    client = log_in_as(person(Role.LEAD_PEER, challenge))
    doors = [
        reverse("casereview:case", args=[challenge.slug, case.pk]),
        reverse("casereview:case_list", args=[challenge.slug]),
        reverse("casereview:picture_cases", args=[challenge.slug]) + "?aspect=A3&tag=strength",
    ]
    assert [client.get(door).status_code for door in doors] == [403, 403, 403]
    before = page(client, challenge)
    purge(challenge)

    after = page(client, challenge)

    assert [client.get(door).status_code for door in doors] == [403, 403, 403]
    assert numbers(before.context["picture"]) == numbers(after.context["picture"]) == [6, 2, 2, 0, 0]
    assert "10 of 10 cases read" in after.text
    assert "The notes on the cases are gone; these counts stay." in after.text
    assert "Notes on cases went on" in after.text
    for shown in (before, after):
        assert reverse("casereview:picture_cases", args=[challenge.slug]) not in shown.text
        assert case.code not in shown.text
    adviser = page(log_in_as(person(Role.ADVISER, challenge)), challenge)
    assert numbers(adviser.context["picture"]) == [5, "Fewer than 5", "Fewer than 5", "Fewer than 5", "Fewer than 5"]
