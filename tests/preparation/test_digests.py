"""One mail a day to one person: what came and what is missing, worked out when it goes."""

import datetime

import pytest
from django.core import mail
from django.urls import reverse

from challenges import outbox
from challenges.models import Membership, MutedMail, OutboundMail
from preparation import actions
from preparation.scheduled import write_document_digests
from tests.factories import ChallengeFactory
from tests.preparation.factories import DocumentRequestFactory
from tests.preparation.files import upload

pytestmark = pytest.mark.django_db
A_DAY = datetime.timedelta(days=1)
MONDAY = datetime.datetime(2027, 2, 1, 7, tzinfo=datetime.UTC)
FRIDAY, SATURDAY, TUESDAY = MONDAY - 3 * A_DAY, MONDAY - 2 * A_DAY, MONDAY + A_DAY


@pytest.fixture
def at_seven(time_machine):
    """Seven on a working day; `at_seven(moment)` moves on."""
    time_machine.move_to(FRIDAY, tick=False)
    return lambda moment: time_machine.move_to(moment, tick=False)


@pytest.fixture
def challenge(at_seven):
    return ChallengeFactory(stage="preparation", starts_on=datetime.date(2027, 3, 2), ends_on=datetime.date(2027, 3, 4))


@pytest.fixture
def organiser(person, challenge):
    return person("organiser", challenge)


@pytest.fixture
def peer(person, challenge):
    return person("peer", challenge)


def far(challenge, **fields):
    return DocumentRequestFactory(challenge=challenge, **{"due_on": datetime.date(2027, 2, 19)} | fields)


def run():
    lines = write_document_digests()
    outbox.send_due()
    return lines


def test_what_came_and_what_is_missing_in_one_mail(at_seven, challenge, organiser, peer):
    came = far(challenge, code="2", title="Self-evaluation")
    missing = far(challenge, code="4", title="Performance data", owner="Head of Data")
    actions.say_outlook(missing, outlook="at_risk", because="", seen_at=None, by=organiser)
    actions.upload_documents(came, [upload("SEF of J. Smith.pdf")], by=organiser)

    lines = run()
    again = run()

    assert (lines, again) == ([f"wrote the day’s mail about documents to {peer}"], [])
    (sent,) = mail.outbox
    assert sent.to == [peer.email]
    assert sent.body.startswith(
        "Hello\n\nThis is how the advance documents stand on 29 January 2027.\n\n"
        f"{challenge.council}\n\nWhat came:\n- 2. Self-evaluation: 1 file\n\n"
        "What is missing (1):\n- 4. Performance data, due on 19 February 2027, at risk (Head of Data)\n\n"
    )
    assert reverse("preparation:document_list", args=[challenge.slug]) in sent.body
    assert reverse("challenges:my_mail") in sent.body
    assert "Smith" not in sent.body


def test_nothing_new_and_nothing_due_is_no_mail(challenge, organiser, peer):
    far(challenge)

    assert run() == []
    assert mail.outbox == []


def test_what_was_told_is_not_told_again(at_seven, challenge, organiser, peer):
    actions.upload_documents(far(challenge), [upload()], by=organiser)
    run()

    at_seven(MONDAY)

    assert run() == []


@pytest.mark.parametrize(
    ("due_on", "told"),
    [
        (datetime.date(2027, 1, 27), True),  # overdue, and a Monday
        (datetime.date(2027, 2, 1), True),
        (datetime.date(2027, 2, 3), True),
        (datetime.date(2027, 2, 4), False),
    ],
)
def test_the_council_is_told_of_what_is_due_soon_and_on_mondays_of_what_is_overdue(
    at_seven, challenge, organiser, peer, due_on, told
):
    at_seven(MONDAY)
    far(challenge, due_on=due_on)

    run()

    assert [each.to for each in mail.outbox] == ([[organiser.email]] if told else [])


def test_what_is_long_overdue_makes_no_mail_on_other_days(at_seven, challenge, organiser):
    far(challenge, due_on=datetime.date(2027, 1, 20))
    at_seven(TUESDAY)

    assert run() == []


def test_no_mail_on_a_saturday(at_seven, challenge, organiser, peer):
    at_seven(SATURDAY)
    actions.upload_documents(far(challenge), [upload()], by=organiser)

    assert write_document_digests() == []


