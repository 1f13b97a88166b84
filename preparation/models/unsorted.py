"""Files the council dropped all at once, before each is put to its item."""

from __future__ import annotations

from django.db import models

from challenges.models import COUNCIL_ROLES, Challenge, Role, StoredFile


class UnsortedFileQuerySet(models.QuerySet):
    def readable_by(self, user, challenge):
        """The council's own until they stand under an item: its contributors know those they dropped themselves."""
        files = self.filter(challenge=challenge)
        if user.seen_by:  # someone looks on as this person: nothing that they may not read themselves
            files = files.readable_by(user.seen_by, challenge)
        roles = user.roles_in(challenge)
        if roles & COUNCIL_ROLES:
            return files
        return files.filter(file__stored_by=user) if Role.CONTRIBUTOR in roles else files.none()


class UnsortedFile(models.Model):
    """A file that waits to be put to its item. Nobody outside the council knows of it."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="unsorted_files")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")

    objects = UnsortedFileQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return str(self.file)
