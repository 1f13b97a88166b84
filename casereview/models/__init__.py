"""The lists, the sample, cases by code, what a peer noted in each, the report, and what stays."""

from casereview.models.cases import CASE_ROLES, Case, CaseQuerySet
from casereview.models.counts import CaseReviewCount
from casereview.models.lists import ChildListFile, ChildLists, ListedChild
from casereview.models.reports import CaseReviewReport, CaseReviewReportQuerySet
from casereview.models.reviews import AspectNote, CaseReview, CaseReviewQuerySet
from casereview.models.samples import Sample, SampledChild

__all__ = [
    "CASE_ROLES",
    "AspectNote",
    "Case",
    "CaseQuerySet",
    "CaseReview",
    "CaseReviewCount",
    "CaseReviewQuerySet",
    "CaseReviewReport",
    "CaseReviewReportQuerySet",
    "ChildListFile",
    "ChildLists",
    "ListedChild",
    "Sample",
    "SampledChild",
]
