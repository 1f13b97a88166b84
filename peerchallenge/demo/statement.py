"""The demo's position statement: written by the organiser key line by key line, handed over by the sponsor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from challenges import documents, jobs
from preparation import actions
from preparation.queries import statement_code, statement_rows, statement_seen

if TYPE_CHECKING:
    from challenges.models import Challenge, User
    from preparation.models import PositionStatement
    from preparation.queries import SectionRow

# What a key line's question speaks of, and the four boxes of its section.
SECTIONS: list[tuple[str, dict[str, str]]] = [
    (
        "front door",
        {
            "doing": "Since last spring every contact comes to one multi-agency team. Social workers, the police, health "
            "and an education adviser sit together and look at a contact on the day it comes.\n\nPartners ring a social "
            "worker before they write. Each month managers from all agencies read twelve decisions together and say "
            "what they would have done.",
            "how_well": "Contacts are decided within one working day, and partners say they know whom to call. Caseloads "
            "in the assessment teams fell from 24 to 17 in a year.\n\nWe are less sure of what happens to families who "
            "are told that nothing follows. The reason is in the record, but not always in words a parent would "
            "understand, and one in five comes back within a year.",
            "how_we_know": "Contacts decided within one working day: 96 in 100, from 91 six months ago (item 4).\n\nThe "
            "monthly reading: agreement in ten of twelve decisions, from eight a year ago. A survey of 140 "
            "professionals in May; 31 parents who were rung in the summer. We have asked no young people yet.",
            "next_steps": "From next month a letter to parents in plain words, tried with six of them first (service "
            "manager, front door).\n\nBy the spring the education adviser rings back every school that rang us twice. "
            "We would like the team to tell us whether families would notice.",
        },
    ),
    (
        "step",
        {
            "doing": "A family that steps down leaves with one page: who stays in touch, what was agreed, whom to ring. "
            "An early help worker meets them before the social worker says goodbye.",
            "how_well": "Where the page is used families say it helps. It is used in two localities of three. Reviews of "
            "children in need drift after the third month, so some families step down late and some by default.",
            "how_we_know": "Families who come back within twelve months: 25 in 100. Audits of 40 step-downs in the "
            "spring: 27 with a page, 13 without. Improvement plan, action 6.",
            "next_steps": "The third locality begins in January (assistant director, early help). Reviews in the third "
            "month are chaired by somebody from outside the team from the new year.",
        },
    ),
    (
        "",  # any other
        {
            "doing": "Every care leaver has a personal adviser by seventeen and a half. Advisers are in touch every eight "
            "weeks, more often in the first half year of a tenancy.",
            "how_well": "Young people tell us that their adviser stays; that is what they value most. The offer on health "
            "and on work is good on paper and depends on who the adviser knows.",
            "how_we_know": "In touch: 95 in 100. Five advisers left in three years, of 22. The care leavers’ group read "
            "this section and asked for the sentence on health.",
            "next_steps": "A health worker for care leavers, with our partners, from April. The group reads the offer "
            "again in the summer and says what has changed.",
        },
    ),
]


def begin(challenge: Challenge, *, by: User) -> None:
    """The first section is ready, the second half written, the others not begun."""
    for number, row in enumerate(_rows(challenge, by)[:2]):
        texts = _texts(row)
        if number:
            texts = {box: text for box, text in texts.items() if box in {"doing", "how_well"}}
        _write(row, texts, ready=not number, by=by)


def complete(challenge: Challenge, *, by: User) -> None:
    """Every section is ready."""
    for row in _rows(challenge, by):
        _write(row, _texts(row), ready=True, by=by)


def hand_over(challenge: Challenge, *, by: User) -> PositionStatement | None:
    """The sponsor hands it over, and the worker's part is done here and now, so that it stands under its item."""
    rows = _rows(challenge, by)
    if not rows:
        return None
    handed_over = actions.hand_over_statement(challenge, seen=statement_seen(rows), by=by)
    jobs.run(handed_over.document.job_id, work=documents.render, finish=documents.store_rendered)
    return handed_over


def _rows(challenge: Challenge, reader: User) -> list[SectionRow]:
    return statement_rows(challenge, reader) if statement_code(challenge) else []


def _texts(row: SectionRow) -> dict[str, str]:
    question = row.line.question.lower()
    return dict(next(texts for word, texts in SECTIONS if word in question))


def _write(row: SectionRow, texts: dict[str, str], *, ready: bool, by: User) -> None:
    actions.write_section(row.line, version=row.saved.version, texts=texts, ready=ready, by=by)
