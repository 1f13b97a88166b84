"""Words a person has typed into a form and not saved yet."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from challenges.models.people import User


class DraftQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> DraftQuerySet:
        """Nobody but its author reads a draft, whatever role they hold, nor who looks on as its author."""
        return self.none() if user.seen_by else self.filter(person=user)

    def unsaved(self) -> DraftQuerySet:
        """Those whose words are nowhere else yet."""
        return self.filter(kept_at=None)

    def of_page(self, page: str) -> DraftQuerySet:
        """Those typed on this page, the newest first."""
        return self.filter(page=page).order_by("-saved_at", "-pk")

    def older_than(self, moment: datetime.datetime) -> DraftQuerySet:
        return self.filter(saved_at__lt=moment)


class Draft(models.Model):
    """What stood in the long fields of one page, as one loading of that page left it. Private to its author, always.

    Once the form is saved the words go and the row stays behind without them for a while, so that a late message from
    the same page brings nothing back.
    """

    person = models.ForeignKey("challenges.User", on_delete=models.CASCADE, related_name="drafts")
    challenge = models.ForeignKey("challenges.Challenge", on_delete=models.CASCADE, related_name="drafts")
    page = models.CharField(max_length=300)
    title = models.CharField(max_length=200, blank=True)
    writer = models.CharField(max_length=40)  # the loading of the page that writes here: two tabs are two writers
    fields = models.JSONField(default=dict)  # {name: [value, ...]}
    labels = models.JSONField(default=list)  # [[name, label], ...] of the fields that people type into
    version = models.PositiveIntegerField(null=True, blank=True)  # of the saved text the words were begun from
    revision = models.PositiveIntegerField(default=1)
    child_level = models.BooleanField(default=False)
    saved_at = models.DateTimeField()
    kept_at = models.DateTimeField(null=True, blank=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "writer"], name="one_draft_for_each_writer")]
        indexes = [models.Index(fields=["person", "page", "-saved_at"], name="draft_of_a_page")]

    def __str__(self):
        return f"unsaved words on {self.title or self.page}"

    @property
    def texts(self) -> list[tuple[str, str]]:
        """What was typed, with the label of its field, where there is something."""
        found = [(label, " ".join(self.fields.get(name, []))) for name, label in self.labels]
        return [(label, text) for label, text in found if text.strip()]
