"""What people may type in the case review."""

from casereview.forms.cases import AssignForm, CaseLinesForm, ReadersForm
from casereview.forms.conversations import (
    ChangeTimeForm,
    ConversationNoteForm,
    GiveForm,
    OfferForm,
)
from casereview.forms.lists import ChildListsForm, TypedListsForm
from casereview.forms.reports import ReportForm, ShareReportForm
from casereview.forms.reviews import CaseReviewForm
from casereview.forms.samples import DrawForm, ReplaceForm

__all__ = [
    "AssignForm",
    "CaseLinesForm",
    "CaseReviewForm",
    "ChangeTimeForm",
    "ChildListsForm",
    "ConversationNoteForm",
    "DrawForm",
    "GiveForm",
    "OfferForm",
    "ReadersForm",
    "ReplaceForm",
    "ReportForm",
    "ShareReportForm",
    "TypedListsForm",
]
