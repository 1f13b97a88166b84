"""The report of the case review."""

from django.db import models
from django.db.models import Q

from casereview.models.cases import Case
from challenges.models import Audience, Challenge, RenderedDocument, User, Written, WrittenQuerySet


class CaseReviewReportQuerySet(WrittenQuerySet):
    def visible_to(self, user):
        """It brings together what everyone noted, so it too waits until the reader's own cases are finished."""
        return super().visible_to(user).exclude(challenge__in=Case.objects.left_to(user).values("challenge"))


class CaseReviewReport(Written):
    """The case record review as a report: messages without any child in them; the appendix of the final report."""

    challenge = models.OneToOneField(Challenge, on_delete=models.CASCADE, related_name="case_review_report")
    overall_messages = models.TextField(blank=True)
    strengths = models.TextField(blank=True)
    areas = models.TextField("areas for consideration", blank=True)
    lines_for_on_site = models.TextField("lines of enquiry for the on-site week", blank=True)
    audit_validation = models.TextField("the council's own audits", blank=True)
    data_quality = models.TextField("data quality", blank=True)
    immediate_issues = models.TextField("immediate issues and what the council did", blank=True)
    shared_at = models.DateTimeField(null=True, blank=True)
    shared_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey(RenderedDocument, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = CaseReviewReportQuerySet.as_manager()  # type: ignore[misc]  # a narrower one

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="shared_case_review_report_is_for_the_council",
                condition=Q(shared_at=None, shared_by=None, audience=Audience.TEAM)
                | Q(shared_at__isnull=False, shared_by__isnull=False, audience=Audience.COUNCIL),
            )
        ]

    def __str__(self):
        return "Case record review"
