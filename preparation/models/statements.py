"""The position statement: what the council says of itself under each key line, before anybody comes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from challenges.models import COUNCIL_ROLES, LGA_ROLES, TEAM_ROLES, Challenge, RenderedDocument, Role, User


class Box(models.TextChoices):
    """The four boxes of a section; stored as the field that keeps the text."""

    DOING = "doing", "What we do"
    HOW_WELL = "how_well", "How well"
    HOW_WE_KNOW = "how_we_know", "How we know"
    NEXT_STEPS = "next_steps", "What next"


class StatementSectionQuerySet(models.QuerySet):
    def readable_by(self, user, challenge):
        """The council's own working text, before and after it is handed over: the team and the LGA read the versions.

        A contributor reads the sections that were given to them.
        """
        sections = self.filter(challenge=challenge)
        if user.seen_by:  # someone looks on as this person: nothing that they may not read themselves
            sections = sections.readable_by(user.seen_by, challenge)
        roles = user.roles_in(challenge)
        if roles & COUNCIL_ROLES:
            return sections
        if Role.CONTRIBUTOR not in roles:
            return sections.none()
        given = SectionAsk.objects.filter(section__challenge=challenge, contributor=user)
        return sections.filter(pk__in=given.values("section"))

    def handed_over(self):
        """Those whose words the sponsor has handed over once, kept as `handed_over`."""
        return self.filter(handed_over_at__isnull=False)


class StatementSection(models.Model):
    """What the council says under one key line. The words as they were handed over last stay beside the working text."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="statement_sections")
    key_line = models.OneToOneField(
        "scoping.KeyLineOfEnquiry", on_delete=models.CASCADE, related_name="statement_section"
    )
    doing = models.TextField(Box.DOING.label, blank=True)
    how_well = models.TextField(Box.HOW_WELL.label, blank=True)
    how_we_know = models.TextField(Box.HOW_WE_KNOW.label, blank=True)
    next_steps = models.TextField(Box.NEXT_STEPS.label, blank=True)
    brought = models.JSONField(
        "brought forward", default=dict, blank=True, help_text="{box: from when}, until somebody has looked at it."
    )
    ready_at = models.DateTimeField(null=True, blank=True)
    ready_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    # The council's own copy: versions go with the documents, this waits for the next challenge (docs/adr/0027).
    handed_over = models.JSONField("the words as handed over last", default=dict, blank=True)
    handed_over_at = models.DateTimeField(null=True, blank=True)

    objects = StatementSectionQuerySet.as_manager()

    class Meta:
        ordering = ["key_line__number"]
        constraints = [
            models.CheckConstraint(
                name="section_ready_at_and_by_together",
                condition=Q(ready_at=None, ready_by=None) | Q(ready_at__isnull=False, ready_by__isnull=False),
            ),
            models.CheckConstraint(
                name="section_changed_at_and_by_together",
                condition=Q(changed_at=None, changed_by=None) | Q(changed_at__isnull=False, changed_by__isnull=False),
            ),
        ]

    def __str__(self):
        return f"Position statement, {str(self.key_line).lower()}"

    @property
    def words(self) -> dict[str, str]:
        """The working text, box by box."""
        return {box.value: getattr(self, box.value) for box in Box}

    @property
    def is_changed(self) -> bool:
        """Whether it says otherwise than what was handed over last."""
        return any(text.strip() != self.handed_over.get(box, "") for box, text in self.words.items())


class SectionAsk(models.Model):
    """That a section was given to a contributor to write. Without it a contributor does not know the section."""

    section = models.ForeignKey(StatementSection, on_delete=models.CASCADE, related_name="asks")
    contributor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["section", "contributor"], name="one_ask_per_section_and_contributor")
        ]

    def __str__(self):
        return f"{self.section}, given to {self.contributor}"


class PositionStatementQuerySet(models.QuerySet):
    def readable_by(self, user, challenge):
        """Handed over means: for the LGA, the team and the council. Contributors know their sections alone."""
        statements = self.filter(challenge=challenge)
        if user.seen_by:  # someone looks on as this person: nothing that they may not read themselves
            statements = statements.readable_by(user.seen_by, challenge)
        readers = LGA_ROLES | TEAM_ROLES | COUNCIL_ROLES
        return statements if user.roles_in(challenge) & readers else statements.none()

    def with_document(self):
        """With what pages show of the PDF, without its frozen words."""
        found = self.select_related("document__job", "document__file", "document__challenge", "handed_over_by")
        return found.defer("document__html")


class PositionStatement(models.Model):
    """A version that the sponsor handed over: its words are frozen, and its PDF stands under the item that asks for it."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="position_statements")
    number = models.PositiveSmallIntegerField()
    document = models.OneToOneField(RenderedDocument, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField(help_text="The sections as this version says them.")
    handed_over_at = models.DateTimeField()
    handed_over_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    put_under_item_at = models.DateTimeField(null=True, blank=True)

    objects = PositionStatementQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(name="statement_counts_from_one", condition=Q(number__gte=1)),
            models.UniqueConstraint(fields=["challenge", "number"], name="one_position_statement_per_number"),
        ]

    def __str__(self):
        return f"Position statement, version {self.number}"
