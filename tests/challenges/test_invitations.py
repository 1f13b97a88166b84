"""What becomes of an invitation, and that its link is kept nowhere."""

import datetime
import json

import pytest
import time_machine
from django.core import mail as django_mail
from django.core import serializers
from django.core.management import call_command
from django.db import IntegrityError, transaction

from challenges import actions, invitation_links, outbox
from challenges.action_tools import ActionRefused
from challenges.clock import CLOCK
from challenges.models import AuditEvent, Invitation, Membership, NextAction, OutboundMail, User
from challenges.moments import now, today
from challenges.next_actions import left_to_do
from tests.factories import ChallengeFactory, UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "three words together"
A_DAY = datetime.timedelta(days=1)


def refusal(function, *args, **kwargs):
    with pytest.raises(ActionRefused) as refused:
        function(*args, **kwargs)
    return str(refused.value)


def add(challenge, by, **fields):
    fields = {"email": "new@example.org", "name": "A new person", "role": "organiser"} | fields
    return actions.add_person(challenge, by=by, **fields)


@pytest.fixture
def challenge():
    return ChallengeFactory(stage="preparation")


@pytest.fixture
def manager(person, challenge):
    return person("challenge_manager", challenge)


@pytest.fixture
def invited(challenge, manager):
    add(challenge, manager)
    return Invitation.objects.get()


def key_of(invitation):
    return invitation_links.path_of(invitation).rstrip("/").rpartition("/")[2]


def sentences(challenge, user):
    return [todo.sentence for todo in left_to_do(challenge) if todo.person_id == user.pk]


# The mail and its link


def test_adding_a_person_invites_them_by_one_mail(challenge, manager, settings):
    membership = add(challenge, manager, role="sponsor")

    invitation, mail = Invitation.objects.get(), OutboundMail.objects.get()
    assert (invitation.person, invitation.role, invitation.made_by) == (membership.user, "sponsor", manager)
    assert invitation.expires_on == today() + settings.INVITATION_DAYS * A_DAY
    assert (mail.person, mail.state) == (membership.user, "due")
    assert mail.subject == f"Invitation to the peer challenge of {challenge.council}"
    assert f"{manager} invites you" in mail.body
    assert "Your role: sponsor (the director of children's services who commissions the challenge)." in mail.body


@pytest.mark.django_db(transaction=True)
def test_the_link_stands_in_the_mail_that_goes_out_and_nowhere_else(challenge, manager, settings):
    settings.SITE_URL = "https://peerchallenge.example.org"
    add(challenge, manager)
    invitation = Invitation.objects.get()

    outbox.send_due()

    link = f"https://peerchallenge.example.org{invitation_links.path_of(invitation)}"
    sent = django_mail.outbox[0]
    assert link in sent.body.splitlines()
    assert invitation_links.PLACE_OF_THE_LINK not in sent.body
    kept = serializers.serialize("json", [*Invitation.objects.all(), *OutboundMail.objects.all(), *User.objects.all()])
    kept += json.dumps(list(AuditEvent.objects.values("sentence", "was", "now", "target")))
    assert key_of(invitation) not in kept
    assert invitation_links.PLACE_OF_THE_LINK in OutboundMail.objects.get().body


@pytest.mark.django_db(transaction=True)
def test_who_has_a_password_gets_the_address_to_sign_in_to_and_no_secret(challenge, manager):
    UserFactory(email="known@example.org").set_password(PASSWORD)
    known = User.objects.get(email="known@example.org")
    known.set_password(PASSWORD)
    known.save()
    add(challenge, manager, email=known.email)

    outbox.send_due()

    body = django_mail.outbox[0].body
    assert f"http://localhost:8000{challenge.get_absolute_url()}" in body.splitlines()
    assert "/join/" not in body
    assert "choose a password" not in body


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("end", ["use", "withdraw", "lapse"])
def test_a_mail_whose_link_would_open_nothing_is_not_sent(end, challenge, manager):
    membership = add(challenge, manager)
    if end == "use":
        actions.use_invitations(challenge, by=membership.user)
    elif end == "withdraw":
        add(challenge, manager, email="other@example.org")
        actions.end_membership(membership, by=manager)
        OutboundMail.objects.filter(person__email="other@example.org").delete()
    else:
        Invitation.objects.update(expires_on=today() - A_DAY)

    assert outbox.send_due() == 0
    assert OutboundMail.objects.get().state == "not_needed"


# Whether the link is ours


def test_a_link_is_read_whatever_became_of_it(invited):
    assert invitation_links.read(invited.pk, key_of(invited)) == invited
    actions.use_invitations(invited.challenge, by=invited.person)
    assert invitation_links.read(invited.pk, key_of(invited)) == invited


