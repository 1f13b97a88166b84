"""The clock's named jobs: each runs on the timetable in peerchallenge/celery.py and by `manage.py clock NAME`."""

from __future__ import annotations

from collections.abc import Callable

from challenges import drafts, jobs, outbox

# name: a function that does the job and returns what it did, line by line; with dry_run, what it would do.
CLOCK: dict[str, Callable[..., list[str]]] = {}


def clock_job(function: Callable[..., list[str]]) -> Callable[..., list[str]]:
    """Make a function one of the clock's jobs, under its own name."""
    CLOCK[function.__name__] = function
    return function


@clock_job
def sweep_jobs(*, dry_run: bool = False) -> list[str]:
    """Publish again what a worker dropped."""
    if dry_run:
        return [f"would run again: {job}" for job in jobs.dropped()]
    return [f"published again: {count}" for count in [jobs.sweep()] if count]


@clock_job
def send_due_mail(*, dry_run: bool = False) -> list[str]:
    """Send what is due in the outbox."""
    if dry_run:
        return [f"would send: {mail.subject} to {mail.person}" for mail in outbox.due().select_related("person")]
    return [f"sent: {count}" for count in [outbox.send_due()] if count]


@clock_job
def throw_old_drafts_away(*, dry_run: bool = False) -> list[str]:
    """Throw away unsaved words that nobody has come back to for 30 days, and what is left of saved ones."""
    if dry_run:
        return [f"would throw away: {count}" for count in [drafts.old().count()] if count]
    return [f"thrown away: {count}" for count in [drafts.throw_old_away()] if count]
