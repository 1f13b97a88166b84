"""Work the clock starts in the report stage."""

import logging

from celery import shared_task

from challenges.clock import clock_job
from challenges.models import User
from challenges.moments import today
from reports import actions, queries

logger = logging.getLogger(__name__)


@clock_job
def close_accuracy_windows(*, dry_run=False):
    """Close the factual accuracy windows that have passed: silence counts as correct, and is recorded."""
    lines = []
    for report in queries.windows_gone_by(today()):
        if dry_run:
            lines.append(f"would close the window of {report.challenge}")
            continue
        try:
            actions.close_accuracy_window(report, by=User.objects.clock())
        except Exception:  # whatever it is, the others are closed, and the log says what it was
            logger.exception("The factual accuracy window of %s could not be closed", report.challenge)
            lines.append(f"could not close the window of {report.challenge}: the log says why")
            continue
        lines.append(f"closed the window of {report.challenge}")
    return lines


@shared_task(name="reports.close_accuracy_windows")
def close_accuracy_windows_task():
    """What the beat starts."""
    close_accuracy_windows()
