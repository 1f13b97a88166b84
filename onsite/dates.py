"""What of the on-site week moves with the dates, which milestones it has reached, and what goes into calendars."""

from __future__ import annotations

import datetime

from django.db.models import Max, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from challenges.calendars import Entry
from challenges.models import Challenge, Role, User
from challenges.redating import Moved, Shift
from onsite.models import Participant, Session

ON_SITE_BEGAN = {"draft_timetable", "final_timetable", "observation_list", "first_day"}


def sessions_that_move(challenge: Challenge, shift: Shift) -> QuerySet[Session]:
    """The sessions move with the on-site days, but for those that were held."""
    waiting = Session.objects.filter(challenge=challenge).not_held().order_by("starts_at", "pk")
    return waiting if shift.on_site else waiting.none()


def shifted(session: Session, shift: Shift) -> tuple[datetime.datetime, datetime.datetime]:
    """When a session is held then: the same time by the clock on the wall, also across the change to summer time."""
    length = session.ends_at - session.starts_at
    starts = timezone.make_aware(datetime.datetime.combine(shift.of(session.day), session.starts))
    return starts, starts + length


def look(challenge: Challenge, shift: Shift) -> list[Moved]:
    """The sessions that move, with the contributors they name."""
    sessions = list(sessions_that_move(challenge, shift))
    named: dict[int, set[int]] = {}
    rows = Participant.objects.filter(session__in=sessions).values_list("session_id", "contributor_id")
    for session, person in rows:
        named.setdefault(session, set()).add(person)
    return [
        Moved(f"{each} at {each.starts:%H:%M}", each.day, shift.of(each.day), frozenset(named.get(each.pk, ())))
        for each in sessions
    ]


def reached(challenge: Challenge) -> set[str]:
    """The draft once sessions stand; all that lies before the week once one of them was held."""
    counted = Session.objects.filter(challenge=challenge).aggregate(last=Max("pk"), held=Max("held_at"))
    if counted["held"]:
        return set(ON_SITE_BEGAN)
    return {"draft_timetable"} if counted["last"] else set()


def entries(user: User, challenges: list[Challenge]) -> list[Entry]:
    """The sessions this person may read, in these challenges: one query. A contributor has those that name them."""
    whole = [each for each in challenges if user.has_perm("onsite.view_timetable", each)]
    partly = [
        each
        for each in challenges
        if each not in whole and user.has_perm("onsite.view_sessions", each) and Role.CONTRIBUTOR in user.roles_in(each)
    ]
    if not whole and not partly:
        return []
    mine = Participant.objects.filter(contributor=user).values("session")
    readable = Session.objects.filter(Q(challenge__in=whole) | Q(challenge__in=partly, pk__in=mine))
    by_key = {each.pk: each for each in challenges}
    found = []
    for session in readable.meetings().select_related("room").order_by("starts_at", "pk"):
        challenge = by_key[session.challenge_id]
        labels = {kind.code: kind.label for kind in challenge.programme.plan.session_kinds}
        found.append(
            Entry(
                uid=f"session-{session.pk}",
                plain=f"{challenge.council}: {labels.get(session.kind, 'Session')}",
                title=f"{challenge.council}: {session}",
                where=str(session.room or ""),
                starts=session.starts_at,
                ends=session.ends_at,
                page=reverse("onsite:timetable", args=[challenge.slug]),
                sequence=session.version - 1,
            )
        )
    return found
