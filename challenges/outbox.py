"""The outbox: every mail is a row first, sent once.

Due -> claimed -> handing over -> sent. A worker that dies before the handing over leaves a mail that is sent later;
one that dies during it leaves a mail that may or may not have gone: it is shown to the office as uncertain, and not
sent twice. Mail a machine may send is asked once more, at the moment of sending, whether it is still needed.
"""

from __future__ import annotations

import datetime
import logging
import secrets
import smtplib
import uuid
from collections.abc import Callable
from email.utils import parseaddr

from celery import current_app
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, When
from django.utils import timezone
from kombu.exceptions import OperationalError

from challenges.models import Challenge, OutboundMail, User
from challenges.moments import now, today

logger = logging.getLogger(__name__)
State = OutboundMail.State
ATTEMPTS = 5

# kind: is this mail still needed? Registered by the stage that writes it (apps.py). A kind such as "invitation:12" is
# registered by what stands before the colon.
STILL_NEEDED: dict[str, Callable[[OutboundMail], bool]] = {}
# Kinds that cannot wait: they go before all others, and while a challenge is paused.
AT_ONCE: set[str] = set()
# kind: who finds these mails on the mail page, where not everybody of the LGA does: function(reader, challenge).
FOUND_BY: dict[str, Callable[[User, Challenge], bool]] = {}
# kind: the body as it goes out, for mails that carry a secret which is not kept (challenges/invitation_links.py).
FILLED_IN: dict[str, Callable[[OutboundMail], str]] = {}


def write(
    kind: str, *, to: User, challenge: Challenge, subject: str, body: str, by: User, due_on: datetime.date | None = None
) -> OutboundMail | None:
    """Put a mail in the outbox, or return None when this one has been written before.

    One row per (challenge, kind, person, due date). It goes out once the transaction commits and its date has come.
    """
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    mail, made = OutboundMail.objects.get_or_create(
        challenge=challenge,
        kind=kind,
        person=to,
        due_on=due_on or today(),
        defaults={
            "subject": " ".join(subject.split()),  # in one line, whatever names people typed
            "body": body,
            "message_id": f"<{uuid.uuid4().hex}@{domain}>",
            "written_at": now(),
            "written_by": by,
        },
    )
    if not made:
        return None
    waiting = [function for _sids, function, _robust in transaction.get_connection().run_on_commit]
    if ask_to_send not in waiting:  # once for a transaction, however many mails it writes
        transaction.on_commit(ask_to_send)
    return mail


def ask_to_send() -> None:
    """Wake the worker. When the broker cannot be reached the clock sends within a minute."""
    try:
        current_app.send_task("challenges.send_due_mail", retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("The broker could not be reached to send mail: %s", error)


def send_due() -> int:
    """Send what is due over one connection, a batch at a time; returns how many went."""
    _take_up_what_was_dropped()
    sent = 0
    while batch := list(due().values_list("pk", flat=True)[: settings.EMAIL_BATCH]):
        mail_server = get_connection()
        try:
            mail_server.open()
        except (OSError, smtplib.SMTPException) as error:
            logger.warning("The mail server could not be reached: %s", error)
            return sent
        try:
            sent += sum(_send(pk, mail_server) for pk in batch)
        finally:
            mail_server.close()
    return sent


def due() -> QuerySet[OutboundMail]:
    """What is due, not resting after a refusal, and not of a paused challenge."""
    rested = Q(heartbeat_at=None) | Q(heartbeat_at__lt=_a_while_ago())
    # While a challenge is paused only mails of the bottom app go: invitations, and that it is paused or goes on.
    at_once = Q(pk=None)
    for kind in AT_ONCE:
        at_once |= Q(kind__startswith=f"{kind}:")
    not_held_back = Q(challenge__paused_at=None) | Q(kind__startswith="challenges.") | at_once
    waiting = OutboundMail.objects.filter(rested, not_held_back, state=State.DUE, due_on__lte=timezone.localdate())
    return waiting.order_by(Case(When(at_once, then=0), default=1), "due_on", "pk")


def found_by(reader: User, challenge: Challenge) -> QuerySet[OutboundMail]:
    """The mails of a challenge that this reader finds on its mail page."""
    mails = OutboundMail.objects.filter(challenge=challenge)
    for kind, may in FOUND_BY.items():
        if not may(reader, challenge):
            mails = mails.exclude(kind__startswith=f"{kind}:")
    return mails


def _a_while_ago() -> datetime.datetime:
    return timezone.now() - datetime.timedelta(seconds=settings.JOB_STALE_SECONDS)


def _take_up_what_was_dropped() -> None:
    stale = OutboundMail.objects.filter(heartbeat_at__lt=_a_while_ago())
    stale.filter(state=State.CLAIMED).update(state=State.DUE, claim="")
    stale.filter(state=State.HANDING_OVER).update(
        state=State.UNCERTAIN, reason="The worker stopped while this was being handed to the mail server."
    )


def _send(pk: int, mail_server: BaseEmailBackend) -> bool:
    claim = secrets.token_hex(16)
    mine = OutboundMail.objects.filter(pk=pk, claim=claim)
    taken = OutboundMail.objects.filter(pk=pk, state=State.DUE).update(
        state=State.CLAIMED, claim=claim, heartbeat_at=timezone.now(), attempts=F("attempts") + 1
    )
    if not taken:
        return False
    mail = OutboundMail.objects.select_related("person", "challenge").get(pk=pk)
    kind = mail.kind.partition(":")[0]
    still_needed = STILL_NEEDED.get(kind)
    if still_needed and not still_needed(mail):
        mine.filter(state=State.CLAIMED).update(state=State.NOT_NEEDED)
        return False
    body = FILLED_IN[kind](mail) if kind in FILLED_IN else mail.body
    if not mine.filter(state=State.CLAIMED).update(state=State.HANDING_OVER, heartbeat_at=timezone.now()):
        return False
    message = EmailMessage(
        mail.subject,
        body,
        settings.DEFAULT_FROM_EMAIL,
        [mail.person.email],
        headers={"Message-ID": mail.message_id},
    )
    try:
        mail_server.send_messages([message])
    except smtplib.SMTPRecipientsRefused as error:
        code, answer = next(iter(error.recipients.values()))
        _refused(mine, mail, code, answer)
        return False
    except smtplib.SMTPResponseException as error:
        _refused(mine, mail, error.smtp_code, error.smtp_error)
        mail_server.close()
        mail_server.open()
        return False
    except (OSError, smtplib.SMTPException) as error:
        mine.update(state=State.UNCERTAIN, reason=f"The connection was lost while it was handed over ({error}).")
        mail_server.close()
        mail_server.open()
        return False
    # A slow hand-over may have been called uncertain meanwhile; now we know.
    mine.filter(state__in=[State.HANDING_OVER, State.UNCERTAIN]).update(
        state=State.SENT, sent_at=timezone.now(), reason=""
    )
    return True


def _refused(mine: QuerySet[OutboundMail], mail: OutboundMail, code: int, answer: bytes | str) -> None:
    words = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
    reason = f"The mail server refused it: {code} {words}"
    again = 400 <= code < 500 and mail.attempts < ATTEMPTS
    mine.update(state=State.DUE if again else State.FAILED, reason=reason, heartbeat_at=timezone.now())
