"""Pages of preparation: the team, the invitation to it, and the council's documents."""

from preparation.views.agreements import agreement_accept, agreement_list, agreement_withdraw, agreement_write
from preparation.views.documents import (
    document,
    document_add,
    document_ask,
    document_file,
    document_list,
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
from preparation.views.places import invitation, invitation_view, place_invite, place_withdraw, team
from preparation.views.profiles import profile

__all__ = [
    "agreement_accept",
    "agreement_list",
    "agreement_withdraw",
    "agreement_write",
    "declaration",
    "declaration_confirm",
    "declaration_decide",
    "declaration_list",
    "declaration_write",
    "document",
    "document_add",
    "document_ask",
    "document_file",
    "document_list",
    "document_mark_read",
    "document_mark_unread",
    "document_not_held",
    "document_note",
    "document_upload",
    "document_wanted_again",
    "invitation",
    "invitation_view",
    "place_invite",
    "place_withdraw",
    "preparation_end",
    "profile",
    "team",
]
