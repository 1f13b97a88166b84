import datetime

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from challenges.models import Challenge, Job, Membership, Opening, OutboundMail, RenderedDocument, StoredFile
from challenges.moments import now
from tests.factories import ChallengeFactory, CouncilFactory, ProgrammeFactory, UserFactory

pytestmark = pytest.mark.django_db


def document(challenge, *, state="done", ready=True, permission="challenges.view_mail"):
    ended = now() if state in {"done", "failed"} else None
    reason = "The words could not be set." if state == "failed" else ""
    job = Job.objects.create(
        task="challenges.render_document", state=state, queued_at=now(), ended_at=ended, reason=reason
    )
    file = None
    if ready:
        file = StoredFile.objects.create(
            challenge=challenge,
            name="Proposal.pdf",
            content=ContentFile(b"%PDF-1.7", name="document.pdf"),
            media_type="application/pdf",
            size=8,
            sha256="0" * 64,
            stored_at=now(),
            stored_by=challenge.created_by,
        )
    return RenderedDocument.objects.create(
        challenge=challenge,
        kind="scoping_proposal",
        title="Proposal",
        permission=permission,
        html="<p>Words",
        html_sha256="0" * 64,
        template_version="1",
        asked_at=now(),
        asked_by=challenge.created_by,
        job=job,
        file=file,
    )


def address(name, challenge, *more):
    return reverse(f"challenges:{name}", args=[challenge.slug, *more])


def test_the_office_sets_up_a_challenge_and_is_asked_who_begins(person, log_in_as):
    council, programme = CouncilFactory(), ProgrammeFactory()
    posted = {"council": council.pk, "programme": programme.pk}
    posted |= {"starts_on_day": "9", "starts_on_month": "3", "starts_on_year": "2027"}

    answer = log_in_as(person("office")).post(reverse("challenges:challenge_add"), posted)

    challenge = Challenge.objects.get()
    assert challenge.starts_on == datetime.date(2027, 3, 9)
    assert answer.url == address("people_begin", challenge)


def test_a_refused_set_up_keeps_what_was_typed_and_says_why(person, log_in_as):
    council, programme = CouncilFactory(), ProgrammeFactory()
    posted = {"council": council.pk, "programme": programme.pk}
    posted |= {"starts_on_day": "6", "starts_on_month": "3", "starts_on_year": "2027"}

    page = log_in_as(person("office")).post(reverse("challenges:challenge_add"), posted)

    assert "The first on-site day must be a working day in England. Choose another date." in page.text
    assert page.context["form"]["starts_on"].value() == ["6", "3", "2027"]


def test_only_the_office_sets_up_challenges(person, log_in_as):
    assert log_in_as(person("peer", ChallengeFactory())).get(reverse("challenges:challenge_add")).status_code == 403


@pytest.mark.parametrize("name", ["person_list", "person_add", "milestone_list", "mail_list"])
def test_a_stranger_gets_404_everywhere(name, person, log_in_as):
    assert log_in_as(person("stranger")).get(address(name, ChallengeFactory())).status_code == 404


@pytest.mark.parametrize(("role", "status"), [("co_ordinator", 200), ("peer", 403), ("sponsor", 403)])
def test_mail_is_for_the_lga(role, status, person, log_in_as):
    challenge = ChallengeFactory()

    assert log_in_as(person(role, challenge)).get(address("mail_list", challenge)).status_code == status


def test_a_document_is_read_by_those_who_may_and_each_opening_is_kept(person, log_in_as):
    challenge = ChallengeFactory()
    made = document(challenge)

    lga = log_in_as(person("adviser", challenge)).get(address("document_file", challenge, made.pk))
    peer = log_in_as(person("peer", challenge)).get(address("document_file", challenge, made.pk))

    assert b"".join(lga.streaming_content) == b"%PDF-1.7"
    assert lga["Content-Type"] == "application/pdf"
    assert peer.status_code == 403
    assert list(Opening.objects.values_list("target_id", "how")) == [(made.file_id, "shown")]


