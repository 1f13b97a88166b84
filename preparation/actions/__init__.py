"""What may be done with the team and the council's documents."""

from preparation.actions.agreements import accept_agreements
from preparation.actions.documents import (
    Uploaded,
    add_document,
    ask_contributors,
    lay_out_documents,
    mark_not_held,
    mark_read,
    mark_unread,
    take_back_blocked,
    upload_documents,
    want_again,
    write_note,
)
from preparation.actions.interests import (
    ask_interests_again,
    confirm_interests,
    decide_interests,
    declare_interests,
    when_the_team_changes,
)
from preparation.actions.places import accept_invitation, decline_invitation, invite_person, withdraw_place
from preparation.interests import Interests

__all__ = [
    "Interests",
    "Uploaded",
    "accept_agreements",
    "accept_invitation",
    "add_document",
    "ask_contributors",
    "ask_interests_again",
    "confirm_interests",
    "decide_interests",
    "declare_interests",
    "decline_invitation",
    "invite_person",
    "lay_out_documents",
    "mark_not_held",
    "mark_read",
    "mark_unread",
    "take_back_blocked",
    "upload_documents",
    "want_again",
    "when_the_team_changes",
    "withdraw_place",
    "write_note",
]
