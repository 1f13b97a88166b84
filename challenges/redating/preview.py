"""The whole move as one page shows it before it is made, and as the action makes it."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass

from challenges.milestones import is_done, reached_by_now
from challenges.models import Challenge, Milestone, Role, User
from challenges.redating.clashes import Clash, clashes_of
from challenges.redating.moving import DATED, Dated, Moved, Row, Shift, Wish, rows_of, shift_for
from challenges.who_is_told import Told, who_is_told


@dataclass(frozen=True)
class Letter:
    """The mail one person would get: what they read in it of what changes."""

    told: Told
    lines: tuple[str, ...]
    on_site: bool  # whether the on-site days move

    @property
    def sentence(self) -> str:
        """As: Sam Okoro (sponsor): the on-site days, and 2 dates of theirs."""
        return f"{self.told}: {self.in_short}"

    @property
    def in_short(self) -> str:
        count = len(self.lines)
        theirs = [f"{count} {'date' if count == 1 else 'dates'} of theirs"] if count else []
        return " and ".join([*(["the on-site days"] if self.on_site else []), *theirs])


@dataclass(frozen=True)
class Redating:
    """What would move, and everything to know before it does."""

    challenge: Challenge
    shift: Shift
    rows: list[Row]
    others: list[tuple[Dated, list[Moved]]]
    clashes: list[Clash]
    letters: list[Letter]
    starts_on: datetime.date
    ends_on: datetime.date

    @property
    def fingerprint(self) -> str:
        """The same for as long as nobody changed a date: what was confirmed is what is done."""
        told: list[tuple[object, ...]] = [(row.milestone.pk, row.was, row.becomes) for row in self.rows]
        told += [(dated.what, each.name, each.was, each.becomes) for dated, moved in self.others for each in moved]
        told += [(self.starts_on, self.ends_on, len(self.letters))]
        return hashlib.sha256(repr(told).encode()).hexdigest()[:32]

    @property
    def moving(self) -> list[Row]:
        return [row for row in self.rows if row.moves]

    @property
    def on_site_dates(self) -> str:
        """The on-site days as they would be, in words."""
        return Challenge(starts_on=self.starts_on, ends_on=self.ends_on).on_site_dates


def work_out(challenge: Challenge, wish: Wish, *, reader: User) -> Redating:
    """What a wish would do to the challenge as it stands. Raises ActionRefused for what cannot be meant."""
    reached = reached_by_now(challenge)
    shift = shift_for(challenge, wish, reached=reached)
    milestones = list(challenge.milestones.order_by("due_on", "position"))

    def done(milestone: Milestone) -> bool:
        return is_done(milestone, challenge, reached=reached)

    rows = rows_of(milestones, shift, done=done, moves_set_by_hand=wish.moves_set_by_hand)
    others = [(dated, moved) for dated in DATED if (moved := dated.look(challenge, shift))]
    first, last = (
        (shift.of(challenge.starts_on), shift.of(challenge.ends_on))
        if shift.on_site
        else (challenge.starts_on, challenge.ends_on)
    )
    return Redating(
        challenge=challenge,
        shift=shift,
        rows=rows,
        others=others,
        clashes=clashes_of(challenge, rows, first=first, last=last, reader=reader),
        letters=_letters(challenge, rows, others, shift, but=reader),
        starts_on=first,
        ends_on=last,
    )


def _letters(
    challenge: Challenge, rows: list[Row], others: list[tuple[Dated, list[Moved]]], shift: Shift, *, but: User
) -> list[Letter]:
    """Who gets which lines: everyone the on-site days, each the dates that are theirs."""
    letters = []
    for told in who_is_told(challenge, but=but):
        lines = [
            f"{row.milestone}: {_to(row.was, row.becomes)}"
            for row in rows
            if row.moves and row.milestone.owner in told.roles
        ]
        for dated, moved in others:
            if Role.ORGANISER in told.roles:
                lines.append(f"{dated.what}: {len(moved)}")
            else:
                mine = [each for each in moved if told.person.pk in each.people]
                lines += [f"{each.name}: {_to(each.was, each.becomes)}" for each in mine]
        if lines or shift.on_site:
            letters.append(Letter(told, tuple(lines), shift.on_site))
    return letters


def _to(was: datetime.date, becomes: datetime.date) -> str:
    return f"{was:%-d %B %Y} becomes {becomes:%-d %B %Y}"
