"""Cases by code, and what a peer noted in each."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q, QuerySet

from challenges.lifecycle import Stage
from challenges.models import Audience, Challenge, RenderedDocument, Role, User, Written, WrittenQuerySet

# Who works with cases. Observers, advisers and the council read the report, never a case.
CASE_ROLES = frozenset({Role.LEAD_PEER, Role.PEER, Role.CHALLENGE_MANAGER, Role.PROGRAMME_MANAGER})


class CaseQuerySet(QuerySet):
    def with_state(self):
        """Each case with when its review was started and finished; the text of the review is left out."""
        return self.annotate(started_at=F("review__written_at"), finished_at=F("review__finished_at"))

    def not_shared_out(self):
        return self.filter(reviewer=None)

    def left_to(self, user):
        """What this person has yet to finish, where cases are still being read and nothing of them is shared."""
        being_read = self.filter(reviewer=user, review__finished_at=None, challenge__stage=Stage.CASE_REVIEW)
        return being_read.exclude(challenge__case_review_report__audience=Audience.COUNCIL)


class Case(models.Model):
    """A child's case file in the sample, known by a code only. The council keeps the key."""

    class State(models.TextChoices):
        NOT_STARTED = "not_started", "Not started"
        BEING_READ = "being_read", "Being read"
        FINISHED = "finished", "Finished"

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="cases")
    code = models.CharField(
        max_length=12,
        validators=[
            RegexValidator(
                r"^[A-Z]{1,3}-?[0-9]{1,4}$", "A case code is one to three letters and a number, such as C-07."
            )
        ],
    )
    stratum = models.CharField("part of the sample", max_length=120)
    age_band = models.CharField(max_length=40, blank=True)
    reviewer = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["challenge", "code"],
                name="one_case_per_code",
                violation_error_message="There is a case with this code already.",
            )
        ]

    def __str__(self):
        return self.code

    @property
    def state(self) -> State:
        """Needs `with_state()`."""
        if self.finished_at:  # type: ignore[attr-defined]
            return self.State.FINISHED
        return self.State.BEING_READ if self.started_at else self.State.NOT_STARTED  # type: ignore[attr-defined]


class CaseReviewQuerySet(WrittenQuerySet):
    def visible_to(self, user):
        """Narrower than the audience alone: only who works with cases here, as the rule `casereview.view_cases`.

        And alone first: what others noted is hidden from who has yet to finish a case of their own (phases.py).
        """
        still_alone = Case.objects.left_to(user).values("challenge")
        seen = super().visible_to(user).filter(Q(written_by=user) | ~Q(challenge__in=still_alone))
        if user.is_programme_office:
            return seen
        return seen.filter(challenge__in=user.memberships.holding(*CASE_ROLES).values("challenge"))

    def finished(self):
        return self.filter(finished_at__isnull=False)


class CaseReview(Written):
    """What a peer noted in one case. For its author until finished; then for the team."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="case_reviews")
    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="review")
    headline = models.TextField(blank=True, help_text="One sentence: what stands out in this case.")
    good_practice = models.TextField(blank=True)
    question_for_on_site = models.TextField(blank=True)
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

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["review", "aspect"], name="one_note_per_aspect")]

    def __str__(self):
        return f"{self.aspect} of {self.review}"


class CaseReviewReportQuerySet(WrittenQuerySet):
    def visible_to(self, user):
        """It brings together what everyone noted, so it too waits until the reader's own cases are finished."""
        return super().visible_to(user).exclude(challenge__in=Case.objects.left_to(user).values("challenge"))


class CaseReviewReport(Written):
    """The case record review as a report: messages without any child in them; the appendix of the final report."""

    challenge = models.OneToOneField(Challenge, on_delete=models.CASCADE, related_name="case_review_report")
    overall_messages = models.TextField(blank=True)
    strengths = models.TextField(blank=True)
    areas = models.TextField("areas for consideration", blank=True)
    lines_for_on_site = models.TextField("lines of enquiry for the on-site week", blank=True)
    shared_at = models.DateTimeField(null=True, blank=True)
    shared_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey(RenderedDocument, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = CaseReviewReportQuerySet.as_manager()  # type: ignore[misc]  # a narrower one

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="shared_case_review_report_is_for_the_council",
                condition=Q(shared_at=None, shared_by=None, audience=Audience.TEAM)
                | Q(shared_at__isnull=False, shared_by__isnull=False, audience=Audience.COUNCIL),
            )
        ]

    def __str__(self):
        return "Case record review"


class CaseReviewCount(models.Model):
    """What stays when the notes on cases go: how many cases there were, and how often each tag was given.

    Two separate counts, by part of the sample and by aspect. Crossed with each other they would describe single cases.
    """

    class Of(models.TextChoices):
        SAMPLED = "sampled", "Cases of the sample"
        FINISHED = "finished", "Cases that were read"
        TAGGED = "tagged", "Cases with a tag"

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="case_review_counts")
    of = models.CharField(max_length=10, choices=Of)
    stratum = models.CharField("part of the sample", max_length=120, blank=True)
    aspect = models.CharField(max_length=8, blank=True, help_text="The code in the programme file, such as A3.")
    tag = models.CharField(max_length=16, choices=AspectNote.Tag, blank=True)
    number = models.PositiveIntegerField()
    number_shared = models.PositiveIntegerField(
        default=0, help_text="Of these, what the council's table had: cases finished by the time the report was shared."
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["challenge", "of", "stratum", "aspect", "tag"], name="each_case_review_count_stands_once"
            ),
            models.CheckConstraint(
                name="case_review_count_is_of_a_part_or_of_an_aspect",
                condition=(Q(of="tagged", stratum="") & ~Q(aspect="") & ~Q(tag=""))
                | (~Q(of="tagged") & ~Q(stratum="") & Q(aspect="", tag="")),
            ),
        ]

    def __str__(self):
        return f"{self.get_of_display()}: {self.number}"
