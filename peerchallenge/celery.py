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

app.conf.beat_schedule = {
    "run again what a worker dropped": {"task": "challenges.sweep_jobs", "schedule": 5.0, "options": {"expires": 5}},
    "send the mail that is due": {"task": "challenges.send_due_mail", "schedule": 60.0, "options": {"expires": 60}},
    "ask again about files that wait for the virus scanner": {
        "task": "challenges.scan_waiting_files",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "scan clean files again": {
        "task": "challenges.scan_files_again",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "let go of unfinished and blocked uploads": {
        "task": "challenges.clear_uploads",
        "schedule": crontab(minute="40"),
    },
    "throw away drafts past their time": {
        "task": "challenges.throw_old_drafts_away",
        "schedule": crontab(hour="3", minute="20"),
    },
    "delete sessions that have ended": {
        "task": "challenges.forget_sessions",
        "schedule": crontab(hour="3", minute="40"),
    },
    "delete what has reached its date": {
        "task": "challenges.purge_what_is_due",
        "schedule": crontab(hour="4", minute="0"),
    },
    "close invitations that nobody used": {
        "task": "challenges.lapse_invitations",
        "schedule": crontab(hour="0", minute="20"),
    },
    "close the documents after their last day": {
        "task": "preparation.close_document_lists",
        "schedule": crontab(hour="0", minute="30"),
    },
    "tell people what came and what is missing among the documents": {
        "task": "preparation.write_document_digests",
        "schedule": crontab(hour="7", minute="0"),
    },
    "close factual accuracy windows": {
        "task": "reports.close_accuracy_windows",
        "schedule": crontab(hour="0", minute="10"),
    },
    "remind about the evaluation": {
        "task": "evaluation.remind_about_evaluation",
        "schedule": crontab(hour="8", minute="30"),
    },
}
