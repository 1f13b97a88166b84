"""Who comes, and what they read before they come."""

from django.db import models
from django.db.models import Case, Count, Exists, OuterRef, Q, When

from challenges.models import COUNCIL_ROLES, LGA_ROLES, Challenge, Membership, Role, StoredFile, User
from preparation.interests import QUESTIONS


class TeamPlaceQuerySet(models.QuerySet):
    def accepted(self):
        return self.filter(state=TeamPlace.State.ACCEPTED)

    def in_team(self):
        """Accepted, and still in the challenge in that role."""
        still_there = Membership.objects.current().filter(
            challenge=OuterRef("challenge"), user=OuterRef("user"), role=OuterRef("role")
        )
        return self.accepted().filter(Exists(still_there))

    def open(self):
        """Invited and not yet answered."""
        return self.filter(state=TeamPlace.State.INVITED)

    def lead_first(self):
        """The lead peer first, then the peers, then the observers."""
        rank = Case(When(role=Role.LEAD_PEER, then=0), When(role=Role.PEER, then=1), default=2)
        return self.order_by(rank, "pk")


class TeamPlace(models.Model):
    """An invitation into the peer team, and its answer."""

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
    role = models.CharField(
        max_length=20, choices=[(r.value, r.label) for r in (Role.LEAD_PEER, Role.PEER, Role.OBSERVER)]
    )
    place = models.CharField("place in the team", max_length=200, help_text="Such as health peer.")
    brings = models.CharField("what they bring", max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.INVITED)
    invited_at = models.DateTimeField()
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
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
            models.CheckConstraint(
                name="team_place_declined_with_a_reason",
                condition=~Q(state="declined") | ~Q(decline_reason=""),
                violation_error_message="Say in a few words why you decline.",
            ),
        ]

    def __str__(self):
        return f"{self.user}, {self.place}"

    @property
    def full_place(self):
        """The place, with the role where its name does not say it: “Health peer”, “Director (lead peer)”."""
        role = self.get_role_display().lower()
        return self.place if role in self.place.lower() else f"{self.place} ({role})"


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
        ]

    def __str__(self):
        return f"{self.code}. {self.title}"


class DocumentVersion(models.Model):
    """One file the council gave for an item. A file of the same name is a new version of it; none is ever replaced."""

    request = models.ForeignKey(DocumentRequest, on_delete=models.CASCADE, related_name="versions")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    same_name = models.CharField(max_length=200, help_text="The file's name, without case: its versions share it.")
    number = models.PositiveSmallIntegerField()
    is_newest = models.BooleanField(default=True)

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


class DeclarationQuerySet(models.QuerySet):
    def open(self):
        """Asked and not yet answered."""
        return self.filter(answered_at=None)

    def answered(self):
        return self.filter(answered_at__isnull=False)

    def newest(self):
        """Of the answered ones, the last of each person in each challenge."""
        later = Declaration.objects.answered().filter(
            challenge=OuterRef("challenge"), user=OuterRef("user"), number__gt=OuterRef("number")
        )
        return self.answered().exclude(Exists(later))

    def of_the_team(self):
        """Of people who are in the team now."""
        places = TeamPlace.objects.in_team().filter(challenge=OuterRef("challenge"), user=OuterRef("user"))
        return self.filter(Exists(places))


class Declaration(models.Model):
    """What a peer declared about their interests in one challenge, and what the challenge manager decided.

    Asked again when the case sample or the team changes: that is a row of its own, and the earlier ones stay. Only its
    author and who manages the challenge read it (preparation.view_interests).
    """

    class Decision(models.TextChoices):
        NONE = "none", "Nothing to manage"
        MANAGE = "manage", "Manage it"
        REPLACE = "replace", "Replace this person"

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="declarations")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="declarations")
    number = models.PositiveSmallIntegerField(help_text="1 is the one the person joined the team with.")
    asked_at = models.DateTimeField()
    asked_because = models.CharField(max_length=200)
    answered_at = models.DateTimeField(null=True, blank=True)
    unchanged = models.BooleanField(default=False, help_text="Answered with “nothing has changed”.")
    # An empty text of an answered declaration says “none”.
    employment = models.TextField(blank=True)
    family = models.TextField(blank=True)
    personal = models.TextField(blank=True)
    neighbour = models.TextField(blank=True)
    political = models.TextField(blank=True)
    anything_else = models.TextField(blank=True)
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    decision_text = models.TextField("how or why", blank=True)
    changed_at = models.DateTimeField("decided at", null=True, blank=True)
    changed_by = models.ForeignKey(
        User, verbose_name="decided by", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    objects = DeclarationQuerySet.as_manager()

    class Meta:
        ordering = ["user", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["challenge", "user", "number"], name="one_declaration_per_number"),
            models.UniqueConstraint(
                fields=["challenge", "user"], condition=Q(answered_at=None), name="one_open_declaration_per_person"
            ),
            models.CheckConstraint(name="declaration_counts_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="declaration_is_answered_before_it_is_decided",
                condition=Q(decision="") | Q(answered_at__isnull=False),
                violation_error_message="Decide once the person has answered.",
            ),
            models.CheckConstraint(
                name="declaration_decided_at_and_by_together",
                condition=Q(decision="", changed_at=None, changed_by=None)
                | (~Q(decision="") & Q(changed_at__isnull=False, changed_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="declaration_managed_or_replaced_says_how_or_why",
                condition=Q(decision__in=["", "none"]) | ~Q(decision_text=""),
                violation_error_message="Say how it is managed, or why the person is replaced.",
            ),
        ]

    def __str__(self):
        return f"Declaration {self.number} of {self.user}"

    @property
    def declared(self) -> list[tuple[str, str]]:
        """What there is, each as what it is called and the person's words."""
        named = [(label, getattr(self, name)) for name, (_question, label) in QUESTIONS.items()]
        named.append(("Something else", self.anything_else))
        return [(label, text) for label, text in named if text]