def test_a_document_of_another_challenge_is_not_found(person, log_in_as):
    challenge, elsewhere = ChallengeFactory(), ChallengeFactory()
    made = document(elsewhere)

    assert log_in_as(person("adviser", challenge)).get(address("document_file", challenge, made.pk)).status_code == 404


@pytest.mark.parametrize(
    ("state", "ready", "says"),
    [
        ("queued", False, "Waiting"),
        ("failed", False, "The words could not be set."),
        ("done", True, "Download"),
    ],
)
def test_the_state_of_a_document_is_told_in_words(state, ready, says, person, log_in_as):
    challenge = ChallengeFactory()
    made = document(challenge, state=state, ready=ready)

    part = log_in_as(person("adviser", challenge)).get(
        address("document_state", challenge, made.pk), headers={"HX-Request": "true"}
    )

    assert says in part.text


def test_a_page_that_waits_for_a_document_is_loaded_again_once_it_is_ready(person, log_in_as):
    challenge = ChallengeFactory()
    client = log_in_as(person("adviser", challenge))
    htmx = {"HX-Request": "true"}

    made, waiting = document(challenge), document(challenge, state="queued", ready=False)
    answers = [
        client.get(address("document_state", challenge, each.pk) + "?then=page", headers=htmx)
        for each in (made, waiting)
    ]

    assert [answer.headers.get("HX-Refresh") for answer in answers] == ["true", None]


def test_a_failed_document_is_tried_again(person, log_in_as):
    challenge = ChallengeFactory()
    made = document(challenge, state="failed", ready=False)

    log_in_as(person("adviser", challenge)).post(address("document_retry", challenge, made.pk))

    assert Job.objects.get(pk=made.job_id).state == "queued"


def test_an_uncertain_mail_is_sent_again_or_set_aside_by_choice(person, log_in_as):
    challenge = ChallengeFactory()
    mail = OutboundMail.objects.create(
        challenge=challenge,
        kind="note",
        person=challenge.created_by,
        due_on=datetime.date(2027, 3, 9),
        subject="A note",
        message_id="<one@example.org>",
        state="uncertain",
        written_at=now(),
        written_by=challenge.created_by,
    )
    client = log_in_as(person("co_ordinator", challenge))

    page = client.get(address("mail_detail", challenge, mail.pk))
    client.post(address("mail_settle", challenge, mail.pk), {"choice": "send"})

    assert "Send it again" in page.text
    assert OutboundMail.objects.get(pk=mail.pk).state == "due"


@pytest.mark.parametrize("how_many", [1, 30])
def test_the_list_of_people_asks_the_same_number_of_queries(how_many, person, log_in_as, django_assert_num_queries):
    challenge = ChallengeFactory()
    Membership.objects.bulk_create(
        Membership(challenge=challenge, user=user, role="peer", added_at=now(), added_by=user)
        for user in UserFactory.create_batch(how_many)
    )
    client = log_in_as(person("challenge_manager", challenge))

    with django_assert_num_queries(8):
        client.get(address("person_list", challenge))


@pytest.mark.parametrize("how_many", [1, 30])
def test_the_list_of_mails_asks_the_same_number_of_queries(how_many, person, log_in_as, django_assert_num_queries):
    challenge = ChallengeFactory()
    OutboundMail.objects.bulk_create(
        OutboundMail(
            challenge=challenge,
            kind=f"note.{n}",
            person=challenge.created_by,
            due_on=datetime.date(2027, 3, 9),
            subject="A note",
            message_id=f"<{n}@example.org>",
            written_at=now(),
            written_by=challenge.created_by,
        )
        for n in range(how_many)
    )
    client = log_in_as(person("challenge_manager", challenge))

    with django_assert_num_queries(6):
        client.get(address("mail_list", challenge))
