"""Who must not see what: each test makes the thing that could leak, then shows that it does not."""

import pytest
from django.urls import reverse

from casereview import actions, queries
from casereview.models import CaseReview
from challenges.documents import store_rendered
from challenges.models import AuditEvent, RenderedDocument, Role
from tests.casereview.conftest import NO_WORDS
from tests.casereview.factories import (
    AspectNoteFactory,
    CaseFactory,
    CaseReviewFactory,
    CaseReviewReportFactory,
)

pytestmark = pytest.mark.django_db
SECRET = "The grandmother was not asked."
NEVER_IN_A_CASE = [Role.SPONSOR, Role.ORGANISER, Role.CONTRIBUTOR, Role.OBSERVER, Role.ADVISER, Role.CO_ORDINATOR]


@pytest.fixture
def case(challenge, peer_in):
    return CaseFactory(challenge=challenge, reviewer=peer_in(challenge), code="C-07")


def noted_in(case, **fields):
    review = CaseReviewFactory(case=case, headline=SECRET, **fields)
    AspectNoteFactory(review=review, areas=SECRET)
    return review


def page_of(client, name, challenge, *more):
    return client.get(reverse(f"casereview:{name}", args=[challenge.slug, *more]))


@pytest.mark.parametrize("role", [Role.PEER, Role.LEAD_PEER, Role.CHALLENGE_MANAGER, Role.PROGRAMME_MANAGER])
def test_an_open_case_is_for_its_reviewer_alone(challenge, case, person, log_in_as, role):
    noted_in(case)
    reader = person(role, challenge)

    page = page_of(log_in_as(reader), "case", challenge, case.pk)

    assert page.status_code == 200
    assert SECRET not in page.content.decode()
    assert "Until then only they can read it." in page.content.decode()
    assert CaseReview.objects.visible_to(reader).count() == 0


@pytest.mark.parametrize("role", [Role.PEER, Role.LEAD_PEER, Role.CHALLENGE_MANAGER, Role.PROGRAMME_MANAGER])
def test_a_finished_case_is_read_by_those_who_work_with_cases(challenge, case, person, log_in_as, role):
    noted_in(case, finished=True)

    page = page_of(log_in_as(person(role, challenge)), "case", challenge, case.pk)

    assert SECRET in page.content.decode()


@pytest.mark.parametrize("role", NEVER_IN_A_CASE)
def test_nobody_else_opens_a_case_or_the_list(challenge, case, person, log_in_as, role):
    noted_in(case, finished=True)
    reader = person(role, challenge)
    client = log_in_as(reader)

    assert page_of(client, "case_list", challenge).status_code == 403
    assert page_of(client, "case", challenge, case.pk).status_code == 403
    assert CaseReview.objects.visible_to(reader).count() == 0


def test_a_stranger_learns_of_nothing(challenge, case, person, log_in_as):
    client = log_in_as(person("stranger"))

    assert page_of(client, "case_list", challenge).status_code == 404
    assert page_of(client, "case", challenge, case.pk).status_code == 404
    assert page_of(client, "report", challenge).status_code == 404


def test_a_peer_of_another_challenge_reads_no_review(case, person):
    noted_in(case, finished=True)
    elsewhere = CaseFactory().challenge

    assert CaseReview.objects.visible_to(person(Role.PEER, elsewhere)).count() == 0


def test_a_reviewer_who_left_the_team_reads_nothing(challenge, case):
    noted_in(case)

    case.reviewer.memberships.all().delete()

    assert CaseReview.objects.visible_to(case.reviewer).count() == 0


@pytest.mark.parametrize("role", NEVER_IN_A_CASE)
def test_nobody_else_writes_in_a_case(challenge, case, person, log_in_as, role):
    where = reverse("casereview:case", args=[challenge.slug, case.pk])

    answer = log_in_as(person(role, challenge)).post(where, NO_WORDS | {"version": 1, "headline": SECRET})

    assert answer.status_code == 403
    assert CaseReview.objects.count() == 0


