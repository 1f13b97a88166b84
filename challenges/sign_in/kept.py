"""What the database keeps of where people are signed in."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from challenges.moments import now


def expired() -> QuerySet[Session]:
    """Sessions past their time."""
    return Session.objects.filter(expire_date__lt=now())


def ended() -> QuerySet[UserSession]:
    """Lines in people's lists of sessions that nobody can use any more."""
    usable = Session.objects.filter(expire_date__gte=now())
    return UserSession.objects.exclude(session_key__in=usable.values("session_key"))
