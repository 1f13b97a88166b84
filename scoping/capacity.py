"""Whether the scope fits into the days on site. It warns and says why; it never stands in the way.

The model, which is ours and kept small so that it can be argued with:

What is asked. Each probe that is ticked wants to be raised in two conversations, since a finding should not rest on one
voice, and takes about twenty minutes in each: what is asked, what is answered, and what that leads to. Each key line
takes an hour for each kind of evidence planned that needs people on site (interviews, groups of staff, observing
practice, children and families, partners), and an hour at the least. Documents, data, case records and surveys are read
before the team arrives and take no time on site.

What there is. The sessions of the programme's timetable in which the team meets people: those of the tracks A, B and C,
which run side by side with two people each. Team meetings, preparing the presentation, and what all attend together are
not among them. A team of fewer than two people a track can fill fewer tracks. Of this time 15 in 100 are kept free: for
what only turns up in the week, and for sessions that fall through.

With these figures the LGA's usual scope (three core elements, two modules, three key lines) just fits into its four days
with a full team, which is what the manual's "typically two additional areas" and its call for a tight focus suggest.

What it cannot know: how well people prepare, how far places lie apart, which probe is answered by a document alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from challenges.programme_files import ProgrammeFile, SlotSpec
from scoping.models import Evidence

MINUTES_A_PROBE = 20
CONVERSATIONS_A_PROBE = 2
MINUTES_A_KIND = 60
KEPT_FREE = 15  # in 100
A_TRACK_NEEDS = 2  # people
HOURS_A_CASE = 2.5  # reading, and talking with those who know the child
ON_SITE = {Evidence.INTERVIEWS, Evidence.GROUPS, Evidence.OBSERVATION, Evidence.FAMILIES, Evidence.PARTNERS}
# Kinds of slot in which nobody outside the team is met.
AMONG_THE_TEAM = {"team", "preparation", "reading", "break", "no_surprises", "preview", "presentation"}


@dataclass(frozen=True)
class Asked:
    """A part of the scope and what it takes: themes with how many probes, or a key line with its kinds of evidence."""

    label: str
    kind: str  # core, module or key_line
    minutes: int
    because: str  # as: 8 probes; 2 kinds of evidence on site


@dataclass(frozen=True)
class Gauge:
    """What is asked beside what there is, in minutes."""

    asked: tuple[Asked, ...]
    sessions: int
    session_minutes: int
    tracks: int
    days: int
    people: int
    cases: int

    @property
    def wanted(self) -> int:
        return sum(each.minutes for each in self.asked)

    @property
    def tracks_filled(self) -> int:
        """How many of the tracks a team of this size can fill."""
        return min(self.tracks, max(self.people // A_TRACK_NEEDS, 1)) if self.tracks else 0

    @property
    def there_is(self) -> int:
        return round(self.session_minutes * self.tracks_filled / self.tracks) if self.tracks else 0

    @property
    def usable(self) -> int:
        """What there is, less what is kept free."""
        return self.there_is * (100 - KEPT_FREE) // 100

    @property
    def state(self) -> str:
        """fits, tight (it eats what is kept free), too_wide, or unknown where the programme has no timetable."""
        if not self.there_is:
            return "unknown"
        if self.wanted <= self.usable:
            return "fits"
        return "tight" if self.wanted <= self.there_is else "too_wide"

    @property
    def team_days(self) -> int:
        return self.days * self.people

    @property
    def cases_each(self) -> float:
        """How many case records each of the team reads."""
        return round(self.cases / self.people, 1) if self.people else 0

    @property
    def case_hours_each(self) -> int:
        return round(self.cases_each * HOURS_A_CASE)


def gauge(
    plan: ProgrammeFile,
    *,
    themes: Sequence[tuple[str, str, int]],
    key_lines: Sequence[tuple[str, Sequence[str]]],
    people: int,
    days: int,
    timetable: Sequence[SlotSpec],
) -> Gauge:
    """What this scope asks, beside what a timetable offers.

    themes: (name, kind, how many probes are ticked); key_lines: (label, values of Evidence); people: of the team on site.
    """
    met = [slot for slot in timetable if slot.track != "All" and slot.kind not in AMONG_THE_TEAM]
    return Gauge(
        asked=(
            *(_theme(name, kind, probes) for name, kind, probes in themes),
            *(_key_line(label, evidence) for label, evidence in key_lines),
        ),
        sessions=len(met),
        session_minutes=sum(slot.minutes for slot in met),
        tracks=len({slot.track for slot in met}),
        days=days,
        people=people,
        cases=plan.case_review.cases if "casereview" in plan.stages else 0,
    )


def usual_team(plan: ProgrammeFile) -> int:
    """How many peers the programme sends at the most, observers apart."""
    return sum(place.most for place in plan.team if place.role != "observer")


def _theme(name: str, kind: str, probes: int) -> Asked:
    because = "1 probe" if probes == 1 else f"{probes} probes"
    return Asked(
        name, "module" if kind == "module" else "core", probes * CONVERSATIONS_A_PROBE * MINUTES_A_PROBE, because
    )


def _key_line(label: str, evidence: Sequence[str]) -> Asked:
    kinds = len(ON_SITE & set(evidence))
    if not kinds:
        because = "no kind of evidence on site planned yet, so an hour at the least"
    else:
        because = "1 kind of evidence on site" if kinds == 1 else f"{kinds} kinds of evidence on site"
    return Asked(label, "key_line", max(kinds, 1) * MINUTES_A_KIND, because)


def in_hours(minutes: int) -> str:
    """As: 12 hours, 1½ hours, 45 minutes."""
    if minutes < 60:
        return f"{minutes} minutes"
    halves = round(minutes / 30)
    words = f"{halves // 2}{'½' if halves % 2 else ''}"
    return f"{words} hour" if halves == 2 else f"{words} hours"
