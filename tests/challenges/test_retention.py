"""What reaches its last day goes in the night after it: whole, certified, and nothing else with it."""

import datetime

import pytest
from django.db import connection
from django.db.models.signals import pre_delete, pre_save
from django.test.utils import CaptureQueriesContext

from casereview import queries as casereview
from casereview.models import Case, CaseReview, CaseReviewCount
from challenges import actions
from challenges.models import (
    AuditEvent,
    Challenge,
    ChallengeGroup,
    Draft,
    Opening,
    OutboundMail,
    RetentionCertificate,
    RetentionHold,
    StoredFile,
    User,
)
from challenges.moments import acting_at
from challenges.retention import GROUPS, WHOLE, due_groups, kept_until
from feedback.models import EvidenceNote
from tests.casereview.factories import AspectNoteFactory, CaseFactory, CaseReviewFactory, CaseReviewReportFactory
from tests.challenges.purging import (
    CASES_READ,
    CLOSED,
    ISSUED,
    at_night,
    day_after,
    event_of,
    everything,
    finished,
    night,
    rows_in,
)
from tests.factories import ChallengeFactory, ProgrammeFactory, UserFactory, say_otherwise

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
PARTS = [key for key in GROUPS if key != WHOLE]


@pytest.fixture
def challenge():
    return finished()


def without_accounts(lines):
    """What the clock says, but for the accounts of people nobody has seen for years."""
    return [line for line in lines if not line.startswith("erased: account")]


@pytest.mark.parametrize("key", PARTS)
def test_what_is_due_goes_in_the_night_after_its_last_day_and_nothing_else(key, challenge):
    rows, others = rows_in(challenge), rows_in(ChallengeFactory(stage="onsite"))
    last_days = kept_until(challenge)
    last_day = last_days[key]
    others_before = others.still_there()

    for today in (last_day, last_day + DAY):
        night(today)
        gone = {each for each in GROUPS if last_days[each] < today}
        assert rows.still_there() == set(rows.rows) - rows.of(*gone)
    assert key in gone
    assert rows.of(key)
    assert others.still_there() == others_before == set(others.rows)


def test_last_days_are_the_programmes_own(challenge):
    assert kept_until(challenge) == {
        "watched_names": ISSUED,
        "child_lists": CASES_READ,
        "case_notes": ISSUED,
        "restricted_documents": ISSUED + datetime.timedelta(days=30),
        "documents": ISSUED + datetime.timedelta(days=30),
        "session_notes": ISSUED + datetime.timedelta(days=182),
        "peer_details": CLOSED + datetime.timedelta(days=731),
        "report": CLOSED + datetime.timedelta(days=2192),
    }


def test_another_programme_has_other_days():
    programme = ProgrammeFactory(version=2)
    retention = programme.content["retention"]
    retention["case_notes"] |= {"days": 14, "after": "closed"}
    del retention["session_notes"]
    say_otherwise(programme, retention=retention)
    challenge = finished(programme=programme)

    assert kept_until(challenge)["case_notes"] == CLOSED + datetime.timedelta(days=14)
    assert kept_until(challenge)["session_notes"] == ISSUED + datetime.timedelta(
        days=182
    )  # ours, where it says nothing


def test_what_counts_from_what_is_still_to_come_stays():
    challenge = ChallengeFactory(stage="onsite")
    rows = rows_in(challenge)

    night(datetime.date(2060, 1, 1))

    assert rows.still_there() == set(rows.rows)
    assert set(kept_until(challenge).values()) == {None}


def test_a_withdrawn_challenge_counts_from_that_day():
    day = datetime.date(2027, 2, 1)
    challenge = ChallengeFactory(
        stage="withdrawn",
        withdrawn_at=at_night(day),
        withdrawn_because="The council has a new director",
        withdrawn_from="preparation",
    )
    rows = rows_in(challenge)

    assert kept_until(challenge)["case_notes"] == day
    night(day + DAY)

    assert rows.still_there() == set(rows.rows) - rows.of("watched_names", "child_lists", "case_notes")


