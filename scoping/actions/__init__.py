"""What may be done in scoping: record the meeting, choose themes, write key lines, make, send and agree the proposal."""

from scoping.actions.comments import answer_comment, comment_proposal, send_answers, take_back_comment
from scoping.actions.key_lines import add_key_line, edit_key_line, remove_key_line
from scoping.actions.meetings import record_meeting
from scoping.actions.proposals import agree_proposal, make_proposal, send_proposal
from scoping.actions.terms import set_terms
from scoping.actions.themes import choose_modules, choose_probes, lay_out_themes
from scoping.meetings import Said

__all__ = [
    "Said",
    "add_key_line",
    "agree_proposal",
    "answer_comment",
    "choose_modules",
    "choose_probes",
    "comment_proposal",
    "edit_key_line",
    "lay_out_themes",
    "make_proposal",
    "record_meeting",
    "remove_key_line",
    "send_answers",
    "send_proposal",
    "set_terms",
    "take_back_comment",
]
