"""A challenge, its stage, its dates, and what is left to do in it."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from challenges.lifecycle import Stage
from challenges.models.invitations import Invitation
from challenges.models.people import Council, Membership, Role, User
from challenges.models.programme import Programme


class ChallengeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The challenges this user may know exist; agrees with the rule `challenges.view_challenge`."""
        if user.is_programme_office:
            return self
        return self.filter(pk__in=user.memberships.current().values("challenge"))

    def with_first_sight_of(self, user):
        """Whether this person was invited and has not come in yet, as `is_first_sight`."""
        invited = Invitation.objects.unused().filter(challenge=OuterRef("pk"), person=user)
        return self.annotate(is_first_sight=Exists(invited))

    def open(self):
        return self.exclude(stage__in=[Stage.CLOSED, Stage.WITHDRAWN])

    def going_on(self):
        """Open and not paused: those the clock may remind about."""
        return self.open().filter(paused_at=None)


class Challenge(models.Model):
    """One council's peer challenge, from the first scoping meeting to the evaluation."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="challenges")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="challenges")
    group = models.ForeignKey(
        "challenges.ChallengeGroup",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="challenges",
        help_text="The triad or the event it was set up with.",
    )
    without_report = models.BooleanField(
        default=False, help_text="It was agreed that feedback is given in person only: the report stage is left out."
    )
    slug = models.SlugField(max_length=120, unique=True)
    stage = models.CharField(max_length=20, choices=Stage, default=Stage.SCOPING)
    starts_on = models.DateField("first on-site day")
    ends_on = models.DateField("last on-site day")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    # A paused challenge stands still in its stage; a withdrawn one ended without reaching its end.
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_because = models.CharField(max_length=120, blank=True)
    goes_on_when = models.CharField(max_length=100, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=300, blank=True)
    withdrawn_from = models.CharField(
        max_length=20, choices=Stage, blank=True, help_text="The stage it stood in when it was withdrawn."
    )
    is_demo = models.BooleanField(default=False)

    objects = ChallengeQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        indexes = [
            models.Index(fields=["stage", "-starts_on", "-id"], name="challenge_stage_starts"),
            models.Index(fields=["-starts_on", "-id"], name="challenge_starts"),
        ]
        constraints = [
            models.CheckConstraint(
                name="challenge_ends_on_or_after_its_first_day",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="The last on-site day is before the first.",
            ),
            models.CheckConstraint(
                name="challenge_closed_at_when_closed",
                condition=Q(stage=Stage.CLOSED, closed_at__isnull=False) | (~Q(stage=Stage.CLOSED) & Q(closed_at=None)),
            ),
            models.CheckConstraint(
                name="challenge_withdrawn_at_when_withdrawn",
                condition=Q(stage=Stage.WITHDRAWN, withdrawn_at__isnull=False)
                | (~Q(stage=Stage.WITHDRAWN) & Q(withdrawn_at=None)),
            ),
            models.CheckConstraint(
                name="challenge_paused_with_a_reason",
                condition=Q(paused_at=None, paused_because="", goes_on_when="")
                | (Q(paused_at__isnull=False) & ~Q(paused_because="") & ~Q(goes_on_when="")),
                violation_error_message="Say why the challenge is paused, and when it goes on.",
            ),
        ]

    def __str__(self):
        return f"{self.council} {self.starts_on.year}"

    def get_absolute_url(self):
        return reverse("challenge", args=[self.slug])

    @property
    def shape(self) -> str:
        """Whether it runs alone, in a triad or as an event: a shape of its programme."""
        return self.group.shape if self.group else "single"

    @property
    def stages(self) -> list[str]:
        """The stages of this challenge: those of its programme, but for a report nobody wants."""
        return [each for each in self.programme.plan.stages if each != Stage.REPORTING or not self.without_report]

    @property
    def stood_in(self) -> Stage:
        """The stage it stands in, or stood in when it was withdrawn: how far it came."""
        return Stage(self.withdrawn_from or self.stage)

    @property
    def on_site_dates(self) -> str:
        """As 9 to 12 March 2027."""
        first, last = self.starts_on, self.ends_on
        if first == last:
            return f"{first:%-d %B %Y}"
        if (first.year, first.month) == (last.year, last.month):
            return f"{first:%-d} to {last:%-d %B %Y}"
        if first.year == last.year:
            return f"{first:%-d %B} to {last:%-d %B %Y}"
        return f"{first:%-d %B %Y} to {last:%-d %B %Y}"


class StageEnding(models.Model):
    """That a named person ended a stage, and why when something was missing."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="stage_endings")
    stage = models.CharField(max_length=20, choices=Stage)
    ended_at = models.DateTimeField()
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    missing = models.JSONField(default=list, help_text="The sentences that stood open when it ended.")
    override_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["ended_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="stage_ended_with_something_missing_has_a_reason",
                condition=Q(missing=[]) | ~Q(override_reason=""),
            )
        ]

    def __str__(self):
        return f"{self.get_stage_display()} ended"


class Milestone(models.Model):
    """A date in the plan of a challenge, worked out in working days from its on-site dates."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="milestones")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    stage = models.CharField(max_length=20, choices=Stage)
    owner = models.CharField(max_length=20, choices=Role)
    due_on = models.DateField()
    position = models.PositiveSmallIntegerField()
    set_by_hand = models.BooleanField(
        default=False, help_text="Somebody chose this date; it is no longer the one the programme works out."
    )
    done_at = models.DateTimeField(
        null=True, blank=True, help_text="Marked by hand; most are known from what was done."
    )
    done_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["due_on", "position"]
        constraints = [
            models.UniqueConstraint(fields=["challenge", "code"], name="one_milestone_per_code"),
            models.CheckConstraint(
                name="milestone_done_at_and_by_together",
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False),
            ),
        ]

    def __str__(self):
        return self.name


class NextActionQuerySet(models.QuerySet):
    def for_person(self, user):
        """What this person can do next: what names them, or names a role they hold there."""
        holds_the_role = Exists(
            Membership.objects.current().filter(user=user, challenge=OuterRef("challenge"), role=OuterRef("role"))
        )
        for_my_role = Q(person=None) & Q(holds_the_role)
        if user.is_programme_office:
            for_my_role |= Q(person=None, role=Role.PROGRAMME_MANAGER)
        return self.filter(Q(person=user) | for_my_role)

    def gating(self):
        """What the current stage cannot end without."""
        return self.filter(gates=True)


class NextAction(models.Model):
    """One thing left to do in a challenge, whose turn it is, and the page that does it.

    A copy of what the stages answer, worked out again after everything that is recorded (challenges/next_actions.py),
    so that the home page and the board cost the same with one challenge and with three thousand.
    """

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="next_actions")
    person = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="next_actions")
    role = models.CharField(max_length=20, choices=Role)
    sentence = models.CharField(max_length=250)
    page = models.CharField(max_length=80, help_text="The page's URL name, such as preparation:document_list.")
    url = models.CharField(max_length=250)
    due_on = models.DateField(null=True, blank=True)
    gates = models.BooleanField(default=True)
    ends_stage = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField()

    objects = NextActionQuerySet.as_manager()

    class Meta:
        ordering = ["challenge", "position"]
        indexes = [
            models.Index(fields=["person", "due_on"], name="next_action_person"),
            models.Index(fields=["challenge", "role"], name="next_action_challenge_role"),
        ]

    def __str__(self):
        return self.sentence
