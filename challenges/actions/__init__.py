"""What may be done with challenges, people, files and mail, whatever the stage."""

from challenges.actions.accounts import (
    change_own_details,
    confirm_address,
    forget_sessions,
    note_account,
    seal_second_steps_anew,
    take_second_step_away,
)
from challenges.actions.agreements import accept_texts, load_texts, withdraw_own_text, write_own_text
from challenges.actions.calendar_feeds import end_calendar_feed, make_calendar_feed, note_calendar_fetch
from challenges.actions.challenges import create_challenge, end_stage, move_to_stage, settle_report
from challenges.actions.copies import copy_of_everything
from challenges.actions.dates import (
    change_milestone,
    enter_school_holidays,
    mark_milestone,
    move_dates,
    move_mails,
    remove_school_holiday,
)
from challenges.actions.erasing import erase_account
from challenges.actions.files import open_document_to, render_again, store_file
from challenges.actions.first_people import name_first_people
from challenges.actions.invitations import (
    ask_again,
    choose_password,
    invite,
    invite_again,
    lapse_invitation,
    settle_invitation,
    use_invitations,
    withdraw_invitations,
)
from challenges.actions.kept_words import Reason, keep_words
from challenges.actions.mail import settle_mail
from challenges.actions.mail_choices import choose_mail
from challenges.actions.observers import agree_to_observer, refuse_observer
from challenges.actions.pausing import (
    ask_to_pause,
    decline_to_pause,
    pause_challenge,
    resume_challenge,
    withdraw_challenge,
)
from challenges.actions.people import add_council, add_person, end_membership, hand_over, know_person
from challenges.actions.profiles import save_profile
from challenges.actions.programme_edits import (
    PartSavedByAnother,
    add_document,
    bring_edit_over,
    make_version,
    move_document,
    remove_document,
    save_part,
    throw_edit_away,
)
from challenges.actions.programmes import EditedHere, load_programme, take_file
from challenges.actions.retention import hold_back_purge, lift_hold, purge_by_date, purge_group
from challenges.actions.seeing_as import begin_seeing_as, end_seeing_as
from challenges.actions.together import end_match, match_visitor, place_council, set_up_group
from challenges.actions.watched_names import stop_watching, watch_names

__all__ = [
    "EditedHere",
    "PartSavedByAnother",
    "Reason",
    "accept_texts",
    "add_council",
    "add_document",
    "add_person",
    "agree_to_observer",
    "ask_again",
    "ask_to_pause",
    "begin_seeing_as",
    "bring_edit_over",
    "change_milestone",
    "change_own_details",
    "choose_mail",
    "choose_password",
    "confirm_address",
    "copy_of_everything",
    "create_challenge",
    "decline_to_pause",
    "end_calendar_feed",
    "end_match",
    "end_membership",
    "end_seeing_as",
    "end_stage",
    "enter_school_holidays",
    "erase_account",
    "forget_sessions",
    "hand_over",
    "hold_back_purge",
    "invite",
    "invite_again",
    "keep_words",
    "know_person",
    "lapse_invitation",
    "lift_hold",
    "load_programme",
    "load_texts",
    "make_calendar_feed",
    "make_version",
    "mark_milestone",
    "match_visitor",
    "move_dates",
    "move_document",
    "move_mails",
    "move_to_stage",
    "name_first_people",
    "note_account",
    "note_calendar_fetch",
    "open_document_to",
    "pause_challenge",
    "place_council",
    "purge_by_date",
    "purge_group",
    "refuse_observer",
    "remove_document",
    "remove_school_holiday",
    "render_again",
    "resume_challenge",
    "save_part",
    "save_profile",
    "seal_second_steps_anew",
    "set_up_group",
    "settle_invitation",
    "settle_mail",
    "settle_report",
    "stop_watching",
    "store_file",
    "take_file",
    "take_second_step_away",
    "throw_edit_away",
    "use_invitations",
    "watch_names",
    "withdraw_challenge",
    "withdraw_invitations",
    "withdraw_own_text",
    "write_own_text",
]
