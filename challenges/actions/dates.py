"""Moving dates: all of them in one move, or one milestone; marking one as done; the school holidays of a council."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db import transaction

from challenges import audit, notifications, redating, text_check
from challenges.action_tools import ActionRefused, check_clean, locked
from challenges.milestones import FIRST_DAY, may_mark
from challenges.models import (
    Audience,
    Challenge,
    Milestone,
    Role,
    SchoolHoliday,
    User,
)
from challenges.moments import is_working_day, now, today
from challenges.redating.mails import mails_that_move
from challenges.who_is_told import holding


@transaction.atomic
def move_dates(
    challenge: Challenge, wish: redating.Wish, *, fingerprint: str, reason: str, by: User
) -> redating.Redating:
    """Move everything that has a date in one act, and tell those whom it concerns.

    `fingerprint` is of the page that was confirmed: where a date changed since, nothing moves.
    """
    challenge = locked(challenge)
    if not reason.strip():
        raise ActionRefused("Say why the dates move. People read it in their mail.")
    move = redating.work_out(challenge, wish, reader=by)
    if move.fingerprint != fingerprint:
        raise ActionRefused("Something changed since this page was made. Look at the new dates below, then confirm.")
    text_check.must_be_clean(challenge, {"reason": reason}, audience=Audience.COUNCIL)
    was = challenge.on_site_dates
    challenge.starts_on, challenge.ends_on = move.starts_on, move.ends_on
    check_clean(challenge)
    challenge.save(update_fields=["starts_on", "ends_on"])
    for row in move.moving:
        milestone = locked(row.milestone)
        milestone.due_on, milestone.version = row.becomes, milestone.version + 1
        milestone.save(update_fields=["due_on", "version"])
    for dated, _moved in move.others:
        dated.move(challenge, move.shift, by=by)
    event = audit.record(
        "dates.moved",
        f"moved the dates {move.shift.words}"
        + (f", on site {challenge.on_site_dates} instead of {was}" if move.shift.on_site else ""),
        by=by,
        challenge=challenge,
        target=challenge,
        audience=Audience.COUNCIL,
        was={str(row.milestone): f"{row.was:%-d %B %Y}" for row in move.moving},
        becomes={str(row.milestone): f"{row.becomes:%-d %B %Y}" for row in move.moving},
        reason=reason.strip(),
    )
    for letter in move.letters:
        notifications.tell_dates_moved(letter, move, was=was, reason=reason.strip(), number=event.pk, by=by)
    return move


@transaction.atomic
def change_milestone(
    milestone: Milestone, *, due_on: datetime.date, owner: str, reason: str, version: int, by: User
) -> Milestone:
    """Give one milestone another day or another owner, and tell those who hold its role, before and after.

    The on-site days move by `move_dates` alone. A day chosen here is kept as set by hand.
    """
    challenge = locked(milestone.challenge)
    milestone = locked(milestone)
    if milestone.code == FIRST_DAY and due_on != milestone.due_on:
        raise ActionRefused("The on-site days move together with the other dates: use “Move the dates”.")
    if milestone.version != version:
        raise ActionRefused(
            "Somebody changed this meanwhile. It is shown as it stands now: look at it, then save again."
        )
    if (due_on, owner) == (milestone.due_on, milestone.owner):
        raise ActionRefused("Nothing changes. Choose another day or another owner.")
    if due_on != milestone.due_on and not is_working_day(due_on):
        raise ActionRefused(f"{due_on:%A %-d %B %Y} is no working day in England. Choose another day.")
    if not reason.strip():
        raise ActionRefused("Say why this changes.")
    text_check.must_be_clean(challenge, {"reason": reason}, audience=Audience.COUNCIL)
    before_on, before_owner = milestone.due_on, Role(milestone.owner)
    milestone.set_by_hand = milestone.set_by_hand or due_on != before_on
    milestone.due_on, milestone.owner, milestone.version = due_on, owner, milestone.version + 1
    check_clean(milestone)
    milestone.save(update_fields=["due_on", "owner", "set_by_hand", "version"])
    said = []
    if due_on != before_on:
        said.append(f"moved “{milestone}” from {before_on:%-d %B %Y} to {due_on:%-d %B %Y}")
    if owner != before_owner:
        said.append(f"gave “{milestone}” to the {Role(owner).label.lower()}")
    event = audit.record(
        "milestone.changed",
        " and ".join(said),
        by=by,
        challenge=challenge,
        target=milestone,
        audience=Audience.COUNCIL,
        was={"due_on": before_on, "owner": before_owner.label},
        becomes={"due_on": due_on, "owner": Role(owner).label},
        reason=reason.strip(),
    )
    for told in holding(challenge, {before_owner, owner}, but=by):
        notifications.tell_milestone_changed(
            milestone, to=told, was_on=before_on, was_owner=before_owner, reason=reason.strip(), number=event.pk, by=by
        )
    return milestone


@transaction.atomic
def mark_milestone(milestone: Milestone, *, done: bool, by: User) -> Milestone:
    """Say that a milestone is done, or take that back."""
    milestone = locked(milestone)
    if not may_mark(by, milestone, milestone.challenge):
        raise ActionRefused(
            f"The {milestone.get_owner_display().lower()} or the challenge manager says when this is done."
        )
    if done == bool(milestone.done_at):
        return milestone
    milestone.done_at, milestone.done_by = (now(), by) if done else (None, None)
    milestone.save(update_fields=["done_at", "done_by"])
    audit.record(
        "milestone.marked",
        f"marked “{milestone}” as {'done' if done else 'not done'}",
        by=by,
        challenge=milestone.challenge,
        target=milestone,
        audience=Audience.COUNCIL,
    )
    return milestone


@transaction.atomic
def move_mails(challenge: Challenge, shift: redating.Shift, *, by: User) -> int:
    """Mails that wait for a later day go as much later or earlier as the dates; returns how many moved."""
    waiting = list(mails_that_move(challenge, shift))
    # The farthest first in the direction of the move: no mail lands on the day that another of its kind has yet to leave.
    for mail in sorted(waiting, key=lambda each: each.due_on, reverse=shift.working_days > 0):
        mail.due_on = max(shift.of(mail.due_on), today())
        mail.save(update_fields=["due_on"])
    if waiting:
        audit.record(
            "mail.moved",
            f"moved {len(waiting)} mails that wait for their day",
            by=by,
            challenge=challenge,
            target=challenge,
        )
    return len(waiting)


@transaction.atomic
def enter_school_holidays(
    challenge: Challenge, holidays: Iterable[tuple[str, datetime.date, datetime.date]], *, by: User
) -> list[SchoolHoliday]:
    """Note school holidays (name, first day, last day) of the council of this challenge. Those it has are passed over."""
    council = locked(challenge.council)
    known = set(council.school_holidays.values_list("first_day", "last_day"))
    entered = []
    for name, first_day, last_day in holidays:
        if (first_day, last_day) in known:
            continue
        known.add((first_day, last_day))
        holiday = SchoolHoliday(
            council=council, name=name, first_day=first_day, last_day=last_day, entered_at=now(), entered_by=by
        )
        check_clean(holiday)
        holiday.save()
        entered.append(holiday)
    if entered:
        names = ", ".join(f"“{each}”" for each in entered[:3]) + (
            f" and {len(entered) - 3} more" if entered[3:] else ""
        )
        audit.record(
            "school_holidays.entered",
            f"entered school holidays: {names}",
            by=by,
            challenge=challenge,
            target=council,
            audience=Audience.COUNCIL,
        )
    return entered


@transaction.atomic
def remove_school_holiday(holiday: SchoolHoliday, *, challenge: Challenge, by: User) -> None:
    """Take school holidays off the list of the council."""
    holiday = locked(holiday)
    audit.record(
        "school_holidays.removed",
        f"took “{holiday}” ({holiday.first_day:%-d %B} to {holiday.last_day:%-d %B %Y}) off the school holidays",
        by=by,
        challenge=challenge,
        target=holiday.council,
        audience=Audience.COUNCIL,
    )
    holiday.delete()
