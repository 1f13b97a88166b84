"""What may be done in the case review: the sample, who reads what, what they note, the report."""

from casereview.actions.audits import mark_audited
from casereview.actions.cases import add_cases, assign_case, remove_case, share_out_cases
from casereview.actions.concerns import (
    answer_concern,
    keep_refused_words,
    name_safeguarding_lead,
    raise_concern,
    receive_concern,
    tell_again,
)
from casereview.actions.conflicts import say_conflict, take_back_conflict
from casereview.actions.conversation_notes import reopen_conversation_note, save_conversation_note
from casereview.actions.conversations import (
    Offered,
    change_conversation,
    give_back_conversation,
    let_go_when_somebody_leaves,
    offer_conversations,
    take_conversation,
    withdraw_conversation,
)
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
from casereview.actions.second_readers import assign_second_reader, share_out_second_readings
from casereview.actions.second_readings import Beside, SavedReading, save_beside, save_tags
from casereview.actions.settling import agree_settlement, propose_settlement
from casereview.actions.sponsor_summaries import share_sponsor_summary, write_sponsor_summary
from casereview.actions.typed_lists import DRAWN, say_of_lists
from casereview.annex_a import ListRead, Reading, Row
from casereview.sample_lines import CaseLine

__all__ = [
    "DRAWN",
    "Beside",
    "CaseLine",
    "ListRead",
    "Note",
    "Offered",
    "Reading",
    "Row",
    "Saved",
    "SavedReading",
    "Timed",
    "Wanted",
    "Words",
    "add_cases",
    "agree_settlement",
    "answer_concern",
    "assign_case",
    "assign_second_reader",
    "bring_in_messages",
    "change_conversation",
    "draw_sample",
    "edit_message",
    "end_case_review",
    "give_back_conversation",
    "keep_counts",
    "keep_lists",
    "keep_reading_of_lists",
    "keep_refused_words",
    "let_go_when_somebody_leaves",
    "lock_sample",
    "make_draft",
    "mark_audited",
    "move_message",
    "name_safeguarding_lead",
    "offer_conversations",
    "propose_settlement",
    "put_behind",
    "raise_concern",
    "receive_concern",
    "remove_case",
    "remove_message",
    "reopen_case",
    "reopen_conversation_note",
    "replace_sampled",
    "save_beside",
    "save_conversation_note",
    "save_review",
    "save_tags",
    "say_conflict",
    "say_of_lists",
    "share_out_cases",
    "share_out_second_readings",
    "share_report",
    "share_sponsor_summary",
    "store_lists",
    "take_back_conflict",
    "take_conversation",
    "take_key",
    "tell_again",
    "throw_lists_away",
    "upload_lists",
    "withdraw_conversation",
    "write_message",
    "write_report",
    "write_sponsor_summary",
]
