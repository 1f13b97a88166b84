"""A worker that is killed at any point leaves a job that finishes later, once: on each broker that we ship."""

import os

import pytest
from django.db import transaction

from challenges import documents, outbox
from challenges.models import Job, OutboundMail, RenderedDocument, StoredFile
from challenges.moments import now
from tests.factories import ChallengeFactory, UserFactory
from tests.live import Mailbox, Workplace, wait_until

pytestmark = pytest.mark.django_db(transaction=True)
BROKERS = ["redis", "filesystem"] if os.environ.get("REDIS_URL") else ["filesystem"]
State = OutboundMail.State


@pytest.fixture(params=BROKERS)
def workplace(request):
    made = []

    def make(**more):
        made.append(Workplace(request.param, **more))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def mailbox():
    made = Mailbox(hold_at=4)
    yield made
    made.close()


def long_document(challenge):
    """A document of some hundred pages, so that there is time to kill its worker."""
    html = (
        "<html lang='en'><title>Long</title><body>"
        + "<p>"
        + "What the team heard and saw. " * 10_000
        + "</body></html>"
    )
    with transaction.atomic():
        job = Job.objects.create(task="challenges.render_document", queued_at=now())
        return RenderedDocument.objects.create(
            challenge=challenge,
            kind="draft_report",
            title="Long",
            permission="challenges.view_challenge",
            html=html,
            html_sha256="0" * 64,
            template_version="1",
            asked_at=now(),
            asked_by=challenge.created_by,
            job=job,
        )


def test_a_render_whose_worker_is_killed_is_made_later_and_once(workplace):
    place = workplace(JOB_STALE_SECONDS="6")
    document = long_document(ChallengeFactory())
    worker = place.start_worker()
    place.start_clock()
    wait_until(lambda: Job.objects.filter(state=Job.State.RUNNING).exists(), what="the render to begin")

    worker.kill()
    place.start_worker()
    wait_until(lambda: Job.objects.filter(state=Job.State.DONE).exists(), what="the render to be done", patience=120)

    document = RenderedDocument.objects.select_related("job", "file").get(pk=document.pk)
    assert documents.state_of(document) == "ready"
    assert document.job.attempts == 2
    assert StoredFile.objects.count() == 1


def test_a_mail_run_whose_worker_is_killed_goes_on_later_and_sends_nothing_twice(workplace, mailbox):
    place = workplace(EMAIL_URL=mailbox.url)
    challenge = ChallengeFactory()
    people = UserFactory.create_batch(12)
    with transaction.atomic():
        for person in people:
            outbox.write(
                "test.note", to=person, challenge=challenge, subject="A note", body="Words", by=challenge.created_by
            )
    worker = place.start_worker()
    place.start_clock()
    place.ask("challenges.send_due_mail")
    assert mailbox.holding.wait(60), worker.said()

    worker.kill()
    mailbox.hold_at = None
    place.start_worker()
    place.ask("challenges.send_due_mail")
    wait_until(
        lambda: not OutboundMail.objects.filter(state__in=[State.DUE, State.CLAIMED, State.HANDING_OVER]).exists(),
        what="the other mails to be sent",
        patience=120,
    )

    # Each of the worker's two hands may have been holding a mail: those are for people to settle, never sent again.
    received = mailbox.addresses()
    by_state = {state: set(mails(state).values_list("person__email", flat=True)) for state in State.values}
    assert sorted(by_state[State.SENT] | by_state[State.UNCERTAIN]) == sorted(person.email for person in people)
    assert 1 <= len(by_state[State.UNCERTAIN]) <= 2
    assert len(received) == len(set(received))
    assert by_state[State.SENT] <= set(received)
    assert set(mails(State.UNCERTAIN).values_list("reason", flat=True)) == {
        "The worker stopped while this was being handed to the mail server."
    }


def mails(state):
    return OutboundMail.objects.filter(state=state)


def test_each_mail_has_one_message_id(workplace, mailbox):
    mailbox.hold_at = None
    place = workplace(EMAIL_URL=mailbox.url)
    challenge = ChallengeFactory()
    with transaction.atomic():
        mail = outbox.write(
            "test.note", to=UserFactory(), challenge=challenge, subject="A note", body="Words", by=challenge.created_by
        )
        again = outbox.write(
            "test.note", to=mail.person, challenge=challenge, subject="A note", body="Words", by=challenge.created_by
        )
    place.start_worker()
    place.ask("challenges.send_due_mail")
    wait_until(lambda: OutboundMail.objects.get().state == State.SENT, what="the mail to be sent", patience=90)

    assert again is None
    assert [message["Message-ID"] for _address, message in mailbox.messages] == [mail.message_id]
