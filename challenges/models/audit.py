"""What happened: append-only."""

from __future__ import annotations

from django.db import models

from challenges.alone_first import held_back_from
from challenges.models.audience import READERS, Audience
from challenges.models.people import Role


class AuditEventQuerySet(models.QuerySet):
    def readable_by(self, user, challenge):
        """The events of this challenge that this reader may know of: of those for them, not what they may not read yet."""
        roles = user.roles_in(challenge)
        audiences = [audience for audience, readers in READERS.items() if readers & roles]
        mine = models.Q(by_id=user.pk)
        for_them = models.Q(audience__in=audiences)
        if held := held_back_from(user, challenge):
            for_them &= ~held
        readable = self.filter(challenge_id=challenge.pk).filter(mine | for_them)
        if user.seen_by:  # someone looks on as this person: nothing that they may not read themselves
            readable &= self.readable_by(user.seen_by, challenge)
        return readable


class AuditEvent(models.Model):
    """One row for each act. It holds text, not foreign keys, so the log can never block or lose a deletion."""

    at = models.DateTimeField()
    what = models.CharField(max_length=80, help_text="noun.past_participle, such as report.issued.")
    sentence = models.TextField(help_text="What happened, for people, without who and when.")
    by_id = models.BigIntegerField()
    by_name = models.CharField(max_length=120)
    by_role = models.CharField(max_length=20, choices=Role, blank=True)
    challenge_id = models.BigIntegerField(null=True, blank=True)
    target_type = models.CharField(max_length=80, blank=True)
    target_id = models.BigIntegerField(null=True, blank=True)
    target = models.CharField(max_length=200, blank=True)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.LGA)
    was = models.JSONField(default=dict, blank=True)
    now = models.JSONField(default=dict, blank=True)
    reason = models.TextField(blank=True)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["challenge_id", "-id"], name="audit_challenge")]

    def __str__(self):
        return self.sentence
