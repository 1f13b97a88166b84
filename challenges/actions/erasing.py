"""Closing an account for good: who it was leaves, what they did in a challenge stays."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import Q

from challenges import audit, lifecycle, next_actions, notifications, security_log
from challenges.about_people.closing import former, may_not_be_closed
from challenges.about_people.gathering import POINTERS, rows_of
from challenges.about_people.kept import GOES
from challenges.action_tools import ActionRefused, locked
from challenges.actions.people import end_membership
from challenges.append_only import purging
from challenges.models import AuditEvent, Challenge, Invitation, OutboundMail, User
from challenges.moments import now
from challenges.uploads import parts

State = OutboundMail.State
NOT_YET_SENT = [State.DUE, State.CLAIMED]
EMPTY = "Erased with the account"
WHY_ROLES_END = "The account was closed."
# What a person said of themselves stands in the log too; the log keeps that they did, not what.
OF_THEMSELVES = ["challenges.User", "challenges.PeerProfile"]


@transaction.atomic
def erase_account(person: User, *, by: User, reason: str = "") -> User:
    """Close an account for good, and let go of whose it was.

    By the person themselves, by the programme office with a reason, or by the clock. Roles end, each in the history of its
    challenge; nobody can sign in, and the address is that of a stranger. A mail to the old address confirms it.
    """
    _may_be_erased(person, by=by, reason=reason)
    for challenge in _challenges_of(person):  # in one order, before the person: as every other action
        locked(challenge)
        next_actions.work_out_after_commit(challenge)
    person = locked(person)
    if person.erased_at:
        raise ActionRefused("This account is closed already.")
    audit.record(
        "account.erased",
        "closed their account" if by.pk == person.pk else f"erased the account of {person}",
        by=by,
        challenge=None,
        target=person,
        reason=reason.strip(),
    )
    for membership in person.memberships.standing().order_by("challenge_id", "pk"):
        end_membership(membership, by=by, reason=WHY_ROLES_END)
    lifecycle.account_closes(person, by=by)
    name, address, called = person.name, person.email, former(person)
    _let_go_of_rows(person)
    _empty_mails(person)
    _empty_the_log(person)
    _nobody(person, called=called)
    transaction.on_commit(lambda: notifications.account_erased(address, name=name, by_themselves=by.pk == person.pk))
    # By number: who puts a backup back can erase again what had been erased since.
    transaction.on_commit(lambda: security_log.note("account.erased", account=person.pk, by=by.pk))
    return person


def _may_be_erased(person: User, *, by: User, reason: str) -> None:
    if person.is_programme_office:  # two who close the last two, one each, come one after the other
        list(User.objects.select_for_update(of=("self",)).filter(is_programme_office=True).order_by("pk"))
    if refusal := may_not_be_closed(person, by=by):
        raise ActionRefused(refusal)
    if by.pk != person.pk and not reason.strip():
        raise ActionRefused("Say why the account is erased.")


def _challenges_of(person: User) -> list[Challenge]:
    """Every challenge in which they ever were, or were asked into, or of which something waits for them."""
    ways = Q(memberships__user=person) | Q(invitations__person=person) | Q(next_actions__person=person)
    return list(Challenge.objects.filter(ways).distinct().order_by("pk"))


def _let_go_of_rows(person: User) -> None:
    """Everything the table of what is kept lets go (challenges/about_people/kept.py)."""
    for session in UserSession.objects.filter(user=person):
        session.end()
    for upload in person.unfinished_uploads.all():
        parts.forget(upload)
    standing = Invitation.objects.filter(person=person)
    standing.unused().update(withdrawn_at=now())
    standing.filter(settled_at=None).update(settled_at=now())
    for label, kept in POINTERS.items():
        if kept.closed == GOES:
            rows_of(label, person).delete()


def _empty_mails(person: User) -> None:
    """Mails to them say nothing any more, and what was not sent is not; no mail to others keeps the address."""
    person.mails.filter(state__in=NOT_YET_SENT).update(state=State.NOT_NEEDED, claim="")
    person.mails.update(subject=EMPTY, body="", reason="")
    for mail in OutboundMail.objects.filter(Q(body__icontains=person.email) | Q(subject__icontains=person.email)):
        mail.body = _without(mail.body, person.email)
        mail.subject = _without(mail.subject, person.email)
        mail.save(update_fields=["body", "subject"])


def _without(text: str, address: str) -> str:
    begins = text.lower().find(address)
    while begins >= 0:
        text = f"{text[:begins]}(erased){text[begins + len(address) :]}"
        begins = text.lower().find(address)
    return text


def _empty_the_log(person: User) -> None:
    """What they said of themselves leaves the history. A row of it never changes, so each is put in the place of the old."""
    told = AuditEvent.objects.filter(by_id=person.pk, target_type__in=OF_THEMSELVES).exclude(was={}, now={})
    rows = list(told.order_by("pk"))
    with purging():
        told.delete()
    for row in rows:
        row.was, row.now = {}, {}
    AuditEvent.objects.bulk_create(rows, batch_size=100)


def _nobody(person: User, *, called: str) -> None:
    person.groups.clear()
    person.user_permissions.clear()
    person.email = f"account-{person.pk}@erased.invalid"
    person.name, person.job_title = called, ""
    person.is_active = person.is_programme_office = person.is_staff = person.is_superuser = False
    person.last_login = None
    person.erased_at = now()
    person.set_unusable_password()
    person.full_clean(exclude=["password"])
    person.save()
