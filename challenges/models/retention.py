"""What stops the purge, what certifies it, and bytes that are still to be deleted (challenges/retention)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from challenges.models.challenge import Challenge
from challenges.models.people import User


class RetentionHoldQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(lifted_at=None)


class RetentionHold(models.Model):
    """While it stands nothing of its challenge is purged: somebody has asked about it, or may."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="retention_holds")
    reason = models.CharField(max_length=300)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = RetentionHoldQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["challenge"],
                condition=Q(lifted_at=None),
                name="one_standing_hold_per_challenge",
                violation_error_message="Nothing of this challenge is deleted already.",
            ),
            models.CheckConstraint(
                name="retention_hold_has_a_reason",
                condition=~Q(reason=""),
                violation_error_message="Say why nothing may be deleted.",
            ),
            models.CheckConstraint(
                name="retention_hold_lifted_at_and_by_together",
                condition=Q(lifted_at=None, lifted_by=None) | Q(lifted_at__isnull=False, lifted_by__isnull=False),
            ),
        ]

    def __str__(self):
        return f"Hold of {self.set_at:%-d %B %Y}"


class RetentionCertificateQuerySet(models.QuerySet):
    def of(self, challenge):
        """Those of one challenge, the newest first."""
        return self.filter(challenge_id=challenge.pk).order_by("-pk")


class RetentionCertificate(models.Model):
    """What went, by which rule and when: append-only.

    It holds text and numbers, not foreign keys, so that it outlives what it certifies, the challenge itself included. It
    names nobody but who ran the purge.
    """

    at = models.DateTimeField(help_text="When it went.")
    by_id = models.BigIntegerField()
    by_name = models.CharField(max_length=120)
    challenge_id = models.BigIntegerField(null=True, blank=True)
    challenge_name = models.CharField(
        max_length=200, blank=True, help_text="Its council and year; blank for more than one."
    )
    programme = models.CharField(max_length=200, blank=True, help_text="With the version whose rule it was.")
    rule = models.CharField(max_length=40, help_text="The key in the programme file, such as case_notes.")
    title = models.CharField(max_length=120, help_text="What it was, in words.")
    reason = models.TextField(help_text="Why it went, as the rule says.")
    kept_until = models.DateField(null=True, blank=True, help_text="The last day it was kept by its rule.")
    rows = models.JSONField(default=list, help_text="[[model, in words, how many], ...]")
    files = models.PositiveIntegerField(default=0)
    bytes = models.PositiveBigIntegerField(default=0)

    objects = RetentionCertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["challenge_id", "-id"], name="certificate_challenge")]

    def __str__(self):
        return f"{self.title}, {self.challenge_name}" if self.challenge_name else self.title

    @property
    def counted(self) -> list[tuple[str, int]]:
        """What went in words, with how many."""
        return [(words, number) for _model, words, number in self.rows]

    @property
    def total(self) -> int:
        return sum(number for _words, number in self.counted)

    @property
    def in_words(self) -> str:
        """As: 12 cases, 12 reviews of cases, 3 files."""
        listed = [f"{number:,} {words}" for words, number in self.counted]
        return ", ".join(
            [*listed, f"{self.files:,} {'file' if self.files == 1 else 'files'}"] if self.files else listed
        )


class Leftover(models.Model):
    """The bytes of a file whose row has gone: they are deleted once that has committed, or by the clock after that."""

    class Where(models.TextChoices):
        FILES = "files", "Stored files"
        QUARANTINE = "quarantine", "Quarantine"
        INCOMING = "incoming", "Uploads on their way"

    where = models.CharField(max_length=12, choices=Where, default=Where.FILES)
    name = models.CharField(max_length=200)
    since = models.DateTimeField()
    certificate_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["certificate_id"], name="leftover_certificate")]

    def __str__(self):
        return self.name
