"""The report in the demo: put together, agreed and quality-assured; then checked by the council, answered and issued."""

from __future__ import annotations

from typing import TYPE_CHECKING

from challenges import documents, jobs
from challenges.moments import acting_at, working_days_from
from peerchallenge.demo.story import moment, place
from reports import actions, queries
from reports.actions import Answer

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from challenges.models import Challenge
    from peerchallenge.demo.cast import Cast
    from reports.models import Passage, Report, ReportVersion

SUMMARY = """Children in {place} are seen, heard and known. Workers spoke about children with warmth and knowledge, and in
many of the cases we read a child’s own words had changed what adults did.

**Leaders know their services.** They named their worries before we asked, and the whole council stands behind children’s
services: savings were tested for their effect on children before they were agreed.

**The front door is quick, curious and shared.** Almost all contacts are decided within a working day. Police, health and
schools know whom to ring, and families do not wait between teams or tell their story twice.

**Plans for children in need deserve the attention that plans of protection get.** Reviews slip, and the same actions are
carried from plan to plan when there is no crisis. Asking sooner whether a plan works would help.

**Support should last as long as families need it.** Much of what holds a family is tied to the school day, and care leavers
who come to no forum are asked less. Someone needs to go on asking.

**Good thinking happens here every day.** Written down, it would help the next worker, and later the child, to follow it."""
SUMMARY_AT_FIRST = """Leaders know their services well and the whole council stands behind them. The front door is quick and
shared with partners.

Plans for children in need, stepping down to early help, and the voice of those care leavers who come to no forum deserve
attention next."""
LEAD_PEER_ASKS = (
    "Passage 1: begin with the children and what they told us, then leaders. And say in a sentence each what we found "
    "about plans, about stepping down and about recording, since these are the recommendations."
)
LEAD_PEER_AGREES = "Much better. The team has read it and stands behind it."
PROGRAMME_MANAGER_AGREES = "Clear and kind. The recommendations are few and follow from the findings."
ADVISER_AGREES = "Agreed. I will take up stepping down to early help with the council when we talk about next steps."

LETTERS = "Letters to children after every visit, kept for later"
LETTERS_MORE = """

A worker showed us how it began: one team tried it for a month, read the letters together, and kept what children had
liked. It costs about ten minutes a visit."""

DRAFT_LETTER = """Dear Director of Children’s Services

The draft report of your peer challenge is ready for you to check, under “Factual accuracy”. As we said on the telephone, it \
holds no surprises.

With kind regards
Challenge manager
"""
FINAL_LETTER = """Dear Director of Children’s Services

The final report of your peer challenge is issued; you find it under “Report”. Thank you for a careful reading of the draft.

With kind regards
Programme manager
"""

# What the sponsor says is not correct, by the headline of the finding.
NOT_CORRECT = {
    "Newly qualified workers are looked after, and stay": "Nine in ten is the figure for those who came last year. For the "
    "last two years together it is 31 of 38 workers, which is eight in ten. Document 12 has both.",
    "Plans for children in need lose direction after the first months": "The last sentence is no longer so. Six weeks before "
    "the team came, an advanced practitioner from another team began to read each plan at six months.",
}
NINE, EIGHT = "Nine in ten of", "About eight in ten of"
ACCEPTED = "Thank you. We looked again at document 12: the figure for the two years together is the one to give."
DECLINED = (
    "We are glad of this, and it is what we recommend. The plans that we read were older, and nobody we met had "
    "yet had such a talk, so the passage stays as what we found that week. Your own plan can say what has changed since."
)


