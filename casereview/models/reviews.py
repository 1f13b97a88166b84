"""What a peer noted in each case."""

from django.db import models
from django.db.models import F, Q

from casereview.models.cases import CASE_ROLES, Case, CaseConflict
from challenges.models import Audience, Challenge, User, Written, WrittenQuerySet


class CaseReviewQuerySet(WrittenQuerySet):
    def visible_to(self, user):
        """Narrower than the audience alone: only who works with cases here, as the rule `casereview.view_cases`.

        And alone first: what others noted is hidden from who has yet to finish a case of their own (phases.py). A second
        reader whose own tags are in reads the first reader of that case, and of that case alone. Who must not read a
        case never does.
        """
        still_alone = Case.objects.left_to(user).values("challenge")
        beside_theirs = Case.objects.with_tags_in(user).values("pk")
        seen = super().visible_to(user).exclude(case__in=CaseConflict.objects.filter(person=user).values("case"))
        seen = seen.filter(Q(written_by=user) | Q(case__in=beside_theirs) | ~Q(challenge__in=still_alone))
        if user.is_programme_office:
            return seen
        return seen.filter(challenge__in=user.memberships.holding(*CASE_ROLES).values("challenge"))

    def finished(self):
        return self.filter(finished_at__isnull=False)


class CaseReview(Written):
    """What a peer noted in one case. For its author until finished; then for the team."""

    class AuditView(models.TextChoices):
        """How the council's own audit saw the case, beside what the reviewer saw."""

        AGREE = "agree", "We agree with it"
        HIGHER = "higher", "It saw the practice as stronger than we do"
        LOWER = "lower", "It saw the practice as less strong than we do"

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="case_reviews")
    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="review")
    headline = models.TextField(blank=True, help_text="One sentence: what stands out in this case.")
    good_practice = models.TextField(blank=True)
    question_for_on_site = models.TextField(blank=True)
    audit_view = models.CharField("beside the council's own audit", max_length=8, choices=AuditView, blank=True)
    audit_why = models.TextField("why", blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = CaseReviewQuerySet.as_manager()  # type: ignore[misc]  # a narrower one

    class Meta:
        ordering = ["case__position", "pk"]
        indexes = [models.Index(fields=["challenge", "finished_at"], name="case_review_challenge_done")]
        constraints = [
            models.CheckConstraint(
                name="finished_case_review_is_for_the_team",
                condition=Q(finished_at=None, audience=Audience.AUTHOR)
                | Q(finished_at__isnull=False, audience=Audience.TEAM),
            )
        ]

    def __str__(self):
        return f"Review of {self.case}"


class AspectNote(models.Model):
    """What was seen in one aspect of a case. A tag is a signpost, never a mark out of anything."""

    class Tag(models.TextChoices):
        STRENGTH = "strength", "Strength"
        MIXED = "mixed", "Mixed"
        AREA = "area", "Area for consideration"
        NOT_SEEN = "not_seen", "Not seen"
        NOT_APPLICABLE = "not_applicable", "Not applicable"

    review = models.ForeignKey(CaseReview, on_delete=models.CASCADE, related_name="aspect_notes")
    aspect = models.CharField(max_length=8, help_text="The code in the programme file, such as A3.")
    tag = models.CharField(max_length=16, choices=Tag, blank=True)
    strengths = models.TextField(blank=True)
    areas = models.TextField("areas for consideration", blank=True)
    key_lines = models.ManyToManyField("scoping.KeyLineOfEnquiry", blank=True, related_name="+")
    # Where the second reader saw it otherwise: what one of the two proposed, and the other agreed to. `tag` stays.
    settled_tag = models.CharField(max_length=16, choices=Tag, blank=True)
    settled_words = models.TextField(blank=True)
    proposed_at = models.DateTimeField(null=True, blank=True)
    proposed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["review", "aspect"], name="one_note_per_aspect"),
            models.CheckConstraint(
                name="aspect_is_settled_by_one_after_the_other",
                condition=Q(proposed_at=None, proposed_by=None, settled_tag="", settled_at=None, settled_by=None)
                | (
                    Q(proposed_at__isnull=False, proposed_by__isnull=False)
                    & ~Q(settled_tag="")
                    & Q(settled_at=None, settled_by=None)
                )
                | (
                    Q(proposed_at__isnull=False, settled_at__isnull=False, settled_by__isnull=False)
                    & ~Q(settled_tag="")
                    & ~Q(settled_by=F("proposed_by"))
                ),
            ),
        ]

    def __str__(self):
        return f"{self.aspect} of {self.review}"

    @property
    def lines(self) -> list:
        """The key lines it speaks to; ask for them with the note."""
        return list(self.key_lines.all())

    @property
    def counted_tag(self) -> str:
        """The tag that counts: what both readers settled, else the reviewer's own."""
        return self.settled_tag if self.settled_at else self.tag


class TimelinessNote(models.Model):
    """Whether something was done in the time that statute or guidance gives, as the programme's table has it."""

    class State(models.TextChoices):
        WITHIN = "within", "Within the time"
        BEYOND = "beyond", "Beyond the time"
        NOT_RECORDED = "not_recorded", "Not recorded"
        NOT_APPLICABLE = "not_applicable", "Not applicable"

    review = models.ForeignKey(CaseReview, on_delete=models.CASCADE, related_name="timeliness")
    timescale = models.CharField(max_length=12, help_text="The code in the programme file, such as T2.")
    state = models.CharField(max_length=16, choices=State)
    took = models.PositiveIntegerField(null=True, blank=True, help_text="How long it took, in the unit of the table.")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["review", "timescale"], name="one_timeliness_note_per_timescale")
        ]

    def __str__(self):
        return f"{self.timescale} of {self.review}"
