"""Pages of the case review."""

from casereview.views.cases import case, case_audited, case_reopen
from casereview.views.concerns import (
    concern,
    concern_answer,
    concern_list,
    concern_raise,
    concern_receive,
    safeguarding_lead,
)
from casereview.views.conflicts import case_conflict, case_give_back, conflict_take_back
from casereview.views.conversations import (
    conversation,
    conversation_change,
    conversation_file,
    conversation_give_back,
    conversation_list,
    conversation_offer,
    conversation_reopen,
    conversation_take,
    conversation_withdraw,
)
from casereview.views.ending import casereview_end
from casereview.views.lists import (
    child_lists,
    child_lists_discard,
    child_lists_keep,
    child_lists_key,
    child_lists_typed,
    child_lists_upload,
)
from casereview.views.messages import (
    message,
    message_add,
    message_cases,
    message_edit,
    message_from_case,
    message_list,
    message_move,
    message_remove,
)
from casereview.views.picture import picture, picture_cases
from casereview.views.reports import report, report_share
from casereview.views.samples import arrangements, sample, sample_draw, sample_lock, sample_replace
from casereview.views.second_readings import aspect_settle, second_reading
from casereview.views.sharing_out import case_add, case_assign, case_list, case_remove, case_share_out
from casereview.views.sponsor_summaries import sponsor_summary, sponsor_summary_share

__all__ = [
    "arrangements",
    "aspect_settle",
    "case",
    "case_add",
    "case_assign",
    "case_audited",
    "case_conflict",
    "case_give_back",
    "case_list",
    "case_remove",
    "case_reopen",
    "case_share_out",
    "casereview_end",
    "child_lists",
    "child_lists_discard",
    "child_lists_keep",
    "child_lists_key",
    "child_lists_typed",
    "child_lists_upload",
    "concern",
    "concern_answer",
    "concern_list",
    "concern_raise",
    "concern_receive",
    "conflict_take_back",
    "conversation",
    "conversation_change",
    "conversation_file",
    "conversation_give_back",
    "conversation_list",
    "conversation_offer",
    "conversation_reopen",
    "conversation_take",
    "conversation_withdraw",
    "message",
    "message_add",
    "message_cases",
    "message_edit",
    "message_from_case",
    "message_list",
    "message_move",
    "message_remove",
    "picture",
    "picture_cases",
    "report",
    "report_share",
    "safeguarding_lead",
    "sample",
    "sample_draw",
    "sample_lock",
    "sample_replace",
    "second_reading",
    "sponsor_summary",
    "sponsor_summary_share",
]