def test_the_history_does_not_tell_others_that_a_case_is_being_noted(challenge, case, person, noted):
    actions.save_review(case, by=case.reviewer, version=1, words=NO_WORDS, notes=noted)

    for role in (Role.CHALLENGE_MANAGER, Role.SPONSOR, Role.PEER):
        reader = person(role, challenge)
        assert AuditEvent.objects.readable_by(reader, challenge).filter(what__startswith="case_review.").count() == 0


# The report


@pytest.mark.parametrize("role", [Role.SPONSOR, Role.ORGANISER, Role.CO_ORDINATOR])
def test_the_council_reads_the_report_only_once_it_is_shared(challenge, person, log_in_as, role):
    report = CaseReviewReportFactory(challenge=challenge)
    client = log_in_as(person(role, challenge))
    assert page_of(client, "report", challenge).status_code == 403

    CaseReviewReportFactory._meta.model.objects.filter(pk=report.pk).delete()
    CaseReviewReportFactory(challenge=challenge, shared=True)

    page = page_of(client, "report", challenge)
    assert page.status_code == 200
    assert "Children are seen and listened to." in page.content.decode()
    assert page.context["form"] is None


def test_a_contributor_never_reads_the_report(challenge, person, log_in_as):
    CaseReviewReportFactory(challenge=challenge, shared=True)

    assert page_of(log_in_as(person(Role.CONTRIBUTOR, challenge)), "report", challenge).status_code == 403


def test_an_observer_reads_the_report_and_writes_nothing(challenge, person, log_in_as):
    CaseReviewReportFactory(challenge=challenge)

    page = page_of(log_in_as(person(Role.OBSERVER, challenge)), "report", challenge)

    assert page.status_code == 200
    assert page.context["form"] is None


def test_the_council_sees_no_small_number(challenge, person, log_in_as):
    for number in range(7):
        review = CaseReviewFactory(case=CaseFactory(challenge=challenge), finished=True)
        AspectNoteFactory(review=review, aspect="A1", tag="strength" if number < 5 else "area")
    CaseReviewReportFactory(challenge=challenge, shared=True)

    page = page_of(log_in_as(person(Role.SPONSOR, challenge)), "report", challenge)

    fewer = queries.FEWER
    assert page.context["rows"][0].counts == [5, fewer, fewer, fewer, fewer]
    assert page.context["progress"] is None


def made(document):
    """The document with a file, as a worker leaves it."""
    store_rendered(document.job, b"%PDF-1.7 invented")
    return RenderedDocument.objects.get(pk=document.pk)


def test_a_draft_pdf_never_reaches_the_council_even_after_sharing(challenge, person, peer_in, log_in_as):
    CaseReviewReportFactory(challenge=challenge)
    sponsor, manager = person(Role.SPONSOR, challenge), person(Role.CHALLENGE_MANAGER, challenge)
    draft = made(actions.make_draft(challenge, by=peer_in(challenge)))
    report = actions.share_report(challenge, by=manager, version=1, subject="It is here", body="Read it.")
    shared = made(report.document)

    def status(reader, document):
        where = reverse("challenges:document_file", args=[challenge.slug, document.pk])
        answer = log_in_as(reader).get(where)
        if answer.streaming:
            b"".join(answer.streaming_content)  # read to the end, the file is closed
        return answer.status_code

    assert (status(sponsor, draft), status(sponsor, shared)) == (403, 200)
    assert (status(manager, draft), status(manager, shared)) == (200, 200)
    assert status(person(Role.CONTRIBUTOR, challenge), shared) == 403


def test_the_pdf_names_no_case_no_reviewer_and_no_small_number(challenge, person, peer_in):
    peer = peer_in(challenge, name="Reader Of Files")
    for number in range(7):
        case = CaseFactory(challenge=challenge, reviewer=peer, code=f"XYZ-{number}")
        review = CaseReviewFactory(case=case, finished=True, headline=SECRET)
        AspectNoteFactory(review=review, aspect="A1", tag="strength" if number < 5 else "area", areas=SECRET)
    CaseReviewReportFactory(challenge=challenge)

    html = actions.make_draft(challenge, by=peer).html

    assert "XYZ" not in html
    assert "Reader Of Files" not in html
    assert SECRET not in html
    assert ">2</td>" not in html
    assert ">5</td>" in html
