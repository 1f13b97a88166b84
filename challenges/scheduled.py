"""Work the clock starts in the bottom app (the timetable stands in peerchallenge/celery.py)."""

from celery import shared_task

from challenges import clock


@shared_task(name="challenges.sweep_jobs")
def sweep_jobs():
    """Publish again what a worker dropped."""
    clock.sweep_jobs()
