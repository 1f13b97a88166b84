"""Names the council asks us to watch for, which nobody can read again, and words that were kept with a reason."""

from __future__ import annotations

from django.db import models

from challenges.models.audience import Audience
from challenges.models.challenge import Challenge
from challenges.models.people import User


class WatchedList(models.Model):
    """One list of names as the council gave it: how many, who gave it when. The names themselves are not kept."""

    class Whose(models.TextChoices):
        CHILD = "child", "Children"
        WORKER = "worker", "Members of staff"

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="watched_lists")
    whose = models.CharField(max_length=10, choices=Whose)
    how_many = models.PositiveIntegerField(help_text="Full names that are watched for.")
    key_check = models.CharField(
        max_length=32, help_text="Tells whether the key is still the one these were made with."
    )
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.get_whose_display()}: {self.how_many}"


class WatchedName(models.Model):
    """A keyed hash of two parts of a name, or of a rare surname (docs/adr/0015)."""

    watched_list = models.ForeignKey(WatchedList, on_delete=models.CASCADE, related_name="names")
    digest = models.CharField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["watched_list", "digest"], name="one_watched_name_per_list")]

    def __str__(self):
        return "A watched name"


class KeptWords(models.Model):
    """That somebody kept marked words, and why: for this audience and narrower ones, wherever in the challenge."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="kept_words")
    audience = models.CharField(max_length=10, choices=Audience)
    kind = models.CharField(max_length=24)
    digest = models.CharField(max_length=32, help_text="A keyed hash of the words.")
    reason = models.CharField(max_length=300)
    kept_at = models.DateTimeField()
    kept_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["challenge", "kind", "digest", "audience"], name="words_are_kept_once"),
            models.CheckConstraint(name="kept_words_have_a_reason", condition=~models.Q(reason="")),
        ]

    def __str__(self):
        return f"Kept: {self.kind}"
