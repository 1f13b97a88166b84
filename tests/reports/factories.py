"""Rows for the tests of this stage, and a report taken to a state by the real steps."""

from dataclasses import dataclass

import factory
import pytest
from factory.django import DjangoModelFactory

from challenges import documents, jobs
from challenges.action_tools import ActionRefused
from challenges.lifecycle import Stage
from challenges.models import Audience, Challenge, Job, RenderedDocument, User
from challenges.moments import now
from reports import actions, queries
from reports.actions import Answer
from reports.models import AccuracyPoint, Passage, QualityReview, Report, ReportVersion
from tests.factories import ChallengeFactory, UserFactory
from tests.feedback.factories import FindingFactory, WrittenFactory

State = Report.State
RIGHT = Answer(correct=True)
LETTER = {"subject": "Your report", "text": "It is there."}


class ReportFactory(DjangoModelFactory):
    class Meta:
        model = Report

    challenge = factory.SubFactory(ChallengeFactory, stage=Stage.REPORTING)
    made_at = factory.LazyFunction(now)
    made_by = factory.SubFactory(UserFactory)


class PassageFactory(WrittenFactory):
    class Meta:
        model = Passage

    report = factory.SubFactory(ReportFactory)
    challenge = factory.SelfAttribute("report.challenge")
    section = "summary"
    text = factory.Sequence(lambda n: f"What the team found, in passage {n}.")
    position = factory.Sequence(lambda n: n % 9999 + 1)


class DocumentFactory(DjangoModelFactory):
    class Meta:
        model = RenderedDocument

    challenge = factory.SubFactory(ChallengeFactory)
    kind = "report_draft"
    title = "Report"
    permission = "reports.view_draft"
    html = "<p>The report.</p>"
    html_sha256 = "0" * 64
    template_version = "1"
    asked_at = factory.LazyFunction(now)
    asked_by = factory.SelfAttribute("challenge.created_by")
    job = factory.LazyFunction(lambda: Job.objects.create(task="challenges.render_document", queued_at=now()))


class ReportVersionFactory(DjangoModelFactory):
    class Meta:
        model = ReportVersion

    report = factory.SubFactory(ReportFactory)
    number = factory.Sequence(lambda n: n % 9999 + 1)
    kind = "draft"
    text_number = 1
    document = factory.SubFactory(DocumentFactory, challenge=factory.SelfAttribute("..report.challenge"))
    made_at = factory.LazyFunction(now)
    made_by = factory.SelfAttribute("report.made_by")


class QualityReviewFactory(DjangoModelFactory):
    class Meta:
        model = QualityReview

    report = factory.SubFactory(ReportFactory)
    round = 1
    step = 0
    role = "lead_peer"
    reviewer = factory.SubFactory(UserFactory)
    outcome = "agreed"
    reviewed_at = factory.LazyFunction(now)


class AccuracyPointFactory(WrittenFactory):
    class Meta:
        model = AccuracyPoint

    passage = factory.SubFactory(PassageFactory)
    challenge = factory.SelfAttribute("passage.challenge")
    correct = True
    audience = Audience.COUNCIL


@dataclass
class Story:
    """A report and everyone who has a say in it."""

    challenge: Challenge
    report: Report
    challenge_manager: User
    lead_peer: User
    programme_manager: User
    adviser: User
    sponsor: User

    def passage(self, **fields):
        return self.report.passages.get(**fields)

    def take_to(self, state, *, not_correct=()):
        """Take the report to this state, step by step. `not_correct` are positions the sponsor says are wrong."""
        steps = [
            (State.WITH_LEAD_PEER, self._submit),
            (State.QUALITY_ASSURANCE, self._agree),
            (State.READY_FOR_COUNCIL, self._quality_assure),
            (State.FACTUAL_ACCURACY, self.send),
            (State.ANSWERED, lambda: self._answer(not_correct)),
            (State.FINAL, self.issue),
        ]
        self.report.refresh_from_db()
        for becomes, step in steps:
            if list(State).index(State(self.report.state)) < list(State).index(becomes) <= list(State).index(state):
                step()
                self.report.refresh_from_db()
        self.challenge.refresh_from_db()
        return self.report

    def _submit(self):
        actions.send_to_lead_peer(self.report, by=self.challenge_manager)

    def _agree(self):
        actions.agree_report(self.report, by=self.lead_peer)

    def _quality_assure(self):
        actions.review_quality(self.report, by=self.programme_manager)
        actions.review_quality(self.report, by=self.adviser)

    def send(self):
        actions.send_to_council(self.report, by=self.challenge_manager, **LETTER)

    def _answer(self, not_correct):
        self.answer(not_correct=not_correct)
        actions.finish_answers(self.report, by=self.sponsor)

    def answer(self, *, not_correct=()):
        answers = {
            passage.pk: wrong() if passage.position in not_correct else RIGHT
            for passage in queries.answerable(self.report)
        }
        actions.answer_passages(self.report, answers=answers, by=self.sponsor)

    def respond_to_all(self, **fields):
        for point in queries.points_to_respond_to(self.report):
            self.respond(self.point(point.passage.position), **fields)

    def point(self, position=2):
        """The council's answer on the passage at this position."""
        points = AccuracyPoint.objects.select_related("passage__report__challenge")
        return points.get(passage__report=self.report, passage__position=position)

    def respond(self, point, **fields):
        values = {"response": "declined", "response_reason": "We saw two.", "by": self.challenge_manager}
        return actions.respond_to_point(point, **{"version": point.version} | values | fields)

    def edit(self, passage, **changes):
        passage.refresh_from_db()
        words = {"heading": passage.heading, "text": passage.text} | changes
        return actions.edit_passage(passage, version=passage.version, by=self.challenge_manager, **words)

    def final_version(self):
        version = actions.make_final(self.report, by=self.challenge_manager)
        make_ready(version)
        return version

    def issue(self):
        actions.issue_report(self.report, version=self.final_version(), by=self.programme_manager, **LETTER)


def wrong(because="It was three.", version=0):
    """An answer of the council."""
    return Answer(correct=False, because=because, version=version)


def make_ready(version):
    """The worker's part, with a PDF that is quick to make."""
    jobs.run(version.document.job_id, work=lambda _job: b"%PDF-1.7 short", finish=documents.store_rendered)


def refusal(action, *args, **kwargs):
    """The sentence this action is refused with."""
    with pytest.raises(ActionRefused) as refused:
        action(*args, **kwargs)
    return str(refused.value)


def long_report(story, how_many):
    """Give the report this many passages, each from a finding, instead of its own."""
    story.report.passages.all().delete()
    for position in range(1, how_many + 1):
        finding = FindingFactory(challenge=story.challenge, kind="strength" if position % 2 else "area", evidence=[])
        PassageFactory(
            report=story.report,
            section="findings",
            finding=finding,
            theme=finding.theme,
            position=position,
            heading=finding.headline,
        )


def sent_and_answered(story):
    """Fields of a report that the council has answered."""
    moment = story.report.made_at
    return {
        "agreed_at": moment,
        "agreed_by": story.lead_peer,
        "sent_at": moment,
        "sent_by": story.challenge_manager,
        "window_ends_on": moment.date(),
        "answered_at": moment,
    }
