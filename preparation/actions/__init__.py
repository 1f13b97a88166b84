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
from preparation.actions.performance import (
    bring_performance,
    confirm_performance,
    keep_reading,
    let_go_of_packs,
    link_indicators,
    make_performance_pack,
    throw_performance_away,
)
from preparation.actions.places import (
    accept_invitation,
    decline_invitation,
    invite_person,
    withdraw_open_places,
    withdraw_place,
)
from preparation.actions.pulls import pull_document, withdraw_pull
from preparation.actions.reading_notes import (
    add_reading_note,
    edit_reading_note,
    remove_reading_note,
    share_reading_note,
)
from preparation.actions.rounds import close_documents, move_deadline, open_documents
from preparation.actions.statements import (
    give_sections,
    hand_over_statement,
    put_statement_under_item,
    write_section,
)
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
    "add_reading_note",
    "answer_remark",
    "ask_about_candidate",
    "ask_contributors",
    "ask_for_another",
    "ask_interests_again",
    "bring_performance",
    "close_documents",
    "confirm_interests",
    "confirm_performance",
    "decide_interests",
    "declare_interests",
    "decline_invitation",
    "drop_files",
    "edit_reading_note",
    "give_item",
    "give_sections",
    "hand_over_statement",
    "invite_candidate",
    "invite_person",
    "keep_reading",
    "lay_out_documents",
    "leave_lists",
    "let_go_of_items",
    "let_go_of_packs",
    "link_documents",
    "link_indicators",
    "link_key_lines",
    "make_performance_pack",
    "mark_all_in",
    "mark_not_held",
    "mark_partly_in",
    "mark_read",
    "mark_unread",
    "move_candidate",
    "move_deadline",
    "move_documents",
    "open_documents",
    "pull_document",
    "put_statement_under_item",
    "remove_candidate",
    "remove_reading_note",
    "say_outlook",
    "share_reading_note",
    "show_candidates",
    "sort_files",
    "take_back_blocked",
    "throw_performance_away",
    "upload_documents",
    "want_again",
    "when_the_team_changes",
    "withdraw_open_places",
    "withdraw_place",
    "withdraw_pull",
    "write_digest",
    "write_note",
    "write_section",
    "write_signpost",
]
