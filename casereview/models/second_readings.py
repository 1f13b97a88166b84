"""What a second reader saw in a case: alone first, then beside what the first reader noted."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from casereview.models.cases import CASE_ROLES, Case, CaseConflict
from casereview.models.reviews import AspectNote
from challenges.models import Audience, Challenge, Written, WrittenQuerySet


class SecondReadingQuerySet(WrittenQuerySet):
    def visible_to(self, user):
        """As `CaseReview.objects.visible_to`: those who work with cases, and nobody who has yet to finish their own.

        The first reader of a case reads its second reading as soon as that is finished.
        """
        still_alone = Case.objects.left_to(user).values("challenge")
        seen = super().visible_to(user).exclude(case__in=CaseConflict.objects.filter(person=user).values("case"))
        seen = seen.filter(Q(written_by=user) | Q(case__reviewer=user) | ~Q(challenge__in=still_alone))
        if user.is_programme_office:
            return seen
        return seen.filter(challenge__in=user.memberships.holding(*CASE_ROLES).values("challenge"))


class SecondReading(Written):
    """A case read once more by somebody else. First their own tags, alone; then where they agree and where they differ."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="second_readings")
    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="second_reading")
    tagged_at = models.DateTimeField(null=True, blank=True, help_text="When their own tags were in.")
    finished_at = models.DateTimeField(null=True, blank=True, help_text="When they had said where they differ.")

    objects = SecondReadingQuerySet.as_manager()  # type: ignore[misc]  # a narrower one

    class Meta:
        ordering = ["case__position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="second_reading_is_tagged_then_finished_for_the_team",
                condition=Q(finished_at=None, audience=Audience.AUTHOR)
                | Q(tagged_at__isnull=False, finished_at__isnull=False, audience=Audience.TEAM),
            )
        ]

    def __str__(self):
        return f"Second reading of {self.case}"


class SecondNote(models.Model):
    """One aspect as the second reader saw it: their own tag, and why where it differs from the first reader's."""

    reading = models.ForeignKey(SecondReading, on_delete=models.CASCADE, related_name="notes")
    aspect = models.CharField(max_length=8, help_text="The code in the programme file, such as A3.")
    tag = models.CharField(max_length=16, choices=AspectNote.Tag, blank=True)
    differs = models.BooleanField(null=True, blank=True, help_text="Unknown until they have read the first reader.")
    because = models.TextField("why you see it otherwise", blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["reading", "aspect"], name="one_second_note_per_aspect")]

    def __str__(self):
        return f"{self.aspect} of {self.reading}"
