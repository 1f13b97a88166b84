"""Rows for the tests of this stage: notes with a source, findings on notes, and the sources themselves."""

import datetime

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from casereview.models import Case
from challenges.models import Audience
from challenges.moments import now
from feedback.models import EvidenceNote, Finding, Presentation
from onsite.models import Session
from preparation.models import DocumentRequest
from scoping.models import ChosenTheme, KeyLineOfEnquiry
from tests.factories import ChallengeFactory, UserFactory


class WrittenFactory(DjangoModelFactory):
    class Meta:
        abstract = True

    written_by = factory.SubFactory(UserFactory)
    written_at = factory.LazyFunction(now)
    changed_by = factory.SelfAttribute("written_by")
    changed_at = factory.LazyFunction(now)
    audience = Audience.TEAM


class SessionFactory(DjangoModelFactory):
    class Meta:
        model = Session

    challenge = factory.SubFactory(ChallengeFactory)
    title = factory.Sequence(lambda n: f"Focus group {n}")
    kind = "focus_group"
    starts_at = datetime.datetime(2027, 3, 9, 10, 30, tzinfo=timezone.get_default_timezone())
    ends_at = datetime.datetime(2027, 3, 9, 11, 30, tzinfo=timezone.get_default_timezone())


class DocumentFactory(DjangoModelFactory):
    class Meta:
        model = DocumentRequest

    challenge = factory.SubFactory(ChallengeFactory)
    code = factory.Sequence(str)
    title = "Latest self-evaluation"
    importance = "must_read"
    due_on = datetime.date(2027, 2, 9)
    state = "in"
    answered_at = factory.LazyFunction(now)
    answered_by = factory.SelfAttribute("challenge.created_by")
    position = factory.Sequence(int)


class CaseFactory(DjangoModelFactory):
    class Meta:
        model = Case

    challenge = factory.SubFactory(ChallengeFactory)
    code = factory.Sequence(lambda n: f"C-{n % 9999:02d}")
    stratum = "Child protection plan"
    position = factory.Sequence(lambda n: n % 9999)


class KeyLineFactory(WrittenFactory):
    class Meta:
        model = KeyLineOfEnquiry

    challenge = factory.SubFactory(ChallengeFactory)
    number = factory.Sequence(lambda n: n % 9999 + 1)
    question = "Are children heard in decisions about them?"
    audience = Audience.COUNCIL


class NoteFactory(WrittenFactory):
    """A note shared with the team, from a session of its own unless told otherwise."""

    class Meta:
        model = EvidenceNote

    challenge = factory.SubFactory(ChallengeFactory)
    kind = EvidenceNote.Kind.STRENGTH
    text = "Social workers know their children well."
    session = factory.SubFactory(SessionFactory, challenge=factory.SelfAttribute("..challenge"))


class FindingFactory(WrittenFactory):
    class Meta:
        model = Finding
        skip_postgeneration_save = True

    challenge = factory.SubFactory(ChallengeFactory)
    number = factory.Sequence(lambda n: n % 9999 + 1)
    kind = Finding.Kind.STRENGTH
    headline = "Leaders know their services"
    theme = factory.LazyAttribute(lambda finding: theme_of(finding.challenge))

    @factory.post_generation
    def evidence(self, create, extracted, **kwargs):
        self.evidence.set(extracted if extracted is not None else [NoteFactory(challenge=self.challenge)])


class PresentationFactory(WrittenFactory):
    class Meta:
        model = Presentation

    challenge = factory.SubFactory(ChallengeFactory)
    headline_messages = "Children are safe here, and staff are proud of their work."

    class Params:
        given = factory.Trait(
            audience=Audience.COUNCIL,
            given_on=datetime.date(2027, 3, 12),
            given_at=factory.LazyFunction(now),
            given_by=factory.SelfAttribute("written_by"),
        )


def theme_of(challenge, code="C1"):
    """A theme of the challenge's programme, chosen for it."""
    theme = challenge.programme.themes.get(code=code)
    ChosenTheme.objects.get_or_create(
        challenge=challenge, theme=theme, defaults={"chosen_at": now(), "chosen_by": challenge.created_by}
    )
    return theme
