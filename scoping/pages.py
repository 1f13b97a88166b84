"""Addresses and small pieces that several pages of scoping use."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from challenges.lifecycle import ToDo
from challenges.models import Challenge, Role
from scoping.capacity import CONVERSATIONS_A_PROBE, KEPT_FREE, MINUTES_A_KIND, MINUTES_A_PROBE, Gauge, in_hours

KINDS = [("core", "Themes"), ("module", "Modules"), ("key_line", "Key lines")]
PER = 1000  # the gauge is so wide in its own measure


def page_of(challenge: Challenge, name: str, *more: object) -> str:
    """The address of a page of scoping."""
    return reverse(f"scoping:{name}", args=[challenge.slug, *more])


def may(request: HttpRequest, challenge: Challenge, *names: str) -> dict[str, bool]:
    """Which of these permissions of scoping the reader has."""
    return {name: request.user.has_perm(f"scoping.{name}", challenge) for name in names}


def missing(todo: ToDo, challenge: Challenge) -> dict[str, str]:
    """What is missing, with a page that every reader of the proposal can open."""
    return {
        "sentence": todo.sentence,
        "url": reverse(todo.page, args=[challenge.slug]),
        "whose": Role(todo.role).label,
    }


def gauge_shown(gauge: Gauge) -> dict[str, Any]:
    """What templates/scoping/_gauge.html draws: the bar in thousandths of its width, and the words beside it."""
    whole = max(gauge.wanted, gauge.there_is, 1)
    parts, at = [], 0
    for kind, label in KINDS:
        minutes = sum(each.minutes for each in gauge.asked if each.kind == kind)
        width = round(minutes * PER / whole)
        parts.append(
            {"kind": kind, "label": label, "hours": in_hours(minutes), "x": at, "width": width, "is_some": minutes}
        )
        at += width
    return {
        "state": gauge.state,
        "parts": [part for part in parts if part["is_some"]],
        "usable_at": round(gauge.usable * PER / whole),
        "there_is_at": round(gauge.there_is * PER / whole),
        "free_width": round((gauge.there_is - gauge.usable) * PER / whole),
        "wanted": in_hours(gauge.wanted),
        "usable": in_hours(gauge.usable),
        "there_is": in_hours(gauge.there_is),
        "over": in_hours(gauge.wanted - gauge.usable) if gauge.wanted > gauge.usable else "",
        "asked": [
            {"label": each.label, "because": each.because, "hours": in_hours(each.minutes)} for each in gauge.asked
        ],
        "sessions": gauge.sessions,
        "session_hours": in_hours(gauge.session_minutes),
        "tracks": gauge.tracks,
        "tracks_filled": gauge.tracks_filled,
        "people": gauge.people,
        "days": gauge.days,
        "team_days": gauge.team_days,
        "cases": gauge.cases,
        "cases_each": f"{gauge.cases_each:g}",
        "case_hours": gauge.case_hours_each,
        "a_probe": MINUTES_A_PROBE,
        "conversations": CONVERSATIONS_A_PROBE,
        "a_kind": in_hours(MINUTES_A_KIND),
        "kept_free": KEPT_FREE,
    }
