"""Uploads that have not arrived in full."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from challenges.models.challenge import Challenge
from challenges.models.documents import StoredFile
from challenges.models.people import User


class UnfinishedUpload(models.Model):
    """A large file that arrives part by part (challenges/uploads/parts.py). Its bytes stand in DATA_DIR/incoming.

    Kept for a day after its last part, so that a lost connection, a reloaded page or a closed laptop costs one part.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="unfinished_uploads")
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="unfinished_uploads")
    place = models.CharField(max_length=200, help_text="The address of the form it was chosen in.")
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField(help_text="Bytes it will have.")
    modified = models.PositiveBigIntegerField(help_text="When its owner last changed it, as their browser says (ms).")
    received = models.PositiveBigIntegerField(default=0, help_text="Bytes that have arrived, from the first on.")
    started_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    file = models.OneToOneField(
        StoredFile, null=True, blank=True, on_delete=models.SET_NULL, related_name="unfinished_upload"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["challenge", "owner", "place", "name", "size", "modified"],
                condition=Q(file=None),
                name="one_unfinished_upload_of_a_file",
            ),
            models.CheckConstraint(
                name="upload_receives_no_more_than_its_size", condition=Q(size__gte=1, received__lte=F("size"))
            ),
        ]

    def __str__(self):
        return self.name
