"""Which key line and which line of enquiry the week speaks to, in which sessions; what is without any is a gap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from casereview.queries import lines_for_on_site
from casereview.queries import report as case_review_report
from challenges.lifecycle import Stage, ToDo
from challenges.models import Challenge, Role, User
from onsite.models import Session
from onsite.queries import counted, sessions
from scoping.queries import key_lines

if TYPE_CHECKING:
    from casereview.models import CaseMessage
    from scoping.models import KeyLineOfEnquiry


@dataclass
class Row:
    """A key line or a line of enquiry, with the sessions that speak to it."""

    of: KeyLineOfEnquiry | CaseMessage
    name: str
    text: str
    sessions: list[Session] = field(default_factory=list)
    audience: str = ""  # of a line of enquiry

    @property
    def is_gap(self) -> bool:
        return not self.sessions

    @property
    def held(self) -> int:
        return sum(bool(session.held_at) for session in self.sessions)


@dataclass(frozen=True)
class Coverage:
    key_lines: list[Row]
    lines: list[Row]

    @property
    def gaps(self) -> int:
        return sum(row.is_gap for row in [*self.key_lines, *self.lines])


def coverage(challenge: Challenge, *, reader: User) -> Coverage:
    """Every key line, and every line of enquiry this person may read, with its sessions in the order they are held."""
    planned = list(sessions(challenge))
    by_key_line = _sessions_by(planned, Session.key_lines.through, "keylineofenquiry_id")
    by_line = _sessions_by(planned, Session.lines.through, "casemessage_id")
    return Coverage(
        [
            Row(line, f"Key line {line.number}", line.question, by_key_line.get(line.pk, []))
            for line in key_lines(challenge).visible_to(reader)  # type: ignore[attr-defined]  # a narrower one
        ],
        [
            Row(line, str(line), line.text, by_line.get(line.pk, []), line.audience)
            for line in lines_for_on_site(challenge, reader=reader)
        ],
    )


def _sessions_by(planned: Iterable[Session], through: type, column: str) -> dict[int, list[Session]]:
    """The sessions of each row they are tagged with, in order; one query."""
    by_pk = {session.pk: session for session in planned}
    found: dict[int, list[Session]] = {}
    pairs: list[tuple[int, int]] = []
    if by_pk:
        tags = through._default_manager.filter(session__in=by_pk)  # type: ignore[attr-defined]
        pairs = sorted(tags.values_list("session_id", column), key=lambda pair: list(by_pk).index(pair[0]))
    for session, row in pairs:
        found.setdefault(row, []).append(by_pk[session])
    return found


def lines_left_to_plan(challenge: Challenge) -> list[ToDo]:
    """Lines of enquiry without a session, once they are settled and there is a timetable; nothing waits for it."""
    if challenge.stage not in {Stage.CASE_REVIEW, Stage.ON_SITE} or not challenge.sessions.exists():
        return []
    if challenge.stage == Stage.CASE_REVIEW:
        written = case_review_report(challenge)
        if written is None or not written.shared_at:  # until then lines come and go
            return []
    planned = lines_for_on_site(challenge).annotate(planned=Count("sessions", filter=Q(sessions__challenge=challenge)))
    without = planned.filter(planned=0).count()
    if not without:
        return []
    sentence = f"{counted(without, 'line of enquiry has', 'lines of enquiry have')} no session yet"
    return [
        ToDo(sentence, "onsite:coverage", Role.CHALLENGE_MANAGER, due_on=challenge.starts_on, gates=False),
    ]
