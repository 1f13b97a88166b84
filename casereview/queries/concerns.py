"""Immediate concerns: whom to tell, who was told and when they said so, what is left to do, and what the report may say."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list

from casereview.models import HOST_ROLES, READ_ALL, Concern, ConcernTold, SafeguardingLead
from challenges.lifecycle import Stage, ToDo
from challenges.models import Challenge, Membership, OutboundMail, Role, User

RAISED, SILENT = "casereview.concern", "casereview.concern_silence"  # kinds of mail, each with ":" and the number
SILENCE = datetime.timedelta(minutes=60)
CALLED = {Role.SPONSOR: "the sponsor", Role.CHALLENGE_MANAGER: "the challenge manager"}
LEAD = "the safeguarding lead"
WHILE_A_LEAD_IS_NAMED = (Stage.PREPARATION, Stage.CASE_REVIEW)


@dataclass(frozen=True)
class ToTell:
    """Somebody who is told of a concern, and why: “the sponsor”."""

    person: User
    role: str
    called: str
    is_lead: bool

    @property
    def answers(self) -> bool:
        """Whether they say what the council did."""
        return self.is_lead or self.role == Role.SPONSOR


def people_to_tell(challenge: Challenge) -> list[ToTell]:
    """Whom a concern is told to now: the sponsor, the challenge manager, the named safeguarding lead. One query."""
    lead = SafeguardingLead.objects.filter(challenge=challenge, user=OuterRef("user"))
    held = Membership.objects.current().filter(challenge=challenge, user__is_active=True)
    held = held.annotate(is_lead=Exists(lead)).select_related("user").order_by("pk")
    found = list(held.filter(Q(role__in=CALLED) | Q(is_lead=True, role__in=HOST_ROLES)))
    to_tell: dict[int, ToTell] = {}
    for role in (*CALLED, *HOST_ROLES):
        for each in found:
            if each.role == role and each.user_id not in to_tell:
                called = [CALLED[role]] if role in CALLED else []  # type: ignore[index]
                called += [LEAD] if each.is_lead else []
                to_tell[each.user_id] = ToTell(each.user, each.role, " and ".join(called), each.is_lead)
    return list(to_tell.values())


def told_in_words(to_tell: list[ToTell]) -> str:
    return get_text_list([f"{each.person.name} ({each.called})" for each in to_tell], "and")


def who_to_tell(challenge: Challenge) -> str:
    """Whom to tell at once when a child may be at risk, by name."""
    return told_in_words(people_to_tell(challenge))


def programme_managers(challenge: Challenge) -> list[User]:
    """Who is told when nobody else is there, or says that they have it."""
    held = Membership.objects.holding(Role.PROGRAMME_MANAGER).filter(challenge=challenge).values("user")
    found = User.objects.filter(Q(pk__in=held) | Q(is_programme_office=True), is_active=True)
    return list(found.order_by("name", "pk"))


def safeguarding_lead(challenge: Challenge) -> SafeguardingLead | None:
    """Who is named; whoever has left the council's people since is named no longer."""
    standing = SafeguardingLead.objects.standing().filter(challenge=challenge)
    return standing.select_related("user", "named_by").first()


def who_can_be_lead(challenge: Challenge) -> list[User]:
    """The council's people in this challenge."""
    held = Membership.objects.holding(*HOST_ROLES).filter(challenge=challenge).values("user")
    return list(User.objects.filter(pk__in=held, is_active=True).order_by("name", "pk"))


def concerns(challenge: Challenge, reader: User) -> QuerySet[Concern]:
    """Those this person may read, each with who was told."""
    seen = Concern.objects.readable_by(reader, challenge)
    return seen.select_related("raised_by", "done_by", "case").prefetch_related("told__person")


@dataclass(frozen=True)
class Receipt:
    """One person who was told: when, what became of the mail, and when they said that they have it."""

    told: ConcernTold
    mail_state: str
    sent_at: datetime.datetime | None

    @property
    def mail_failed(self) -> bool:
        return self.mail_state in {OutboundMail.State.FAILED, OutboundMail.State.UNCERTAIN, ""}


