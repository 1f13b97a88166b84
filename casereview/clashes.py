"""What speaks against the times of conversations. It is pointed out and blocks nothing: people know better why."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

from django.utils import timezone

from casereview.models import Conversation
from challenges.moments import bank_holiday, is_working_day

EARLIEST, LATEST = datetime.time(8), datetime.time(18)


def clashes(conversations: Iterable[Conversation], *, first_day: datetime.date) -> dict[int, list[str]]:
    """For each conversation with something against it, by its key: what, as sentences."""
    every = sorted(conversations, key=lambda each: (each.starts_at, each.pk))
    found = {each.pk: list(_alone(each, first_day)) for each in every}
    for one, other in _overlapping(every):
        if one.case_id == other.case_id:
            found[one.pk].append(f"Another time for case {one.case} overlaps with it: {other.with_whom}, {_at(other)}.")
            found[other.pk].append(f"Another time for case {one.case} overlaps with it: {one.with_whom}, {_at(one)}.")
        if one.taken_by_id and one.taken_by_id == other.taken_by_id:
            found[one.pk].append(f"{one.taken_by} has another conversation then, about case {other.case}.")
            found[other.pk].append(f"{one.taken_by} has another conversation then, about case {one.case}.")
    return {key: sentences for key, sentences in found.items() if sentences}


def _alone(each: Conversation, first_day: datetime.date) -> Iterator[str]:
    """What can be said against one time without looking at the others."""
    day = each.starts.date()
    if holiday := bank_holiday(day):
        yield f"It is a bank holiday: {holiday}."
    elif not is_working_day(day):
        yield f"It is a {day:%A}."
    if each.starts.time() < EARLIEST or timezone.localtime(each.ends_at).time() > LATEST:
        yield f"It lies outside working hours, {EARLIEST:%-H:%M} to {LATEST:%H:%M}."
    if day >= first_day:
        yield f"The team is on site from {first_day:%-d %B %Y}."


def _overlapping(every: list[Conversation]) -> Iterator[tuple[Conversation, Conversation]]:
    """Every two that overlap, of conversations in the order in which they begin."""
    for at, one in enumerate(every):
        for other in every[at + 1 :]:
            if other.starts_at >= one.ends_at:
                break
            yield one, other


def _at(each: Conversation) -> str:
    return f"{each.starts:%H:%M}"
