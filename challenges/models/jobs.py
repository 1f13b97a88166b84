"""The job ledger: what the worker has to do, and how far it is. The broker only carries messages about it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Job(models.Model):
    """One slow piece of work. It is claimed by compare-and-swap and beats while it runs (challenges/jobs.py)."""

    class State(models.TextChoices):
        QUEUED = "queued", "Queued"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    task = models.CharField(max_length=80)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.CharField(max_length=32, blank=True, help_text="Random, new with each claim.")
    queued_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True, help_text="Why it failed, for people.")

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["state", "heartbeat_at"], name="job_unfinished", condition=Q(state__in=["queued", "running"])
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="job_ended_at_when_ended",
                condition=Q(state__in=["done", "failed"], ended_at__isnull=False)
                | Q(state__in=["queued", "running"], ended_at=None),
            ),
            models.CheckConstraint(
                name="job_failed_with_a_reason",
                condition=~Q(state="failed") | ~Q(reason=""),
            ),
        ]

    def __str__(self):
        return f"{self.task} {self.pk}"
