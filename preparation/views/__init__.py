"""Pages of preparation: the team, the invitation to it, and the council's documents."""

from preparation.views.agreements import agreement_accept, agreement_list, agreement_withdraw, agreement_write
from preparation.views.answers import (
    document_all_in,
    document_outlook,
    document_owner,
    document_partly,
    document_signpost,
)
from preparation.views.candidates import (
    candidate,
    candidate_invite,
    candidate_move,
    candidate_remove,
    pool,
    pool_person,
    remark_answer,
    shortlist,
    shortlist_show,
)
from preparation.views.documents import (
    document,
    document_add,
    document_ask,
    document_file,
    document_mark_read,
    document_mark_unread,
    document_not_held,
    document_note,
    document_upload,
    document_wanted_again,
)
from preparation.views.ending import preparation_end
from preparation.views.interests import (
    declaration,
    declaration_confirm,
    declaration_decide,
    declaration_list,
    declaration_write,
)
from preparation.views.key_lines import document_link, key_line_link
from preparation.views.lists import document_list, document_zip
from preparation.views.performance import (
    performance,
    performance_check,
    performance_confirm,
    performance_file,
    performance_link,
    performance_pack,
    performance_template,
    performance_throw_away,
    performance_upload,
)
from preparation.views.places import invitation, invitation_view, place_invite, place_withdraw, team
from preparation.views.previews import document_picture, document_preview
from preparation.views.profiles import profile
from preparation.views.pulls import document_pull, document_withdraw
from preparation.views.reading import reading
from preparation.views.reading_notes import (
    reading_note_add,
    reading_note_edit,
    reading_note_remove,
    reading_note_share,
)
from preparation.views.rounds import document_close, document_rounds
from preparation.views.statements import (
    statement,
    statement_hand_over,
    statement_read,
    statement_section,
    statement_version,
    statement_writers,
)
from preparation.views.unsorted import document_drop, document_sort, document_waiting

__all__ = [
    "agreement_accept",
    "agreement_list",
    "agreement_withdraw",
    "agreement_write",
    "candidate",
    "candidate_invite",
    "candidate_move",
    "candidate_remove",
    "declaration",
    "declaration_confirm",
    "declaration_decide",
    "declaration_list",
    "declaration_write",
    "document",
    "document_add",
    "document_all_in",
    "document_ask",
    "document_close",
    "document_drop",
    "document_file",
    "document_link",
    "document_list",
    "document_mark_read",
    "document_mark_unread",
    "document_not_held",
    "document_note",
    "document_outlook",
    "document_owner",
    "document_partly",
    "document_picture",
    "document_preview",
    "document_pull",
    "document_rounds",
    "document_signpost",
    "document_sort",
    "document_upload",
    "document_waiting",
    "document_wanted_again",
    "document_withdraw",
    "document_zip",
    "invitation",
    "invitation_view",
    "key_line_link",
    "performance",
    "performance_check",
    "performance_confirm",
    "performance_file",
    "performance_link",
    "performance_pack",
    "performance_template",
    "performance_throw_away",
    "performance_upload",
    "place_invite",
    "place_withdraw",
    "pool",
    "pool_person",
    "preparation_end",
    "profile",
    "reading",
    "reading_note_add",
    "reading_note_edit",
    "reading_note_remove",
    "reading_note_share",
    "remark_answer",
    "shortlist",
    "shortlist_show",
    "statement",
    "statement_hand_over",
    "statement_read",
    "statement_section",
    "statement_version",
    "statement_writers",
    "team",
]
