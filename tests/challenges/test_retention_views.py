"""The pages of what is kept until when: who reads them, what they say, and what they cost."""

import datetime

import pytest
from django.urls import reverse

from casereview.models import CaseReview
from challenges import actions
from challenges.models import AuditEvent, Leftover, RetentionCertificate, User
from challenges.moments import acting_at, today
from challenges.retention import kept_until
from tests.casereview.factories import CaseReviewReportFactory
from tests.challenges.purging import CLOSED, ISSUED, at_night, day_after, event_of, finished, night, rows_in
from tests.factories import ChallengeFactory, UserFactory

pytestmark = pytest.mark.django_db
READERS = {"programme_manager", "challenge_manager", "sponsor", "organiser", "office"}


@pytest.fixture
def challenge():
    return finished()


@pytest.fixture
def purged(challenge):
    """Past everything that counts from the final report."""
    rows_in(challenge)
    with acting_at(day_after(kept_until(challenge)["session_notes"])):
        for key in ("watched_names", "case_notes", "restricted_documents", "documents", "session_notes"):
            actions.purge_group(challenge, key, by=User.objects.clock())
    return challenge


def page(client, name, challenge, *args):
    return client.get(reverse(name, args=[challenge.slug, *args]))


def words(response):
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize(
    "role", [*sorted(READERS), "adviser", "co_ordinator", "lead_peer", "peer", "observer", "contributor", "stranger"]
)
def test_sponsor_organiser_and_managers_read_what_is_kept_and_every_certificate(purged, person, log_in_as, role):
    client = log_in_as(person(role, purged))
    certificate = RetentionCertificate.objects.of(purged).first()

    answers = {page(client, "challenges:kept", purged).status_code}
    answers.add(page(client, "challenges:certificate", purged, certificate.pk).status_code)

    assert answers == ({200} if role in READERS else {404 if role == "stranger" else 403})


def test_a_certificate_is_read_in_its_own_challenge_alone(purged, person, log_in_as):
    other = ChallengeFactory()
    certificate = RetentionCertificate.objects.of(purged).first()

    assert page(log_in_as(person("sponsor", other)), "challenges:certificate", other, certificate.pk).status_code == 404


def test_the_page_says_until_when_and_what_went(purged, person, log_in_as):
    said = words(page(log_in_as(person("sponsor", purged)), "challenges:kept", purged))

    assert "Notes on cases" in said
    assert "Until the final report is issued." in said
    assert "2 Nov 2027" in said  # they went
    assert "7 Jun 2029" in said  # two years after it closed
    assert "Stop deleting" not in said
    assert "Lines of the history" in said


def test_before_the_report_it_says_what_it_waits_for(person, log_in_as):
    challenge = ChallengeFactory(stage="onsite")

    said = words(page(log_in_as(person("organiser", challenge)), "challenges:kept", challenge))

    assert said.count("The day has not come") == 8
    assert "30 days after the final report" in said


def test_a_certificate_says_what_went_and_what_is_left_of_the_bytes(purged, person, log_in_as):
    papers = RetentionCertificate.objects.get(rule="restricted_documents")
    client = log_in_as(person("sponsor", purged))
    Leftover.objects.exclude(certificate_id=papers.pk).delete()

    said = words(page(client, "challenges:certificate", purged, papers.pk))
    assert "Version of a document" in said
    assert "15 bytes together" in said
    assert "Kept until" in said
    assert "2 June 2027" in said
    assert "The storage still holds 1 of the files." in said
    Leftover.objects.all().delete()
    assert "still holds" not in words(page(client, "challenges:certificate", purged, papers.pk))


def test_pages_stand_up_when_what_they_showed_has_gone(purged, person, log_in_as):
    CaseReviewReportFactory(
        challenge=purged, shared_at=at_night(ISSUED), shared_by=UserFactory(), audience="council", strengths="Words"
    )
    manager = log_in_as(person("challenge_manager", purged))
    notes = "Notes on cases went on 2 November 2027, as agreed. Notes on cases are no longer needed"

    assert notes in words(page(manager, "casereview:report", purged))
    listed = words(page(manager, "feedback:note_list", purged))
    assert notes in listed
    assert "Evidence notes went on 2 November 2027, as agreed." in listed
    finding = purged.findings.get(headline="Leaders know their services")
    told = words(page(manager, "feedback:finding", purged, finding.pk))
    assert "No evidence note is left." in told
    assert "One source only" not in told
    assert "0 pieces" not in words(page(manager, "feedback:finding_list", purged))
    restricted = purged.document_requests.get(importance="restricted")
    assert "Restricted documents went on" in words(page(manager, "preparation:document", purged, restricted.pk))
    assert "Other documents went on" in words(page(manager, "preparation:document_list", purged))
    assert page(manager, "feedback:presentation", purged).status_code == 200
    assert page(manager, "history", purged).status_code == 200

    with acting_at(day_after(kept_until(purged)["peer_details"])):
        actions.purge_group(purged, "peer_details", by=User.objects.clock())
    for name in ("preparation:team", "preparation:declaration_list"):
        assert "Details of who took part went on" in words(page(manager, name, purged))


