"""Rows with a date of their own, accounts nobody uses, and the bytes of files."""

import datetime
import uuid

import pytest
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from challenges import actions
from challenges.clock import CLOCK
from challenges.models import (
    AuditEvent,
    Draft,
    Invitation,
    Job,
    Leftover,
    Membership,
    Opening,
    OutboundMail,
    RetentionCertificate,
    StoredFile,
    UnfinishedUpload,
    User,
)
from challenges.moments import acting_at
from challenges.retention import WHOLE, kept_until, unused_accounts
from challenges.retention.due import purged_by_date
from tests.challenges.purging import CASES_READ, CLOSED, at_night, day_after, file_of, finished, night, rows_in
from tests.factories import ChallengeFactory, ProgrammeFactory, UserFactory, say_otherwise

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
BEGAN = datetime.date(2026, 3, 2)


def late(day):
    """The last minute of this day, in London: it is still of this day."""
    return at_night(day) + datetime.timedelta(hours=19, minutes=59)


def person_in(challenge):
    return {"challenge": challenge, "person": UserFactory()}


def invitation(challenge, **when):
    return Invitation.objects.create(
        **person_in(challenge),
        role="peer",
        made_at=at_night(BEGAN),
        made_by=challenge.created_by,
        expires_on=BEGAN,
        **when,
    )


def line(model, challenge, at, **fields):
    return model.objects.create(at=at, by_id=1, by_name="P", challenge_id=challenge.pk, target="T", **fields)


# {(label, field): function(challenge, moment) -> a row with this date}
MAKE = {
    ("challenges.OutboundMail", "written_at"): lambda challenge, at: OutboundMail.objects.create(
        **person_in(challenge), kind="a", due_on=at.date(), subject="S", body="B", message_id=f"<{uuid.uuid4()}@x>",
        written_at=at, written_by=challenge.created_by,
    ),
    ("challenges.AuditEvent", "at"): lambda challenge, at: line(AuditEvent, challenge, at, what="a.done", sentence="s"),
    ("challenges.Opening", "at"): lambda challenge, at: line(Opening, challenge, at, how="page"),
    ("challenges.Invitation", "lapsed_at"): lambda challenge, at: invitation(challenge, lapsed_at=at),
    ("challenges.Invitation", "withdrawn_at"): lambda challenge, at: invitation(challenge, withdrawn_at=at),
    ("challenges.Membership", "ended_at"): lambda challenge, at: Membership.objects.create(
        challenge=challenge, user=UserFactory(), role="peer", added_at=at_night(BEGAN), added_by=challenge.created_by,
        ended_at=at, ended_by=challenge.created_by,
    ),
    ("challenges.Job", "ended_at"): lambda challenge, at: Job.objects.create(
        task="challenges.scan_file", state="done", queued_at=at, ended_at=at
    ),
    ("admin.LogEntry", "action_time"): lambda challenge, at: LogEntry.objects.create(
        user=UserFactory(is_programme_office=True), action_time=at, action_flag=1, object_repr="X"
    ),
}  # fmt: skip
BY_DATE = [pytest.param(label, rule, id=f"{label}.{rule.field}") for label, rule in purged_by_date()]


@pytest.mark.parametrize(("label", "rule"), BY_DATE)
def test_a_row_goes_in_the_night_after_a_last_day_of_its_own(label, rule):
    challenge = ChallengeFactory(stage="onsite")
    make = MAKE[label, rule.field]
    row, next_days = make(challenge, late(BEGAN)), make(challenge, at_night(BEGAN + DAY) - datetime.timedelta(hours=4))
    last_day = BEGAN + datetime.timedelta(days=rule.days)

    def still_there():
        return {each for each in (row, next_days) if type(each).objects.filter(pk=each.pk).exists()}

    night(last_day)
    assert still_there() == {row, next_days}
    night(last_day + DAY)
    assert still_there() == {next_days}
    said = RetentionCertificate.objects.get(rule="own_date")
    assert [label, 1] in [[each, number] for each, _words, number in said.rows]
    assert said.challenge_id is None