def test_one_mail_for_all_challenges_of_a_person(at_seven, person, challenge, organiser, peer):
    other = ChallengeFactory(stage="casereview", starts_on=challenge.starts_on, ends_on=challenge.ends_on)
    Membership.objects.create(challenge=other, user=peer, role="peer", added_at=FRIDAY, added_by=challenge.created_by)
    for each in (challenge, other):
        actions.upload_documents(far(each), [upload()], by=organiser)

    run()

    (sent,) = mail.outbox
    assert [str(each.council) in sent.body for each in (challenge, other)] == [True, True]
    kept = OutboundMail.objects.get()
    assert [str(each.council) in kept.body for each in (challenge, other)] == [False, False]


def test_who_left_before_it_went_gets_nothing(challenge, organiser, peer):
    actions.upload_documents(far(challenge), [upload()], by=organiser)
    write_document_digests()
    Membership.objects.filter(user=peer).update(ended_at=FRIDAY, ended_by=challenge.created_by)

    outbox.send_due()

    assert mail.outbox == []
    assert OutboundMail.objects.get().state == "not_needed"


def test_what_goes_is_what_stands_when_it_goes(challenge, organiser, peer):
    came, later = far(challenge, code="1"), far(challenge, code="2", title="Later")
    actions.upload_documents(came, [upload()], by=organiser)
    write_document_digests()
    actions.upload_documents(later, [upload()], by=organiser)

    outbox.send_due()

    assert "- 2. Later: 1 file" in mail.outbox[0].body
    assert "Nothing is missing." in mail.outbox[0].body


def test_nothing_is_told_of_a_paused_challenge(challenge, organiser, peer):
    actions.upload_documents(far(challenge), [upload()], by=organiser)
    type(challenge).objects.update(paused_at=FRIDAY, paused_because="Inspection", goes_on_when="It is over")

    assert write_document_digests() == []


def test_observers_and_contributors_get_none(person, challenge, organiser):
    person("observer", challenge)
    contributor = person("contributor", challenge)
    item = far(challenge)
    actions.ask_contributors(item, contributors=[contributor], by=organiser)
    actions.upload_documents(item, [upload()], by=organiser)

    assert run() == []


def test_rounds_and_new_items_are_news(at_seven, person, challenge, organiser, peer):
    manager = person("challenge_manager", challenge)
    actions.add_document(
        challenge,
        title="Audit plan",
        why="For case reading.",
        importance="reference",
        due_on=datetime.date(2027, 2, 19),
        by=manager,
    )
    actions.open_documents(
        challenge, closes_on=datetime.date(2027, 2, 20), asks_for="Newer figures.", everything=True, by=manager
    )
    actions.close_documents(challenge, by=manager)
    actions.open_documents(
        challenge, closes_on=datetime.date(2027, 2, 22), asks_for="Figures to January.", everything=True, by=manager
    )

    run()

    told = {sent.to[0]: sent.body for sent in mail.outbox}
    assert told.keys() == {organiser.email, peer.email}
    assert "A second round is open until 22 February 2027: Figures to January." in told[peer.email]
    assert "Newly asked for:\n- 1. Audit plan, due on 22 February 2027\n" in told[organiser.email]


def test_a_dry_run_writes_nothing(challenge, organiser, peer):
    actions.upload_documents(far(challenge), [upload()], by=organiser)

    assert write_document_digests(dry_run=True) == [f"would write the day’s mail about documents to {peer}"]
    assert not OutboundMail.objects.exists()


def test_the_mail_can_be_switched_off_and_on(log_in_as, challenge, organiser, peer):
    client, page = log_in_as(peer), reverse("challenges:my_mail")
    actions.upload_documents(far(challenge), [upload()], by=organiser)
    write_document_digests()

    client.post(page, {})
    outbox.send_due()
    off = MutedMail.objects.get()
    none_written = write_document_digests()
    shown_off = client.get(page).context["form"].initial["wanted"]
    client.post(page, {"wanted": ["preparation.digest"]})

    assert (off.person, off.kind) == (peer, "preparation.digest")
    assert (mail.outbox, none_written, shown_off) == ([], [], [])
    assert not MutedMail.objects.exists()
