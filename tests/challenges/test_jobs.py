import datetime

import pytest
from django.conf import settings

from challenges import documents, jobs
from challenges.models import Job, RenderedDocument, StoredFile
from challenges.moments import now
from tests.factories import ChallengeFactory

pytestmark = pytest.mark.django_db(transaction=True)
LONG_AGO = datetime.timedelta(hours=1)


def queued(**fields):
    return Job.objects.create(task="challenges.render_document", **({"queued_at": now()} | fields))


def document(html="<html lang='en'><title>Words</title><h1>Words</h1></html>"):
    challenge = ChallengeFactory()
    return RenderedDocument.objects.create(
        challenge=challenge,
        kind="scoping_proposal",
        title="Words",
        permission="challenges.view_challenge",
        html=html,
        html_sha256="0" * 64,
        template_version="1",
        asked_at=now(),
        asked_by=challenge.created_by,
        job=queued(),
    )


def test_a_job_is_done_once_however_often_its_message_comes():
    done = []
    job = queued()

    outcomes = [
        jobs.run(job.pk, work=lambda job: "made", finish=lambda job, result: done.append(result)) for _ in "123"
    ]

    assert outcomes == [True, False, False]
    assert done == ["made"]


def test_a_running_job_is_not_taken_while_it_beats_and_is_taken_when_it_stopped():
    beating = queued(state="running", attempts=1, claim="a", heartbeat_at=now())
    stopped = queued(state="running", attempts=1, claim="b", heartbeat_at=now() - LONG_AGO)

    taken = [jobs.run(job.pk, work=lambda job: None, finish=lambda job, result: None) for job in (beating, stopped)]

    assert taken == [False, True]
    assert Job.objects.get(pk=stopped.pk).attempts == 2


def test_a_worker_that_lost_its_claim_stores_nothing():
    stored = []
    job = queued()

    def work(job):
        Job.objects.filter(pk=job.pk).update(claim="someone else's")

    outcome = jobs.run(job.pk, work=work, finish=lambda job, result: stored.append(result))

    assert outcome is False
    assert stored == []


def test_what_goes_wrong_is_said_and_can_be_tried_again():
    job = queued()

    def work(job):
        raise jobs.WorkFailed("The words could not be set.")

    jobs.run(job.pk, work=work, finish=lambda job, result: None)
    failed = Job.objects.get(pk=job.pk)
    jobs.try_again(failed)

    assert (failed.state, failed.reason) == ("failed", "The words could not be set.")
    assert (Job.objects.get(pk=job.pk).state, Job.objects.get(pk=job.pk).attempts) == ("queued", 0)


def test_an_unexpected_error_is_failed_with_its_kind_not_for_ever_running():
    job = queued()

    jobs.run(job.pk, work=lambda job: 1 / 0, finish=lambda job, result: None)

    assert Job.objects.get(pk=job.pk).reason == "Something went wrong while it was made (ZeroDivisionError)."


def test_the_sweeper_publishes_what_nobody_took_and_gives_up_on_what_stops_every_time():
    never_published = queued(queued_at=now() - LONG_AGO)
    fresh = queued(published_at=now())
    tired = queued(state="running", attempts=settings.JOB_ATTEMPTS, claim="a", heartbeat_at=now() - LONG_AGO)

    jobs.sweep()

    assert Job.objects.get(pk=never_published.pk).published_at is not None
    assert Job.objects.get(pk=fresh.pk).published_at == fresh.published_at
    assert Job.objects.get(pk=tired.pk).reason == "The worker stopped 3 times while making it."


@pytest.mark.parametrize(
    ("job", "state"),
    [
        ({"state": "queued"}, "queued"),
        ({"state": "running", "beats": True}, "rendering"),
        ({"state": "running", "beats": False}, "queued"),
        ({"state": "failed"}, "failed"),
    ],
)
def test_a_document_never_says_rendering_when_its_worker_is_gone(job, state):
    made = document()
    made.job.state = job["state"]
    if "beats" in job:
        made.job.heartbeat_at = now() - (LONG_AGO if not job["beats"] else datetime.timedelta())

    assert documents.state_of(made) == state


def test_a_render_stores_one_file_with_its_hash():
    made = document()

    jobs.run(made.job_id, work=documents.render, finish=documents.store_rendered)
    made = RenderedDocument.objects.select_related("file").get(pk=made.pk)

    assert documents.state_of(made) == "ready"
    with made.file.content.open() as stored:
        assert stored.read(5) == b"%PDF-"
    assert StoredFile.objects.count() == 1


def test_a_render_follows_no_address_outside_itself(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("what nobody should read")
    made = document(f"<html lang='en'><title>W</title><a rel='attachment' href='file://{secret}'>a</a></html>")

    jobs.run(made.job_id, work=documents.render, finish=documents.store_rendered)
    made = RenderedDocument.objects.select_related("file", "job").get(pk=made.pk)

    with made.file.content.open() as stored:
        assert b"EmbeddedFile" not in stored.read()
