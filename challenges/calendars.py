"""Dates as calendar programs take them (RFC 5545): one file of a challenge, and a person's own feed of all of theirs.

The feed is fetched without a session: no second step was shown and no ground rules stand before it, and it lies in a
calendar that others may look at. So it holds dates, the names that the programme gives milestones and kinds of session,
and the council's name; nothing that somebody typed. What may stand in it is asked anew each time it is fetched.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

import icalendar
from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from challenges.models import (
    PLAN_ROLES,
    Challenge,
    Milestone,
    Role,
    User,
    kinds_waiting,
    texts_waiting_for,
)
from challenges.moments import now, today

DAY = datetime.timedelta(days=1)
AFTERWARDS = datetime.timedelta(days=90)  # a closed challenge leaves the feed so long after its last on-site day


@dataclass(frozen=True)
class Entry:
    """One entry of a calendar. `starts` and `ends` are days, both included, or moments."""

    uid: str
    plain: str  # what it is, without a word that somebody typed
    starts: datetime.date | datetime.datetime
    ends: datetime.date | datetime.datetime
    page: str  # the address of the page that says more, without the host
    title: str = ""  # in full, for the file that is taken from a page
    where: str = ""
    sequence: int = 0


# function(user, challenges) -> [Entry, ...]: what stages have for calendars, of what this person may read there.
ENTRIES: list[Callable[[User, list[Challenge]], Iterable[Entry]]] = []


def of_challenge(challenge: Challenge, user: User) -> list[Entry]:
    """What this reader may take of one challenge."""
    return [*_plan([challenge], user), *(entry for more in ENTRIES for entry in more(user, [challenge]))]


def of_person(user: User) -> list[Entry]:
    """What this person's own calendar shows now: of every challenge they hold a role in that is under way.

    Not of those that rest, nor of those whose ground rules they have not accepted. Four queries and those of the stages.
    """
    mine = Challenge.objects.filter(pk__in=user.memberships.current().values("challenge"))
    under_way = mine.filter(Q(pk__in=Challenge.objects.open()) | Q(closed_at__gte=now() - AFTERWARDS))
    challenges = [
        each
        for each in under_way.filter(paused_at=None)
        .select_related("council", "programme")
        .annotate(**texts_waiting_for(user))
        .order_by("pk")
        if not kinds_waiting(user, each)
    ]
    return [*_plan(challenges, user), *(entry for more in ENTRIES for entry in more(user, challenges))]


def _plan(challenges: list[Challenge], user: User) -> list[Entry]:
    """Milestones and on-site days, where this person knows the plan."""
    known = {each.pk: each for each in challenges if user.roles_in(each) & PLAN_ROLES}
    entries = []
    for each in known.values():
        page = reverse("challenge", args=[each.slug])
        entries.append(Entry(f"on-site-{each.pk}", f"On site: {each.council}", each.starts_on, each.ends_on, page))
    milestones = Milestone.objects.filter(challenge__in=known).exclude(code="first_day").order_by("due_on", "position")
    for milestone in milestones:
        challenge = known[milestone.challenge_id]
        entries.append(
            Entry(
                uid=f"milestone-{milestone.pk}",
                plain=f"{challenge.council}: {milestone.name} ({Role(milestone.owner).label.lower()})",
                starts=milestone.due_on,
                ends=milestone.due_on,
                page=reverse("challenges:milestone_list", args=[challenge.slug]),
                sequence=milestone.version - 1,
            )
        )
    return entries


def as_file(entries: Iterable[Entry], *, name: str, in_full: bool) -> bytes:
    """The entries as a calendar. With `in_full` titles and rooms as people wrote them."""
    made = icalendar.Calendar()
    made.add("prodid", "-//Peer challenge//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("refresh-interval;value=duration", "PT6H")
    for entry in entries:
        made.add_component(_event(entry, in_full=in_full))
    made.add_missing_timezones()
    return made.to_ical()


def _event(entry: Entry, *, in_full: bool) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", f"{entry.uid}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", now())
    event.add("summary", entry.title if in_full and entry.title else entry.plain)
    if isinstance(entry.starts, datetime.datetime) and isinstance(entry.ends, datetime.datetime):
        london = timezone.get_default_timezone()
        event.add("dtstart", entry.starts.astimezone(london))
        event.add("dtend", entry.ends.astimezone(london))
    else:
        event.add("dtstart", entry.starts)
        event.add("dtend", entry.ends + DAY)  # the day after the last
        event.add("transp", "TRANSPARENT")  # a date to know, not a day that is taken
    if in_full and entry.where:
        event.add("location", entry.where)
    event.add("url", settings.SITE_URL + entry.page)
    event.add("class", "PRIVATE")
    event.add("sequence", entry.sequence)
    return event


def file_name(challenge: Challenge) -> str:
    return f"{challenge.slug}-{today():%Y-%m-%d}.ics"