def test_an_invented_challenge_is_left_alone():
    challenge = finished(is_demo=True)
    rows = rows_in(challenge)

    assert night(CLOSED + datetime.timedelta(days=400)) == []
    assert rows.still_there() == set(rows.rows)


def test_a_second_run_does_nothing(challenge):
    rows_in(challenge)
    today = kept_until(challenge)["session_notes"] + DAY
    first = night(today)
    stands = everything()

    assert first
    assert night(today) == []
    assert everything() == stands


def test_a_dry_run_says_what_would_go_and_changes_nothing(challenge):
    rows_in(challenge)
    today = kept_until(challenge)["session_notes"] + DAY
    stands = everything()

    would = night(today, dry_run=True)

    assert everything() == stands
    assert night(today) == [line.replace("would delete", "deleted") for line in would]
    (cases,) = [line for line in would if ": notes on cases: " in line]
    assert f"would delete: {challenge}: notes on cases: 1 note on an aspect of a case, 1 case of the sample, " in cases
    assert cases.endswith(
        "kept until 3 May 2027 (Notes on cases are no longer needed once the report they led to is final; it names no child.)"
    )


# The certificate, and what the history keeps


def test_the_certificate_says_what_went(challenge):
    rows_in(challenge)
    restricted = kept_until(challenge)["restricted_documents"]

    night(restricted + DAY)

    said = {each.rule: each for each in RetentionCertificate.objects.of(challenge)}
    assert set(said) == {"watched_names", "child_lists", "case_notes", "restricted_documents", "documents"}
    assert dict(said["case_notes"].counted) == {
        "case of the sample": 1,
        "sample": 1,
        "child of a sample, by code": 1,
        "review of a case": 1,
        "note on an aspect of a case": 1,
        "evidence note": 1,
        "page of unsaved words": 1,
    }
    papers = said["restricted_documents"]
    assert (papers.files, papers.bytes) == (1, len(b"Words of a file"))
    assert dict(papers.counted) == {
        "version of a document": 1,
        "mark that somebody read an item": 1,
        "evidence note": 1,
    }
    assert (papers.kept_until, papers.at.date()) == (restricted, restricted + DAY)
    assert papers.challenge_name == str(challenge)
    assert papers.by_name == "The clock"
    assert "a month is kept" in papers.reason


def test_who_did_what_when_stays_in_the_history_without_the_words(challenge):
    rows_in(challenge)
    review, note = CaseReview.objects.get(), EvidenceNote.objects.filter(session__isnull=False).last()
    gone = event_of(challenge, review)
    long_gone = event_of(challenge, review, target_id=99999)  # a row that was deleted before its date
    in_sum = event_of(challenge, challenge, what="cases.added", now={"codes": ["C-07"]})
    stays = event_of(challenge, note)
    elsewhere = event_of(ChallengeFactory(), review)

    night(ISSUED + DAY)

    for event in (gone, long_gone, in_sum):
        now = AuditEvent.objects.get(pk=event.pk)
        assert (now.was, now.now, now.reason) == ({}, {}, "")
        kept = ("at", "what", "sentence", "by_id", "by_name", "by_role", "target_type", "target_id", "audience")
        assert [getattr(now, name) for name in kept] == [getattr(event, name) for name in kept]
    for event in (stays, elsewhere):
        assert AuditEvent.objects.get(pk=event.pk).now == {"headline": "After"}
    told = AuditEvent.objects.filter(what="retention.purged", challenge_id=challenge.pk).latest("pk")
    assert told.sentence.startswith("deleted what was due: notes on cases, kept until 3 May 2027 (")


def test_words_of_rows_that_went_before_their_date_go_on_it_all_the_same(challenge):
    event = event_of(challenge, CaseReview(pk=77, case=Case(code="C-07")))

    lines = night(ISSUED + DAY)

    assert [line for line in lines if "notes on cases: words in the history" in line]
    assert AuditEvent.objects.get(pk=event.pk).now == {}
    assert night(ISSUED + DAY) == []


