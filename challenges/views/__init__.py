"""Pages about a challenge that belong to no stage: setting it up, its people, dates, mail and documents."""

from challenges.views.account import my_account, my_details, second_step_lost, second_step_needed
from challenges.views.challenges import challenge_add, council_add, milestone_list
from challenges.views.documents import document_file, document_retry, document_state
from challenges.views.drafts import draft_discard, draft_list, draft_save
from challenges.views.invitations import invitation_send, join, join_ask
from challenges.views.mail import mail_detail, mail_list, mail_settle
from challenges.views.observers import observer_decide
from challenges.views.openings import opening_export, opening_list
from challenges.views.people import person_add, person_hand_over, person_list, person_remove
from challenges.views.profiles import profile_edit
from challenges.views.seeing_as import see_as, see_as_stop
from challenges.views.text_check import text_check, watched_names, watched_names_remove
from challenges.views.uploads import held_file_list, upload_begin, upload_part

__all__ = [
    "challenge_add",
    "council_add",
    "document_file",
    "document_retry",
    "document_state",
    "draft_discard",
    "draft_list",
    "draft_save",
    "held_file_list",
    "invitation_send",
    "join",
    "join_ask",
    "mail_detail",
    "mail_list",
    "mail_settle",
    "milestone_list",
    "my_account",
    "my_details",
    "observer_decide",
    "opening_export",
    "opening_list",
    "person_add",
    "person_hand_over",
    "person_list",
    "person_remove",
    "profile_edit",
    "second_step_lost",
    "second_step_needed",
    "see_as",
    "see_as_stop",
    "text_check",
    "upload_begin",
    "upload_part",
    "watched_names",
    "watched_names_remove",
]