def test_the_programme_has_a_say_in_the_days_of_the_history():
    programme = ProgrammeFactory(version=2)
    retention = programme.content["retention"]
    say_otherwise(programme, retention=retention | {"audit": retention["audit"] | {"days": 100}})
    challenges = [ChallengeFactory(programme=programme), ChallengeFactory()]
    events = [line(AuditEvent, challenge, at_night(BEGAN), what="a.done", sentence="s") for challenge in challenges]

    night(BEGAN + datetime.timedelta(days=101))

    assert [AuditEvent.objects.filter(pk=event.pk).exists() for event in events] == [False, True]


def test_on_hold_no_date_counts_whichever_job_looks_at_it():
    challenge = ChallengeFactory(stage="onsite")
    office, other = UserFactory(is_programme_office=True), ChallengeFactory(stage="onsite")
    actions.hold_back_purge(challenge, reason="A complaint", by=office)
    rows = {}
    for each in (challenge, other):
        made = [
            make(each, at_night(BEGAN)) for (label, _field), make in MAKE.items() if label.startswith("challenges.")
        ]
        made = [row for row in made if not isinstance(row, Job)]  # belongs to no challenge
        blocked = file_of(each, "virus.txt")
        blocked.state, blocked.scanned_at, blocked.signature = "blocked", at_night(BEGAN), "EICAR"
        blocked.save()
        draft = {"page": "/x/", "writer": "w" * 8, "fields": {"text": ["Words"]}, "saved_at": at_night(BEGAN)}
        made.append(Draft.objects.create(**person_in(each), **draft))
        upload = {"place": "/x/", "name": "a.pdf", "size": 9, "modified": 1, "started_at": at_night(BEGAN)}
        made.append(UnfinishedUpload.objects.create(challenge=each, owner=office, touched_at=at_night(BEGAN), **upload))
        rows[each] = [*made, blocked]

    with acting_at(at_night(BEGAN + datetime.timedelta(days=9999))):
        for job in ("purge_what_is_due", "throw_old_drafts_away", "clear_uploads"):
            CLOCK[job]()

    there = {each: [row for row in rows[each] if type(row).objects.filter(pk=row.pk).exists()] for each in rows}
    assert there == {challenge: rows[challenge], other: [rows[other][-1]]}  # a blocked file's row stays, its bytes go
    assert [StoredFile.objects.get(pk=rows[each][-1].pk).bytes_deleted_at is None for each in rows] == [True, False]


# Accounts


def old_account(**fields):
    person = UserFactory(**fields)
    User.objects.filter(pk=person.pk).update(date_joined=at_night(BEGAN))
    return person


@pytest.mark.parametrize("last_login", [None, at_night(BEGAN)])
def test_an_account_nobody_uses_is_erased_after_two_years(last_login):
    person = old_account(last_login=last_login)
    last_day = BEGAN + datetime.timedelta(days=731)

    night(last_day)
    assert not User.objects.get(pk=person.pk).erased_at
    assert f"erased: account {person.pk}" in night(last_day + DAY)
    assert User.objects.get(pk=person.pk).erased_at
    assert night(last_day + DAY) == []


def test_an_account_stays_while_its_person_is_about():
    challenge = ChallengeFactory(stage="onsite", created_by=old_account(is_programme_office=True))
    lately = finished(created_by=challenge.created_by, closed_at=at_night(BEGAN + datetime.timedelta(days=600)))
    over = finished(created_by=challenge.created_by, closed_at=at_night(BEGAN))
    held = finished(created_by=challenge.created_by, closed_at=at_night(BEGAN))
    names = ["seen", "taking part", "took part lately", "asked", "in a held one", "office", "nobody"]
    people = {name: old_account(is_programme_office=name == "office") for name in names}
    User.objects.filter(pk=people["seen"].pk).update(last_login=at_night(BEGAN + datetime.timedelta(days=500)))
    where = {"taking part": challenge, "took part lately": lately, "in a held one": held, "nobody": over}
    for name, each in where.items():
        Membership.objects.create(
            challenge=each, user=people[name], role="peer", added_at=at_night(BEGAN), added_by=each.created_by
        )
    asked = {"role": "peer", "made_at": at_night(BEGAN), "made_by": people["office"], "expires_on": CLOSED}
    Invitation.objects.create(challenge=challenge, person=people["asked"], **asked)
    actions.hold_back_purge(held, reason="A complaint", by=people["office"])

    with acting_at(at_night(BEGAN + datetime.timedelta(days=800))):
        assert list(unused_accounts().filter(pk__in=[each.pk for each in people.values()])) == [people["nobody"]]


