"""What people may type in the case review."""

from casereview.forms.cases import AssignForm, CaseLinesForm, ReadersForm
from casereview.forms.lists import ChildListsForm
from casereview.forms.messages import BehindForm, MessageEditForm, MessageForm, SponsorSummaryForm
from casereview.forms.reports import ReportForm, ShareReportForm
from casereview.forms.reviews import CaseReviewForm
from casereview.forms.samples import DrawForm, ReplaceForm

__all__ = [
    "AssignForm",
    "BehindForm",
    "CaseLinesForm",
    "CaseReviewForm",
    "ChildListsForm",
    "DrawForm",
    "MessageEditForm",
    "MessageForm",
    "ReadersForm",
    "ReplaceForm",
    "ReportForm",
    "ShareReportForm",
    "SponsorSummaryForm",
]
