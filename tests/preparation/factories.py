"""Rows of preparation for tests, minimal."""

import datetime

import factory
from factory.django import DjangoModelFactory

from challenges.models import StoredFile
from challenges.moments import now
from preparation.models import DocumentRequest, DocumentVersion, Reading, TeamPlace
from tests.factories import ChallengeFactory, UserFactory


class TeamPlaceFactory(DjangoModelFactory):
    """An open invitation; `TeamPlaceFactory(accepted=True)` one that was accepted, without the membership."""

    class Meta:
        model = TeamPlace

    class Params:
        accepted = factory.Trait(
            state="accepted",
            answered_at=factory.LazyFunction(now),
        )

    challenge = factory.SubFactory(ChallengeFactory, stage="preparation")
    user = factory.SubFactory(UserFactory)
    role = "peer"
    place = "Health peer"
    invited_at = factory.LazyFunction(now)
    invited_by = factory.SelfAttribute("challenge.created_by")


class DocumentRequestFactory(DjangoModelFactory):
    """An item not in yet; `DocumentRequestFactory(is_in=True)` one that was answered, without files."""

    class Meta:
        model = DocumentRequest

    class Params:
        is_in = factory.Trait(
            state="in",
            answered_at=factory.LazyFunction(now),
            answered_by=factory.SelfAttribute("challenge.created_by"),
        )

    challenge = factory.SubFactory(ChallengeFactory, stage="preparation")
    code = factory.Sequence(lambda n: str(n + 1))
    title = "Performance data, last six months"
    why = "The team reads it before it comes."
    importance = "must_read"
    due_on = datetime.date(2027, 2, 9)
    position = factory.Sequence(lambda n: n)


class StoredFileFactory(DjangoModelFactory):
    """A file without bytes."""

    class Meta:
        model = StoredFile

    challenge = factory.SubFactory(ChallengeFactory, stage="preparation")
    name = "data.pdf"
    content = "no/bytes"
    media_type = "application/pdf"
    size = 1024
    sha256 = "0" * 64
    stored_at = factory.LazyFunction(now)
    stored_by = factory.SelfAttribute("challenge.created_by")


class DocumentVersionFactory(DjangoModelFactory):
    class Meta:
        model = DocumentVersion

    request = factory.SubFactory(DocumentRequestFactory, is_in=True)
    file = factory.SubFactory(StoredFileFactory, challenge=factory.SelfAttribute("..request.challenge"))
    same_name = factory.LazyAttribute(lambda version: version.file.name)
    number = 1


class ReadingFactory(DjangoModelFactory):
    class Meta:
        model = Reading

    request = factory.SubFactory(DocumentRequestFactory, is_in=True)
    reader = factory.SubFactory(UserFactory)
    read_at = factory.LazyFunction(now)
