"""Which milestones scoping has reached, and how the dates of a frozen proposal differ from those that stand now."""

from __future__ import annotations

import datetime

from challenges.models import Challenge
from scoping.models import ScopingMeeting, ScopingProposal

ON_SITE = "On site"


def reached(challenge: Challenge) -> set[str]:
    """The meeting once it is recorded, the proposal once one was sent."""
    met = ScopingMeeting.objects.filter(challenge=challenge).exists()
    sent = ScopingProposal.objects.filter(challenge=challenge).sent().exists()
    return ({"enquiry", "scoping_meeting"} if met else set()) | ({"scoping_proposal"} if sent else set())


def changed_since(proposal: ScopingProposal, challenge: Challenge) -> list[str]:
    """What the plan says otherwise than this version, which keeps its dates: a line for each."""
    dates = proposal.scope.get("dates", {})
    frozen = {ON_SITE: dates["on_site"]} if dates.get("on_site") else {}
    frozen |= {each["name"]: _in_words(each["due_on"]) for each in dates.get("milestones", [])}
    stands = {each.name: f"{each.due_on:%-d %B %Y}" for each in challenge.milestones.order_by("due_on", "position")}
    stands[ON_SITE] = challenge.on_site_dates
    return [f"{name}: {was} became {stands[name]}" for name, was in frozen.items() if stands.get(name, was) != was]


def _in_words(day: str) -> str:
    """A day as versions of today keep it; earlier ones kept it as 2027-03-09."""
    try:
        return f"{datetime.date.fromisoformat(day):%-d %B %Y}"
    except ValueError:
        return day
