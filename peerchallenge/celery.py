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
    "close invitations that nobody used": {
        "task": "challenges.lapse_invitations",
        "schedule": crontab(hour="0", minute="20"),
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