def receipts(concern: Concern) -> list[Receipt]:
    """Everyone who was told of a concern that came with its `told`; one query more, for the mails."""
    kinds = [f"{RAISED}:{concern.number}", f"{SILENT}:{concern.number}"]
    mails = OutboundMail.objects.filter(challenge=concern.challenge_id, kind__in=kinds).order_by("-pk")
    first = {mail.person_id: mail for mail in mails.only("person_id", "state", "sent_at")}  # the oldest stays
    return [
        Receipt(told, mail.state if mail else "", mail.sent_at if mail else None)
        for told in concern.told.all()
        for mail in [first.get(told.person_id)]
    ]


def concerns_left(challenge: Challenge) -> list[ToDo]:
    """What waits for those who were told, each for themselves; before that, that a safeguarding lead is named."""
    todos: list[ToDo] = []
    still_open = list(Concern.objects.filter(challenge=challenge, done_at=None).prefetch_related("told"))
    if still_open:
        now_told = {each.person.pk: each for each in people_to_tell(challenge)}
        for concern in still_open:
            todos += _left_about(concern, now_told)
    if challenge.stage in WHILE_A_LEAD_IS_NAMED and safeguarding_lead(challenge) is None:
        sentence = "Name the safeguarding lead, who is told at once of an immediate concern"
        todos.append(ToDo(sentence, "casereview:safeguarding_lead", Role.ORGANISER, gates=False))
    return todos


def _left_about(concern: Concern, now_told: dict[int, ToTell]) -> list[ToDo]:
    page = "casereview:concern_list"
    url = reverse("casereview:concern", args=[concern.challenge.slug, concern.pk])
    day = timezone.localdate(concern.raised_at)
    todos = []
    for told in concern.told.all():
        each = now_told.get(told.person_id)
        role = each.role if each else Role.PROGRAMME_MANAGER.value
        if told.seen_at is None:
            sentence = f"Read immediate concern {concern.number} now, and say that you have it"
        elif each and each.answers:
            sentence = f"Say what the council did about immediate concern {concern.number}"
        else:
            continue
        todos.append(ToDo(sentence, page, role, url=url, person_id=told.person_id, due_on=day, gates=False))
    return todos


@dataclass(frozen=True)
class ConcernCounts:
    raised: int
    received: int  # somebody said that they have it
    answered: int


def concern_counts(challenge: Challenge) -> ConcernCounts:
    """How many concerns were raised, received and answered: numbers alone."""
    has = Exists(ConcernTold.objects.filter(concern=OuterRef("pk"), seen_at__isnull=False))
    counts = Concern.objects.filter(challenge=challenge).aggregate(
        raised=Count("pk"), received=Count("pk", filter=Q(has) | Q(done_at__isnull=False)), answered=Count("done_at")
    )
    return ConcernCounts(**counts)


def concern_responses(challenge: Challenge, reader: User) -> list[str]:
    """What the council did, in its words and in order, of the concerns this person may read.

    For the report's writer to say in their own words: never printed by itself.
    """
    seen = Concern.objects.readable_by(reader, challenge)
    return list(seen.exclude(done="").order_by("number").values_list("done", flat=True))


def reads_all(user: User, challenge: Challenge) -> bool:
    return bool(READ_ALL & user.roles_in(challenge))


def code_in(challenge: Challenge, text: str) -> str:
    """A case code of this challenge that stands in a text, or nothing."""
    typed = set(re.findall(r"[A-Z]{1,3}-?[0-9]{1,4}", text.upper()))
    return next(iter(challenge.cases.filter(code__in=typed).values_list("code", flat=True)), "") if typed else ""


def clock_time(moment: datetime.datetime) -> str:
    return f"{timezone.localtime(moment):%H:%M}"
