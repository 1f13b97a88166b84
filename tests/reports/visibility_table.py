"""The report in the matrix of tests/test_visibility_matrix.py; tests/visibility.py says what stands here."""

from challenges.lifecycle import Stage
from reports import actions, queries
from reports.actions import Answer
from reports.models import QualityReview
from tests.scoping.visibility_table import render


def draft(world):
    """Put together, edited, sent back once, agreed by the lead peer, and with quality assurance."""
    report = actions.make_report(world.challenge, by=world.challenge_manager)
    for passage in report.passages.all():
        edit(world, passage)
    render(actions.make_draft(report, by=world.challenge_manager).document)
    actions.send_to_lead_peer(report, by=world.challenge_manager)
    actions.ask_for_changes(report, comment=world.say(), by=world.lead_peer)
    actions.send_to_lead_peer(report, by=world.challenge_manager)
    actions.agree_report(report, comment=world.say(), by=world.lead_peer)
    actions.review_quality(report, comment=world.say(), by=world.programme_manager)


def edit(world, passage):
    actions.edit_passage(
        passage, heading=world.say(), text=world.say(), version=passage.version, by=world.challenge_manager
    )


def with_the_council(world):
    """Sent for factual accuracy; the sponsor has answered half of it."""
    report = queries.report_of(world.challenge)
    actions.review_quality(report, comment=world.say(), by=world.adviser)
    actions.send_to_council(report, subject=world.say(), text=world.say(), by=world.challenge_manager)
    render(report.versions.order_by("-number").first().document)
    asked = list(queries.answerable(report))
    answer(world, report, asked[: len(asked) // 2])


def answer(world, report, passages):
    answers = {passage.pk: Answer(correct=False, because=world.say()) for passage in passages}
    actions.answer_passages(report, answers=answers, by=world.sponsor)


def answered(world):
    """The sponsor has finished; one point is accepted and its passage changed, the others are declined."""
    report = queries.report_of(world.challenge)
    answer(world, report, list(queries.unanswered(report)))
    actions.finish_answers(report, by=world.sponsor)
    for number, point in enumerate(queries.points_to_respond_to(report).select_related("passage__report")):
        actions.respond_to_point(
            point,
            response="declined" if number else "accepted",
            response_reason=world.say(),
            version=point.version,
            by=world.challenge_manager,
        )
        if not number:
            point.passage.refresh_from_db()
            edit(world, point.passage)


def final(world):
    """Made, and issued."""
    report = queries.report_of(world.challenge)
    version = actions.make_final(report, by=world.challenge_manager)
    render(version.document)
    actions.issue_report(report, version=version, subject=world.say(), text=world.say(), by=world.programme_manager)


def decisions(user, world):
    """What was decided on the way of the draft is the team's."""
    every = QualityReview.objects.filter(report__challenge=world.challenge)
    return every if user.has_perm("reports.view_draft", world.challenge) else []


def sent(user, world):
    """The words as the sponsor was sent them: the copy is the sponsor's, the passage itself the team's until it is final."""
    was_sent = world.challenge.passages.filter(report__sent_at__isnull=False)
    return was_sent if user.has_perm("reports.view_sent_draft", world.challenge) else []


# Reports stand in several states within their stage: the matrix looks at each.
STEPS = {Stage.REPORTING: [draft, with_the_council, answered]}
ENDS = {Stage.REPORTING: final}
READS = {
    "reports.QualityReview": {"*": decisions},
    "reports.Passage": {"text_sent": sent, "heading_sent": sent},
}
COPIES = {"reports.Passage.text_sent": "council", "reports.Passage.heading_sent": "council"}
CODES = {"reports.Passage.section": "the programme's"}
OPENED = {
    "reports:passage_edit": lambda world: [[passage.pk] for passage in world.challenge.passages.all()],
    "reports:accuracy_respond": lambda world: [[point.pk] for point in world.challenge.accuracy_points.all()],
}
POSTED = {"reports:accuracy": "the sponsor answers there"}
