"""Work the clock starts in the report stage."""

from celery import shared_task

from challenges.clock import clock_job
from challenges.models import User
from challenges.moments import today
from reports import actions, queries


@clock_job
def close_accuracy_windows(*, dry_run=False):
    """Close the factual accuracy windows that have passed: silence counts as correct, and is recorded."""
    lines = []
    for report in queries.windows_gone_by(today()):
        lines.append(f"{'would close' if dry_run else 'closed'} the window of {report.challenge}")
        if not dry_run:
            actions.close_accuracy_window(report, by=User.objects.clock())
    return lines


@shared_task(name="reports.close_accuracy_windows")
def close_accuracy_windows_task():
    """What the beat starts."""
    close_accuracy_windows()
