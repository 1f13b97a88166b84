"""Rows for the tests of this stage, and a cast that holds its roles."""

import datetime

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from challenges.models import Audience, Membership, Role
from challenges.moments import now
from onsite.models import Attendance, DailyNote, Room, Session
from peerchallenge.demo.cast import make_cast
from scoping.models import KeyLineOfEnquiry
from tests.factories import ChallengeFactory, UserFactory

TUESDAY = datetime.date(2027, 3, 9)  # the first on-site day of ChallengeFactory


def at(hour, minute=0, day=TUESDAY):
    """This time of an on-site day, in London."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour, minute)))


class RoomFactory(DjangoModelFactory):
    class Meta:
        model = Room

    challenge = factory.SubFactory(ChallengeFactory, stage="onsite")
    name = factory.Sequence(lambda n: f"Committee room {n}")


class SessionFactory(DjangoModelFactory):
    """An interview on the first day at half past ten; `going` names who goes."""

    class Meta:
        model = Session
        skip_postgeneration_save = True

    challenge = factory.SubFactory(ChallengeFactory, stage="onsite")
    title = factory.Sequence(lambda n: f"Social workers, group {n}")
    kind = "focus_group"
    starts_at = at(10, 30)
    ends_at = factory.LazyAttribute(lambda session: session.starts_at + datetime.timedelta(minutes=60))

    @factory.post_generation
    def going(self, create, people, **kwargs):
        Attendance.objects.bulk_create(Attendance(session=self, user=user) for user in people or [])


class DailyNoteFactory(DjangoModelFactory):
    """A note the team has not shared."""

    class Meta:
        model = DailyNote

    challenge = factory.SubFactory(ChallengeFactory, stage="onsite")
    on_date = TUESDAY
    text = "Staff speak well of their managers."
    audience = Audience.TEAM
    written_by = factory.SubFactory(UserFactory)
    written_at = factory.LazyFunction(now)
    changed_by = factory.SelfAttribute("written_by")
    changed_at = factory.LazyFunction(now)


class SharedNoteFactory(DailyNoteFactory):
    audience = Audience.COUNCIL
    shared_by = factory.SelfAttribute("written_by")
    shared_at = factory.LazyFunction(now)


class KeyLineFactory(DjangoModelFactory):
    class Meta:
        model = KeyLineOfEnquiry

    challenge = factory.SubFactory(ChallengeFactory, stage="onsite")
    number = 1
    question = "Are children heard in decisions about them?"
    audience = Audience.COUNCIL
    written_by = factory.SubFactory(UserFactory)
    written_at = factory.LazyFunction(now)
    changed_by = factory.SelfAttribute("written_by")
    changed_at = factory.LazyFunction(now)


def cast_of(challenge):
    """The demo's people, holding their roles in this challenge."""
    cast = make_cast()
    roles = {
        Role.CHALLENGE_MANAGER: [cast.challenge_manager],
        Role.CO_ORDINATOR: [cast.co_ordinator],
        Role.ADVISER: [cast.adviser],
        Role.SPONSOR: [cast.sponsor],
        Role.ORGANISER: [cast.organiser],
        Role.LEAD_PEER: [cast.lead_peer],
        Role.PEER: cast.peers,
        Role.OBSERVER: [cast.observer],
    }
    Membership.objects.bulk_create(
        Membership(
            challenge=challenge,
            user=user,
            role=role,
            added_at=now(),
            added_by=challenge.created_by,
            agreed_at=now() if role == Role.OBSERVER else None,
            agreed_by=challenge.created_by if role == Role.OBSERVER else None,
        )
        for role, users in roles.items()
        for user in users
    )
    return cast
