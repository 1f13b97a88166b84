"""Until when documents are taken: the deadline, and a second round after it."""

from django.db import models
from django.db.models import Q

from challenges.models import Challenge, User


class DocumentRound(models.Model):
    """A time in which the council brings documents. With its end what is in stays as it is, so that all read the same.

    The first is opened with the list. The challenge manager opens another, with a reason, where papers must change.
    """

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="document_rounds")
    number = models.PositiveSmallIntegerField()
    closes_on = models.DateField("last day", help_text="The clock closes it in the night after.")
    asks_for = models.TextField("what it is for", blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(name="document_round_counts_from_one", condition=Q(number__gte=1)),
            models.UniqueConstraint(fields=["challenge", "number"], name="one_document_round_per_number"),
            models.UniqueConstraint(
                fields=["challenge"], condition=Q(closed_at=None), name="one_document_round_is_open"
            ),
            models.CheckConstraint(
                name="document_round_closed_at_and_by_together",
                condition=Q(closed_at=None, closed_by=None) | Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="document_round_says_what_it_is_for",
                condition=Q(number=1) | ~Q(asks_for=""),
                violation_error_message="Say what the second round is for.",
            ),
        ]

    def __str__(self):
        return f"Round {self.number}"