# The hold


def test_the_office_stops_the_deletion_and_everybody_concerned_reads_why(challenge, person, log_in_as):
    office, sponsor = log_in_as(person("office")), log_in_as(person("sponsor", challenge))
    where = reverse("challenges:hold_begin", args=[challenge.slug])
    assert sponsor.get(where).status_code == 403

    assert "Say why nothing may be deleted" in words(office.post(where, {"reason": " "}))
    answer = office.post(where, {"reason": "The council has a complaint"}, follow=True)

    assert "Nothing of this challenge is deleted until you lift the hold." in words(answer)
    said = words(page(sponsor, "challenges:kept", challenge))
    assert "On hold." in said
    assert "The council has a complaint" in said
    assert "Lift the hold" not in said
    event = AuditEvent.objects.get(what="retention_hold.set")
    assert (event.reason, event.audience) == ("The council has a complaint", "council")
    assert "is deleted already" not in words(office.get(where))
    assert "Nothing of this challenge is deleted already." in words(office.post(where, {"reason": "Again"}))


def test_words_that_lead_to_a_person_are_no_reason(challenge, person, log_in_as):
    where = reverse("challenges:hold_begin", args=[challenge.slug])

    answer = log_in_as(person("office")).post(where, {"reason": "Ring 01632 960 001."})

    assert "a telephone number" in words(answer)
    assert not challenge.retention_holds.exists()


def test_before_a_hold_is_lifted_the_page_says_what_then_goes(person, log_in_as):
    issued, by = today() - datetime.timedelta(days=10), person("office")
    challenge = finished(issued=issued, closed_at=at_night(issued))
    hold = actions.hold_back_purge(challenge, reason="A complaint", by=by)
    where = reverse("challenges:hold_lift", args=[challenge.slug, hold.pk])
    client = log_in_as(by)

    said = words(client.get(where))
    assert "In the coming night these are deleted, if they are still there, and cannot be brought back:" in said
    assert "Notes on cases: The sample by code" in said
    assert "Evidence notes:" not in said
    client.post(where)

    hold.refresh_from_db()
    assert hold.lifted_by == by
    assert AuditEvent.objects.get(what="retention_hold.lifted").audience == "council"
    assert client.get(where).status_code == 404
    assert "Earlier holds" in words(page(client, "challenges:kept", challenge))


def test_only_the_office_decides(challenge, person):
    with pytest.raises(actions.retention.ActionRefused, match="programme office"):
        actions.hold_back_purge(challenge, reason="A complaint", by=person("challenge_manager", challenge))


# Of every challenge


def test_the_office_reads_the_certificates_of_challenges_that_are_gone(challenge, person, log_in_as):
    rows_in(challenge)
    event_of(challenge, CaseReview.objects.get())
    name = str(challenge)
    night(kept_until(challenge)["report"])
    night(kept_until(challenge)["report"].replace(year=2040))
    office, sponsor = log_in_as(person("office")), log_in_as(person("sponsor", ChallengeFactory()))
    whole = RetentionCertificate.objects.get(rule="report")

    listed = words(office.get(reverse("challenges:certificate_archive")))
    assert listed.count(name) == RetentionCertificate.objects.filter(challenge_name=name).count() == 8
    told = words(office.get(reverse("challenges:certificate_archived", args=[whole.pk])))
    assert (
        f'The challenge itself</dd></div> <div class="govuk-summary-list__row"><dt class="govuk-summary-list__key">Of</dt><dd class="govuk-summary-list__value">{name}'
        in told
    )
    for where in (
        reverse("challenges:certificate_archive"),
        reverse("challenges:certificate_archived", args=[whole.pk]),
    ):
        assert sponsor.get(where).status_code == 403


def test_many_certificates_come_in_pages(person, log_in_as):
    for number in range(52):
        RetentionCertificate.objects.create(
            at=at_night(CLOSED), by_id=1, by_name="The clock", rule="x", title=f"No {number}"
        )
    client = log_in_as(person("office"))

    first = client.get(reverse("challenges:certificate_archive"))
    assert (len(first.context["certificates"]), "Next page" in words(first)) == (50, True)
    second = client.get(reverse("challenges:certificate_archive"), {"before": first.context["more"]})
    assert [each.title for each in second.context["certificates"]] == ["No 1", "No 0"]


@pytest.mark.parametrize("certificates", [0, 30])
def test_the_page_costs_the_same_however_much_went(
    certificates, challenge, person, log_in_as, django_assert_num_queries
):
    for number in range(certificates):
        RetentionCertificate.objects.create(
            at=at_night(CLOSED),
            by_id=1,
            by_name="The clock",
            rule="case_notes",
            title=f"{number}",
            challenge_id=challenge.pk,
        )
    client = log_in_as(person("sponsor", challenge))
    page(client, "challenges:kept", challenge)

    with django_assert_num_queries(10):
        page(client, "challenges:kept", challenge)
