"""Who opened what: append-only."""

from __future__ import annotations

from django.db import models

from challenges.typed import row_number


class OpeningQuerySet(models.QuerySet):
    def of_thing(self, thing: str) -> OpeningQuerySet:
        """Those of one thing, named as `Opening.thing` names it; none where that is not a name."""
        label, _, number = thing.partition(":")
        key = row_number(number)
        return self.none() if key is None else self.filter(target_type=label, target_id=key)


class Opening(models.Model):
    """One row for each time somebody opened a page about single children, or took a file.

    Like the history it holds text, not foreign keys, so that it outlives what it tells of and never holds up a deletion.
    """

    class How(models.TextChoices):
        PAGE = "page", "Opened the page"
        SHOWN = "shown", "Opened in the browser"
        SAVED = "saved", "Downloaded"

    at = models.DateTimeField()
    by_id = models.BigIntegerField()
    by_name = models.CharField(max_length=120)
    seen_as = models.CharField(
        max_length=120, blank=True, help_text="The person whose view it was, where somebody looked on as someone else."
    )
    challenge_id = models.BigIntegerField()
    target_type = models.CharField(max_length=80)
    target_id = models.BigIntegerField(null=True, blank=True)
    target = models.CharField(max_length=200)
    how = models.CharField(max_length=10, choices=How)

    objects = OpeningQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["challenge_id", "-id"], name="opening_challenge"),
            models.Index(fields=["challenge_id", "by_id", "-id"], name="opening_person"),
            models.Index(fields=["challenge_id", "target_type", "target_id", "-id"], name="opening_thing"),
        ]

    def __str__(self):
        return f"{self.by_name}: {self.target}"

    @property
    def thing(self) -> str:
        """The name of what was opened, for addresses: model and key."""
        return f"{self.target_type}:{self.target_id}"
