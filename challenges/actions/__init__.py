"""What may be done with challenges, people, files and mail, whatever the stage."""

from challenges.actions.challenges import create_challenge, end_stage, move_to_stage
from challenges.actions.files import open_document_to, record_download, render_again, store_file
from challenges.actions.mail import settle_mail
from challenges.actions.people import add_council, add_person, end_membership, know_person
from challenges.actions.programmes import load_programme

__all__ = [
    "add_council",
    "add_person",
    "create_challenge",
    "end_membership",
    "end_stage",
    "know_person",
    "load_programme",
    "move_to_stage",
    "open_document_to",
    "record_download",
    "render_again",
    "settle_mail",
    "store_file",
]
