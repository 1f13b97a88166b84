"""Cases are read alone first: what the others noted is hidden from who has yet to finish their own, through every door."""

import pytest
from django.urls import reverse

from casereview import actions, phases
from casereview.models import CaseReview, CaseReviewReport
from challenges.action_tools import ActionRefused
from challenges.alone_first import Phase, Reader, reads_others
from challenges.documents import store_rendered
from challenges.models import AuditEvent, Challenge, NextAction, Role
from challenges.next_actions import work_out
from tests.casereview.conftest import NO_WORDS
from tests.casereview.factories import AspectNoteFactory, CaseFactory, CaseReviewFactory, CaseReviewReportFactory
from tests.feedback.factories import NoteFactory

pytestmark = pytest.mark.django_db
SECRET = "The grandmother was not asked."
NOTED = NO_WORDS | {"headline": "A worker who knows the child well."}
REPORT = {"overall_messages": SECRET, "strengths": SECRET, "areas": SECRET, "lines_for_on_site": ""}


@pytest.fixture
def other(challenge, peer_in):
    """A peer who has finished their case."""
    peer = peer_in(challenge, name="The other peer")
    case = CaseFactory(challenge=challenge, reviewer=peer, code="C-07")
    review = CaseReviewFactory(case=case, headline=SECRET, finished=True)
    AspectNoteFactory(review=review, areas=SECRET)
    return peer


@pytest.fixture
def reader(challenge, peer_in):
    """A peer with two cases to read."""
    peer = peer_in(challenge, name="The reader")
    for code in ("C-08", "C-09"):
        CaseFactory(challenge=challenge, reviewer=peer, code=code)
    return peer


@pytest.fixture
def doors(challenge, log_in_as):
    """Everything in which this person might read what was noted."""

    def read(user):
        work_out(challenge)
        client = log_in_as(user)
        addresses = [reverse("casereview:case", args=[challenge.slug, case.pk]) for case in challenge.cases.all()]
        names = ["challenge", "history", "casereview:case_list", "casereview:report", "feedback:note_list"]
        addresses += [reverse(name, args=[challenge.slug]) for name in names] + [reverse("home")]
        pages = [client.get(address, follow=True).text for address in addresses]
        events = AuditEvent.objects.readable_by(user, challenge)
        told = [f"{event.sentence} {event.reason} {event.was} {event.now}" for event in events]
        reviews = CaseReview.objects.visible_to(user)
        noted = [f"{review.headline} {[note.areas for note in review.aspect_notes.all()]}" for review in reviews]
        reports = [report.overall_messages for report in CaseReviewReport.objects.visible_to(user)]
        todos = [action.sentence for action in NextAction.objects.filter(challenge=challenge)]
        return "\n".join([*pages, *told, *noted, *reports, *todos])

    return read


def finish(challenge, user, noted):
    for case in challenge.cases.filter(reviewer=user, review=None):
        actions.save_review(case, by=user, version=1, words=NOTED, notes=noted, finish=True)


def test_who_still_has_cases_reads_nothing_of_the_others_until_the_last_is_finished(
    challenge, other, reader, doors, noted
):
    first, last = challenge.cases.filter(reviewer=reader)
    assert SECRET not in doors(reader)

    actions.save_review(first, by=reader, version=1, words=NOTED, notes=noted, finish=True)
    assert SECRET not in doors(reader)
    assert SECRET in doors(other)

    actions.save_review(last, by=reader, version=1, words=NOTED, notes=noted, finish=True)
    assert SECRET in doors(reader)


def test_an_evidence_note_from_a_case_is_no_way_round(challenge, other, reader, doors, noted):
    case = challenge.cases.get(code="C-07")
    NoteFactory(challenge=challenge, case=case, session=None, written_by=other, text="Noted aside.")
    before = "Noted aside." in doors(reader), "Noted aside." in doors(other)

    finish(challenge, reader, noted)

    assert before == (False, True)
    assert "Noted aside." in doors(reader)


def test_the_lead_peer_reads_alone_first_too(challenge, other, peer_in, doors, noted):
    lead = peer_in(challenge, role=Role.LEAD_PEER)
    CaseFactory(challenge=challenge, reviewer=lead)
    assert SECRET not in doors(lead)

    finish(challenge, lead, noted)

    assert SECRET in doors(lead)


