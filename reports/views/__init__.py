"""Pages of the report stage."""

from reports.views.decisions import report_agree, report_review, report_send, report_submit, report_take_back
from reports.views.factual_accuracy import accuracy, accuracy_finish, accuracy_respond
from reports.views.report_text import passage_edit, report, report_issue, report_make, version_make

__all__ = [
    "accuracy",
    "accuracy_finish",
    "accuracy_respond",
    "passage_edit",
    "report",
    "report_agree",
    "report_issue",
    "report_make",
    "report_review",
    "report_send",
    "report_submit",
    "report_take_back",
    "version_make",
]
