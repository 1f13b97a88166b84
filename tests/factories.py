"""Rows for tests: one factory per model of the bottom app, minimal, no surprises. Stages have their own beside their tests."""

import datetime
import json
from functools import cache

import factory
from factory.django import DjangoModelFactory

from challenges import programme_files
from challenges.models import AgreementText, Challenge, Council, Programme, Theme, User
from challenges.moments import now

PROGRAMME = "lga-childrens-services"
REGIONAL = {
    "peers_from": "same_region",
    "moderator": True,
    "escalation": {"steps": [{"who": "The moderator", "what": "Brings both sides together."}]},
}


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Person {n}")
    password = "!"


class CouncilFactory(DjangoModelFactory):
    class Meta:
        model = Council

    name = factory.Sequence(lambda n: f"Northshire {n} Council")
    slug = factory.Sequence(lambda n: f"northshire-{n}")


@cache
def programme_file(code):
    """A programme file: as types, as JSON, and its hash. Nearly every test has one, and reading it takes long."""
    content = programme_files.read(code)
    return programme_files.from_dict(content), json.dumps(content), programme_files.hash_of(content)


class ProgrammeFactory(DjangoModelFactory):
    """The real programme file, with its themes."""

    class Meta:
        model = Programme
        django_get_or_create = ("code", "version")

    code = PROGRAMME
    version = 1
    loaded_at = factory.LazyFunction(now)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        plan, written, sha256 = programme_file(kwargs["code"])
        kwargs |= {"name": plan.name, "summary": plan.summary, "content": json.loads(written), "sha256": sha256}
        programme = super()._create(model_class, *args, **kwargs)
        if not programme.themes.exists():
            Theme.objects.bulk_create(
                Theme(programme=programme, code=spec.code, kind=spec.kind, name=spec.name, position=position)
                for position, spec in enumerate(plan.themes)
            )
        return programme


def say_otherwise(programme, **changes):
    """Another content for a programme, and with it another hash: its typed form is kept by that."""
    programme.content = programme.content | changes
    programme.sha256 = programme_files.hash_of(programme.content)
    programme.save()
    return programme


class ChallengeFactory(DjangoModelFactory):
    """A bare challenge at a stage, without history: to get there by the real steps, see tests/journeys."""

    class Meta:
        model = Challenge

    council = factory.SubFactory(CouncilFactory)
    programme = factory.SubFactory(ProgrammeFactory)
    slug = factory.Sequence(lambda n: f"northshire-2027-{n}")
    stage = "scoping"
    starts_on = datetime.date(2027, 3, 9)
    ends_on = datetime.date(2027, 3, 12)
    created_at = factory.LazyFunction(now)
    created_by = factory.SubFactory(UserFactory)
    closed_at = factory.LazyAttribute(lambda challenge: now() if challenge.stage == "closed" else None)
    withdrawn_at = factory.LazyAttribute(lambda challenge: now() if challenge.stage == "withdrawn" else None)
    withdrawn_from = factory.LazyAttribute(lambda challenge: "scoping" if challenge.stage == "withdrawn" else "")


class AgreementTextFactory(DjangoModelFactory):
    """A text of the programme; `AgreementTextFactory(challenge=challenge)` the council's own."""

    class Meta:
        model = AgreementText

    kind = "ground_rules"
    programme_code = factory.LazyAttribute(lambda text: "" if text.challenge else PROGRAMME)
    challenge = None
    version = 1
    text = "- I come as a critical friend."
    written_at = factory.LazyFunction(now)
    written_by = factory.SubFactory(UserFactory)
