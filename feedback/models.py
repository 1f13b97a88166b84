"""What the team heard, saw and read, and what it makes of it."""

from django.db import models
from django.db.models import Q

from challenges.models import Audience, Challenge, Theme, User, Written


class EvidenceNote(Written):
    """One thing heard, seen or read, with where. For its author until shared with the team."""

    class Kind(models.TextChoices):
        STRENGTH = "strength", "Strength"
        AREA = "area", "Area for consideration"
        GOOD_PRACTICE = "good_practice", "Good practice"
        FACT = "fact", "Fact to check"
        QUESTION = "question", "Question"

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="evidence_notes")
    kind = models.CharField(max_length=16, choices=Kind)
    text = models.TextField()
    session = models.ForeignKey("onsite.Session", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey(
        "preparation.DocumentRequest", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    case = models.ForeignKey("casereview.Case", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    where = models.CharField("where in it", max_length=200, blank=True, help_text="Such as page 12, or the second group.")
    key_line = models.ForeignKey(
        "scoping.KeyLineOfEnquiry", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    non_attributable = models.BooleanField("must not be traced to a person", default=False)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["challenge", "-id"], name="note_challenge")]
        constraints = [
            models.CheckConstraint(
                name="evidence_note_has_one_source",
                condition=Q(session__isnull=False, document=None, case=None)
                | Q(session=None, document__isnull=False, case=None)
                | Q(session=None, document=None, case__isnull=False),
                violation_error_message="Choose one source: a session, a document or a case.",
            ),
            models.CheckConstraint(
                name="evidence_note_is_for_its_author_or_the_team",
                condition=Q(audience__in=[Audience.AUTHOR, Audience.TEAM]),
            ),
        ]

    def __str__(self):
        return f"Note {self.pk}"


class Finding(Written):
    """What the team found. It keeps its number from the first note to the final PDF: slides, passages, accuracy
    points and recommendations all point at it.
    """

    class Kind(models.TextChoices):
        STRENGTH = "strength", "Strength"
        AREA = "area", "Area for consideration"
        GOOD_PRACTICE = "good_practice", "Good practice"
        RECOMMENDATION = "recommendation", "Recommendation"

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="findings")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=16, choices=Kind)
    headline = models.CharField(max_length=200)
    detail = models.TextField(blank=True)
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="+")
    key_line = models.ForeignKey(
        "scoping.KeyLineOfEnquiry", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    evidence = models.ManyToManyField(EvidenceNote, related_name="findings")
    position = models.PositiveSmallIntegerField(default=0)
    set_aside_at = models.DateTimeField(null=True, blank=True)
    set_aside_because = models.TextField(blank=True)

    class Meta:
        ordering = ["theme__position", "kind", "position", "number"]
        constraints = [
            models.UniqueConstraint(fields=["challenge", "number"], name="one_finding_per_number"),
            models.CheckConstraint(
                name="finding_is_for_the_team_or_the_council",
                condition=Q(audience__in=[Audience.TEAM, Audience.COUNCIL]),
            ),
            models.CheckConstraint(
                name="finding_set_aside_has_a_reason",
                condition=Q(set_aside_at=None) | ~Q(set_aside_because=""),
            ),
        ]

    def __str__(self):
        return f"{self.reference} {self.headline}"

    @property
    def reference(self) -> str:
        """The number people quote, such as F-07."""
        return f"F-{self.number:02d}"


class Presentation(Written):
    """The feedback presentation: opening and closing words round the findings, in the agreed order."""

    challenge = models.OneToOneField(Challenge, on_delete=models.CASCADE, related_name="presentation")
    headline_messages = models.TextField(blank=True)
    next_steps = models.TextField(blank=True)
    given_on = models.DateField(null=True, blank=True)
    given_at = models.DateTimeField(null=True, blank=True)
    given_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="given_presentation_is_for_the_council",
                condition=Q(given_at=None, given_by=None, given_on=None, audience=Audience.TEAM)
                | Q(
                    given_at__isnull=False,
                    given_by__isnull=False,
                    given_on__isnull=False,
                    audience=Audience.COUNCIL,
                ),
            )
        ]

    def __str__(self):
        return "Feedback presentation"
