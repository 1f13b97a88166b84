"""What people may type in the case review."""

from casereview.forms.cases import AssignForm, CaseLinesForm, ReadersForm, SecondReaderForm, SecondReadersForm
from casereview.forms.concerns import AnswerForm, ConcernForm, SafeguardingLeadForm
from casereview.forms.conflicts import ConflictForm
from casereview.forms.conversations import ChangeTimeForm, ConversationNoteForm, GiveForm, OfferForm
from casereview.forms.lists import ChildListsForm, TypedListsForm
from casereview.forms.messages import BehindForm, MessageEditForm, MessageForm, SponsorSummaryForm
from casereview.forms.reports import ReportForm, ShareReportForm
from casereview.forms.reviews import CaseReviewForm
from casereview.forms.samples import DrawForm, ReplaceForm
from casereview.forms.second_readings import BesideForm, SettleForm, TagsForm, moment_of

__all__ = [
    "AnswerForm",
    "AssignForm",
    "BehindForm",
    "BesideForm",
    "CaseLinesForm",
    "CaseReviewForm",
    "ChangeTimeForm",
    "ChildListsForm",
    "ConcernForm",
    "ConflictForm",
    "ConversationNoteForm",
    "DrawForm",
    "GiveForm",
    "MessageEditForm",
    "MessageForm",
    "OfferForm",
    "ReadersForm",
    "ReplaceForm",
    "ReportForm",
    "SafeguardingLeadForm",
    "SecondReaderForm",
    "SecondReadersForm",
    "SettleForm",
    "ShareReportForm",
    "SponsorSummaryForm",
    "TagsForm",
    "TypedListsForm",
    "moment_of",
]