def test_a_key_opens_its_own_invitation_only(challenge, manager, invited):
    add(challenge, manager, email="other@example.org")
    other = Invitation.objects.exclude(pk=invited.pk).get()

    assert invitation_links.read(other.pk, key_of(invited)) is None
    assert invitation_links.read(invited.pk, key_of(invited)[:-1]) is None
    assert invitation_links.read(invited.pk, "ö") is None
    assert invitation_links.read(0, key_of(invited)) is None


def test_a_changed_address_ends_the_link_sent_to_the_old_one(invited):
    key = key_of(invited)
    User.objects.filter(pk=invited.person_id).update(email="right@example.org")

    assert invitation_links.read(invited.pk, key) is None


# Coming in


def test_choosing_a_password_uses_the_link_once(invited):
    person = actions.choose_password(invited, password=PASSWORD, by=invited.person)

    invited.refresh_from_db()
    assert person.check_password(PASSWORD)
    assert invited.used_at is not None
    assert refusal(actions.choose_password, invited, password="another long one", by=invited.person) == (
        "This link no longer works. Ask for a new one."
    )
    assert User.objects.get(pk=person.pk).check_password(PASSWORD)
    told = AuditEvent.objects.filter(by_id=person.pk).order_by("pk").values_list("what", flat=True)
    assert list(told) == ["password.chosen", "invitation.used"]


@pytest.mark.parametrize(
    "fields",
    [
        {"withdrawn_at": datetime.datetime(2027, 1, 1, tzinfo=datetime.UTC)},
        {"lapsed_at": datetime.datetime(2027, 1, 1, tzinfo=datetime.UTC)},
        {"expires_on": datetime.date(2020, 1, 1)},
    ],
)
def test_a_dead_link_sets_no_password(fields, invited):
    Invitation.objects.update(**fields)

    said = refusal(actions.choose_password, invited, password=PASSWORD, by=invited.person)

    assert said == "This link no longer works. Ask for a new one."
    assert not User.objects.get(pk=invited.person_id).has_usable_password()


def test_a_link_never_changes_a_password_that_stands(invited):
    person = invited.person
    person.set_password("the one I chose myself")
    person.save()

    said = refusal(actions.choose_password, invited, password=PASSWORD, by=person)

    assert said == "You have a password already. Sign in with it."
    assert User.objects.get(pk=person.pk).check_password("the one I chose myself")


def test_a_link_works_on_its_last_day_and_not_after(invited):
    last = datetime.datetime.combine(invited.expires_on, datetime.time(12), tzinfo=datetime.UTC)

    with time_machine.travel(last):
        assert Invitation.objects.get().is_open
    with time_machine.travel(last + A_DAY):
        assert not Invitation.objects.get().is_open


def test_nobody_but_the_invited_and_only_an_active_person_comes_in(invited, manager):
    assert refusal(actions.choose_password, invited, password=PASSWORD, by=manager).startswith("This link no longer")
    User.objects.filter(pk=invited.person_id).update(is_active=False)
    assert refusal(actions.choose_password, invited, password=PASSWORD, by=invited.person).startswith("This link no")


def test_the_rules_for_passwords_hold_in_the_action_too(invited):
    said = refusal(actions.choose_password, invited, password="short", by=invited.person)

    assert "at least 12 characters" in said


# Again, withdrawn, asked for


def test_inviting_again_ends_the_link_before_and_sends_one_more_mail_the_same_day(challenge, manager, invited):
    newer = actions.invite_again(invited, by=manager)

    invited.refresh_from_db()
    assert (invited.is_open, newer.is_open) == (False, True)
    assert OutboundMail.objects.count() == 2
    assert refusal(actions.choose_password, invited, password=PASSWORD, by=invited.person).startswith("This link no")
    assert actions.choose_password(newer, password=PASSWORD, by=newer.person)


def test_who_may_not_invite_into_a_role_does_not_invite_again(challenge, manager, person):
    add(challenge, manager, role="sponsor")

    said = refusal(actions.invite_again, Invitation.objects.get(), by=person("organiser", challenge))

    assert said == "You cannot invite a sponsor into this challenge. Ask the challenge manager."


def test_removing_a_person_withdraws_their_link(challenge, manager, invited, person):
    person("organiser", challenge)
    membership = Membership.objects.get(user=invited.person)

    actions.end_membership(membership, by=manager)

    invited.refresh_from_db()
    assert invited.withdrawn_at is not None
    assert refusal(actions.invite_again, invited, by=manager) == (
        "A new person is no longer an organiser here. Add them as a person again."
    )


def test_asking_for_a_new_link_tells_who_invited_once(challenge, manager, invited):
    Invitation.objects.update(expires_on=today() - A_DAY)

    actions.ask_again(invited, by=invited.person)
    actions.ask_again(invited, by=invited.person)

    mail = OutboundMail.objects.get(person=manager)
    assert mail.subject == "A new person asks for a new invitation"
    assert f"/people/invitations/{invited.pk}/" in mail.body
    assert sentences(challenge, manager) == ["A new person asks for a new invitation"]


