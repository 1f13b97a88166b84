"""What many cases say together, with the cases behind it; and what the sponsor was told at the end of the reading."""

from __future__ import annotations

from django.db import models
from django.db.models import Case as Either
from django.db.models import Count, Q, Value, When

from casereview.models.cases import Case
from challenges.models import Audience, Challenge, Written, WrittenQuerySet


class AfterOnesOwnCases(WrittenQuerySet):
    def visible_to(self, user):
        """It brings together what everyone noted, so it waits until the reader's own cases are finished."""
        return super().visible_to(user).exclude(challenge__in=Case.objects.left_to(user).values("challenge"))


class CaseMessageQuerySet(AfterOnesOwnCases):
    def in_order(self):
        """As the report tells them: by kind, and among those of a kind as the team put them."""
        place = Either(*(When(kind=kind, then=Value(place)) for place, kind in enumerate(CaseMessage.Kind.values)))
        return self.order_by(place, "position", "pk")

    def with_cases(self):
        """Each with how many cases stand behind it."""
        return self.annotate(cases_behind=Count("behind__case", distinct=True))

    def lines(self):
        return self.filter(kind=CaseMessage.Kind.LINE)


class CaseMessage(Written):
    """A message of the case review, without any child in it: it goes into the report, and its lines on site."""

    class Kind(models.TextChoices):
        """In the order of the report."""

        OVERALL = "overall", "Overall message"
        STRENGTH = "strength", "Strength"
        AREA = "area", "Area for consideration"
        AUDIT = "audit", "The council's own audits"
        DATA = "data", "Data quality"
        LINE = "line", "Line of enquiry for on site"

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="case_messages")
    number = models.PositiveSmallIntegerField(help_text="Its own for good, as in M-03.")
    kind = models.CharField(max_length=8, choices=Kind)
    text = models.TextField("message")
    position = models.PositiveSmallIntegerField()
    key_lines = models.ManyToManyField("scoping.KeyLineOfEnquiry", blank=True, related_name="+")
    brought_in = models.TextField(blank=True, help_text="Its words as they were brought into the report.")

    objects = CaseMessageQuerySet.as_manager()  # type: ignore[misc]  # a narrower one

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["challenge", "number"], name="one_case_message_per_number"),
            models.CheckConstraint(
                name="case_message_is_for_the_team_or_a_line_for_the_council",
                condition=Q(audience=Audience.TEAM) | Q(audience=Audience.COUNCIL, kind="line"),
            ),
        ]

    def __str__(self):
        return f"M-{self.number:02}"


class MessageCase(models.Model):
    """A case behind a message, and the aspect of it where there is one."""

    message = models.ForeignKey(CaseMessage, on_delete=models.CASCADE, related_name="behind")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="messages")
    aspect = models.CharField(max_length=8, blank=True, help_text="The code in the programme file, such as A3.")

    class Meta:
        ordering = ["case__position", "aspect", "pk"]
        constraints = [models.UniqueConstraint(fields=["message", "case", "aspect"], name="one_case_behind_a_message")]

    def __str__(self):
        return f"{self.case} behind {self.message}"


class SponsorSummary(Written):
    """The brief talk with the sponsor once the cases are read: no surprises. For the team, or for the council too."""

    challenge = models.OneToOneField(Challenge, on_delete=models.CASCADE, related_name="sponsor_summary")
    met_on = models.DateField()
    present = models.CharField("who was there", max_length=300, help_text="Job titles are enough.")
    told = models.TextField("what we told the sponsor")
    heard = models.TextField("what the sponsor said", blank=True)
    agreed = models.TextField("what we agreed", blank=True)

    objects = AfterOnesOwnCases.as_manager()  # type: ignore[misc]  # a narrower one

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="sponsor_summary_is_for_the_team_or_the_council",
                condition=models.Q(audience__in=[Audience.TEAM, Audience.COUNCIL]),
            )
        ]

    def __str__(self):
        return "Summary for the sponsor"
