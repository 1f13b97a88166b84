"""What a peer notes for themselves, or for the team, while reading what stands under an item."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from challenges.models import Audience, Challenge, Written, WrittenQuerySet
from preparation.models.documents import DocumentRequest


class ReadingNoteQuerySet(WrittenQuerySet):
    def visible_to(self, user):
        """As everything written; a note on a restricted item only for those who read that item."""
        seen = super().visible_to(user)
        if user.is_programme_office:
            return seen
        opens_restricted = Q(challenge__in=user.memberships.holding(*DocumentRequest.READERS).values("challenge"))
        return seen.filter(opens_restricted | ~Q(request__importance=DocumentRequest.Importance.RESTRICTED))

    def shared(self):
        return self.filter(audience=Audience.TEAM)


class ReadingNote(Written):
    """A peer's note on an item of the document list. For its author until shared with the team."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="reading_notes")
    request = models.ForeignKey(DocumentRequest, on_delete=models.CASCADE, related_name="reading_notes")
    text = models.TextField()

    objects = ReadingNoteQuerySet.as_manager()  # type: ignore[misc]  # a narrower one

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="reading_note_is_for_its_author_or_the_team",
                condition=Q(audience__in=[Audience.AUTHOR, Audience.TEAM]),
            ),
        ]

    def __str__(self):
        return f"Note {self.pk}"
