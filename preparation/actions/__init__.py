"""What may be done with the team and the council's documents."""

from preparation.actions.agreements import accept_agreements
from preparation.actions.answers import (
    give_item,
    let_go_of_items,
    mark_all_in,
    mark_partly_in,
    say_outlook,
    write_signpost,
)
from preparation.actions.candidates import (
    accept_candidate,
    add_candidate,
    answer_remark,
    ask_about_candidate,
    ask_for_another,
    invite_candidate,
    leave_lists,
    move_candidate,
    remove_candidate,
    show_candidates,
)
from preparation.actions.dates import move_documents
from preparation.actions.digests import write_digest
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
from preparation.actions.key_lines import link_documents, link_key_lines
from preparation.actions.places import (
    accept_invitation,
    decline_invitation,
    invite_person,
    withdraw_open_places,
    withdraw_place,
)
from preparation.actions.rounds import close_documents, move_deadline, open_documents
from preparation.actions.unsorted import Sorted, drop_files, sort_files
from preparation.interests import Interests

__all__ = [
    "Interests",
    "Sorted",
    "Uploaded",
    "accept_agreements",
    "accept_candidate",
    "accept_invitation",
    "add_candidate",
    "add_document",
    "answer_remark",
    "ask_about_candidate",
    "ask_contributors",
    "ask_for_another",
    "ask_interests_again",
    "close_documents",
    "confirm_interests",
    "decide_interests",
    "declare_interests",
    "decline_invitation",
    "drop_files",
    "give_item",
    "invite_candidate",
    "invite_person",
    "lay_out_documents",
    "leave_lists",
    "let_go_of_items",
    "link_documents",
    "link_key_lines",
    "mark_all_in",
    "mark_not_held",
    "mark_partly_in",
    "mark_read",
    "mark_unread",
    "move_candidate",
    "move_deadline",
    "move_documents",
    "open_documents",
    "remove_candidate",
    "say_outlook",
    "show_candidates",
    "sort_files",
    "take_back_blocked",
    "upload_documents",
    "want_again",
    "when_the_team_changes",
    "withdraw_open_places",
    "withdraw_place",
    "write_digest",
    "write_note",
    "write_signpost",
]
