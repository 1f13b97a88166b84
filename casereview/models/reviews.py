"""What a peer noted in each case."""

from django.db import models
from django.db.models import Q

from casereview.models.cases import CASE_ROLES, Case
from challenges.models import Audience, Challenge, Written, WrittenQuerySet


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
