"""Pages of the scoping stage."""

from scoping.views.comments import answers_send, comment_add, comment_answer, comment_take_back
from scoping.views.key_lines import key_line_add, key_line_edit, key_line_hints, key_line_remove
from scoping.views.meetings import meeting, meeting_record
from scoping.views.proposals import (
    proposal,
    proposal_agree,
    proposal_changes,
    proposal_make,
    proposal_read,
    proposal_send,
    proposal_verify,
    terms_edit,
)
from scoping.views.scope import probe_choose, scope, theme_choose

__all__ = [
    "answers_send",
    "comment_add",
    "comment_answer",
    "comment_take_back",
    "key_line_add",
    "key_line_edit",
    "key_line_hints",
    "key_line_remove",
    "meeting",
    "meeting_record",
    "probe_choose",
    "proposal",
    "proposal_agree",
    "proposal_changes",
    "proposal_make",
    "proposal_read",
    "proposal_send",
    "proposal_verify",
    "scope",
    "terms_edit",
    "theme_choose",
]
