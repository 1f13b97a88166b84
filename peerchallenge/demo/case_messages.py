"""The demo's messages across cases, the talk with the sponsor, the report drafted from them, and what the week takes up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import onsite.actions
import onsite.queries
from casereview import actions, queries
from challenges.moments import today
from peerchallenge.demo import story
from scoping.queries import key_lines

if TYPE_CHECKING:
    from challenges.models import Challenge, User
    from peerchallenge.demo.cast import Cast

# Part of the report: for each of its paragraphs, the aspects its cases come from. The words are the report's own.
COMES_FROM = {
    "overall_messages": ["A8", "A2", "A16", "A12"],
    "strengths": ["A7", "A8", "A11", "A2", "A15"],
    "areas": ["A5", "A13", "A4", "A9", "A10"],
    "audit_validation": ["A12", "A17"],
    "data_quality": ["A16", "A15"],
    "lines_for_on_site": ["A5", "A13", "A12", "A9", "A6"],
}
TAGS = {"strengths": "strength", "areas": "area", "lines_for_on_site": "area"}
MORE = {
    "audit_validation": (
        "Where the council had audited a case too, we mostly saw what its auditors saw. The audits are thorough about"
        " whether things were done and when.\n\n"
        "They could say more about what changed for the child, and come back to see whether what they asked for was done."
    ),
    "data_quality": (
        "Some visits are entered late, so that the lists show gaps which the records do not have.\n\n"
        "Ethnicity is recorded for almost everyone. Disability is recorded less reliably, and differently from team to team."
    ),
}
ISSUES = (
    "During the reading the team raised at once what could not wait. The council looked into it on the same day and told the"
    " team what it had done."
)
HEARD = (
    "The director recognised the picture, above all what was said about plans and supervision, and was glad that the voice of"
    " children is so plain in the records. Work on shorter plans has begun in two teams."
)
AGREED = (
    "The team looks into supervision and plans in the week on site. The report comes before it, and holds nothing else."
)


def begin(challenge: Challenge, cast: Cast, report: dict[str, str]) -> None:
    """While cases are read, the challenge manager, who reads none, keeps the first that several of them say."""
    for place in ("strengths", "areas"):
        _gather(challenge, place, report[place], by=cast.challenge_manager, most=1)


def complete(challenge: Challenge, cast: Cast, report: dict[str, str]) -> None:
    """The lead peer gathers the rest, tells the sponsor, and drafts the report from the messages."""
    texts = report | MORE
    for place in COMES_FROM:
        _gather(challenge, place, texts[place], by=cast.lead_peer)
    actions.write_sponsor_summary(
        challenge,
        by=cast.lead_peer,
        version=1,
        met_on=today(),
        present="Director of children’s services, principal social worker, lead peer, challenge manager",
        told=queries.told_by_overall_messages(challenge, reader=cast.lead_peer),
        heard=HEARD,
        agreed=AGREED,
    )
    empty = dict.fromkeys(queries.REPORT_TEXTS, "")
    written = actions.write_report(challenge, by=cast.lead_peer, version=1, **empty | {"immediate_issues": ISSUES})
    actions.bring_in_messages(challenge, by=cast.lead_peer, version=written.version)


def take_up(challenge: Challenge, by: User, *, leave: int = 0) -> None:
    """Sessions take up the lines of enquiry, the last of them left open."""
    meetings = list(onsite.queries.sessions(challenge).meetings())
    lines = list(queries.lines_for_on_site(challenge, reader=by).filter(sessions=None))
    for number, line in enumerate(lines[: len(lines) - leave]):
        some = [session for session in meetings[number + 3 :: 7] if not session.held_at][:2] or meetings[number:][:1]
        onsite.actions.speak_to_line(line, sessions=some, by=by)


def _gather(challenge: Challenge, place: str, text: str, *, by: User, most: int | None = None) -> None:
    kind = next(kind for kind, part in queries.PART_OF.items() if part == place)
    known = set(queries.messages(challenge).values_list("text", flat=True))
    own = list(key_lines(challenge))
    aspects = {aspect.code for aspect in challenge.programme.plan.case_review.aspects}
    paragraphs = text.format(place=story.place(challenge)).split("\n\n")[:most]
    for number, paragraph in enumerate(paragraphs):
        if paragraph in known:
            continue
        about = own[number % len(own) :][:1] if own and number % 2 == 0 else []
        message = actions.write_message(challenge, by=by, kind=kind, text=paragraph, key_lines=about)
        aspect = COMES_FROM[place][number % len(COMES_FROM[place])]
        if aspect in aspects:
            tag = TAGS.get(place, "")
            cases = queries.cases_to_put_behind(challenge, reader=by, aspect=aspect, tag=tag)[: 7 - number]
            actions.put_behind(message, by=by, pairs=[(case, aspect) for case in cases])
