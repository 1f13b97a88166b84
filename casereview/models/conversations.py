"""Conversations with the worker and the manager of a case: when, who takes them, what was said."""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from casereview.models.cases import CASE_ROLES, Case
from challenges.models import Audience, Challenge, User, Written, WrittenQuerySet


class Conversation(models.Model):
    """A time the organiser offers for a conversation about one case. A peer takes it; the organiser sees who."""

    class With(models.TextChoices):
        WORKER = "worker", "The worker"
        MANAGER = "manager", "The manager"

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="conversations")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="conversations")
    who = models.CharField("with whom", max_length=8, choices=With)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    where = models.CharField("where, or how to join", max_length=500, blank=True)
    offered_at = models.DateTimeField()
    offered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["challenge", "starts_at"], name="conversation_challenge_starts")]
        constraints = [
            models.CheckConstraint(
                name="conversation_ends_after_it_starts",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message="A conversation must end after it starts.",
            ),
            models.CheckConstraint(
                name="conversation_taken_at_and_by_together",
                condition=Q(taken_at=None, taken_by=None) | Q(taken_at__isnull=False, taken_by__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.case}, {self.with_whom}"

    @property
    def with_whom(self) -> str:
        return self.With(self.who).label.lower()

    @property
    def starts(self) -> datetime.datetime:
        return timezone.localtime(self.starts_at)

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    @property
    def when(self) -> str:
        """Such as “Wednesday 3 March 2027, 10:00 to 10:30”."""
        return f"{self.starts:%A %-d %B %Y, %H:%M} to {timezone.localtime(self.ends_at):%H:%M}"


class ConversationNoteQuerySet(WrittenQuerySet):
    def visible_to(self, user):
        """As `CaseReview.objects.visible_to`: those who work with cases, and nobody who has yet to finish their own."""
        still_alone = Case.objects.left_to(user).values("challenge")
        seen = super().visible_to(user).filter(Q(written_by=user) | ~Q(challenge__in=still_alone))
        if user.is_programme_office:
            return seen
        return seen.filter(challenge__in=user.memberships.holding(*CASE_ROLES).values("challenge"))


class ConversationNote(Written):
    """What was said in a conversation, by question, and what the reviewer makes of it. Theirs alone until finished."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="conversation_notes")
    conversation = models.OneToOneField(Conversation, on_delete=models.CASCADE, related_name="note")
    reflection = models.TextField("your own reflection", blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ConversationNoteQuerySet.as_manager()  # type: ignore[misc]  # a narrower one

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="finished_conversation_note_is_for_the_team",
                condition=Q(finished_at=None, audience=Audience.AUTHOR)
                | Q(finished_at__isnull=False, audience=Audience.TEAM),
            )
        ]

    def __str__(self):
        return f"Note of {self.conversation}"


class ConversationAnswer(models.Model):
    """What was said to one question of the programme."""

    note = models.ForeignKey(ConversationNote, on_delete=models.CASCADE, related_name="answers")
    question = models.CharField(max_length=40, help_text="The code in the programme file.")
    text = models.TextField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["note", "question"], name="one_answer_per_conversation_question")
        ]

    def __str__(self):
        return f"{self.question} of {self.note}"