@pytest.mark.parametrize("role", [Role.CHALLENGE_MANAGER, Role.PROGRAMME_MANAGER, Role.PEER])
def test_who_reads_no_case_sees_what_is_finished(challenge, other, reader, person, doors, role):
    assert SECRET in doors(person(role, challenge))


def test_the_report_draft_and_its_pdf_and_its_history_wait_too(
    challenge, other, reader, person, doors, log_in_as, noted
):
    manager = person(Role.CHALLENGE_MANAGER, challenge)
    finish(challenge, other, noted)
    actions.write_report(challenge, by=manager, version=1, **REPORT)
    document = actions.make_draft(challenge, by=manager)
    store_rendered(document.job, b"%PDF-1.7 invented")
    address = reverse("challenges:document_file", args=[challenge.slug, document.pk])

    def status():
        answer = log_in_as(reader).get(address)
        if answer.streaming:
            b"".join(answer.streaming_content)  # read to the end, the file is closed
        return answer.status_code

    before = status(), SECRET in doors(reader)
    page = log_in_as(reader).get(reverse("casereview:report", args=[challenge.slug])).text
    finish(challenge, reader, noted)

    assert before == (403, False)
    assert "What the others noted opens to you once your own 2 cases are finished." in page
    assert "by aspect" not in page
    assert (status(), SECRET in doors(reader)) == (200, True)


def test_nobody_writes_the_report_before_their_own_cases_are_finished(challenge, reader):
    with pytest.raises(ActionRefused) as refused:
        actions.write_report(challenge, by=reader, version=1, **REPORT)

    assert str(refused.value) == (
        "Finish your own cases first. Then you read what the others noted, and write about all of it."
    )
    assert not reader.has_perm("casereview.write_report", challenge)


def test_a_reopened_case_closes_the_others_again(challenge, other, reader, doors, noted):
    finish(challenge, reader, noted)

    actions.reopen_case(challenge.cases.filter(reviewer=reader).first(), by=reader)

    assert SECRET not in doors(reader)


def test_once_the_stage_is_over_everything_finished_is_open(challenge, other, reader, doors):
    Challenge.objects.filter(pk=challenge.pk).update(stage="onsite")
    challenge.refresh_from_db()

    assert SECRET in doors(reader)


def test_the_council_reads_the_shared_report_and_never_a_case(challenge, other, reader, person, doors):
    sponsor = person(Role.SPONSOR, challenge)
    CaseReviewReportFactory(challenge=challenge, shared=True, overall_messages="Children are seen.")

    read = doors(sponsor)

    assert "Children are seen." in read
    assert SECRET not in read


def test_the_pages_say_why_and_what_opens_it(challenge, other, reader, log_in_as):
    client = log_in_as(reader)
    case = challenge.cases.get(code="C-07")

    listed = client.get(reverse("casereview:case_list", args=[challenge.slug])).text
    page = client.get(reverse("casereview:case", args=[challenge.slug, case.pk])).text

    why = "Everyone reads alone first. What the others noted opens to you once your own 2 cases are finished."
    assert why in listed
    assert f"The other peer has finished this case. {why}" in page
    assert "C-07" in listed


@pytest.mark.parametrize("phase", list(Phase))
@pytest.mark.parametrize("stands", [Reader.STILL_WRITES, Reader.HAS_WRITTEN, Reader.BRINGS_TOGETHER])
def test_the_rows_agree_with_the_rule(challenge, other, reader, person, noted, phase, stands):
    if stands is Reader.HAS_WRITTEN:
        finish(challenge, reader, noted)
    user = person(Role.CHALLENGE_MANAGER, challenge) if stands is Reader.BRINGS_TOGETHER else reader
    CaseReviewReportFactory(challenge=challenge, shared=phase is Phase.TOGETHER)
    theirs = CaseReview.objects.filter(written_by=other)

    sees = theirs.visible_to(user).exists()

    assert phases.phase_of(challenge) is phase
    assert phase is Phase.TOGETHER or phases.reader_of(user, challenge) is stands
    assert sees is reads_others(phase, stands)
    assert sees is CaseReviewReport.objects.visible_to(user).exists()
