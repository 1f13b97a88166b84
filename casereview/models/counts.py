"""What stays of the case review when its notes go."""

from django.db import models
from django.db.models import Q

from casereview.models.reviews import AspectNote
from challenges.models import Challenge


class CaseReviewCount(models.Model):
    """What stays when the notes on cases go: how many cases there were, and how often each thing was noted.

    Separate counts: by part of the sample, by aspect, by timescale, by what was said of the council's own audits, and by
    how two readers stood. Crossed with each other they would describe single cases; the database refuses that.
    """

    class Of(models.TextChoices):
        SAMPLED = "sampled", "Cases of the sample"
        FINISHED = "finished", "Cases that were read"
        TAGGED = "tagged", "Cases with a tag"
        TIMED = "timed", "Cases beside a timescale"
        AUDITED = "audited", "Cases the council audited too"
        READ_TWICE = "twice", "Aspects two people read"

    class Stood(models.TextChoices):
        """How the second reader of a case stood to the first, aspect by aspect."""

        AGREED = "agreed", "Seen alike"
        SETTLED = "settled", "Seen differently, then settled"
        DIFFERED = "differed", "Seen differently still"

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="case_review_counts")
    of = models.CharField(max_length=10, choices=Of)
    stratum = models.CharField("part of the sample", max_length=120, blank=True)
    aspect = models.CharField(max_length=8, blank=True, help_text="The code in the programme file, such as A3.")
    tag = models.CharField(max_length=16, choices=AspectNote.Tag, blank=True)
    timescale = models.CharField(max_length=12, blank=True, help_text="The code in the programme file, such as T2.")
    answer = models.CharField(
        max_length=16, blank=True, help_text="In time or not, beside the council's audit, or how two readers stood."
    )
    number = models.PositiveIntegerField()
    number_shared = models.PositiveIntegerField(
        default=0, help_text="Of these, what the council's table had: cases finished by the time the report was shared."
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["challenge", "of", "stratum", "aspect", "tag", "timescale", "answer"],
                name="each_case_review_count_stands_once",
            ),
            # One trait each, and never two crossed.
            models.CheckConstraint(
                name="case_review_count_is_of_one_trait",
                condition=Q(
                    Q(of__in=["sampled", "finished"]), ~Q(stratum=""), aspect="", tag="", timescale="", answer=""
                )
                | Q(~Q(aspect=""), ~Q(tag=""), of="tagged", stratum="", timescale="", answer="")
                | Q(~Q(timescale=""), ~Q(answer=""), of="timed", stratum="", aspect="", tag="")
                | Q(~Q(answer=""), of__in=["audited", "twice"], stratum="", aspect="", tag="", timescale=""),
            ),
        ]

    def __str__(self):
        return f"{self.get_of_display()}: {self.number}"
