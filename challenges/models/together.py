"""Councils that challenge each other: who visits whom, and challenges set up together as a triad or an event."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from challenges.models.challenge import Challenge
from challenges.models.people import Council, User


class Visit(models.Model):
    """That a council sends people into the peer team of another council's challenge."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="visits")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="visits")
    because = models.CharField(max_length=300, blank=True, help_text="Why a council of another region visits.")
    matched_at = models.DateTimeField()
    matched_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["council__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["challenge", "council"],
                name="each_council_visits_once",
                violation_error_message="This council is among the visitors already.",
            )
        ]

    def __str__(self):
        return f"{self.council} visits"


class ChallengeGroup(models.Model):
    """Challenges set up in one step: three councils on one topic, or two at one event."""

    class Shape(models.TextChoices):
        TRIAD = "triad", "Triad"
        EVENT = "event", "Event"

    shape = models.CharField(max_length=10, choices=Shape)
    topic = models.CharField(max_length=200)
    theme_code = models.CharField(max_length=12, blank=True, help_text="The module of the programme that is the topic.")
    because = models.CharField(max_length=300, blank=True, help_text="Why councils of several regions come together.")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="challenge_group_has_a_topic",
                condition=~Q(topic=""),
                violation_error_message="Say what the councils challenge each other on.",
            )
        ]

    def __str__(self):
        return f"{self.get_shape_display()} on {self.topic}"
