"""The job ledger: claim by compare-and-swap, beat while running, finish once, sweep what was dropped.

A broker may lose a message or bring it twice; a worker may be killed at any point. The Job row decides: only the
holder of its current claim may finish it, and the sweeper publishes again whatever has stopped beating.
"""

from __future__ import annotations

import datetime
import logging
import secrets
import threading
from collections.abc import Callable
from typing import TypeVar

from celery import current_app
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from kombu.exceptions import OperationalError

from challenges.models import Job

T = TypeVar("T")
logger = logging.getLogger(__name__)


class WorkFailed(Exception):  # told to people as the reason
    """The work cannot be done, and trying again by itself would not help. The text is for people."""


def enqueue(task: str, **arguments: object) -> Job:
    """Write down a job and publish it once the transaction commits."""
    job = Job.objects.create(task=task, arguments=arguments, queued_at=timezone.now())
    transaction.on_commit(lambda: publish(job))
    return job


def publish(job: Job) -> None:
    """Tell the broker. When it cannot be reached the sweeper publishes later: the ledger already knows."""
    try:
        current_app.send_task(job.task, kwargs={"job_id": job.pk}, retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("The broker could not be reached for %s: %s", job, error)
        return
    Job.objects.filter(pk=job.pk).update(published_at=timezone.now())


def try_again(job: Job) -> None:
    """Put a failed job, or one that has stopped beating, back in the queue with its attempts counted anew."""
    again = Job.objects.filter(pk=job.pk).filter(Q(state=Job.State.FAILED) | _stopped())
    if again.update(state=Job.State.QUEUED, attempts=0, reason="", ended_at=None, claim="", queued_at=timezone.now()):
        transaction.on_commit(lambda: publish(job))


def do_again(job: Job) -> None:
    """Put a job that has ended, well or not, back in the queue: its work is wanted once more."""
    ended = Job.objects.filter(pk=job.pk, state__in=[Job.State.DONE, Job.State.FAILED])
    if ended.update(state=Job.State.QUEUED, attempts=0, reason="", ended_at=None, claim="", queued_at=timezone.now()):
        transaction.on_commit(lambda: publish(job))


def run(job_id: int, *, work: Callable[[Job], T], finish: Callable[[Job, T], None]) -> bool:
    """Do a job if it is to be had. `work` runs outside a transaction and may take long and be repeated;
    `finish` stores its result, in the transaction that marks the job done. Returns whether this call finished it.
    """
    job = _claim(job_id)
    if job is None:
        return False
    stop = threading.Event()
    heart = threading.Thread(target=_beat, args=(job.pk, job.claim, stop), daemon=True)
    if not connection.in_atomic_block:  # inside a caller's transaction nobody else sees the claim
        heart.start()
    try:
        result = work(job)
        with transaction.atomic():
            if not _still_ours(job):
                return False
            finish(job, result)
            _end(job, Job.State.DONE)
        return True
    except WorkFailed as error:
        _end(job, Job.State.FAILED, reason=str(error))
    except SoftTimeLimitExceeded:
        minutes = settings.CELERY_TASK_SOFT_TIME_LIMIT // 60
        _end(job, Job.State.FAILED, reason=f"It took longer than {minutes} minutes and was stopped.")
    except Exception as error:  # the ledger must say what happened, whatever it was
        logger.exception("%s failed", job)
        _end(job, Job.State.FAILED, reason=f"Something went wrong while it was made ({type(error).__name__}).")
    finally:
        stop.set()
        if heart.ident:
            heart.join()
    return False


def tell_progress(job: Job, percent: int) -> None:
    """Write down how far the holder of this job is, for people who wait: `arguments["progress"]`, from 0 to 100."""
    job.arguments = {**job.arguments, "progress": max(0, min(100, percent))}
    Job.objects.filter(pk=job.pk, claim=job.claim, state=Job.State.RUNNING).update(arguments=job.arguments)


def sweep() -> int:
    """Publish again what was never published, never taken, or dropped; give up on what was dropped too often."""
    tired = Job.objects.filter(_stopped(), attempts__gte=settings.JOB_ATTEMPTS)
    tired.update(
        state=Job.State.FAILED,
        ended_at=timezone.now(),
        reason=f"The worker stopped {settings.JOB_ATTEMPTS} times while making it.",
    )
    waiting = dropped()
    for job in waiting:
        publish(job)
    return len(waiting)


def dropped() -> list[Job]:
    """Jobs that nobody has published or taken for a while, and jobs whose worker is gone."""
    waiting = Q(state=Job.State.QUEUED) & (Q(published_at=None, queued_at__lt=_stale()) | Q(published_at__lt=_stale()))
    return list(Job.objects.filter(waiting | _stopped())[:200])


def has_stopped(job: Job) -> bool:
    """Whether a running job has not beaten for a while: its worker is gone."""
    return job.state == Job.State.RUNNING and (job.heartbeat_at is None or job.heartbeat_at < _stale())


def _stale() -> datetime.datetime:
    return timezone.now() - datetime.timedelta(seconds=settings.JOB_STALE_SECONDS)


def _stopped() -> Q:
    return Q(state=Job.State.RUNNING, heartbeat_at__lt=_stale())


def _claim(job_id: int) -> Job | None:
    claim = secrets.token_hex(16)
    free = Job.objects.filter(pk=job_id, attempts__lt=settings.JOB_ATTEMPTS)
    moment = timezone.now()
    taken = free.filter(Q(state=Job.State.QUEUED) | _stopped()).update(
        state=Job.State.RUNNING, claim=claim, attempts=F("attempts") + 1, started_at=moment, heartbeat_at=moment
    )
    return Job.objects.get(pk=job_id) if taken else None


def _still_ours(job: Job) -> bool:
    return Job.objects.select_for_update().filter(pk=job.pk, claim=job.claim, state=Job.State.RUNNING).exists()


def _end(job: Job, state: Job.State, reason: str = "") -> None:
    Job.objects.filter(pk=job.pk, claim=job.claim, state=Job.State.RUNNING).update(
        state=state, ended_at=timezone.now(), reason=reason
    )


def _beat(job_id: int, claim: str, stop: threading.Event) -> None:
    try:
        while not stop.wait(settings.JOB_STALE_SECONDS / 5):
            Job.objects.filter(pk=job_id, claim=claim).update(heartbeat_at=timezone.now())
    finally:
        connection.close()
