import datetime

import pytest
from django.db import IntegrityError, transaction

from challenges.models import Audience, AuditEvent, Job, Membership, OutboundMail, StageEnding, User
from challenges.moments import now
from tests.factories import ChallengeFactory, UserFactory

pytestmark = pytest.mark.django_db


def refused(row):
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_an_e_mail_address_is_one_person_however_it_is_written():
    UserFactory(email="dcs@example.org")

    refused(User(email="DCS@example.org", name="Another"))


def test_a_challenge_ends_on_or_after_its_first_day():
    challenge = ChallengeFactory()
    challenge.ends_on = challenge.starts_on - datetime.timedelta(days=1)

    refused(challenge)


@pytest.mark.parametrize(("stage", "closed_at"), [("closed", None), ("scoping", now())])
def test_a_challenge_has_a_closing_time_only_when_closed(stage, closed_at):
    challenge = ChallengeFactory()
    challenge.stage, challenge.closed_at = stage, closed_at

    refused(challenge)


def test_a_role_is_held_once_at_a_time():
    challenge, user = ChallengeFactory(), UserFactory()
    row = {"challenge": challenge, "user": user, "role": "peer", "added_at": now(), "added_by": user}
    first = Membership.objects.create(**row)

    refused(Membership(**row))
    first.ended_at, first.ended_by = now(), user
    first.save()
    Membership.objects.create(**row)

    assert Membership.objects.count() == 2


def test_a_membership_ends_by_someone():
    challenge, user = ChallengeFactory(), UserFactory()

    refused(Membership(challenge=challenge, user=user, role="peer", added_at=now(), added_by=user, ended_at=now()))


def test_a_stage_ended_with_something_missing_has_a_reason():
    challenge = ChallengeFactory()

    refused(
        StageEnding(
            challenge=challenge, stage="scoping", ended_at=now(), ended_by=challenge.created_by, missing=["A key line"]
        )
    )


@pytest.mark.parametrize(
    "wrong", [{"state": "failed", "ended_at": now()}, {"state": "done"}, {"state": "queued", "ended_at": now()}]
)
def test_a_job_says_when_it_ended_and_why_it_failed(wrong):
    refused(Job(task="challenges.render_document", queued_at=now(), **wrong))


def test_a_mail_is_written_once_for_its_purpose():
    challenge, user = ChallengeFactory(), UserFactory()
    row = {
        "challenge": challenge,
        "kind": "evaluation.reminder",
        "person": user,
        "due_on": datetime.date(2027, 5, 4),
        "subject": "Reminder",
        "body": "Words",
        "written_at": now(),
        "written_by": user,
    }
    OutboundMail.objects.create(message_id="<one@example.org>", **row)

    refused(OutboundMail(message_id="<two@example.org>", **row))


def test_a_mail_is_sent_at_a_moment():
    challenge, user = ChallengeFactory(), UserFactory()

    refused(
        OutboundMail(
            challenge=challenge,
            kind="note",
            person=user,
            due_on=datetime.date(2027, 5, 4),
            message_id="<one@example.org>",
            state="sent",
            written_at=now(),
            written_by=user,
        )
    )


def test_history_shows_each_reader_what_they_may_know(person):
    challenge = ChallengeFactory()
    event = {"at": now(), "what": "note.written", "by_id": 0, "by_name": "Someone", "challenge_id": challenge.pk}
    for audience in Audience.values:
        AuditEvent.objects.create(sentence=f"for {audience}", audience=audience, **event)
    AuditEvent.objects.create(sentence="elsewhere", audience="council", **(event | {"challenge_id": 0}))

    def reads(role):
        user = person(role, challenge)
        return set(AuditEvent.objects.readable_by(user, challenge).values_list("sentence", flat=True))

    assert reads("peer") == {"for team", "for council"}
    assert reads("challenge_manager") == {"for lga", "for team", "for council"}
    assert reads("co_ordinator") == {"for lga", "for council"}
    assert reads("sponsor") == {"for council"}
    assert reads("contributor") == set()
    assert reads("stranger") == set()
