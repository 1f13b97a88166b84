"""What is asked of the council, what came, and who read it."""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q

from challenges.models import COUNCIL_ROLES, LGA_ROLES, Audience, Challenge, Role, StoredFile, User


class DocumentRequestQuerySet(models.QuerySet):
    def readable_by(self, user, challenge):
        """The items of this challenge this person may read.

        An observer sees no restricted ones, a contributor only those they are asked for.
        """
        items = self.filter(challenge=challenge)
        roles = user.roles_in(challenge)
        if roles & DocumentRequest.READERS:
            return items
        seen = items.none()
        if Role.CONTRIBUTOR in roles:
            seen |= items.filter(pk__in=AskedOf.objects.filter(contributor=user).values("request"))
        if Role.OBSERVER in roles:
            seen |= items.exclude(importance=DocumentRequest.Importance.RESTRICTED)
        return seen

    def with_file_count(self):
        return self.annotate(
            file_count=Count("versions", filter=Q(versions__is_newest=True) & ~Q(versions__file__state="blocked"))
        )

    def with_lateness(self):
        """`came_late`: whether a file that stands under it came after the deadline."""
        late = DocumentVersion.objects.filter(request=OuterRef("pk"), is_newest=True, after_deadline=True)
        return self.annotate(came_late=Exists(late))

    def with_reading_of(self, reader):
        """Whether this person has read it: `is_read` since the last file came in, `was_read` at some time before."""
        mine = Reading.objects.filter(request=OuterRef("pk"), reader=reader)
        return self.annotate(is_read=Exists(mine.filter(read_at__gte=OuterRef("answered_at"))), was_read=Exists(mine))


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
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Outlook(models.TextChoices):
        """The council's own word on a paper that is still to come: whether it will be ready, never how good it is."""

        ON_ITS_WAY = "on_its_way", "On its way"
        SOME_DOUBT = "some_doubt", "Some doubt"
        AT_RISK = "at_risk", "At risk"

    # Who reads every item; observers and contributors read some (readable_by).
    READERS = LGA_ROLES | COUNCIL_ROLES | {Role.LEAD_PEER, Role.PEER}

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
    changed_at = models.DateTimeField("note last written at", null=True, blank=True)
    changed_by = models.ForeignKey(
        User, verbose_name="note last written by", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)
    module = models.CharField(max_length=200, blank=True, help_text="The theme of the scope that put it on the list.")
    key_lines = models.ManyToManyField("scoping.KeyLineOfEnquiry", blank=True, related_name="document_requests")
    # Who at the council sees to it: a job title, or one of its people here.
    owner = models.CharField("owner at the council", max_length=160, blank=True, help_text="A job title.")
    owned_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outlook = models.CharField(max_length=12, choices=Outlook, blank=True)
    outlook_because = models.CharField(max_length=300, blank=True)
    outlook_at = models.DateTimeField(null=True, blank=True)
    outlook_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # In, but not all of it: what is missing and why, and when the rest comes, where it does.
    missing_part = models.TextField("what is missing, and why", blank=True)
    rest_due_on = models.DateField("when the rest comes", null=True, blank=True)
    closed_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when what is in stays as it is (DocumentRound)."
    )

    # Asked for by a peer besides the list (preparation/actions/pulls.py); `why` is their reason.
    pulled_at = models.DateTimeField("asked for by the team at", null=True, blank=True)
    pulled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_because = models.TextField("why the team no longer asks for it", blank=True)

    objects = DocumentRequestQuerySet.as_manager()

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
                condition=Q(answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
            models.CheckConstraint(
                name="document_answered_unless_wanted",
                condition=Q(state="wanted", answered_at=None) | (~Q(state="wanted") & Q(answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="document_changed_at_and_by_together",
                condition=Q(changed_at=None, changed_by=None) | Q(changed_at__isnull=False, changed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="document_has_one_owner",
                condition=Q(owner="") | Q(owned_by=None),
                violation_error_message="Give a job title or choose a person, not both.",
            ),
            models.CheckConstraint(
                name="document_outlook_at_and_by_with_the_outlook",
                condition=Q(outlook="", outlook_because="", outlook_at=None, outlook_by=None)
                | (~Q(outlook="") & Q(outlook_at__isnull=False, outlook_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="document_outlook_while_something_is_to_come",
                condition=Q(outlook="") | Q(state="wanted") | Q(rest_due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="document_is_partly_in_only_when_in",
                condition=Q(missing_part="", rest_due_on=None) | (Q(state="in") & ~Q(missing_part="")),
                violation_error_message="Say what is missing, and why.",
            ),
            models.CheckConstraint(
                name="document_pulled_at_and_by_together",
                condition=Q(pulled_at=None, pulled_by=None) | Q(pulled_at__isnull=False, pulled_by__isnull=False),
            ),
            models.CheckConstraint(
                name="document_withdrawn_was_pulled_and_has_a_reason",
                condition=~Q(state="withdrawn") | (Q(pulled_at__isnull=False) & ~Q(withdrawn_because="")),
                violation_error_message="Say why the team no longer asks for it.",
            ),
        ]

    def __str__(self):
        return f"{self.code}. {self.title}"

    @property
    def owner_in_words(self) -> str:
        """Who at the council sees to it: a name or a job title, or nothing."""
        return str(self.owned_by) if self.owned_by else self.owner

    @property
    def is_pulled(self) -> bool:
        """Asked for by a peer, besides the list."""
        return self.pulled_at is not None

    @property
    def is_withdrawn(self) -> bool:
        return self.state == self.State.WITHDRAWN

    @property
    def can_be_read(self) -> bool:
        """Whether somebody can mark it as read: what is in, and the answer to what a peer asked for besides the list."""
        return self.state == self.State.IN or (self.is_pulled and self.state != self.State.WANTED)

    @property
    def is_partly_in(self) -> bool:
        return bool(self.missing_part)

    @property
    def rest_is_to_come(self) -> bool:
        """Partly in, and the council brings the rest."""
        return self.rest_due_on is not None

    @property
    def is_to_come(self) -> bool:
        """Whether the council still has something to bring: all of it, or the rest."""
        return self.state == self.State.WANTED or self.rest_is_to_come

    @property
    def next_due_on(self) -> datetime.date:
        """When what is still to come is due."""
        return self.rest_due_on or self.due_on

    @property
    def is_closed(self) -> bool:
        """Whether what is in stays as it is, and what comes now comes after the deadline."""
        return self.closed_at is not None

    def comes_in(self, *, by: User, at: datetime.datetime) -> None:
        """Something new stands under it. What was said of it while all of it was to come has had its day."""
        self.state, self.not_held_because = self.State.IN, ""
        self.answered_at, self.answered_by = at, by
        if not self.rest_is_to_come:
            self.forget_outlook()

    def forget_outlook(self) -> None:
        """Nothing is to come, or nothing is known of it."""
        self.outlook, self.outlook_because, self.outlook_at, self.outlook_by = "", "", None, None

    @property
    def audience_in_history(self) -> Audience:
        """Observers are of the team, and do not learn of restricted items."""
        return Audience.LGA if self.importance == self.Importance.RESTRICTED else Audience.COUNCIL

    @property
    def takes_files(self) -> bool:
        """Whether files may come in: after the deadline only for what is not in yet, or not all of it."""
        if self.is_withdrawn:
            return False
        return not self.is_closed or self.state != self.State.IN or self.rest_is_to_come


class DocumentVersion(models.Model):
    """One file the council gave for an item. A file of the same name is a new version of it; none is ever replaced."""

    request = models.ForeignKey(DocumentRequest, on_delete=models.CASCADE, related_name="versions")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    same_name = models.CharField(max_length=200, help_text="The file's name, without case: its versions share it.")
    number = models.PositiveSmallIntegerField()
    is_newest = models.BooleanField(default=True)
    after_deadline = models.BooleanField("came after the deadline", default=False)
    signpost = models.CharField("where to look in it", max_length=200, blank=True)

    class Meta:
        ordering = ["request", "same_name", "-number"]
        constraints = [
            models.CheckConstraint(name="document_version_counts_from_one", condition=Q(number__gte=1)),
            models.UniqueConstraint(fields=["request", "same_name", "number"], name="one_document_version_per_number"),
            models.UniqueConstraint(
                fields=["request", "same_name"],
                condition=Q(is_newest=True),
                name="one_newest_document_version_per_name",
            ),
        ]

    def __str__(self):
        return str(self.file)


class AskedOf(models.Model):
    """That an item was given to a contributor to answer. Without it a contributor does not know the item."""

    request = models.ForeignKey(DocumentRequest, on_delete=models.CASCADE, related_name="asked_of")
    contributor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["request", "contributor"], name="one_ask_per_contributor")]

    def __str__(self):
        return f"{self.request}, asked of {self.contributor}"


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
