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
from challenges.actions.challenges import create_challenge, end_stage, move_to_stage
from challenges.actions.files import open_document_to, render_again, store_file
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
from challenges.actions.observers import agree_to_observer, refuse_observer
from challenges.actions.people import add_council, add_person, end_membership, hand_over, know_person
from challenges.actions.profiles import save_profile
from challenges.actions.programmes import load_programme
from challenges.actions.seeing_as import begin_seeing_as, end_seeing_as
from challenges.actions.watched_names import stop_watching, watch_names

__all__ = [
    "Reason",
    "accept_texts",
    "add_council",
    "add_person",
    "agree_to_observer",
    "ask_again",
    "begin_seeing_as",
    "change_own_details",
    "choose_password",
    "confirm_address",
    "create_challenge",
    "end_membership",
    "end_seeing_as",
    "end_stage",
    "forget_sessions",
    "hand_over",
    "invite",
    "invite_again",
    "keep_words",
    "know_person",
    "lapse_invitation",
    "load_programme",
    "load_texts",
    "move_to_stage",
    "note_account",
    "open_document_to",
    "refuse_observer",
    "render_again",
    "save_profile",
    "seal_second_steps_anew",
    "settle_invitation",
    "settle_mail",
    "stop_watching",
    "store_file",
    "take_second_step_away",
    "use_invitations",
    "watch_names",
    "withdraw_invitations",
    "withdraw_own_text",
    "write_own_text",
]
