"""Pages of the case review."""

from casereview.views.cases import case, case_audited, case_reopen
from casereview.views.ending import casereview_end
from casereview.views.lists import (
    child_lists,
    child_lists_discard,
    child_lists_keep,
    child_lists_key,
    child_lists_upload,
)
from casereview.views.picture import picture, picture_cases
from casereview.views.reports import report, report_share
from casereview.views.samples import arrangements, sample, sample_draw, sample_lock, sample_replace
from casereview.views.sharing_out import case_add, case_assign, case_list, case_remove, case_share_out

__all__ = [
    "arrangements",
    "case",
    "case_add",
    "case_assign",
    "case_audited",
    "case_list",
    "case_remove",
    "case_reopen",
    "case_share_out",
    "casereview_end",
    "child_lists",
    "child_lists_discard",
    "child_lists_keep",
    "child_lists_key",
    "child_lists_upload",
    "picture",
    "picture_cases",
    "report",
    "report_share",
    "sample",
    "sample_draw",
    "sample_lock",
    "sample_replace",
]
