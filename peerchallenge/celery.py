"""The Celery application and the clock's timetable.

Correctness does not live here: the job ledger (challenges/jobs.py) is the truth, so a lost or repeated message is only a delay.
"""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peerchallenge.settings")

app = Celery("peerchallenge")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(related_name="scheduled")

# What the clock asks for, and when: every so many seconds, or at a time of the day in London.
TIMETABLE: dict[str, tuple[str, float | crontab]] = {
    "run again what a worker dropped": ("challenges.sweep_jobs", 5.0),
    "send the mail that is due": ("challenges.send_due_mail", 60.0),
    "ask again about files that wait for the virus scanner": ("challenges.scan_waiting_files", 60.0),
    "tell again of immediate concerns nobody has received": ("casereview.tell_concerns_again", 60.0),
    "scan clean files again": ("challenges.scan_files_again", 600.0),
    "let go of unfinished and blocked uploads": ("challenges.clear_uploads", crontab(minute="40")),
    "forget lists of children nobody decided to keep": ("casereview.forget_child_lists", crontab(minute="50")),
    "throw away drafts past their time": ("challenges.throw_old_drafts_away", crontab(hour="3", minute="20")),
    "delete sessions that have ended": ("challenges.forget_sessions", crontab(hour="3", minute="40")),
    "delete what has reached its date": ("challenges.purge_what_is_due", crontab(hour="4", minute="0")),
    "close invitations that nobody used": ("challenges.lapse_invitations", crontab(hour="0", minute="20")),
    "close the documents after their last day": ("preparation.close_document_lists", crontab(hour="0", minute="30")),
    "tell people what came and what is missing among the documents": (
        "preparation.write_document_digests",
        crontab(hour="7", minute="0"),
    ),
    "close factual accuracy windows": ("reports.close_accuracy_windows", crontab(hour="0", minute="10")),
    "remind about the evaluation": ("evaluation.remind_about_evaluation", crontab(hour="8", minute="30")),
}
app.conf.beat_schedule = {
    what: {"task": task, "schedule": when, "options": {"expires": when} if isinstance(when, float) else {}}
    for what, (task, when) in TIMETABLE.items()
}
