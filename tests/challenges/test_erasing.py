"""An account closes for good: who it was leaves, what they did stays, and nobody misses that a role stands empty."""

import base64
import json
import re
from contextlib import suppress

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.test import Client

from challenges import actions, outbox
from challenges.about_people.gathering import POINTERS, rows_of
from challenges.about_people.kept import GOES, STILL_NAMED
from challenges.action_tools import ActionRefused
from challenges.lifecycle import Stage
from challenges.models import (
    AuditEvent,
    Draft,
    Invitation,
    Membership,
    NextAction,
    Opening,
    OutboundMail,
    PeerProfile,
    Role,
    UnfinishedUpload,
    User,
)
from challenges.moments import now, today
from challenges.uploads import parts
from preparation import actions as preparation
from preparation.models import TeamPlace
from tests.challenges.signing_in import PASSWORD, SHUT, SIGN_IN, by_password
from tests.factories import ChallengeFactory, UserFactory

pytestmark = pytest.mark.django_db

NAME, ADDRESS, PHONE = "Quintessa Farthingale", "quintessa.f@northshire.example", "07700 900123"


@pytest.fixture
def office():
    return UserFactory(is_programme_office=True, name="The Office")


@pytest.fixture
def challenge(office):
    return ChallengeFactory(stage=Stage.CASE_REVIEW, created_by=office)


def somebody(challenge, *roles, by, **fields):
    """A person with everything an account can have."""
    person = User.objects.create_user(ADDRESS, PASSWORD, name=NAME, job_title="Director, Farthingale House", **fields)
    for role in roles:
        Membership.objects.create(challenge=challenge, user=person, role=role, added_at=now(), added_by=by)
    return User.objects.get(pk=person.pk)


def opened(value):
    """What a value of the database says, also where it is packed: JSON, bytes, what the cache and the sessions keep."""
    text = value.tobytes().decode(errors="replace") if isinstance(value, memoryview) else str(value)
    with suppress(ValueError):
        text += str(json.loads(text))
    with suppress(ValueError):
        text += base64.b64decode(text, validate=True).decode(errors="replace")
    return text.lower()


def everywhere(words):
    """The columns of the database that hold one of these words: every column of every table, as the database keeps it."""
    words = [word.lower() for word in words]
    found = {
        "sessions.Session.session_data" for each in Session.objects.all() if _in(words, opened(each.get_decoded()))
    }
    models = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            columns = [each.name for each in connection.introspection.get_table_description(cursor, table)]
            names = columns
            if model := models.get(table):
                called = {each.column: each.name for each in model._meta.concrete_fields}
                names, table = [called.get(column, column) for column in columns], model._meta.label
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table if model else table)}")  # noqa: S608
            for row in cursor.fetchall():
                found |= {
                    f"{table}.{name}" for name, value in zip(names, row, strict=True) if _in(words, opened(value))
                }
    return found


def _in(words, text):
    return any(word in text for word in words)


