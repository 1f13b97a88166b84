"""Rows of the case review for tests, minimal."""

import datetime

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from casereview.models import (
    AspectNote,
    Case,
    CaseConflict,
    CaseMessage,
    CaseReview,
    CaseReviewReport,
    ChildLists,
    Conversation,
    ConversationNote,
    ListedChild,
    SecondNote,
    SecondReading,
    SponsorSummary,
)
from challenges.models import Audience
from challenges.moments import now, today, working_days_from
from tests.factories import ChallengeFactory, UserFactory


class CaseFactory(DjangoModelFactory):
    """A case nobody has yet."""

    class Meta:
        model = Case

    challenge = factory.SubFactory(ChallengeFactory, stage="casereview")
    code = factory.Sequence(lambda n: f"C-{n % 9000 + 100}")
    stratum = "Early help"
    age_band = "5 to 9"
    position = factory.Sequence(lambda n: n % 9000)


class WrittenFactory(DjangoModelFactory):
    class Meta:
        abstract = True

    written_at = factory.LazyFunction(now)
    changed_by = factory.SelfAttribute("written_by")
    changed_at = factory.LazyFunction(now)


class CaseReviewFactory(WrittenFactory):
    """A started review; `CaseReviewFactory(finished=True)` one the team can read."""

    class Meta:
        model = CaseReview

    class Params:
        finished = factory.Trait(finished_at=factory.LazyFunction(now), audience=Audience.TEAM)

    case = factory.SubFactory(CaseFactory)
    challenge = factory.SelfAttribute("case.challenge")
    written_by = factory.LazyAttribute(lambda review: review.case.reviewer or UserFactory())
    headline = "A worker who knows the child well."
    audience = Audience.AUTHOR


class AspectNoteFactory(DjangoModelFactory):
    class Meta:
        model = AspectNote

    review = factory.SubFactory(CaseReviewFactory)
    aspect = "A1"
    tag = "strength"
    strengths = "A clear summary."


class SecondReadingFactory(WrittenFactory):
    """Begun alone; `tagged=True` with the tags in, `finished=True` compared with the first reader's."""

    class Meta:
        model = SecondReading

    class Params:
        tagged = factory.Trait(tagged_at=factory.LazyFunction(now))
        finished = factory.Trait(
            tagged_at=factory.LazyFunction(now), finished_at=factory.LazyFunction(now), audience=Audience.TEAM
        )

    case = factory.SubFactory(CaseFactory)
    challenge = factory.SelfAttribute("case.challenge")
    written_by = factory.LazyAttribute(lambda reading: reading.case.second_reader)
    audience = Audience.AUTHOR


class SecondNoteFactory(DjangoModelFactory):
    class Meta:
        model = SecondNote

    reading = factory.SubFactory(SecondReadingFactory)
    aspect = "A1"
    tag = "area"


class CaseConflictFactory(DjangoModelFactory):
    """Somebody who should not read a case, said by themselves."""

    class Meta:
        model = CaseConflict

    case = factory.SubFactory(CaseFactory)
    person = factory.SubFactory(UserFactory)
    because = "I know a worker of this case."
    said_at = factory.LazyFunction(now)
    said_by = factory.SelfAttribute("person")


class CaseReviewReportFactory(WrittenFactory):
    """A whole report for the team; `CaseReviewReportFactory(shared=True)` one the council reads."""

    class Meta:
        model = CaseReviewReport

    class Params:
        shared = factory.Trait(
            shared_at=factory.LazyFunction(now),
            shared_by=factory.SelfAttribute("written_by"),
            audience=Audience.COUNCIL,
        )

    challenge = factory.SubFactory(ChallengeFactory, stage="casereview")
    written_by = factory.SubFactory(UserFactory)
    audience = Audience.TEAM
    overall_messages = "Children are seen and listened to."
    strengths = "Direct work is patient."
    areas = "Plans could be shorter."
    lines_for_on_site = "How do managers decide?"


class ConversationFactory(DjangoModelFactory):
    """A time on a working day to come; `ConversationFactory(taken_by=peer)` one that is taken."""

    class Meta:
        model = Conversation

    case = factory.SubFactory(CaseFactory)
    challenge = factory.SelfAttribute("case.challenge")
    who = "worker"
    starts_at = factory.LazyFunction(lambda: next_working_day(10))
    ends_at = factory.LazyAttribute(lambda row: row.starts_at + datetime.timedelta(minutes=30))
    offered_at = factory.LazyFunction(now)
    offered_by = factory.SubFactory(UserFactory)
    taken_at = factory.LazyAttribute(lambda row: now() if row.taken_by else None)
    taken_by = None


class ConversationNoteFactory(WrittenFactory):
    """A note that is begun; `ConversationNoteFactory(finished=True)` one the team can read."""

    class Meta:
        model = ConversationNote

    class Params:
        finished = factory.Trait(finished_at=factory.LazyFunction(now), audience=Audience.TEAM)

    conversation = factory.SubFactory(ConversationFactory)
    challenge = factory.SelfAttribute("conversation.challenge")
    written_by = factory.SelfAttribute("conversation.taken_by")
    reflection = "Warm and thoughtful."
    audience = Audience.AUTHOR


def next_working_day(hour, minute=0, days=1):
    """A moment on a working day to come, in London."""
    day = working_days_from(today(), days)
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour, minute)))


class CaseMessageFactory(WrittenFactory):
    """A message the team reads."""

    class Meta:
        model = CaseMessage

    challenge = factory.SubFactory(ChallengeFactory, stage="casereview")
    written_by = factory.SubFactory(UserFactory)
    audience = Audience.TEAM
    number = factory.Sequence(lambda n: n % 9000 + 100)
    kind = "area"
    text = "Plans could be shorter."
    position = factory.Sequence(lambda n: n % 9000)


class SponsorSummaryFactory(WrittenFactory):
    """A talk with the sponsor that the team reads."""

    class Meta:
        model = SponsorSummary

    challenge = factory.SubFactory(ChallengeFactory, stage="casereview")
    written_by = factory.SubFactory(UserFactory)
    audience = Audience.TEAM
    met_on = factory.LazyFunction(today)
    present = "Director, lead peer"
    told = "Children are seen and listened to."


def kept_lists(challenge, *, children=240):
    """Lists that are kept, with invented children by code in lists 1 to 9."""
    moment, somebody = now(), UserFactory()
    lists = ChildLists.objects.create(
        challenge=challenge, uploaded_at=moment, uploaded_by=somebody, read_at=moment, kept_at=moment, kept_by=somebody
    )
    bands, statuses = ("Under 1", "1 to 4", "5 to 9", "10 to 15"), {6: "Child in need plan", 7: "Plan up to 12 months"}
    ListedChild.objects.bulk_create(
        ListedChild(
            child_lists=lists,
            number=number,
            code=f"KD-{child:04}",
            age_band=bands[child % 4],
            gender=("Female", "Male")[child % 2],
            ethnicity=("White", "White", "Mixed", "Asian")[child % 4],
            disability=("No", "No", "Yes")[child % 3],
            team=f"Team {('North', 'South', 'Harbour')[child % 3]}",
            worker=f"W-{child % 90:03}",
            status=statuses.get(number, "Open"),
            dates={"start": "2026-01-05"},
        )
        for number in range(1, 10)
        for child in range(number * 7, children, 3 + number % 3)
    )
    return lists
