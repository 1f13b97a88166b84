"""What may be done in the case review: the sample, who reads what, what they note, the report."""

from casereview.actions.audits import mark_audited
from casereview.actions.cases import add_cases, assign_case, remove_case, share_out_cases
from casereview.actions.conflicts import say_conflict, take_back_conflict
from casereview.actions.ending import end_case_review, keep_counts
from casereview.actions.lists import (
    keep_lists,
    keep_reading_of_lists,
    store_lists,
    take_key,
    throw_lists_away,
    upload_lists,
)
from casereview.actions.reports import make_draft, share_report, write_report
from casereview.actions.reviews import Note, Saved, Timed, Words, reopen_case, save_review
from casereview.actions.samples import Wanted, draw_sample, lock_sample, replace_sampled
from casereview.actions.second_readers import assign_second_reader, share_out_second_readings
from casereview.actions.second_readings import Beside, SavedReading, save_beside, save_tags
from casereview.actions.settling import agree_settlement, propose_settlement
from casereview.annex_a import ListRead, Reading, Row
from casereview.sample_lines import CaseLine

__all__ = [
    "Beside",
    "CaseLine",
    "ListRead",
    "Note",
    "Reading",
    "Row",
    "Saved",
    "SavedReading",
    "Timed",
    "Wanted",
    "Words",
    "add_cases",
    "agree_settlement",
    "assign_case",
    "assign_second_reader",
    "draw_sample",
    "end_case_review",
    "keep_counts",
    "keep_lists",
    "keep_reading_of_lists",
    "lock_sample",
    "make_draft",
    "mark_audited",
    "propose_settlement",
    "remove_case",
    "reopen_case",
    "replace_sampled",
    "save_beside",
    "save_review",
    "save_tags",
    "say_conflict",
    "share_out_cases",
    "share_out_second_readings",
    "share_report",
    "store_lists",
    "take_back_conflict",
    "take_key",
    "throw_lists_away",
    "upload_lists",
    "write_report",
]
