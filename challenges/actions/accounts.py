"""A person's own account: their name, how they come in, and what they set up for it."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction

from challenges import audit
from challenges.action_tools import ActionRefused, check_clean, locked
from challenges.models import User
from challenges.sign_in import kept, sealing


@transaction.atomic
def change_own_details(person: User, *, name: str, job_title: str, by: User) -> User:
    """Write one's own name and job title; what was recorded under the old name keeps it."""
    if by.pk != person.pk:
        raise ActionRefused("People write their own name and job title.")
    person = locked(person)
    was = {"name": person.name, "job_title": person.job_title}
    person.name, person.job_title = name, job_title
    check_clean(person)
    person.save(update_fields=["name", "job_title"])
    audit.record(
        "person.changed",
        "changed their name or job title",
        by=by,
        challenge=None,
        target=person,
        was=was,
        becomes={"name": name, "job_title": job_title},
    )
    return person


@transaction.atomic
def confirm_address(person: User, *, by: User) -> None:
    """Keep that the e-mail address is theirs: only a link sent to it lets anyone choose a password, or their directory
    vouches for it. Another account's unfinished change to this address is dropped."""
    if EmailAddress.objects.filter(user=person, email=person.email, verified=True).exists():
        return
    EmailAddress.objects.filter(email=person.email).exclude(user=person).delete()
    EmailAddress.objects.filter(user=person, primary=True).delete()
    EmailAddress.objects.update_or_create(user=person, email=person.email, defaults={"verified": True, "primary": True})
    audit.record("address.confirmed", "confirmed their e-mail address", by=by, challenge=None, target=person)


@transaction.atomic
def note_account(person: User, *, what: str, sentence: str, by: User) -> None:
    """Keep that a person came in, or changed how they do."""
    audit.record(what, sentence, by=by, challenge=None, target=person)


@transaction.atomic
def take_second_step_away(person: User, *, by: User) -> None:
    """Let a person who has lost phone, passkeys and recovery codes set up new ones; they are signed out everywhere."""
    if not by.is_programme_office or by.pk == person.pk:
        raise ActionRefused("Somebody else in the programme office does this, once they know who is asking.")
    person = locked(person)
    taken, _rows = Authenticator.objects.filter(user=person).delete()
    if not taken:
        raise ActionRefused(f"{person} has no second step.")
    for session in UserSession.objects.filter(user=person):
        session.end()
    audit.record(
        "second_step.taken_away", f"took the second step of {person} away", by=by, challenge=None, target=person
    )


@transaction.atomic
def forget_sessions(*, by: User) -> int:
    """Delete sessions that have ended, and where and when they were; returns how many of the latter."""
    kept.expired().delete()
    ended = kept.ended().delete()[0]
    if ended:
        audit.record("sessions.forgotten", f"deleted {ended} ended sessions", by=by, challenge=None, target=by)
    return ended


@transaction.atomic
def seal_second_steps_anew(*, by: User) -> int:
    """Put every secret of a second step under the newest key; returns how many rows."""
    rows = Authenticator.objects.select_for_update().exclude(type=Authenticator.Type.WEBAUTHN).order_by("pk")
    done = 0
    for row in rows:
        for name in {"secret", "seed"} & row.data.keys():
            row.data[name] = sealing.seal_anew(row.data[name])
        row.save(update_fields=["data"])
        done += 1
    audit.record("second_steps.sealed", f"sealed {done} second steps anew", by=by, challenge=None, target=by)
    return done
