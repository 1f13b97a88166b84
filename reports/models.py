"""The report and everyone who has a say in it."""

from django.db import models
from django.db.models import Q

from challenges.alone_first import Phase, Reader, reads_others
from challenges.models import TEAM_ROLES, Challenge, RenderedDocument, Role, Theme, User, Written


class Report(models.Model):
    """The report of one challenge, on its way from the first draft to the issued PDF."""

    class State(models.TextChoices):
        DRAFTING = "drafting", "Being drafted"
        WITH_LEAD_PEER = "with_lead_peer", "With the lead peer"
        QUALITY_ASSURANCE = "quality_assurance", "In quality assurance"
        READY_FOR_COUNCIL = "ready_for_council", "Ready to send to the council"
        FACTUAL_ACCURACY = "factual_accuracy", "With the council for factual accuracy"
        ANSWERED = "answered", "Answered by the council"
        FINAL = "final", "Final"

    # Changes asked for on the way send it back to drafting; after that everyone who agreed is asked again.
    MOVES = {
        State.DRAFTING: {State.WITH_LEAD_PEER},
        State.WITH_LEAD_PEER: {State.QUALITY_ASSURANCE, State.DRAFTING},
        State.QUALITY_ASSURANCE: {State.READY_FOR_COUNCIL, State.DRAFTING},
        State.READY_FOR_COUNCIL: {State.FACTUAL_ACCURACY, State.DRAFTING},
        State.FACTUAL_ACCURACY: {State.ANSWERED},
        State.ANSWERED: {State.FINAL},
        State.FINAL: set(),
    }

    challenge = models.OneToOneField(Challenge, on_delete=models.PROTECT, related_name="report")
    state = models.CharField(max_length=20, choices=State, default=State.DRAFTING)
    round = models.PositiveSmallIntegerField(default=1, help_text="Counts how often it went back to drafting.")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    window_ends_on = models.DateField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    silence_recorded = models.BooleanField(
        default=False, help_text="The window passed; what was not answered counts as correct."
    )
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="report_agreed_at_and_by_together",
                condition=Q(agreed_at=None, agreed_by=None) | Q(agreed_at__isnull=False, agreed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="report_agreed_before_quality_assurance",
                condition=Q(state__in=["drafting", "with_lead_peer"], agreed_at=None)
                | (~Q(state__in=["drafting", "with_lead_peer"]) & Q(agreed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="report_sent_at_and_by_together",
                condition=Q(sent_at=None, sent_by=None, window_ends_on=None)
                | Q(sent_at__isnull=False, sent_by__isnull=False, window_ends_on__isnull=False),
            ),
            models.CheckConstraint(
                name="report_sent_before_the_council_checks_it",
                condition=~Q(state__in=["factual_accuracy", "answered", "final"]) | Q(sent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="report_answered_at_when_answered",
                condition=Q(state__in=["answered", "final"], answered_at__isnull=False)
                | (~Q(state__in=["answered", "final"]) & Q(answered_at=None, silence_recorded=False)),
            ),
            models.CheckConstraint(
                name="report_issued_when_final",
                condition=Q(state="final", issued_at__isnull=False, issued_by__isnull=False)
                | (~Q(state="final") & Q(issued_at=None, issued_by=None)),
            ),
        ]

    def __str__(self):
        return f"Report of {self.challenge}"

    def texts(self) -> dict[str, str]:
        """Everything the report says, by where it stands: “passage 3, heading”."""
        return {
            f"passage {passage.position}, {part}": getattr(passage, part)
            for passage in self.passages.order_by("position")
            for part in ("heading", "text")
        }

    @property
    def is_editable(self) -> bool:
        """Whether the words may change: while it is drafted, and after the council has answered."""
        return self.state in {self.State.DRAFTING, self.State.ANSWERED}

    # Alone first, in quality assurance (challenges/alone_first.py)

    @property
    def phase(self) -> Phase:
        """The readers of quality assurance each decide alone; once the last has, everything is on the table."""
        return Phase.ALONE if self.state == self.State.QUALITY_ASSURANCE else Phase.TOGETHER

    @property
    def chain(self) -> list[str]:
        """The roles that quality-assure the report under this programme."""
        return [str(role) for role in self.challenge.programme.plan.report.qa]

    def awaited(self) -> list[str]:
        """The roles whose decision on this draft is still to come: the lead peer's, then those of the whole chain at once."""
        if self.state == self.State.WITH_LEAD_PEER:
            return [Role.LEAD_PEER.value]
        if self.state != self.State.QUALITY_ASSURANCE:
            return []
        decided = set(self.quality_reviews.filter(round=self.round).values_list("role", flat=True))
        return [role for role in self.chain if role not in decided]

    def is_by(self, user: User) -> bool:
        """Whether this person wrote some of the draft, or agreed it for the team."""
        if user.pk in {self.made_by_id, self.agreed_by_id}:
            return True
        return self.passages.filter(changed_by=user).exists()

    def reader(self, user: User) -> Reader:
        """How this person stands to the quality assurance of the draft."""
        roles, awaited = user.roles_in(self.challenge), set(self.awaited())
        if roles & awaited and not self.is_by(user):
            return Reader.STILL_WRITES
        if Role.CHALLENGE_MANAGER in roles:
            return Reader.BRINGS_TOGETHER
        return Reader.HAS_WRITTEN if roles & (set(self.chain) - awaited) else Reader.LOOKS_ON


class Passage(Written):
    """A piece of the report that can be agreed, checked and answered by itself."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="passages")
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="passages")
    section = models.CharField(max_length=40, help_text="The section's code in the programme file.")
    heading = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True, help_text="A small set of Markdown: paragraphs, lists, bold, italic.")
    finding = models.ForeignKey("feedback.Finding", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    theme = models.ForeignKey(Theme, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    heading_sent = models.CharField(max_length=200, blank=True, help_text="As the council was sent it.")
    text_sent = models.TextField(blank=True, help_text="As the council was sent it: what its answer speaks of.")

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["report", "position"], name="one_passage_per_position")]

    def __str__(self):
        return self.heading or f"Passage {self.position}"

    @property
    def changed_since_sent(self) -> bool:
        """Whether it reads otherwise than what the council was sent; only meant once it was sent."""
        return (self.heading, self.text) != (self.heading_sent, self.text_sent)


class ReportVersion(models.Model):
    """A rendering of the whole report at one moment. Never changed; the final one is what is issued."""

    class Kind(models.TextChoices):
        DRAFT = "draft", "Draft"
        FOR_COUNCIL = "for_council", "Draft for factual accuracy"
        FINAL = "final", "Final"

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    text_number = models.PositiveIntegerField(
        help_text="The sum of the passages' versions when it was made: another sum is another text."
    )
    document = models.OneToOneField(RenderedDocument, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="one_report_version_per_number"),
            models.UniqueConstraint(
                fields=["report"], condition=Q(issued_at__isnull=False), name="one_report_version_is_issued"
            ),
            models.CheckConstraint(
                name="only_a_final_version_is_issued", condition=Q(issued_at=None) | Q(kind="final")
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, version {self.number}"


class QualityReviewQuerySet(models.QuerySet):
    def readable_by(self, user, report):
        """What a reader of the draft may know of what was decided about it.

        The lead peer's word and earlier rounds are there for all of them; in a round of quality assurance what the others
        decided is hidden as alone_first.py has it.
        """
        if not user.roles_in(report.challenge) & TEAM_ROLES:  # those who read the draft
            return self.none()
        seen = self.filter(report=report)
        if report.phase is Phase.ALONE and not reads_others(report.phase, report.reader(user)):
            seen = seen.exclude(~Q(reviewer=user), round=report.round, role__in=report.chain)
        if user.seen_by:  # someone looks on as this person: nothing that they may not read themselves
            seen &= self.readable_by(user.seen_by, report)
        return seen


class QualityReview(models.Model):
    """What one reader decided about the draft before it goes to the council: agreed, or changes wanted.

    The lead peer decides first, for the team; then those in the programme's chain of quality assurance, each alone.
    """

    class Outcome(models.TextChoices):
        AGREED = "agreed", "Agreed"
        CHANGES = "changes", "Changes wanted"

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="quality_reviews")
    round = models.PositiveSmallIntegerField()
    step = models.PositiveSmallIntegerField(
        help_text="Its place among the decisions of the round, from 0: the lead peer's."
    )
    role = models.CharField(max_length=20, choices=Role)
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome)
    comment = models.TextField(blank=True)
    reviewed_at = models.DateTimeField()

    objects = QualityReviewQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "round", "step"], name="one_quality_review_per_step"),
            models.CheckConstraint(
                name="changes_wanted_say_which",
                condition=~Q(outcome="changes") | ~Q(comment=""),
                violation_error_message="Say what should change.",
            ),
        ]

    def __str__(self):
        return f"{self.get_role_display()}: {self.get_outcome_display()}"


class AccuracyPoint(Written):
    """The council's answer on one passage: correct, or not correct because; and what we made of it.

    Words may stand beside “correct” too: what was typed is kept, whichever was chosen.
    """

    class Response(models.TextChoices):
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="accuracy_points")
    passage = models.OneToOneField(Passage, on_delete=models.PROTECT, related_name="accuracy_point")
    correct = models.BooleanField()
    because = models.TextField("what is not correct, and what is", blank=True)
    response = models.CharField(max_length=10, choices=Response, blank=True)
    response_reason = models.TextField(blank=True)
    responded_at = models.DateTimeField(null=True, blank=True)
    responded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["passage__position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="not_correct_says_why",
                condition=Q(correct=True) | ~Q(because=""),
                violation_error_message="Say what is not correct, and what is.",
            ),
            models.CheckConstraint(
                name="accuracy_response_has_a_reason",
                condition=Q(response="", responded_at=None, responded_by=None)
                | (
                    ~Q(response="")
                    & ~Q(response_reason="")
                    & Q(correct=False, responded_at__isnull=False, responded_by__isnull=False)
                ),
                violation_error_message="Give a reason, so that the council can see why.",
            ),
        ]

    def __str__(self):
        return f"{'Correct' if self.correct else 'Not correct'}: {self.passage}"