def with_everything(person, challenge, *, by, client):
    """What an account gathers: profile, drafts, mails, sessions, second steps, an upload, the log of acts and openings."""
    page = challenge.get_absolute_url()
    EmailAddress.objects.get_or_create(user=person, email=ADDRESS, defaults={"verified": True, "primary": True})
    EmailAddress.objects.create(user=person, email=f"new.{ADDRESS}")
    Authenticator.objects.create(user=person, type="webauthn", data={"name": f"Key of {NAME}", "credential": {}})
    claims = {"id_token": {"email": ADDRESS, "name": NAME}}
    SocialAccount.objects.create(user=person, provider="single-sign-on", uid=f"uid-{ADDRESS}", extra_data=claims)
    actions.change_own_details(person, name=NAME, job_title=f"Head of {NAME}’s service", by=person)
    words = dict.fromkeys(("authority", "profession", "seniority", "training", "earlier_challenges"), "")
    words |= {"about": f"I am {NAME}", "availability": f"Ring {PHONE} or write to {ADDRESS}"}
    actions.save_profile(person, version=1, skills=["Early help"], months=[today().replace(day=1)], by=person, **words)
    words["about"] = f"I am still {NAME}, {PHONE}"
    actions.save_profile(person, version=2, skills=[], months=[], by=person, **words)
    Draft.objects.create(
        person=person,
        challenge=challenge,
        page=page,
        writer="tab",
        fields={"text": [f"{NAME} {PHONE}"]},
        labels=[["text", "Text"]],
        saved_at=now(),
    )
    upload = parts.begin(challenge, owner=person, place=page, name=f"CV of {NAME}.pdf", size=10, modified=1)
    parts.path_of(upload).write_bytes(b"12345")
    outbox.write(
        "test.kind", to=person, challenge=challenge, subject=f"For {NAME}", body=f"Dear {NAME}, {PHONE}", by=by
    )
    outbox.write(
        "test.kind", to=by, challenge=challenge, subject="To you", body=f"Write to {ADDRESS.upper()}.", by=person
    )
    Opening.objects.create(
        at=now(),
        by_id=person.pk,
        by_name=NAME,
        challenge_id=challenge.pk,
        target_type="casereview.Case",
        target="Case C-07",
        how="page",
    )
    NextAction.objects.create(
        challenge=challenge,
        person=person,
        sentence=f"Ring {NAME}",
        role="peer",
        page="challenge",
        url=page,
        position=98,
    )
    person.groups.add(Group.objects.create(name="A group"))
    return upload


def erase(person, *, by=None, reason="", run=None):
    with run(execute=True):
        return actions.erase_account(person, by=by or person, reason=reason)


@pytest.fixture
def run(django_capture_on_commit_callbacks):
    return django_capture_on_commit_callbacks


def test_name_address_and_number_are_in_no_column_but_where_it_is_said(challenge, office, run):
    person = somebody(challenge, Role.SPONSOR, Role.ORGANISER, by=office)
    client, _answer = by_password(ADDRESS)
    client.get("/")
    upload = with_everything(person, challenge, by=office, client=client)
    path = parts.path_of(upload)
    before = everywhere([NAME, ADDRESS, PHONE])
    assert {"challenges.User.name", "challenges.PeerProfile.about", "challenges.Draft.fields"} <= before
    assert {"challenges.OutboundMail.body", "challenges.AuditEvent.now", "account.EmailAddress.email"} <= before

    erase(User.objects.get(pk=person.pk), run=run)

    assert everywhere([ADDRESS, PHONE]) == set()
    assert everywhere([NAME]) == {
        "challenges.AuditEvent.by_name",
        "challenges.AuditEvent.sentence",
        "challenges.AuditEvent.target",
        "challenges.Opening.by_name",
    }
    assert everywhere([NAME]) <= STILL_NAMED.keys()
    assert not path.exists()
    assert {
        label for label, kept in POINTERS.items() if kept.closed == GOES and rows_of(label, person).exists()
    } == set()
    assert not UnfinishedUpload.objects.exists()
    assert not PeerProfile.objects.exists()
    assert person.groups.count() == 0


def test_the_list_of_where_a_name_may_stay_names_columns_that_exist():
    for label in STILL_NAMED:
        model, _dot, name = label.rpartition(".")
        apps.get_model(model)._meta.get_field(name)


def test_the_row_stays_for_what_the_person_did(challenge, office, run):
    person = somebody(challenge, Role.PEER, by=office)

    erase(person, run=run)

    person.refresh_from_db()
    assert (person.name, person.email, person.job_title) == ("Former peer", f"account-{person.pk}@erased.invalid", "")
    assert (person.is_active, person.has_usable_password(), person.last_login) == (False, False, None)
    assert person.erased_at is not None
    assert person.memberships.get().ended_at is not None
    sentences = AuditEvent.objects.filter(challenge_id=challenge.pk).values_list("sentence", "by_name", "reason")
    assert (f"ended the role of {NAME} as peer", NAME, "The account was closed.") in sentences
    assert AuditEvent.objects.get(what="account.erased").sentence == "closed their account"


