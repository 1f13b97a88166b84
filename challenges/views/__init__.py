"""Pages about a challenge that belong to no stage: setting it up, its people, dates, mail and documents."""

from challenges.views.account import my_account, my_details, second_step_lost, second_step_needed
from challenges.views.calendars import calendar_feed, my_calendar
from challenges.views.challenges import (
    challenge_add,
    challenge_add_several,
    council_add,
    council_list,
    council_place,
    people_begin,
)
from challenges.views.dates import (
    calendar_file,
    milestone_calendar,
    milestone_edit,
    milestone_list,
    milestone_mark,
    milestone_move,
    school_holiday_list,
    school_holiday_remove,
)
from challenges.views.documents import document_file, document_retry, document_state, document_word
from challenges.views.drafts import draft_discard, draft_list, draft_save
from challenges.views.invitations import invitation_send, join, join_ask
from challenges.views.mail import mail_detail, mail_list, mail_settle
from challenges.views.mail_choices import my_mail
from challenges.views.observers import observer_decide
from challenges.views.openings import opening_export, opening_list
from challenges.views.pausing import (
    challenge_pause,
    challenge_resume,
    challenge_withdraw,
    pause_ask,
    pause_decline,
)
from challenges.views.people import person_add, person_hand_over, person_list, person_remove
from challenges.views.personal_data import account_close, account_erase, my_data, person_data, person_find
from challenges.views.profiles import profile_edit
from challenges.views.programme_edits import (
    programme_conversation_edit,
    programme_dates_edit,
    programme_document_add,
    programme_document_edit,
    programme_document_move,
    programme_edit,
    programme_edit_bring_over,
    programme_edit_discard,
    programme_names_edit,
    programme_preview,
    programme_theme_edit,
    programme_times_edit,
)
from challenges.views.programmes import programme, programme_file_take, programme_list
from challenges.views.retention import (
    certificate,
    certificate_archive,
    certificate_archived,
    hold_begin,
    hold_lift,
    kept,
)
from challenges.views.seeing_as import see_as, see_as_stop
from challenges.views.text_check import text_check, watched_names, watched_names_remove
from challenges.views.together import group, visit_end, visit_list
from challenges.views.uploads import held_file_list, upload_begin, upload_part

__all__ = [
    "account_close",
    "account_erase",
    "calendar_feed",
    "calendar_file",
    "certificate",
    "certificate_archive",
    "certificate_archived",
    "challenge_add",
    "challenge_add_several",
    "challenge_pause",
    "challenge_resume",
    "challenge_withdraw",
    "council_add",
    "council_list",
    "council_place",
    "document_file",
    "document_retry",
    "document_state",
    "document_word",
    "draft_discard",
    "draft_list",
    "draft_save",
    "group",
    "held_file_list",
    "hold_begin",
    "hold_lift",
    "invitation_send",
    "join",
    "join_ask",
    "kept",
    "mail_detail",
    "mail_list",
    "mail_settle",
    "milestone_calendar",
    "milestone_edit",
    "milestone_list",
    "milestone_mark",
    "milestone_move",
    "my_account",
    "my_calendar",
    "my_data",
    "my_details",
    "my_mail",
    "observer_decide",
    "opening_export",
    "opening_list",
    "pause_ask",
    "pause_decline",
    "people_begin",
    "person_add",
    "person_data",
    "person_find",
    "person_hand_over",
    "person_list",
    "person_remove",
    "profile_edit",
    "programme",
    "programme_conversation_edit",
    "programme_dates_edit",
    "programme_document_add",
    "programme_document_edit",
    "programme_document_move",
    "programme_edit",
    "programme_edit_bring_over",
    "programme_edit_discard",
    "programme_file_take",
    "programme_list",
    "programme_names_edit",
    "programme_preview",
    "programme_theme_edit",
    "programme_times_edit",
    "school_holiday_list",
    "school_holiday_remove",
    "second_step_lost",
    "second_step_needed",
    "see_as",
    "see_as_stop",
    "text_check",
    "upload_begin",
    "upload_part",
    "visit_end",
    "visit_list",
    "watched_names",
    "watched_names_remove",
]
