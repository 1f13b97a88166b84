"""What peers declare about their interests."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from challenges.models import Challenge, User
from preparation.interests import QUESTIONS
from preparation.models.team import TeamPlace


class DeclarationQuerySet(models.QuerySet):
    def open(self):
        """Asked and not yet answered."""
        return self.filter(answered_at=None)

    def answered(self):
        return self.filter(answered_at__isnull=False)

    def newest(self):
        """Of the answered ones, the last of each person in each challenge."""
        later = Declaration.objects.answered().filter(
            challenge=OuterRef("challenge"), user=OuterRef("user"), number__gt=OuterRef("number")
        )
        return self.answered().exclude(Exists(later))

    def of_the_team(self):
        """Of people who are in the team now."""
        places = TeamPlace.objects.in_team().filter(challenge=OuterRef("challenge"), user=OuterRef("user"))
        return self.filter(Exists(places))


class Declaration(models.Model):
    """What a peer declared about their interests in one challenge, and what the challenge manager decided.

    Asked again when the case sample or the team changes: that is a row of its own, and the earlier ones stay. Only its
    author and who manages the challenge read it (preparation.view_interests).
    """

    class Decision(models.TextChoices):
        NONE = "none", "Nothing to manage"
        MANAGE = "manage", "Manage it"
        REPLACE = "replace", "Replace this person"

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="declarations")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="declarations")
    number = models.PositiveSmallIntegerField(help_text="1 is the one the person joined the team with.")
    asked_at = models.DateTimeField()
    asked_because = models.CharField(max_length=200)
    answered_at = models.DateTimeField(null=True, blank=True)
    unchanged = models.BooleanField(default=False, help_text="Answered with “nothing has changed”.")
    # An empty text of an answered declaration says “none”.
    employment = models.TextField(blank=True)
    family = models.TextField(blank=True)
    personal = models.TextField(blank=True)
    neighbour = models.TextField(blank=True)
    political = models.TextField(blank=True)
    anything_else = models.TextField(blank=True)
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    decision_text = models.TextField("how or why", blank=True)
    changed_at = models.DateTimeField("decided at", null=True, blank=True)
    changed_by = models.ForeignKey(
        User, verbose_name="decided by", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    objects = DeclarationQuerySet.as_manager()

    class Meta:
        ordering = ["user", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["challenge", "user", "number"], name="one_declaration_per_number"),
            models.UniqueConstraint(
                fields=["challenge", "user"], condition=Q(answered_at=None), name="one_open_declaration_per_person"
            ),
            models.CheckConstraint(name="declaration_counts_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="declaration_is_answered_before_it_is_decided",
                condition=Q(decision="") | Q(answered_at__isnull=False),
                violation_error_message="Decide once the person has answered.",
            ),
            models.CheckConstraint(
                name="declaration_decided_at_and_by_together",
                condition=Q(decision="", changed_at=None, changed_by=None)
                | (~Q(decision="") & Q(changed_at__isnull=False, changed_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="declaration_managed_or_replaced_says_how_or_why",
                condition=Q(decision__in=["", "none"]) | ~Q(decision_text=""),
                violation_error_message="Say how it is managed, or why the person is replaced.",
            ),
        ]

    def __str__(self):
        return f"Declaration {self.number} of {self.user}"

    @property
    def declared(self) -> list[tuple[str, str]]:
        """What there is, each as what it is called and the person's words."""
        named = [(label, getattr(self, name)) for name, (_question, label) in QUESTIONS.items()]
        named.append(("Something else", self.anything_else))
        return [(label, text) for label, text in named if text]