def test_the_log_keeps_its_rows_and_their_order(challenge, office, run):
    person = somebody(challenge, Role.PEER, by=office)
    with_everything(person, challenge, by=office, client=Client())
    before = list(
        AuditEvent.objects.order_by("pk").values("pk", "at", "what", "sentence", "by_id", "by_name", "target_id")
    )
    assert AuditEvent.objects.filter(what="profile.written").exclude(now={}).exists()

    erase(User.objects.get(pk=person.pk), run=run)

    after = list(
        AuditEvent.objects.order_by("pk").values("pk", "at", "what", "sentence", "by_id", "by_name", "target_id")
    )
    assert after[: len(before)] == before
    told = AuditEvent.objects.filter(what__in=["profile.written", "person.changed"])
    assert {(str(each.was), str(each.now)) for each in told} == {("{}", "{}")}


@pytest.mark.parametrize("stage", [Stage.PREPARATION, Stage.CASE_REVIEW, Stage.REPORTING])
@pytest.mark.parametrize(
    ("role", "line", "whose"),
    [
        (Role.SPONSOR, "Name a sponsor", "challenge_manager"),
        (Role.ORGANISER, "Name an organiser", "challenge_manager"),
        (Role.CHALLENGE_MANAGER, "Name a challenge manager", "programme_manager"),
    ],
)
def test_the_only_one_of_a_role_may_go_and_somebody_is_asked_at_once(stage, role, line, whose, office, person, run):
    challenge = ChallengeFactory(stage=stage, created_by=office)
    for other in (Role.SPONSOR, Role.ORGANISER, Role.CHALLENGE_MANAGER):
        if other != role:
            person(other, challenge)
    leaving = somebody(challenge, role, by=office)

    erase(leaving, run=run)

    assert (line, whose) in set(NextAction.objects.filter(challenge=challenge).values_list("sentence", "role"))


def test_what_was_offered_is_taken_back_and_nobody_is_asked_to_invite_them_again(office, person, run):
    challenge = ChallengeFactory(stage=Stage.PREPARATION, created_by=office)
    manager = person("challenge_manager", challenge)
    with run(execute=True):
        preparation.invite_person(challenge, email=ADDRESS, name=NAME, role=Role.PEER, place="Health peer", by=manager)
        actions.add_person(challenge, email="organiser@example.org", name="Org", role=Role.ORGANISER, by=manager)
    invited = User.objects.get(email=ADDRESS)
    actions.ask_again(Invitation.objects.get(person=invited), by=invited)

    erase(invited, by=office, reason="asked by letter", run=run)

    assert TeamPlace.objects.get(user=invited).state == "withdrawn"
    invitation = Invitation.objects.get(person=invited)
    assert invitation.withdrawn_at
    assert invitation.settled_at
    sentences = set(NextAction.objects.filter(challenge=challenge).values_list("sentence", flat=True))
    assert not [each for each in sentences if NAME in each or "Former" in each]
    assert OutboundMail.objects.get(person=invited).state == "not_needed"


def test_nobody_signs_in_as_them_and_the_address_is_that_of_a_stranger(challenge, office, run, settings):
    person = somebody(challenge, Role.SPONSOR, by=office)
    client, _answer = by_password(ADDRESS)
    assert client.get("/").status_code == 200
    key = client.session.session_key

    erase(User.objects.get(pk=person.pk), run=run)

    assert client.get("/").status_code == 302
    assert not Session.objects.filter(pk=key).exists()
    sent = len(mail.outbox)
    answers = []
    for address in (ADDRESS, "nobody@northshire.example"):
        _client, signed = by_password(address)
        reset = Client().post("/accounts/password/reset/", {"email": address}, follow=True)
        shown = signed.text.replace(address, "X"), reset.text.replace(address, "X")
        answers.append((signed.status_code, reset.status_code, [_without_tokens(each) for each in shown]))
    assert answers[0] == answers[1]
    bodies = [each.body.replace(each.to[0], "X") for each in mail.outbox[sent:]]
    assert len(bodies) in {0, 2}
    assert len(set(bodies)) <= 1


