"""What the challenge will look at, and what the sponsor agreed."""

from django.db import models
from django.db.models import Q

from challenges.models import Audience, Challenge, RenderedDocument, Theme, User, Written


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


class KeyLineOfEnquiry(Written):
    """A question the council asks the peer team to look into (a KLOE), and what would show that it helped."""

    # What a key line says besides its question, in the words of the pages.
    WANTED = {
        "already_known": "what we already know",
        "outcome_wanted": "outcome wanted",
        "measure": "measure",
        "owner": "owner",
    }

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="key_lines")
    number = models.PositiveSmallIntegerField()
    question = models.TextField()
    theme = models.ForeignKey(Theme, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    already_known = models.TextField("what we already know", blank=True)
    outcome_wanted = models.TextField("outcome wanted", blank=True)
    measure = models.TextField("how we will know", blank=True)
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


class ScopingProposalQuerySet(models.QuerySet):
    def sent(self):
        """What the council has been sent."""
        return self.filter(sent_at__isnull=False)

    def with_document(self):
        """With what pages show of the PDF, without its frozen words."""
        return self.select_related(
            "document__job", "document__file", "document__challenge", "made_by", "sent_by", "agreed_by"
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
        ]

    def __str__(self):
        return f"Scoping proposal, version {self.number}"
