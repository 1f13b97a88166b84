import datetime

import pytest
from django.core import mail as django_mail

from challenges import outbox
from challenges.models import OutboundMail
from challenges.moments import now, today
from tests.factories import ChallengeFactory, UserFactory
from tests.live import Mailbox

pytestmark = pytest.mark.django_db(transaction=True)
State = OutboundMail.State
A_DAY = datetime.timedelta(days=1)


def written(kind="test.note", **fields):
    challenge = ChallengeFactory()
    return outbox.write(
        kind,
        **({"to": UserFactory(), "subject": "A note", "body": "Words", "by": challenge.created_by} | fields),
        challenge=challenge,
    )


def state(mail):
    return OutboundMail.objects.get(pk=mail.pk).state


@pytest.fixture
def smtp(settings):
    box = Mailbox()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.controller.port
    yield box
    box.close()


def test_what_is_due_goes_and_what_is_not_stays():
    due, later = written(), written(due_on=today() + A_DAY)

    sent = outbox.send_due()

    assert sent == 1
    assert (state(due), state(later)) == (State.SENT, State.DUE)
    assert [message.to for message in django_mail.outbox] == [[due.person.email]]


def test_running_again_sends_nothing_again():
    written()

    sent = [outbox.send_due(), outbox.send_due()]

    assert sent == [1, 0]
    assert len(django_mail.outbox) == 1


def test_mail_that_is_no_longer_needed_is_not_sent(monkeypatch):
    monkeypatch.setitem(outbox.STILL_NEEDED, "test.reminder", lambda mail: False)
    mail = written("test.reminder")

    outbox.send_due()

    assert state(mail) == State.NOT_NEEDED
    assert django_mail.outbox == []


def test_a_mail_whose_worker_died_before_the_hand_over_is_sent_later():
    mail = written()
    OutboundMail.objects.filter(pk=mail.pk).update(state=State.CLAIMED, claim="a", heartbeat_at=now() - A_DAY)

    outbox.send_due()

    assert state(mail) == State.SENT


def test_a_mail_whose_worker_died_during_the_hand_over_is_uncertain_and_not_sent_again():
    mail = written()
    OutboundMail.objects.filter(pk=mail.pk).update(state=State.HANDING_OVER, claim="a", heartbeat_at=now() - A_DAY)

    outbox.send_due()
    outbox.send_due()

    assert state(mail) == State.UNCERTAIN
    assert django_mail.outbox == []


def test_an_unreachable_mail_server_leaves_the_mail_due(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    mail = written()

    sent = outbox.send_due()

    assert (sent, state(mail)) == (0, State.DUE)


def test_a_refusal_for_good_is_told_and_the_others_still_go(smtp):
    async def refuse(server, session, envelope, address, options):
        if address == bad.person.email:
            return "550 No such person here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    smtp.handle_RCPT = refuse
    bad, good = written(), written()

    outbox.send_due()

    assert (state(bad), state(good)) == (State.FAILED, State.SENT)
    assert OutboundMail.objects.get(pk=bad.pk).reason == "The mail server refused it: 550 No such person here"
    assert smtp.addresses() == [good.person.email]


def test_a_refusal_for_now_is_tried_again_later(smtp):
    async def busy(server, session, envelope, address, options):
        return "450 Busy"

    smtp.handle_RCPT = busy
    mail = written()

    outbox.send_due()
    resting = outbox.send_due()
    del smtp.handle_RCPT
    OutboundMail.objects.update(heartbeat_at=now() - A_DAY)
    outbox.send_due()

    assert resting == 0
    assert state(mail) == State.SENT
    assert len(smtp.messages) == 1
