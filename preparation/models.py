"""Who comes, and what they read before they come."""

from django.db import models
from django.db.models import Q

from challenges.models import Challenge, Role, StoredFile, User


class TeamPlaceQuerySet(models.QuerySet):
    def accepted(self):
        return self.filter(state=TeamPlace.State.ACCEPTED)

    def open(self):
        """Invited and not yet answered."""
        return self.filter(state=TeamPlace.State.INVITED)


class TeamPlace(models.Model):
    """An invitation into the peer team, its answer and the declaration that goes with it."""

    class State(models.TextChoices):
        INVITED = "invited", "Invited"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"

    MOVES = {
        State.INVITED: {State.ACCEPTED, State.DECLINED, State.WITHDRAWN},
        State.ACCEPTED: {State.WITHDRAWN},
        State.DECLINED: set(),
        State.WITHDRAWN: set(),
    }

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="team_places")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="team_places")
    role = models.CharField(max_length=20, choices=[(r.value, r.label) for r in (Role.LEAD_PEER, Role.PEER, Role.OBSERVER)])
    place = models.CharField("place in the team", max_length=200, help_text="Such as health peer.")
    state = models.CharField(max_length=10, choices=State, default=State.INVITED)
    invited_at = models.DateTimeField()
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    declaration = models.TextField("interests declared", blank=True)
    decline_reason = models.TextField(blank=True)

    objects = TeamPlaceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["challenge", "user"],
                condition=Q(state__in=["invited", "accepted"]),
                name="one_open_place_per_person",
                violation_error_message="This person has been invited already.",
            ),
            models.CheckConstraint(
                name="team_place_answered_at_when_answered",
                condition=Q(state__in=["invited", "withdrawn"]) | Q(answered_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.user}, {self.place}"


class DocumentRequest(models.Model):
    """An item of the advance document list: what is asked of the council, why, and by when."""

    class Importance(models.TextChoices):
        MUST_READ = "must_read", "Must read"
        REFERENCE = "reference", "For reference"
        RESTRICTED = "restricted", "Restricted"
        WORKING = "working", "Working paper"

    class State(models.TextChoices):
        WANTED = "wanted", "Not in yet"
        IN = "in", "In"
        NOT_HELD = "not_held", "Not held"

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="document_requests")
    code = models.CharField("item", max_length=12)
    title = models.CharField(max_length=200)
    why = models.TextField("why we ask", blank=True)
    importance = models.CharField(max_length=12, choices=Importance)
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.WANTED)
    not_held_because = models.TextField(blank=True)
    note = models.TextField("note for the peer team", blank=True, help_text="Such as: read section 4, pages 12 to 18.")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        indexes = [models.Index(fields=["challenge", "state"], name="document_challenge_state")]
        constraints = [
            models.UniqueConstraint(fields=["challenge", "code"], name="one_document_request_per_code"),
            models.CheckConstraint(
                name="document_not_held_has_a_reason",
                condition=~Q(state="not_held") | ~Q(not_held_because=""),
                violation_error_message="Say why the council does not hold this.",
            ),
            models.CheckConstraint(
                name="document_answered_at_and_by_together",
                condition=Q(answered_at=None, answered_by=None) | Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.code}. {self.title}"


class DocumentVersion(models.Model):
    """One file the council gave for an item. A file of the same name is a new version of it; none is ever replaced."""

    request = models.ForeignKey(DocumentRequest, on_delete=models.CASCADE, related_name="versions")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    is_newest = models.BooleanField(default=True)

    class Meta:
        ordering = ["request", "file__name", "-number"]
        constraints = [models.CheckConstraint(name="document_version_counts_from_one", condition=Q(number__gte=1))]

    def __str__(self):
        return str(self.file)


class Reading(models.Model):
    """That a peer has read what stands under an item."""

    request = models.ForeignKey(DocumentRequest, on_delete=models.CASCADE, related_name="readings")
    reader = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["request", "reader"], name="one_reading_per_reader")]

    def __str__(self):
        return f"{self.reader} read {self.request}"
