"""The week in the council."""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from challenges.models import (
    COUNCIL_ROLES,
    LGA_ROLES,
    TEAM_ROLES,
    Audience,
    Challenge,
    Membership,
    Role,
    User,
    Written,
    WrittenQuerySet,
)


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


class SessionQuerySet(models.QuerySet):
    def readable_by(self, user, challenge):
        """The sessions of this challenge this person may read: a contributor only those that name them."""
        sessions = self.filter(challenge=challenge)
        roles = user.roles_in(challenge)
        if roles & Session.READERS:
            return sessions
        if Role.CONTRIBUTOR in roles:
            return sessions.filter(pk__in=Participant.objects.filter(contributor=user).values("session"))
        return sessions.none()

    def meetings(self):
        """Without the team's own time: what is held with someone, and what somebody must go to."""
        return self.exclude(kind__in=Session.OWN_TIME)

    def held(self):
        return self.filter(held_at__isnull=False)

    def not_held(self):
        return self.filter(held_at=None)

    def to_mark(self, moment):
        """Begun by this moment, and not marked as held."""
        return self.not_held().filter(starts_at__lte=moment)

    def on_day(self, day):
        """Starting on this day, in London."""
        return self.filter(starts_at__date=day)

    def without_a_peer(self):
        """Nobody who is a peer here now goes."""
        peers = Membership.objects.holding(Role.LEAD_PEER, Role.PEER).filter(challenge=OuterRef("session__challenge"))
        going = Attendance.objects.filter(session=OuterRef("pk"), user__in=peers.values("user"))
        return self.filter(~Exists(going))


class Session(models.Model):
    """A meeting, focus group, visit or observation in the timetable."""

    ALL_TRACKS = "All"
    # Kinds of the programme file in which the team is by itself: nobody to meet, nothing to mark as held.
    OWN_TIME = frozenset({"team", "reading", "preparation", "break"})
    # Who reads the whole timetable, as the rule `onsite.view_timetable`.
    READERS = LGA_ROLES | TEAM_ROLES | COUNCIL_ROLES

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="sessions")
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=40, help_text="The code in the programme file, such as focus_group.")
    who = models.TextField("who the team meets", blank=True, help_text="By group or job title.")
    track = models.CharField(max_length=4, default=ALL_TRACKS)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    room = models.ForeignKey(Room, null=True, blank=True, on_delete=models.PROTECT, related_name="sessions")
    key_lines = models.ManyToManyField("scoping.KeyLineOfEnquiry", blank=True, related_name="+")
    # The lines of enquiry the case review raised that it takes up.
    lines = models.ManyToManyField("casereview.CaseMessage", blank=True, related_name="sessions")
    held_at = models.DateTimeField(null=True, blank=True)
    held_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True, help_text="Since it was put into the timetable.")
    changed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = SessionQuerySet.as_manager()

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
            models.CheckConstraint(
                name="session_changed_at_and_by_together",
                condition=Q(changed_at=None, changed_by=None) | Q(changed_at__isnull=False, changed_by__isnull=False),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def day(self) -> datetime.date:
        """The day it starts on, in London."""
        return self.starts_at.astimezone(timezone.get_default_timezone()).date()

    @property
    def starts(self) -> datetime.time:
        return self.starts_at.astimezone(timezone.get_default_timezone()).time()

    @property
    def ends(self) -> datetime.time:
        return self.ends_at.astimezone(timezone.get_default_timezone()).time()

    @property
    def times(self) -> str:
        """As: 13:00 to 14:15."""
        return f"{self.starts:%H:%M} to {self.ends:%H:%M}"

    @property
    def is_meeting(self) -> bool:
        return self.kind not in self.OWN_TIME


class Attendance(models.Model):
    """That a member of the peer team goes to a session."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="attendances")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="attendances")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["session", "user"], name="one_attendance_per_person")]

    def __str__(self):
        return f"{self.user} at {self.session}"


class Participant(models.Model):
    """That a session names a contributor: someone of the council or of a partner whom the team meets there."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="participants")
    contributor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    named_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "contributor"], name="one_participant_per_contributor")
        ]

    def __str__(self):
        return f"{self.contributor} in {self.session}"


class DailyNoteQuerySet(WrittenQuerySet):
    def visible_to(self, user):
        """As everywhere, and narrower: no note is for the organiser, and observers read what the sponsor has."""
        seen = super().visible_to(user)
        if user.is_programme_office:
            return seen
        here = user.memberships.current()
        readers = here.filter(role__in=DailyNote.READERS).values("challenge")
        readers_of_drafts = here.filter(role__in=DailyNote.READERS_OF_DRAFTS).values("challenge")
        return seen.filter(
            Q(shared_at__isnull=False, challenge__in=readers) | Q(shared_at=None, challenge__in=readers_of_drafts)
        )

    def shared(self):
        return self.filter(shared_at__isnull=False)

    def unread(self):
        """Shared, and no sponsor has said that they read it."""
        return self.shared().filter(seen_at=None)

    def with_people(self):
        return self.select_related("written_by", "shared_by", "seen_by")


class DailyNote(Written):
    """A no-surprises note: what the team tells the sponsor at the end of a day, and when it was seen."""

    READERS_OF_DRAFTS = frozenset({Role.LEAD_PEER, Role.PEER, Role.CHALLENGE_MANAGER, Role.PROGRAMME_MANAGER})
    READERS = READERS_OF_DRAFTS | {Role.OBSERVER, Role.SPONSOR}

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="daily_notes")
    on_date = models.DateField()
    text = models.TextField()
    shared_at = models.DateTimeField(null=True, blank=True)
    shared_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = DailyNoteQuerySet.as_manager()  # type: ignore[misc]  # a narrower one

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
