"""What stays of the case review when its notes go."""

from django.db import models
from django.db.models import Q

from casereview.models.reviews import AspectNote
from challenges.models import Challenge


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
