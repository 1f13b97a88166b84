"""The lists, the sample, cases by code, what peers noted in each, concerns, messages, the report, and what stays."""

from casereview.models.cases import CASE_ROLES, Case, CaseConflict, CaseQuerySet
from casereview.models.concerns import HOST_ROLES, READ_ALL, Concern, ConcernTold, SafeguardingLead
from casereview.models.conversations import Conversation, ConversationAnswer, ConversationNote
from casereview.models.counts import CaseReviewCount
from casereview.models.lists import ChildListFile, ChildLists, ListedChild
from casereview.models.messages import CaseMessage, MessageCase, SponsorSummary
from casereview.models.reports import CaseReviewReport, CaseReviewReportQuerySet
from casereview.models.reviews import AspectNote, CaseReview, CaseReviewQuerySet, TimelinessNote
from casereview.models.samples import Sample, SampledChild
from casereview.models.second_readings import SecondNote, SecondReading

__all__ = [
    "CASE_ROLES",
    "HOST_ROLES",
    "READ_ALL",
    "AspectNote",
    "Case",
    "CaseConflict",
    "CaseMessage",
    "CaseQuerySet",
    "CaseReview",
    "CaseReviewCount",
    "CaseReviewQuerySet",
    "CaseReviewReport",
    "CaseReviewReportQuerySet",
    "ChildListFile",
    "ChildLists",
    "Concern",
    "ConcernTold",
    "Conversation",
    "ConversationAnswer",
    "ConversationNote",
    "ListedChild",
    "MessageCase",
    "SafeguardingLead",
    "Sample",
    "SampledChild",
    "SecondNote",
    "SecondReading",
    "SponsorSummary",
    "TimelinessNote",
]
