"""What the challenge will look at, and what the sponsor agreed."""

from django.db import models
from django.db.models import F, Q

from challenges.models import Audience, Challenge, Probe, RenderedDocument, Theme, User, Written, WrittenQuerySet


class ChosenTheme(models.Model):
    """A theme this challenge looks at. Core elements and fixed themes are chosen from the start."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="chosen_themes")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField()
    chosen_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["theme__position"]
        constraints = [models.UniqueConstraint(fields=["challenge", "theme"], name="each_theme_is_chosen_once")]

    def __str__(self):
        return str(self.theme)


class LeftOutProbe(models.Model):
    """A probe of a chosen theme that this challenge does not ask. All others are asked.

    A council's own question is no probe but a key line: it has an owner, an outcome wanted and an answer of its own.
    """

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="left_out_probes")
    probe = models.ForeignKey(Probe, on_delete=models.PROTECT, related_name="+")
    left_out_at = models.DateTimeField()
    left_out_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["probe__position"]
        constraints = [models.UniqueConstraint(fields=["challenge", "probe"], name="each_probe_is_left_out_once")]

    def __str__(self):
        return str(self.probe)


class Evidence(models.TextChoices):
    """Where the team can look for an answer."""

    DOCUMENTS = "documents", "Documents"
    DATA = "data", "Data"
    CASES = "cases", "Case records"
    INTERVIEWS = "interviews", "Interviews"
    GROUPS = "groups", "Groups of staff"
    OBSERVATION = "observation", "Observing practice"
    FAMILIES = "families", "Children, parents and carers"
    PARTNERS = "partners", "Partners"
    SURVEYS = "surveys", "Surveys and feedback"


class KeyLineOfEnquiry(Written):
    """A question the council asks the peer team to look into (a KLOE), and what would show that it helped."""

    # What a key line says besides its question, in the words of the pages.
    WANTED = {
        "already_known": "what we already know",
        "outcome_wanted": "outcome wanted",
        "measure": "measure",
        "owner": "owner",
    }
    # What makes it better still, and never holds anything up.
    ALSO = {"baseline": "where we stand today", "target": "where we want to be", "partners": "partners"}

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="key_lines")
    number = models.PositiveSmallIntegerField()
    question = models.TextField()
    theme = models.ForeignKey(Theme, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    already_known = models.TextField("what we already know", blank=True)
    outcome_wanted = models.TextField("outcome wanted", blank=True)
    measure = models.TextField("how we will know", blank=True)
    baseline = models.TextField("where we stand today", blank=True)
    target = models.TextField("where we want to be", blank=True)
    evidence = models.JSONField("evidence planned", default=list, blank=True, help_text="Values of Evidence.")
    partners = models.CharField("partners who share this aim", max_length=300, blank=True)
    owner = models.CharField("owner at the council", max_length=160, blank=True, help_text="A job title.")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["challenge", "number"],
                name="one_key_line_per_number",
                violation_error_message="There is a key line with this number already.",
            ),
            models.CheckConstraint(
                name="key_line_is_shared_with_the_council",
                condition=Q(audience=Audience.COUNCIL),
            ),
        ]

    def __str__(self):
        return f"Key line {self.number}"

    @property
    def still_empty(self) -> list[str]:
        """What it does not say yet, in words."""
        return [words for field, words in self.WANTED.items() if not getattr(self, field).strip()]

    @property
    def evidence_in_words(self) -> list[str]:
        """The kinds of evidence planned, in the order of the list."""
        return [str(kind.label) for kind in Evidence if kind.value in self.evidence]


class ScopingMeeting(Written):
    """What was said when the LGA and the sponsor met, and whether the challenge goes on."""

    class Answer(models.TextChoices):
        YES = "yes", "Yes"
        NO = "no", "No"

    class Decision(models.TextChoices):
        GO_ON = "go_on", "Go on"
        NOT_NOW = "not_now", "Not now"

    challenge = models.OneToOneField(Challenge, on_delete=models.CASCADE, related_name="scoping_meeting")
    held_on = models.DateField()
    present = models.TextField("who was there")
    focus = models.TextField(blank=True)
    extra_key_lines = models.TextField("further key lines", blank=True)
    timetable = models.TextField(blank=True)
    team_needs = models.TextField("what the team needs", blank=True)
    background = models.TextField(blank=True)
    in_intervention = models.CharField(max_length=3, choices=Answer, blank=True)
    agreed_with = models.CharField("who else agrees", max_length=300, blank=True)
    inspection_expected = models.CharField(max_length=3, choices=Answer, blank=True)
    inspection_on = models.DateField("first day of the inspection window", null=True, blank=True)
    inspection_until_on = models.DateField("last day of the inspection window", null=True, blank=True)
    other_reviews = models.TextField("other reviews near by", blank=True)
    decision = models.CharField(max_length=8, choices=Decision, blank=True)
    decision_reason = models.TextField("why", blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="meeting_is_the_lgas_or_shared_with_the_council",
                condition=Q(audience__in=[Audience.LGA, Audience.COUNCIL]),
            ),
            models.CheckConstraint(
                name="meeting_decided_at_and_by_with_the_decision",
                condition=Q(decision="", decided_at=None, decided_by=None)
                | (~Q(decision="") & Q(decided_at__isnull=False, decided_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="meeting_says_why_not_now",
                condition=~Q(decision="not_now") | ~Q(decision_reason=""),
                violation_error_message="Say why the challenge does not go on now.",
            ),
            models.CheckConstraint(
                name="inspection_window_ends_after_it_begins",
                condition=Q(inspection_until_on=None) | Q(inspection_until_on__gte=F("inspection_on")),
                violation_error_message="The last day of the inspection window is before the first.",
            ),
        ]

    def __str__(self):
        return f"Scoping meeting of {self.held_on:%-d %B %Y}"

    @property
    def goes_on(self) -> bool:
        """Whether nothing decided there stands in the way."""
        return self.decision != self.Decision.NOT_NOW


class ProposalTerms(Written):
    """What the proposal says besides the scope: the team this scope needs, the feedback, what is kept in confidence."""

    challenge = models.OneToOneField(Challenge, on_delete=models.CASCADE, related_name="proposal_terms")
    peers = models.PositiveSmallIntegerField("peers on site", null=True, blank=True)
    team_needed = models.TextField("what this scope asks of the team", blank=True)
    formats = models.JSONField("forms of feedback", default=list, blank=True, help_text="Codes of the programme.")
    feedback_to = models.TextField("who receives the feedback", blank=True)
    own_agreement = models.BooleanField("the council has a confidentiality agreement of its own", default=False)
    confidentiality = models.TextField("what else was agreed on confidentiality", blank=True)
    responsibilities = models.TextField("what else was agreed on who does what", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="proposal_terms_are_shared_with_the_council", condition=Q(audience=Audience.COUNCIL)
            ),
        ]

    def __str__(self):
        return "Team, feedback and confidentiality"


class ScopingProposalQuerySet(models.QuerySet):
    def sent(self):
        """What the council has been sent."""
        return self.filter(sent_at__isnull=False)

    def with_document(self):
        """With what pages show of the PDF, without its frozen words."""
        return self.select_related(
            "document__job",
            "document__file",
            "document__word",
            "document__challenge",
            "made_by",
            "sent_by",
            "agreed_by",
        ).defer("document__html")


class ScopingProposal(models.Model):
    """A version of the scoping proposal: its words are frozen, so what the sponsor agrees is what was sent."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="scoping_proposals")
    number = models.PositiveSmallIntegerField()
    document = models.OneToOneField(RenderedDocument, on_delete=models.PROTECT, related_name="+")
    scope = models.JSONField(default=dict, help_text="Themes, key lines, dates and people as this version says them.")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    agreed_sha256 = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the PDF that was agreed.")

    objects = ScopingProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["challenge", "number"], name="one_proposal_per_number"),
            models.UniqueConstraint(
                fields=["challenge"], condition=Q(agreed_at__isnull=False), name="one_proposal_is_agreed"
            ),
            models.CheckConstraint(
                name="proposal_sent_at_and_by_together",
                condition=Q(sent_at=None, sent_by=None) | Q(sent_at__isnull=False, sent_by__isnull=False),
            ),
            models.CheckConstraint(
                name="proposal_agreed_at_and_by_together",
                condition=Q(agreed_at=None, agreed_by=None) | Q(agreed_at__isnull=False, agreed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="proposal_sent_before_it_is_agreed",
                condition=Q(agreed_at=None) | Q(sent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="proposal_sha256_of_what_was_agreed",
                condition=Q(agreed_sha256="") | Q(agreed_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"Scoping proposal, version {self.number}"


class Section(models.TextChoices):
    """A section of the proposal; stored as the id it has in the document."""

    PURPOSE = "purpose", "Purpose"
    THEMES = "themes", "What the team looks at"
    KEY_LINES = "key-lines", "Key lines of enquiry"
    TEAM = "team", "The team"
    DATES = "dates", "Dates"
    RESPONSIBILITIES = "responsibilities", "Who does what"
    CONFIDENTIALITY = "confidentiality", "Confidentiality"
    FEEDBACK = "feedback", "Feedback"


class ProposalCommentQuerySet(WrittenQuerySet):
    def open(self):
        """Nobody has answered them yet."""
        return self.filter(answered_at=None)

    def to_tell(self):
        """Answered, and the council has not been told."""
        return self.filter(answered_at__isnull=False, told_at=None)


class ProposalComment(Written):
    """What the council says about a section of a version, and what came of it."""

    class Outcome(models.TextChoices):
        RESOLVED = "resolved", "Resolved, the proposal stays as it is"
        CHANGED = "changed", "The proposal changes"

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="proposal_comments")
    proposal = models.ForeignKey(ScopingProposal, on_delete=models.CASCADE, related_name="comments")
    section = models.CharField(max_length=20, choices=Section)
    text = models.TextField("comment")
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    changed_in = models.ForeignKey(ScopingProposal, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    told_at = models.DateTimeField(null=True, blank=True, help_text="When the council was told of the answer.")

    objects = ProposalCommentQuerySet.as_manager()  # type: ignore[misc]  # a narrower one

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="proposal_comment_is_shared_with_the_council", condition=Q(audience=Audience.COUNCIL)
            ),
            models.CheckConstraint(
                name="proposal_comment_answered_at_by_and_outcome",
                condition=Q(answered_at=None, answered_by=None, outcome="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(outcome="")),
            ),
            models.CheckConstraint(
                name="proposal_comment_told_after_its_answer", condition=Q(told_at=None) | Q(answered_at__isnull=False)
            ),
            models.CheckConstraint(
                name="proposal_comment_resolved_with_an_answer",
                condition=~Q(outcome="resolved") | ~Q(answer=""),
                violation_error_message="Say why the proposal stays as it is.",
            ),
        ]

    def __str__(self):
        return f"Comment on “{self.get_section_display()}”"