def test_the_line_about_asking_goes_with_the_answer(challenge, manager, invited):
    actions.ask_again(invited, by=invited.person)
    assert sentences(challenge, manager) != []

    actions.invite_again(invited, by=manager)

    assert sentences(challenge, manager) == []


def test_it_can_be_decided_to_send_none(challenge, manager, invited):
    actions.ask_again(invited, by=invited.person)

    actions.settle_invitation(invited, by=manager)

    assert sentences(challenge, manager) == []
    assert refusal(actions.settle_invitation, invited, by=manager) == "This is settled already."


def test_a_name_written_over_two_lines_begins_no_line_of_a_mail_s_head(challenge, manager):
    add(challenge, manager, name="Somebody\nBcc: others@example.org")

    actions.ask_again(Invitation.objects.get(), by=Invitation.objects.get().person)

    assert OutboundMail.objects.get(person=manager).subject == (
        "Somebody Bcc: others@example.org asks for a new invitation"
    )


def test_nobody_is_invited_into_an_account_that_is_closed(challenge, manager):
    UserFactory(email="closed@example.org", name="A closed account", is_active=False)

    assert refusal(add, challenge, manager, email="closed@example.org") == (
        "The account of A closed account is closed. Ask the programme office to open it again first."
    )


def test_asking_by_an_old_link_asks_about_the_newest(challenge, manager, invited):
    newer = actions.invite_again(invited, by=manager)

    actions.ask_again(invited, by=invited.person)

    newer.refresh_from_db()
    invited.refresh_from_db()
    assert (newer.asked_at is not None, invited.asked_at) == (True, None)


def test_when_who_invited_is_gone_the_challenge_manager_answers(challenge, manager, person):
    organiser = person("organiser", challenge)
    add(challenge, organiser, role="contributor")
    invitation = Invitation.objects.get()
    person("organiser", challenge)
    actions.end_membership(Membership.objects.get(user=organiser), by=manager)

    actions.ask_again(invitation, by=invitation.person)

    assert OutboundMail.objects.get(kind__startswith="challenges.invitation_asked").person == manager
    assert sentences(challenge, manager) == ["A new person asks for a new invitation"]
    assert sentences(challenge, organiser) == []


# The clock


def test_an_invitation_that_nobody_used_is_closed_and_done_again(challenge, manager, invited):
    with time_machine.travel(now() + 15 * A_DAY):
        lines = CLOCK["lapse_invitations"]()
        again = CLOCK["lapse_invitations"]()

        invited.refresh_from_db()
        assert invited.lapsed_at is not None
        assert lines == [f"closed: A new person, Organiser ({challenge})"]
        assert again == []
        assert sentences(challenge, manager) == ["Invite A new person again"]


def test_the_dry_run_says_what_it_would_close_and_closes_nothing(invited, capsys):
    with time_machine.travel(now() + 15 * A_DAY):
        call_command("clock", "lapse_invitations", dry_run=True)

    invited.refresh_from_db()
    assert capsys.readouterr().out == f"would close: A new person, Organiser ({invited.challenge})\n"
    assert invited.lapsed_at is None


def test_who_came_in_by_another_door_needs_no_new_link(challenge, manager, invited):
    with time_machine.travel(now() + 15 * A_DAY):
        CLOCK["lapse_invitations"]()

        actions.use_invitations(challenge, by=invited.person)

    assert sentences(challenge, manager) == []


@pytest.mark.django_db(transaction=True)
def test_the_lines_stand_on_the_home_page_of_who_invited(challenge, manager, invited):
    with time_machine.travel(now() + 15 * A_DAY):
        CLOCK["lapse_invitations"]()

    mine = NextAction.objects.for_person(manager).values_list("sentence", "url")
    assert (
        "Invite A new person again",
        f"/challenges/{challenge.slug}/people/invitations/{invited.pk}/",
    ) in list(mine)


# What can never be true


def test_one_open_invitation_for_a_person_in_a_role(invited):
    with pytest.raises(IntegrityError), transaction.atomic():
        copy_of(invited)


def test_an_invitation_is_used_or_withdrawn_not_both(invited):
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.update(used_at=now(), withdrawn_at=now())


def test_an_invitation_is_used_after_it_is_made(invited):
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.update(used_at=invited.made_at - A_DAY)


def copy_of(invitation):
    fields = {"challenge": invitation.challenge, "person": invitation.person, "role": invitation.role}
    return Invitation.objects.create(made_at=now(), made_by=invitation.made_by, expires_on=today(), **fields)
