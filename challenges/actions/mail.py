"""What becomes of a mail that did not go."""

from __future__ import annotations

from django.db import transaction

from challenges import audit, outbox
from challenges.action_tools import ActionRefused, locked
from challenges.models import (
    OutboundMail,
    User,
)


@transaction.atomic
def settle_mail(mail: OutboundMail, *, by: User, send_again: bool) -> OutboundMail:
    """Say what becomes of a mail that failed, or that may or may not have gone: send it again, or leave it."""
    mail = locked(mail)
    if mail.state not in {OutboundMail.State.UNCERTAIN, OutboundMail.State.FAILED}:
        raise ActionRefused(f"This mail stands at “{mail.get_state_display()}”. There is nothing to settle.")
    mail.state = OutboundMail.State.DUE if send_again else OutboundMail.State.NOT_NEEDED
    mail.heartbeat_at, mail.claim, mail.attempts = None, "", 0
    mail.save()
    audit.record(
        "mail.settled",
        f"asked to send the mail “{mail}” to {mail.person} again" if send_again else f"set the mail “{mail}” aside",
        by=by,
        challenge=mail.challenge,
        target=mail,
    )
    if send_again:
        transaction.on_commit(outbox.ask_to_send)
    return mail
