"""What a person is told once a day about documents: what came, what is missing; worked out when the mail goes out."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max
from django.utils import timezone

from challenges.mail_choices import is_muted
from challenges.models import AuditEvent, Challenge, Membership, OutboundMail, Role, User
from challenges.moments import now, today, working_days_from
from preparation.models import DocumentRequest, DocumentRound
from preparation.queries.todos import UPLOADING

DIGEST = "preparation.digest"
TOLD_WHAT_CAME = (Role.ORGANISER, Role.CHALLENGE_MANAGER, Role.LEAD_PEER, Role.PEER)
TOLD_WHAT_IS_DUE = {Role.ORGANISER.value, Role.CHALLENGE_MANAGER.value}
SOON = 2  # working days
LONGEST = datetime.timedelta(days=7)  # who comes back after a long time is told of a week
SHOWN = 12  # of a list; the page has all of it
MONDAY = 0
NEWLY_ASKED = ("document.asked_for", "document.pulled")


@dataclass(frozen=True)
class Part:
    """What there is to say of one challenge to one person."""

    challenge: Challenge
    came: list[DocumentRequest]
    asked: list[DocumentRequest]
    withdrawn: list[DocumentRequest]
    rounds: list[str]
    to_come: list[DocumentRequest]
    overdue: int
    is_news: bool  # something changed or is due: without, no mail goes

    @property
    def first_to_come(self) -> list[DocumentRequest]:
        return self.to_come[:SHOWN]

    @property
    def more_to_come(self) -> int:
        return max(0, len(self.to_come) - SHOWN)


def people_to_tell() -> list[User]:
    """Who takes part where documents are taken, and has not switched the mail off."""
    held = Membership.objects.holding(*TOLD_WHAT_CAME).filter(challenge__in=_taking_documents())
    found = User.objects.filter(pk__in=held.values("user"), is_active=True)
    return list(found.exclude(muted_mails__kind=DIGEST).order_by("pk"))


def was_told_today(person: User) -> bool:
    return OutboundMail.objects.filter(kind=DIGEST, person=person, due_on=today()).exists()


def news_for(person: User) -> list[Part]:
    """The challenges of which there is something to tell this person now, each with all that is missing there."""
    since = _since(person)
    roles: dict[int, set[str]] = {}
    held = person.memberships.holding(*TOLD_WHAT_CAME).filter(challenge__in=_taking_documents())
    for challenge_id, role in held.values_list("challenge_id", "role"):
        roles.setdefault(challenge_id, set()).add(role)
    challenges = Challenge.objects.filter(pk__in=roles).select_related("council").order_by("pk")
    parts = [_part(challenge, person, roles[challenge.pk], since) for challenge in challenges]
    return [part for part in parts if part.is_news]


def still_needed(mail: OutboundMail) -> bool:
    """Asked when the mail goes out: the person is still here, still wants it, and there is still something to tell."""
    person = mail.person
    return person.is_active and not is_muted(person, DIGEST) and bool(news_for(person))


def _taking_documents():
    return Challenge.objects.going_on().filter(stage__in=UPLOADING)


def _since(person: User) -> datetime.datetime:
    """What happened from when on this person has not been told of."""
    sent = OutboundMail.objects.filter(kind=DIGEST, person=person, state=OutboundMail.State.SENT)
    last = sent.aggregate(last=Max("sent_at"))["last"] or now() - datetime.timedelta(days=1)
    return max(last, now() - LONGEST)


def _part(challenge: Challenge, person: User, roles: set[str], since: datetime.datetime) -> Part:
    items = list(
        DocumentRequest.objects.readable_by(person, challenge)
        .select_related("owned_by")
        .with_file_count()
        .order_by("position")
    )
    answered = [
        item for item in items if item.answered_at and item.answered_at > since and item.answered_by_id != person.pk
    ]
    came = [item for item in answered if not item.is_withdrawn]
    withdrawn = [item for item in answered if item.is_withdrawn]
    newly = AuditEvent.objects.filter(challenge_id=challenge.pk, what__in=NEWLY_ASKED, at__gt=since)
    asked_for = set(newly.exclude(by_id=person.pk).values_list("target_id", flat=True))
    asked = [item for item in items if item.pk in asked_for and not item.is_withdrawn]
    rounds = _rounds(challenge, person, since)
    to_come = sorted((item for item in items if item.is_to_come), key=lambda item: (item.next_due_on, item.position))
    is_due = bool(roles & TOLD_WHAT_IS_DUE) and _is_due(to_come, since)
    return Part(
        challenge=challenge,
        came=came,
        asked=asked,
        withdrawn=withdrawn,
        rounds=rounds,
        to_come=to_come,
        overdue=sum(item.next_due_on < today() for item in to_come),
        is_news=bool(came or asked or withdrawn or rounds or is_due),
    )


def _is_due(to_come: Iterable[DocumentRequest], since: datetime.datetime) -> bool:
    """Something falls due today or within two working days, went overdue since the last mail, or, on a Monday, is overdue."""
    day = today()
    told_on = timezone.localdate(since)
    for item in to_come:
        due = item.next_due_on
        if due >= day:
            if due <= working_days_from(day, SOON):
                return True
        elif due >= told_on or day.weekday() == MONDAY:
            return True
    return False


def _rounds(challenge: Challenge, person: User, since: datetime.datetime) -> list[str]:
    """Sentences for rounds that somebody else, or the clock, opened or closed since."""
    told = []
    for each in DocumentRound.objects.filter(challenge=challenge).order_by("number"):
        if each.number > 1 and each.opened_at > since and each.opened_by_id != person.pk:
            told.append(f"A second round is open until {each.closes_on:%-d %B %Y}: {each.asks_for}")
        if each.closed_at and each.closed_at > since and each.closed_by_id != person.pk:
            told.append("The documents were closed: what is in stays as it is. What is missing can still come.")
    return told