def test_the_name_of_a_file_goes_with_it_from_sentences_openings_and_mails(challenge):
    rows = rows_in(challenge)
    file = StoredFile.objects.get(name="audit.txt")
    told = event_of(challenge, file, sentence="uploaded “audit.txt”")
    put = event_of(challenge, challenge, sentence="put “audit.txt” under item 1", was={}, now={}, reason="")
    opened = Opening.objects.create(
        at=at_night(CASES_READ), by_id=1, by_name="P", challenge_id=challenge.pk, target_type="challenges.StoredFile",
        target_id=file.pk, target="audit.txt", how="saved",
    )  # fmt: skip
    person = UserFactory()
    mail = OutboundMail.objects.create(
        challenge=challenge, kind="file.blocked.1", person=person, due_on=CASES_READ, subject="A file was blocked",
        body="We blocked “audit.txt”.", message_id="<1@x>", written_at=at_night(CASES_READ), written_by=person,
    )  # fmt: skip

    night(kept_until(challenge)["restricted_documents"] + DAY)

    named = f"a file of “{rows.challenge.document_requests.get(importance='restricted')}”"
    assert AuditEvent.objects.get(pk=told.pk).sentence == f"uploaded {named}"
    assert AuditEvent.objects.get(pk=told.pk).target == named
    assert AuditEvent.objects.get(pk=put.pk).sentence == f"put {named} under item 1"
    assert Opening.objects.get(pk=opened.pk).target == f"A{named[1:]}"
    assert OutboundMail.objects.get(pk=mail.pk).body == f"We blocked {named}."


# The counts that stay


def test_the_counts_of_the_case_review_stay_as_everybody_read_them():
    challenge = finished()
    report = CaseReviewReportFactory(
        challenge=challenge, shared_at=at_night(ISSUED), shared_by=UserFactory(), audience="council"
    )
    for number in range(8):
        case = CaseFactory(challenge=challenge, stratum="Early help" if number < 6 else "Care leavers")
        if number < 7:  # one was never read, one was finished after the report had been shared
            at = at_night(ISSUED + DAY if number == 6 else CASES_READ)
            review = CaseReviewFactory(case=case, audience="team", finished_at=at)
            AspectNoteFactory(review=review, aspect="A1", tag="strength" if number < 5 else "area")

    def read():
        return (
            casereview.progress(challenge),
            casereview.tag_counts(challenge),
            casereview.tag_counts(challenge, for_council=True, until=report.shared_at),
        )

    before = read()
    assert (before[0].sampled, before[0].finished) == (8, 7)
    night(ISSUED + DAY + DAY)

    assert not Case.objects.filter(challenge=challenge).exists()
    assert read() == before
    kept = CaseReviewCount.objects.filter(challenge=challenge)
    assert {(row.of, row.stratum, row.aspect, row.tag): (row.number, row.number_shared) for row in kept} == {
        ("sampled", "Early help", "", ""): (6, 0),
        ("sampled", "Care leavers", "", ""): (2, 0),
        ("finished", "Early help", "", ""): (6, 6),
        ("finished", "Care leavers", "", ""): (1, 0),
        ("tagged", "", "A1", "strength"): (5, 5),
        ("tagged", "", "A1", "area"): (2, 1),
    }


# The hold


def test_while_a_hold_stands_nothing_goes_and_the_night_after_it_everything(challenge):
    rows = rows_in(challenge)
    by = UserFactory(is_programme_office=True)
    hold = actions.hold_back_purge(challenge, reason="A complaint", by=by)
    stands = rows.still_there()
    today = CLOSED + datetime.timedelta(days=9999)

    assert without_accounts(night(today)) == [f"on hold, nothing is deleted: {challenge} (A complaint)"]
    assert rows.still_there() == stands == set(rows.rows)
    for key in GROUPS:
        with acting_at(at_night(today)):
            assert actions.purge_group(challenge, key, by=User.objects.clock()) is None

    actions.lift_hold(hold, by=by)
    assert night(today)
    assert not Challenge.objects.filter(pk=challenge.pk).exists()


