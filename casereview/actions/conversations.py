"""Times for conversations: offered, changed and withdrawn by the organiser, taken and given back by peers."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from casereview import notifications, queries
from casereview.models import CASE_ROLES, Case, Conversation, ConversationNote
from challenges import audit, text_check
from challenges.action_tools import ActionRefused, check_clean, locked
from challenges.models import Audience, Challenge, Membership, Role, User
from challenges.moments import now
from challenges.queries import people

SHORTEST, LONGEST = 20, 60  # minutes
MOST_AT_ONCE = 60


@dataclass(frozen=True)
class Offered:
    """A time for a conversation: about which case, with whom, when."""

    case: Case
    who: str
    starts_at: datetime.datetime
    minutes: int = 30


@transaction.atomic
def offer_conversations(
    challenge: Challenge, *, times: Sequence[Offered], where: str = "", by: User
) -> list[Conversation]:
    """Offer times for conversations, all of them or none. What clashes is pointed out on the page, and refused nowhere."""
    challenge = locked(challenge)
    where = " ".join(where.split())
    if not times:
        raise ActionRefused("Choose at least one case, and with whom the conversation is.")
    if len(times) > MOST_AT_ONCE:
        raise ActionRefused(f"These are {len(times)} times. Offer {MOST_AT_ONCE} at most at once.")
    standing = set(challenge.cases.values_list("pk", flat=True))
    if any(each.case.pk not in standing for each in times):
        raise ActionRefused("One of these cases is no longer in the sample. Look at the page again.")
    for each in times:
        _check_time(each.starts_at, each.minutes)
    text_check.must_be_clean(challenge, {"where": where}, audience=Audience.TEAM)
    moment = now()
    rows = [
        Conversation(
            challenge=challenge,
            case=each.case,
            who=each.who,
            starts_at=each.starts_at,
            ends_at=each.starts_at + datetime.timedelta(minutes=each.minutes),
            where=where,
            offered_at=moment,
            offered_by=by,
        )
        for each in times
    ]
    for row in rows:
        row.clean_fields(exclude=["challenge", "case", "offered_by"])
    rows = Conversation.objects.bulk_create(rows)
    about = queries.number_of_cases(len({row.case_id for row in rows}))
    audit.record(
        "conversations.offered",
        f"offered {len(rows)} times for conversations about {about}"
        if len(rows) > 1
        else f"offered a time for a conversation about {about}",
        by=by,
        challenge=challenge,
        target=challenge,
        audience=Audience.TEAM,
        becomes={"times": [f"{row}, {row.when}" for row in rows]},
    )
    return rows


def _check_time(starts_at: datetime.datetime, minutes: int) -> None:
    if not SHORTEST <= minutes <= LONGEST:
        raise ActionRefused(f"A conversation lasts from {SHORTEST} to {LONGEST} minutes.")
    if starts_at <= now():
        raise ActionRefused("That time has gone by. Choose one that is still to come.")


@transaction.atomic
def change_conversation(
    conversation: Conversation, *, version: int, starts_at: datetime.datetime, minutes: int, where: str = "", by: User
) -> Conversation:
    """Move a time, or say otherwise where it is. Who took it is told by mail, and keeps it."""
    row = _standing(conversation)
    where = " ".join(where.split())
    ends_at = starts_at + datetime.timedelta(minutes=minutes)
    if (row.starts_at, row.ends_at, row.where) == (starts_at, ends_at, where):
        return row
    if row.version != version:
        raise ActionRefused(
            f"{row.taken_by} took this time while you were changing it. Look at it again."
            if row.taken_by
            else "Somebody changed this time while you were. Look at it again."
        )
    _must_not_be_noted(row)
    if (row.starts_at, row.ends_at) != (starts_at, ends_at):
        _check_time(starts_at, minutes)
    text_check.must_be_clean(row.challenge, {"where": where}, audience=Audience.TEAM)
    was = row.when
    row.starts_at, row.ends_at, row.where = starts_at, ends_at, where
    row.version += 1
    check_clean(row)
    row.save(update_fields=["starts_at", "ends_at", "where", "version"])
    moved = row.when != was
    audit.record(
        "conversation.changed",
        f"moved the conversation about case {row.case}, {row.with_whom}"
        if moved
        else f"changed where the conversation about case {row.case} is, {row.with_whom}",
        by=by,
        challenge=row.challenge,
        target=row,
        audience=Audience.TEAM,
        was={"when": was} if moved else {},
        becomes={"when": row.when} if moved else {},
    )
    if row.taken_by:
        notifications.conversation_changed(row, to=row.taken_by, by=by)
    return row


@transaction.atomic
def withdraw_conversation(conversation: Conversation, *, by: User) -> None:
    """Take a time back. Who took it is told by mail. One that was noted stays."""
    row = _standing(conversation)
    _must_not_be_noted(row)
    _withdraw(row, by=by)
    row.delete()


def _withdraw(row: Conversation, *, by: User) -> None:
    taken = f", which {row.taken_by} had taken" if row.taken_by else ""
    audit.record(
        "conversation.withdrawn",
        f"withdrew a time for a conversation about case {row.case}, {row.with_whom}{taken}",
        by=by,
        challenge=row.challenge,
        target=row,
        audience=Audience.TEAM,
        was={"when": row.when},
    )
    if row.taken_by:
        notifications.conversation_withdrawn(row, to=row.taken_by, by=by)


def _must_not_be_noted(row: Conversation) -> None:
    if ConversationNote.objects.filter(conversation=row).exists():
        raise ActionRefused("What was said in this conversation is being noted, so it stays as it is.")


@transaction.atomic
def take_conversation(conversation: Conversation, *, by: User, taker: User | None = None) -> Conversation:
    """Take a time for a case one reads; or give it to somebody who reads the case, as who leads the team may."""
    taker = taker or by
    row = _standing(conversation, with_case=True)
    challenge = row.challenge
    if row.taken_by_id == taker.pk:
        return row
    if row.taken_by:
        who = "You have" if row.taken_by_id == by.pk else f"{row.taken_by} has"
        raise ActionRefused(f"{who} taken this time already. Choose another one.")
    if taker.pk != by.pk and not queries.gives_any(by, challenge):
        raise ActionRefused("The lead peer or the challenge manager gives times to others.")
    if not queries.may_take(taker, row.case, challenge):
        raise ActionRefused(f"{taker} does not read case {row.case}, so this conversation is somebody else’s.")
    if not CASE_ROLES & taker.roles_in(challenge):
        raise ActionRefused(f"{taker} is not in the peer team now. Choose again.")
    row.taken_at, row.taken_by = now(), taker
    row.version += 1
    row.save(update_fields=["taken_at", "taken_by", "version"])
    about = f"a time for a conversation about case {row.case}, {row.with_whom}"
    audit.record(
        "conversation.taken",
        f"took {about}" if taker.pk == by.pk else f"gave {taker} {about}",
        by=by,
        challenge=challenge,
        target=row,
        audience=Audience.TEAM,
        becomes={"when": row.when, "taken_by": str(taker)},
    )
    if taker.pk != by.pk:
        notifications.conversation_given(row, to=taker, by=by)
    return row


@transaction.atomic
def give_back_conversation(conversation: Conversation, *, by: User) -> Conversation:
    """Make a time free again; the organiser is told, who may have told the worker or the manager."""
    row = _standing(conversation)
    if row.taken_by is None:
        return row
    if row.taken_by_id != by.pk and not queries.gives_any(by, row.challenge):
        raise ActionRefused(f"{row.taken_by} has taken this time, so only they give it back.")
    _must_not_be_noted(row)
    whose = "" if row.taken_by_id == by.pk else f" for {row.taken_by}"
    _let_go(row, "conversation.given_back", f"gave back a time{whose}", by=by)
    return row


def _let_go(row: Conversation, what: str, sentence: str, *, by: User, is_here: bool = True) -> None:
    """Nobody has this time any more: who had it is told while they are here, unless they did it, and the organisers are."""
    had = row.taken_by
    row.taken_at, row.taken_by = None, None
    row.version += 1
    row.save(update_fields=["taken_at", "taken_by", "version"])
    audit.record(
        what,
        f"{sentence}: the conversation about case {row.case}, {row.with_whom}",
        by=by,
        challenge=row.challenge,
        target=row,
        audience=Audience.TEAM,
        was={"when": row.when, "taken_by": str(had)},
    )
    if had and is_here and had.pk != by.pk:
        notifications.conversation_let_go(row, to=had, by=by)
    for organiser in people(row.challenge, Role.ORGANISER):
        notifications.conversation_free_again(row, to=organiser, by=by)


@transaction.atomic
def let_go_of_conversations(case: Case, *, by: User) -> None:
    """After a case has changed hands: the times to come that its former readers took are free again, and they are told."""
    for row in _still_to_be_held(case.challenge).filter(case=case):
        if row.taken_by and not queries.may_take(row.taken_by, case, case.challenge):
            _let_go(row, "conversation.let_go", f"made free what {row.taken_by} had taken", by=by)


@transaction.atomic
def let_go_when_somebody_leaves(membership: Membership, *, by: User) -> None:
    """Registered with the lifecycle: the times to come of somebody who no longer works with cases are free again."""
    challenge, person = membership.challenge, membership.user
    if not membership.ended_at or membership.role not in CASE_ROLES:
        return
    if Membership.objects.holding(*CASE_ROLES).filter(challenge=challenge, user=person).exists():
        return
    for row in _still_to_be_held(challenge).filter(taken_by=person):
        _let_go(row, "conversation.let_go", f"made free what {person} had taken", by=by, is_here=False)


@transaction.atomic
def withdraw_conversations_about(case: Case, *, by: User) -> None:
    """Before a case leaves the sample: its times go with it, and who took one is told. Not where one was noted."""
    rows = list(Conversation.objects.select_for_update(of=("self",)).filter(case=case))
    if ConversationNote.objects.filter(conversation__case=case).exists():
        raise ActionRefused(f"A conversation about {case} is noted, so it stays in the sample.")
    for row in rows:
        if row.taken_by_id:
            _withdraw(row, by=by)


def _still_to_be_held(challenge: Challenge):  # type: ignore[no-untyped-def]  # a queryset of rows that are held
    rows = Conversation.objects.select_for_update(of=("self",)).filter(challenge=challenge, starts_at__gt=now())
    return rows.filter(taken_by__isnull=False, note=None).select_related("case", "taken_by", "challenge")


def _standing(conversation: Conversation, *, with_case: bool = False) -> Conversation:
    """The time as it is stored, held; its case too where who reads it matters. It may have been withdrawn meanwhile."""
    try:
        if with_case:
            locked(conversation.case)
        return locked(conversation)
    except (Conversation.DoesNotExist, Case.DoesNotExist):
        raise ActionRefused("This time was withdrawn meanwhile. Choose another one.") from None
