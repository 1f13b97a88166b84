"""What may be done with the report, from the first draft to the issued PDF."""

from reports.actions.accuracy import (
    Answer,
    Kept,
    answer_passages,
    close_accuracy_window,
    finish_answers,
    give_days_back,
    respond_to_point,
    send_to_council,
)
from reports.actions.decisions import agree_report, ask_for_changes, review_quality, send_to_lead_peer
from reports.actions.issue import issue_report
from reports.actions.passages import edit_passage, make_report
from reports.actions.versions import make_draft, make_final

__all__ = [
    "Answer",
    "Kept",
    "agree_report",
    "answer_passages",
    "ask_for_changes",
    "close_accuracy_window",
    "edit_passage",
    "finish_answers",
    "give_days_back",
    "issue_report",
    "make_draft",
    "make_final",
    "make_report",
    "respond_to_point",
    "review_quality",
    "send_to_council",
    "send_to_lead_peer",
]