# What stops in the middle


@pytest.mark.parametrize("stops_at", [Case, EvidenceNote, Draft, RetentionCertificate])
def test_what_stops_in_the_middle_leaves_all_of_a_group_and_the_next_night_finishes_it(challenge, stops_at):
    rows = rows_in(challenge)
    event = event_of(challenge, CaseReview.objects.get())

    def stop(**kwargs):
        raise OSError("the machine went away")

    signal = pre_save if stops_at is RetentionCertificate else pre_delete
    signal.connect(stop, sender=stops_at)
    try:
        lines = night(ISSUED + DAY)
    finally:
        signal.disconnect(stop, sender=stops_at)

    assert f"could not be deleted, and will be tried again: {challenge}: notes on cases" in lines
    assert rows.of("case_notes") <= rows.still_there()
    assert AuditEvent.objects.get(pk=event.pk).reason == "Because"
    assert not CaseReviewCount.objects.exists()
    assert not RetentionCertificate.objects.filter(rule="case_notes").exists()
    if stops_at is not RetentionCertificate:  # what did not stop has gone
        assert not rows.of("watched_names") & rows.still_there()

    night(ISSUED + DAY)
    assert not rows.of("case_notes") & rows.still_there()
    assert RetentionCertificate.objects.filter(rule="case_notes").count() == 1


# The challenge itself


def test_at_last_the_challenge_leaves_wholly_and_its_certificates_stay(challenge):
    rows, others = rows_in(challenge), rows_in(ChallengeFactory(stage="onsite"))
    RetentionHold.objects.create(
        challenge=challenge, reason="It was asked for", set_at=at_night(CLOSED), set_by=challenge.created_by,
        lifted_at=at_night(CLOSED), lifted_by=challenge.created_by,
    )  # fmt: skip
    event_of(challenge, challenge, day=CLOSED + datetime.timedelta(days=2000))
    key, name = challenge.pk, str(challenge)
    last_day = kept_until(challenge)[WHOLE]

    night(last_day)
    assert rows.still_there() == rows.of(WHOLE)
    assert night(last_day + DAY)[0].startswith(f"deleted: {name}: the challenge itself: ")

    assert rows.still_there() == set()
    assert others.still_there() == set(others.rows)
    for label, found in everything().items():
        if label not in {"challenges.RetentionCertificate", "challenges.Leftover"}:
            assert [row for row in found if row.get("challenge_id") == key] == [], label
    whole = RetentionCertificate.objects.filter(challenge_id=key, rule=WHOLE).get()
    assert whole.challenge_name == name
    assert dict(whole.counted)["challenge"] == 1
    assert AuditEvent.objects.get(what="retention.challenge_purged").sentence.startswith(
        f"deleted everything of the challenge {name}, kept until"
    )


def test_a_group_of_councils_goes_with_the_last_of_its_challenges():
    by = UserFactory()
    group = ChallengeGroup.objects.create(shape="event", topic="Early help", made_at=at_night(CASES_READ), made_by=by)
    first, second = finished(group=group), finished(group=group, closed_at=at_night(CLOSED + DAY))

    night(kept_until(first)[WHOLE] + DAY)
    assert ChallengeGroup.objects.filter(pk=group.pk).exists()
    night(kept_until(second)[WHOLE] + DAY)
    assert not ChallengeGroup.objects.filter(pk=group.pk).exists()


# What it costs


def test_looking_for_what_is_due_costs_the_same_for_any_number_of_challenges():
    counts = []
    for number in (1, 3):
        while Challenge.objects.count() < number:
            finished(programme=ProgrammeFactory())
        with (
            acting_at(day_after(ISSUED)),
            CaptureQueriesContext(
                connection,
            ) as asked,
        ):
            assert due_groups() == []
        counts.append(len(asked))

    assert counts == [14, 14]
