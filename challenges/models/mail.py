"""The outbox: every mail is a row before it is sent."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from challenges.models.challenge import Challenge
from challenges.models.people import User


class OutboundMail(models.Model):
    """One mail to one person about one thing: one row, one Message-ID, sent once (challenges/outbox.py)."""

    class State(models.TextChoices):
        DUE = "due", "Waiting to be sent"
        CLAIMED = "claimed", "Being prepared"
        HANDING_OVER = "handing_over", "Being handed to the mail server"
        SENT = "sent", "Sent"
        UNCERTAIN = "uncertain", "May or may not have been sent"
        NOT_NEEDED = "not_needed", "No longer needed"
        FAILED = "failed", "Could not be sent"

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="mails")
    kind = models.CharField(max_length=60, help_text="Such as evaluation.reminder.")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="mails")
    due_on = models.DateField(help_text="With challenge, kind and person: what makes this mail the only one.")
    subject = models.CharField(max_length=200)
    body = models.TextField()
    message_id = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=12, choices=State, default=State.DUE)
    claim = models.CharField(max_length=32, blank=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["due_on", "id"], name="mail_unsent", condition=Q(state__in=["due", "claimed", "handing_over"])
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["challenge", "kind", "person", "due_on"], name="each_mail_is_written_once"),
            models.CheckConstraint(
                name="mail_sent_at_when_sent",
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
            ),
        ]

    def __str__(self):
        return self.subject
