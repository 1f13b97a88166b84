"""Pages about a challenge that belong to no stage: setting it up, its people, dates, mail and documents."""

from challenges.views.challenges import challenge_add, council_add, milestone_list
from challenges.views.documents import document_file, document_retry, document_state
from challenges.views.mail import mail_detail, mail_list, mail_settle
from challenges.views.people import person_add, person_list, person_remove

__all__ = [
    "challenge_add",
    "council_add",
    "document_file",
    "document_retry",
    "document_state",
    "mail_detail",
    "mail_list",
    "mail_settle",
    "milestone_list",
    "person_add",
    "person_list",
    "person_remove",
]
