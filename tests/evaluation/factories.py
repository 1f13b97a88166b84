"""Rows of the evaluation for tests, minimal."""

import datetime

import factory
from factory.django import DjangoModelFactory

from challenges import programme_files
from challenges.models import Audience, Programme
from challenges.moments import now
from evaluation.models import EvaluationInterview, InterviewAnswer
from reports.models import Report
from tests.factories import PROGRAMME, ChallengeFactory, UserFactory


def other_programme(**changes):
    """The real programme but for this, under a code of its own."""
    content = programme_files.read(PROGRAMME) | {"code": "other"} | changes
    if "reports" not in content["stages"]:
        content["milestones"] = [each for each in content["milestones"] if "report" not in str(each.values())]
        content |= {"formats": [], "follow_ups": []}
    return Programme.objects.create(
        code="other",
        version=1,
        name="Other",
        content=content,
        sha256=programme_files.hash_of(content),
        loaded_at=now(),
    )


class EvaluationInterviewFactory(DjangoModelFactory):
    class Meta:
        model = EvaluationInterview

    challenge = factory.SubFactory(ChallengeFactory, stage="evaluation")
    held_on = datetime.date(2027, 6, 1)
    spoken_to = factory.SubFactory(UserFactory)
    audience = Audience.COUNCIL
    written_by = factory.SubFactory(UserFactory)
    written_at = factory.LazyFunction(now)
    changed_by = factory.SelfAttribute("written_by")
    changed_at = factory.LazyFunction(now)


class InterviewAnswerFactory(DjangoModelFactory):
    class Meta:
        model = InterviewAnswer

    interview = factory.SubFactory(EvaluationInterviewFactory)
    question = "aims"
    question_text = "Did the challenge do what you wanted from it?"
    text = "Yes."
    position = factory.Sequence(lambda n: n)


class IssuedReportFactory(DjangoModelFactory):
    """A final report, issued at noon on `issued_on`."""

    class Meta:
        model = Report

    class Params:
        issued_on = datetime.date(2027, 4, 30)
        moment = factory.LazyAttribute(
            lambda report: datetime.datetime.combine(report.issued_on, datetime.time(12), tzinfo=datetime.UTC)
        )

    challenge = factory.SubFactory(ChallengeFactory, stage="evaluation")
    state = "final"
    made_at = factory.SelfAttribute("moment")
    made_by = factory.SubFactory(UserFactory)
    agreed_at = factory.SelfAttribute("moment")
    agreed_by = factory.SelfAttribute("made_by")
    sent_at = factory.SelfAttribute("moment")
    sent_by = factory.SelfAttribute("made_by")
    window_ends_on = factory.SelfAttribute("issued_on")
    answered_at = factory.SelfAttribute("moment")
    issued_at = factory.SelfAttribute("moment")
    issued_by = factory.SelfAttribute("made_by")