def begin(challenge: Challenge, cast: Cast) -> None:
    """The draft is written, agreed and quality-assured; the sponsor has checked about half of it."""
    report = actions.make_report(challenge, by=cast.challenge_manager)
    with _at(challenge, 9):
        _rewrite(report, _first(report, "summary"), SUMMARY_AT_FIRST, cast)
        letters = _about(report, LETTERS)
        if letters:
            _rewrite(report, letters, letters.text + LETTERS_MORE, cast)
        _make_now(actions.make_draft(report, by=cast.challenge_manager))
    with _at(challenge, 10):
        actions.send_to_lead_peer(report, by=cast.challenge_manager)
    with _at(challenge, 11):
        actions.ask_for_changes(report, comment=LEAD_PEER_ASKS, by=cast.lead_peer)
    with _at(challenge, 12):
        summary = SUMMARY.format(place=place(challenge))
        _rewrite(report, _first(report, "summary"), summary, cast)
        actions.send_to_lead_peer(report, by=cast.challenge_manager)
    with _at(challenge, 13):
        actions.agree_report(report, comment=LEAD_PEER_AGREES, by=cast.lead_peer)
    with _at(challenge, 15):
        actions.review_quality(report, comment=PROGRAMME_MANAGER_AGREES, by=cast.programme_manager)
    with _at(challenge, 16):
        actions.review_quality(report, comment=ADVISER_AGREES, by=cast.adviser)
    with _at(challenge, 17):
        actions.send_to_council(
            report, subject="Draft report of your peer challenge", text=DRAFT_LETTER, by=cast.challenge_manager
        )
        _make_now(report.versions.first())
    with _at(challenge, 20):
        asked = list(queries.answerable(report))
        _answer(report, asked[: len(asked) // 2], cast)


def complete(challenge: Challenge, cast: Cast) -> None:
    """The sponsor finishes, one point is accepted and one declined, and the final report is issued."""
    report = queries.report_of(challenge)
    with _at(challenge, 23):
        _answer(report, list(queries.unanswered(report)), cast)
        actions.finish_answers(report, by=cast.sponsor)
    with _at(challenge, 26):
        _respond(report, cast)
    with _at(challenge, 29):
        version = actions.make_final(report, by=cast.challenge_manager)
        _make_now(version)
    actions.issue_report(
        report,
        version=version,
        subject="Final report of your peer challenge",
        text=FINAL_LETTER,
        by=cast.programme_manager,
    )
    challenge.refresh_from_db()


def _at(challenge: Challenge, working_days: int) -> AbstractContextManager[None]:
    """So many working days after the first on-site day."""
    return acting_at(moment(working_days_from(challenge.starts_on, working_days), 15))


def _first(report: Report, section: str) -> Passage:
    return report.passages.filter(section=section).first()


def _about(report: Report, headline: str) -> Passage | None:
    return report.passages.filter(finding__headline=headline).first()


def _rewrite(report: Report, passage: Passage, text: str, cast: Cast) -> None:
    """Lines of the source that end in the middle of a sentence are one paragraph."""
    paragraphs = [" ".join(paragraph.split("\n")) for paragraph in text.split("\n\n")]
    actions.edit_passage(
        passage,
        heading=passage.heading,
        text="\n\n".join(paragraphs),
        version=passage.version,
        by=cast.challenge_manager,
    )


def _answer(report: Report, passages: list[Passage], cast: Cast) -> None:
    """Correct, but for the two passages the sponsor knows better about."""
    answers = {}
    for passage in passages:
        because = NOT_CORRECT.get(passage.heading, "")
        answers[passage.pk] = Answer(correct=not because, because=because)
    actions.answer_passages(report, answers=answers, by=cast.sponsor)


def _respond(report: Report, cast: Cast) -> None:
    """What the text can show to be wrong is accepted and changed; what was so that week stays."""
    for point in queries.points_to_respond_to(report).select_related("passage__report"):
        passage = point.passage
        accepted = NINE in passage.text
        actions.respond_to_point(
            point,
            response="accepted" if accepted else "declined",
            response_reason=ACCEPTED if accepted else DECLINED,
            version=point.version,
            by=cast.challenge_manager,
        )
        if accepted:
            _rewrite(report, passage, passage.text.replace(NINE, EIGHT), cast)


def _make_now(version: ReportVersion) -> None:
    """Through the ledger, without waiting for a worker: it is made first, so that the claim is held for a moment only."""
    pdf = documents.make_pdf(version.document.html)
    jobs.run(version.document.job_id, work=lambda _job: pdf, finish=documents.store_rendered)
