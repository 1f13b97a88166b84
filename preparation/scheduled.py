"""Work the clock starts in preparation, and jobs whose end is an action."""

from __future__ import annotations

from typing import Any

from celery import shared_task

from challenges import jobs
from challenges.clock import clock_job
from challenges.models import Job, User
from challenges.moments import is_working_day, today
from preparation import actions, queries


@clock_job
def close_document_lists(*, dry_run: bool = False) -> list[str]:
    """Close the documents of challenges whose last day for them has passed."""
    lines = []
    for current in queries.rounds_past_their_day():
        if not dry_run:
            actions.close_documents(current.challenge, by=User.objects.clock())
        lines.append(f"{'would close' if dry_run else 'closed'} the documents of {current.challenge}, {current}")
    return lines


@shared_task(name="preparation.close_document_lists")
def close_document_lists_task():
    """What the beat starts."""
    close_document_lists()


@clock_job
def write_document_digests(*, dry_run: bool = False) -> list[str]:
    """On working days, tell each person once what came and what is missing; only where something changed or is due."""
    if not is_working_day(today()):
        return []
    lines = []
    for person in queries.people_to_tell():
        if _is_written(person, dry_run=dry_run):
            lines.append(f"{'would write' if dry_run else 'wrote'} the day’s mail about documents to {person}")
    return lines


def _is_written(person: User, *, dry_run: bool) -> bool:
    if dry_run:
        return not queries.was_told_today(person) and bool(queries.news_for(person))
    return actions.write_digest(person, by=User.objects.clock()) is not None


@shared_task(name="preparation.write_document_digests")
def write_document_digests_task():
    """What the beat starts."""
    write_document_digests()


@shared_task(name="preparation.read_performance")
def read_performance_task(*, job_id: int) -> None:
    """Read one workbook of figures, once, however often the queue delivers this."""
    jobs.run(job_id, work=queries.read_figures, finish=_keep_reading)


def _keep_reading(job: Job, found: dict[str, Any]) -> None:
    actions.keep_reading(job.performance_set, found=found, by=User.objects.clock())
