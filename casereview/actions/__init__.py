"""What may be done in the case review: the sample, who reads what, what they note, the report."""

from casereview.actions.audits import mark_audited
from casereview.actions.cases import add_cases, assign_case, remove_case, share_out_cases
from casereview.actions.ending import end_case_review, keep_counts
from casereview.actions.lists import (
    keep_lists,
    keep_reading_of_lists,
    store_lists,
    take_key,
    throw_lists_away,
    upload_lists,
)
from casereview.actions.messages import (
    bring_in_messages,
    edit_message,
    move_message,
    put_behind,
    remove_message,
    write_message,
)
from casereview.actions.reports import make_draft, share_report, write_report
from casereview.actions.reviews import Note, Saved, Timed, Words, reopen_case, save_review
from casereview.actions.samples import Wanted, draw_sample, lock_sample, replace_sampled
from casereview.actions.sponsor_summaries import share_sponsor_summary, write_sponsor_summary
from casereview.annex_a import ListRead, Reading, Row
from casereview.sample_lines import CaseLine

__all__ = [
    "CaseLine",
    "ListRead",
    "Note",
    "Reading",
    "Row",
    "Saved",
    "Timed",
    "Wanted",
    "Words",
    "add_cases",
    "assign_case",
    "bring_in_messages",
    "draw_sample",
    "edit_message",
    "end_case_review",
    "keep_counts",
    "keep_lists",
    "keep_reading_of_lists",
    "lock_sample",
    "make_draft",
    "mark_audited",
    "move_message",
    "put_behind",
    "remove_case",
    "remove_message",
    "reopen_case",
    "replace_sampled",
    "save_review",
    "share_out_cases",
    "share_report",
    "share_sponsor_summary",
    "store_lists",
    "take_key",
    "throw_lists_away",
    "upload_lists",
    "write_message",
    "write_report",
    "write_sponsor_summary",
]
