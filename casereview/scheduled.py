"""Jobs of the case review whose end is an action, and work the clock starts."""

from __future__ import annotations

import datetime

from celery import shared_task

from casereview import actions, queries
from casereview.annex_a import Reading
from casereview.models import ChildLists, Concern
from challenges import jobs
from challenges.clock import clock_job
from challenges.models import Job, User
from challenges.moments import now
from challenges.retention import not_on_hold

UNDECIDED_FOR = datetime.timedelta(days=1)


@shared_task(name="casereview.read_lists")
def read_lists_task(*, job_id: int) -> None:
    """Read the lists somebody uploaded, once, however often the queue delivers this."""
    jobs.run(job_id, work=queries.read_lists, finish=_keep_reading)


def _keep_reading(job: Job, result: tuple[ChildLists, Reading]) -> None:
    child_lists, reading = result
    actions.keep_reading_of_lists(child_lists, reading, by=User.objects.clock())


@shared_task(name="casereview.keep_lists")
def keep_lists_task(*, job_id: int) -> None:
    """Keep the lists in short, for whoever decided it."""
    jobs.run(job_id, work=queries.read_lists, finish=_store)


def _store(job: Job, result: tuple[ChildLists, Reading]) -> None:
    child_lists, reading = result
    actions.store_lists(child_lists, reading, by=child_lists.kept_by)  # type: ignore[arg-type]  # it is set


@clock_job
def forget_child_lists(*, dry_run: bool = False) -> list[str]:
    """Throw away lists that nobody decided about within a day."""
    lines = []
    old = ChildLists.objects.filter(kept_at=None, uploaded_at__lt=now() - UNDECIDED_FOR)
    for child_lists in not_on_hold(old).select_related("challenge"):
        if not dry_run:
            actions.throw_lists_away(child_lists, by=User.objects.clock())
        lines.append(f"{'would throw' if dry_run else 'threw'} away the lists of children of {child_lists.challenge}")
    return lines


@shared_task(name="casereview.forget_child_lists")
def forget_child_lists_task():
    """What the beat starts."""
    forget_child_lists()


@clock_job
def tell_concerns_again(*, dry_run: bool = False) -> list[str]:
    """Tell again of an immediate concern that nobody has received for an hour, and the programme managers with it.

    In every challenge, also in one that stands still.
    """
    lines = []
    silent = Concern.objects.nobody_has().filter(chased_at=None, raised_at__lte=now() - queries.SILENCE)
    for concern in silent.select_related("challenge__council").order_by("pk"):
        if dry_run:
            lines.append(f"would tell again of {concern} of {concern.challenge}")
        elif people := actions.tell_again(concern, by=User.objects.clock()):
            lines.append(f"told {len(people)} people again of {concern} of {concern.challenge}")
    return lines


@shared_task(name="casereview.tell_concerns_again")
def tell_concerns_again_task():
    """What the beat starts."""
    tell_concerns_again()
