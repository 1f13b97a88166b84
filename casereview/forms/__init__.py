"""What people may type in the case review."""

from casereview.forms.cases import AssignForm, CaseLinesForm, ReadersForm
from casereview.forms.concerns import AnswerForm, ConcernForm, SafeguardingLeadForm
from casereview.forms.lists import ChildListsForm
from casereview.forms.reports import ReportForm, ShareReportForm
from casereview.forms.reviews import CaseReviewForm
from casereview.forms.samples import DrawForm, ReplaceForm

__all__ = [
    "AnswerForm",
    "AssignForm",
    "CaseLinesForm",
    "CaseReviewForm",
    "ChildListsForm",
    "ConcernForm",
    "DrawForm",
    "ReadersForm",
    "ReplaceForm",
    "ReportForm",
    "SafeguardingLeadForm",
    "ShareReportForm",
]