def _without_tokens(text):
    return re.sub(r"[A-Za-z0-9]{64}", "", text)


def test_the_same_address_can_be_invited_anew_as_a_new_person(challenge, office, run):
    person = somebody(challenge, Role.SPONSOR, by=office)
    erase(person, run=run)

    membership = actions.add_person(challenge, email=ADDRESS, name="Somebody New", role=Role.SPONSOR, by=office)

    assert membership.user_id != person.pk
    assert (membership.user.name, membership.user.email) == ("Somebody New", ADDRESS)
    assert User.objects.get(pk=person.pk).name == "Former sponsor"


def test_a_mail_to_the_old_address_confirms_it(challenge, office, run):
    person = somebody(challenge, Role.SPONSOR, by=office)

    erase(person, run=run)

    confirmed = mail.outbox[-1]
    assert confirmed.to == [ADDRESS]
    assert "You have closed your account" in confirmed.body


def test_a_mail_server_that_is_down_undoes_nothing_and_no_log_keeps_the_address(
    challenge, office, run, settings, caplog
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    person = somebody(challenge, Role.SPONSOR, by=office)

    erase(person, run=run)

    assert User.objects.get(pk=person.pk).erased_at
    assert "The mail server did not take the word" in caplog.text
    assert f'{{"event": "account.erased", "account": {person.pk}, "by": {person.pk}}}' in caplog.text
    assert ADDRESS not in caplog.text


def test_the_clock_may_close_an_account_with_its_reason(challenge, office, run):
    person = somebody(challenge, Role.PEER, by=office)

    erase(person, by=User.objects.clock(), reason="unused for two years", run=run)

    event = AuditEvent.objects.get(what="account.erased")
    assert (event.by_name, event.sentence, event.reason) == (
        "The clock",
        f"erased the account of {NAME}",
        "unused for two years",
    )
    assert "The programme office has closed your account" in mail.outbox[-1].body


def refusal(person, **how):
    with pytest.raises(ActionRefused) as refused:
        actions.erase_account(person, **how)
    return str(refused.value)


def test_who_may_not(challenge, office, person):
    someone = somebody(challenge, Role.SPONSOR, by=office)

    assert "Only the person themselves" in refusal(someone, by=person("challenge_manager", challenge), reason="Because")
    assert refusal(someone, by=office) == "Say why the account is erased."
    assert "the clock acts under it" in refusal(User.objects.clock(), by=office, reason="Because")
    assert "belongs to the demonstration" in refusal(UserFactory(is_demo=True), by=office, reason="Because")
    assert not User.objects.filter(erased_at__isnull=False).exists()


def test_the_last_account_of_the_programme_office_stays(office, run):
    assert "the last account of the programme office" in refusal(office, by=office)
    assert "the last account of the programme office" in refusal(office, by=User.objects.clock(), reason="unused")
    UserFactory(is_programme_office=True, is_demo=True)
    UserFactory(is_programme_office=True, is_active=False)
    assert "the last account of the programme office" in refusal(office, by=office)
    UserFactory(is_programme_office=True)

    erase(office, run=run)

    office.refresh_from_db()
    assert (office.name, office.is_programme_office) == ("Former member of the programme office", False)


def test_a_hold_on_one_of_their_challenges_stops_it_until_it_is_lifted(challenge, office, person, run):
    leaving = somebody(challenge, Role.PEER, by=office)
    hold = actions.hold_back_purge(challenge, reason="An inquiry", by=office)
    elsewhere = person("peer", ChallengeFactory(created_by=office))

    assert refusal(leaving, by=leaving).startswith(
        "Nothing of a challenge in which this person took part may be deleted"
    )
    erase(elsewhere, run=run)
    actions.lift_hold(hold, by=office)
    erase(leaving, run=run)

    assert User.objects.get(pk=leaving.pk).erased_at


def test_an_account_closes_once(challenge, office, run):
    person = somebody(challenge, Role.SPONSOR, by=office)
    erase(person, run=run)

    assert refusal(User.objects.get(pk=person.pk), by=office, reason="Again") == "This account is closed already."


# The pages


def test_one_closes_ones_own_account_after_a_page_that_says_what_it_means(challenge, office, log_in_as, run):
    person = somebody(challenge, Role.SPONSOR, by=office)
    client = log_in_as(person)

    shown = client.get("/account/close/").text
    unsure = client.post("/account/close/")
    with run(execute=True):
        closed = client.post("/account/close/", {"sure": "on"}, follow=True)

    assert "nobody else holds this role." in shown
    assert "as part of its record, under “Former sponsor”" in shown
    assert (unsure.status_code, User.objects.filter(name=NAME).exists()) == (200, False)
    assert closed.redirect_chain == [(SIGN_IN, 302)]
    assert "Your account is closed." in closed.text
    assert client.get("/account/").status_code == 302


def long_ago(client):
    session = client.session
    session["begun_at"] -= 20 * 60
    session.save()


@pytest.mark.parametrize("path", ["/account/close/", "/account/data/"])
def test_who_signed_in_a_while_ago_shows_again_who_they_are(path, challenge, office, log_in_as):
    client = log_in_as(somebody(challenge, Role.SPONSOR, by=office))
    long_ago(client)

    assert client.get(path).url.startswith("/accounts/reauthenticate/?next=")
    assert client.post(path, {"sure": "on"}).url.startswith("/accounts/reauthenticate/")
    assert User.objects.filter(erased_at=None, email=ADDRESS).exists()


def test_the_last_of_the_office_reads_why_not(office, log_in_as):
    page = log_in_as(office).get("/account/close/").text

    assert "This is the last account of the programme office." in page
    assert "Close my account</button>" not in page


def test_the_office_erases_an_account_with_a_reason(challenge, office, log_in_as, run):
    person = somebody(challenge, Role.SPONSOR, by=office)
    client = log_in_as(office)

    found = client.post("/people/data/", {"email": ADDRESS.upper()})
    nobody = client.post("/people/data/", {"email": "nobody@example.org"}).text
    shown = client.get(f"/people/{person.pk}/erase/").text
    client.post(f"/people/{person.pk}/erase/", {"sure": "on"})
    assert User.objects.get(pk=person.pk).erased_at is None
    with run(execute=True):
        done = client.post(f"/people/{person.pk}/erase/", {"sure": "on", "reason": "By letter"}, follow=True)

    assert found.url == f"/people/{person.pk}/data/"
    assert "Nobody is known by this address." in nobody
    assert f"Erase the account of {NAME}?" in shown
    assert f"The account of {NAME} is erased." in done.text
    assert AuditEvent.objects.get(what="account.erased").reason == "By letter"
    assert client.get(f"/people/{person.pk}/erase/").status_code == 404


@pytest.mark.parametrize("role", [*Role.values, "stranger"])
def test_nobody_but_the_office_opens_its_pages(role, challenge, office, person, log_in_as):
    user = person(role, challenge)
    client = log_in_as(user)
    expected = 200 if role == "programme_manager" else 403

    codes = {
        client.get(path).status_code
        for path in ("/people/data/", f"/people/{user.pk}/data/", f"/people/{user.pk}/erase/")
    }

    assert codes == {expected}


def test_too_many_attempts_on_an_erased_address_are_told_as_on_any_other(challenge, office, run):
    person = somebody(challenge, Role.SPONSOR, by=office)
    erase(person, run=run)

    answers = [[by_password(address)[1] for _ in range(7)] for address in (ADDRESS, "nobody@northshire.example")]

    assert [[SHUT in each.text for each in these] for these in answers] == [
        [SHUT in each.text for each in answers[0]]
    ] * 2
