"""What the team heard, saw and read, and what it makes of it."""

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.utils import timezone

from casereview.queries import where_cases_are_read_alone
from challenges.models import Audience, Challenge, Role, Theme, User, Written, WrittenQuerySet

# Who opens cases and restricted documents, and so reads what was noted from them; a test compares this with casereview.
CASE_ROLES = frozenset({Role.LEAD_PEER, Role.PEER, Role.CHALLENGE_MANAGER, Role.PROGRAMME_MANAGER})


class EvidenceNoteQuerySet(WrittenQuerySet):
    def visible_to(self, user):
        """As everything written; what was noted from a case or a restricted document only for those who open these.

        And alone first: what others noted from a case waits until the reader's own cases are finished.
        """
        alone = Q(case__isnull=False, challenge__in=where_cases_are_read_alone(user)) & ~Q(written_by=user)
        seen = super().visible_to(user).filter(~alone)
        if user.is_programme_office:
            return seen
        works_with_cases = Q(challenge__in=user.memberships.holding(*CASE_ROLES).values("challenge"))
        leads_to_no_child = Q(case=None) & ~Q(document__importance="restricted")
        return seen.filter(works_with_cases | leads_to_no_child)

    def shared(self):
        """Shared with the team: what a finding may stand on."""
        return self.filter(audience=Audience.TEAM)

    def kept_by(self, user):
        """Written by this person and not shared."""
        return self.filter(written_by=user, audience=Audience.AUTHOR)

    def not_cited(self):
        """Shared with the team, and no finding that stands cites it."""
        citing = Finding.evidence.through.objects.filter(evidencenote=OuterRef("pk"), finding__set_aside_at=None)
        return self.shared().filter(~Exists(citing))

    def with_source(self):
        return self.select_related("session", "document", "case", "key_line", "written_by")


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
    where = models.CharField(
        "where in it", max_length=200, blank=True, help_text="Such as page 12, or the second group."
    )
    key_line = models.ForeignKey(
        "scoping.KeyLineOfEnquiry", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    non_attributable = models.BooleanField("must not be traced to a person", default=False)

    objects = EvidenceNoteQuerySet.as_manager()  # type: ignore[misc]  # a narrower one

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

    @property
    def source_kind(self) -> str:
        """Session, document or case: the field that holds its one source."""
        if self.session_id:
            return "session"
        return "document" if self.document_id else "case"

    @property
    def source_for_everyone(self) -> str:
        """The same for the history, which more people read than the note: no case and no restricted document by name."""
        if self.case_id:
            return "a case"
        if self.document and self.document.importance == "restricted":
            return "a restricted document"
        return self.source_name

    @property
    def source_name(self) -> str:
        """The session with its time, the document or the case, for people."""
        if self.session:
            return f"{self.session.title}, {timezone.localtime(self.session.starts_at):%-d %B, %H:%M}"
        if self.document:
            return str(self.document)
        return f"Case {self.case}"


class ForModeratorsToo(WrittenQuerySet):
    """What the council was told is also for the moderator, who helps when it is disputed (docs/adr/0012)."""

    def visible_to(self, user):
        moderated = user.memberships.holding(Role.MODERATOR).values("challenge")
        return super().visible_to(user) | self.filter(audience=Audience.COUNCIL, challenge__in=moderated)


class FindingQuerySet(ForModeratorsToo):
    def standing(self):
        """Not set aside."""
        return self.filter(set_aside_at=None)

    def in_order(self):
        """As the presentation and the report tell them: by theme, strengths first."""
        place = Case(*(When(kind=kind, then=Value(place)) for place, kind in enumerate(Finding.Kind.values)))
        return self.order_by("theme__position", place, "position", "number")


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

    objects = FindingQuerySet.as_manager()  # type: ignore[misc]  # with more words

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

    objects = ForModeratorsToo.as_manager()  # type: ignore[misc]  # with one more reader

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
