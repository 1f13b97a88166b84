"""The week in the council."""

from django.db import models
from django.db.models import F, Q

from challenges.models import Audience, Challenge, User, Written


class Room(models.Model):
    """Where sessions are held."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="rooms")
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["challenge", "name"],
                name="one_room_per_name",
                violation_error_message="There is a room with this name already.",
            )
        ]

    def __str__(self):
        return self.name


class Session(models.Model):
    """A meeting, focus group, visit or observation in the timetable."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="sessions")
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=40, help_text="The code in the programme file, such as focus_group.")
    who = models.TextField("who the team meets", blank=True, help_text="By group or job title.")
    track = models.CharField(max_length=4, default="All")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    room = models.ForeignKey(Room, null=True, blank=True, on_delete=models.PROTECT, related_name="sessions")
    key_lines = models.ManyToManyField("scoping.KeyLineOfEnquiry", blank=True, related_name="+")
    held_at = models.DateTimeField(null=True, blank=True)
    held_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["starts_at", "track", "pk"]
        indexes = [models.Index(fields=["challenge", "starts_at"], name="session_challenge_starts")]
        constraints = [
            models.CheckConstraint(
                name="session_ends_after_it_starts",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message="A session must end after it starts.",
            ),
            models.CheckConstraint(
                name="session_held_at_and_by_together",
                condition=Q(held_at=None, held_by=None) | Q(held_at__isnull=False, held_by__isnull=False),
            ),
        ]

    def __str__(self):
        return self.title


class Attendance(models.Model):
    """That a member of the peer team goes to a session."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="attendances")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="attendances")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["session", "user"], name="one_attendance_per_person")]

    def __str__(self):
        return f"{self.user} at {self.session}"


class DailyNote(Written):
    """A no-surprises note: what the team tells the sponsor at the end of a day, and when it was seen."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="daily_notes")
    on_date = models.DateField()
    text = models.TextField()
    shared_at = models.DateTimeField(null=True, blank=True)
    shared_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["on_date", "pk"]
        constraints = [
            models.CheckConstraint(
                name="shared_daily_note_is_for_the_council",
                condition=(Q(shared_at=None, shared_by=None) & ~Q(audience=Audience.COUNCIL))
                | Q(shared_at__isnull=False, shared_by__isnull=False, audience=Audience.COUNCIL),
            ),
            models.CheckConstraint(
                name="daily_note_seen_once_shared",
                condition=Q(seen_at=None, seen_by=None)
                | Q(seen_at__isnull=False, seen_by__isnull=False, shared_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"No-surprises note of {self.on_date:%-d %B %Y}"