# The bytes


def test_the_bytes_of_a_file_go_once_its_row_has():
    challenge = finished()
    rows_in(challenge)
    names = {file.name: file.content.name for file in StoredFile.objects.all()}
    assert all(default_storage.exists(name) for name in names.values())

    night(kept_until(challenge)["documents"] + DAY)

    assert not any(default_storage.exists(name) for name in names.values())
    assert not Leftover.objects.exists()


def test_nothing_is_deleted_from_the_storage_while_its_row_may_come_back(django_capture_on_commit_callbacks):
    challenge = finished()
    rows_in(challenge)
    names = list(StoredFile.objects.values_list("content", flat=True))

    with django_capture_on_commit_callbacks(execute=False), acting_at(day_after(kept_until(challenge)["documents"])):
        for key in ("child_lists", "restricted_documents", "documents"):
            actions.purge_group(challenge, key, by=User.objects.clock())

    assert all(default_storage.exists(name) for name in names)
    assert set(Leftover.objects.values_list("name", flat=True)) == set(names)  # killed here, the next night goes on
    assert len([each for each in night(kept_until(challenge)["documents"] + DAY) if "deleted left bytes" in each]) == 3
    assert not any(default_storage.exists(name) for name in names)


def test_bytes_the_storage_does_not_let_go_of_are_tried_again_every_night():
    challenge = finished()
    rows_in(challenge)
    file = StoredFile.objects.get(name="audit.txt")
    default_storage.delete(file.content.name)
    inside = default_storage.save(f"{file.content.name}/stubborn", ContentFile(b"x"))  # a folder that is not empty
    last_day = kept_until(challenge)["documents"]

    night(last_day + DAY)
    certificate = RetentionCertificate.objects.get(rule="restricted_documents")
    assert Leftover.objects.get().certificate_id == certificate.pk
    assert night(last_day + DAY)[0] == f"could not delete left bytes: files {file.content.name}"

    default_storage.delete(inside)
    assert night(last_day + DAY) == [f"deleted left bytes: files {file.content.name}"]
    assert not Leftover.objects.exists()
    assert not default_storage.exists(file.content.name)


def test_with_the_challenge_go_its_blocked_files_and_uploads_on_their_way():
    challenge = finished()
    blocked = file_of(challenge, "virus.txt")
    blocked.state, blocked.scanned_at, blocked.signature = "blocked", at_night(CASES_READ), "EICAR"
    blocked.scan = Job.objects.create(
        task="challenges.scan_file", state="done", queued_at=at_night(CLOSED), ended_at=at_night(CLOSED)
    )
    blocked.save()
    upload = UnfinishedUpload.objects.create(
        challenge=challenge, owner=UserFactory(), place="/x/", name="a.pdf", size=9, modified=1, received=2,
        started_at=at_night(CLOSED), touched_at=at_night(CLOSED),
    )  # fmt: skip
    places = [settings.QUARANTINE_DIR / blocked.key.hex, settings.INCOMING_DIR / f"{upload.key.hex}.part"]
    for place in places:
        place.write_bytes(b"x")

    night(kept_until(challenge)[WHOLE] + DAY)

    assert not [place for place in places if place.exists()]
    assert not default_storage.exists(blocked.content.name)
    assert not Job.objects.exists()
    certificate = RetentionCertificate.objects.get(rule=WHOLE)
    assert (certificate.files, certificate.bytes) == (1, blocked.size)
