"""How long a person stays signed in: so many hours at most, and not while they are away.

Both are counted on the server, in the session itself. Last seen is written once a minute, for the list of sessions.
"""

from __future__ import annotations

from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse

from challenges import actions
from challenges.moments import now

BEGUN, SEEN = "begun_at", "seen_at"  # seconds since 1970
JUST_NOW = 5 * 60  # whoever signed in so long ago need not confirm again that it is them
WRITTEN_EVERY = 60
BY_ITSELF = "X-By-Itself"  # what a page asks again and again while nobody may be there keeps no session open

TOO_LONG = "You were signed out: a session lasts {} hours. Sign in again to go on."
AWAY = "You were signed out: nothing happened here for {} minutes. Sign in again to go on."


def begin(session: SessionBase) -> None:
    """Start counting."""
    session[BEGUN] = session[SEEN] = now().timestamp()


def began_just_now(session: SessionBase) -> bool:
    """Whether the person has signed in within the last minutes."""
    return now().timestamp() - session.get(BEGUN, 0) < JUST_NOW


def over(session: SessionBase) -> str:
    """Why the session is over, as a sentence; "" while it is not."""
    moment = now().timestamp()
    if moment - session.get(BEGUN, moment) >= settings.SESSION_COOKIE_AGE:
        return TOO_LONG.format(settings.SESSION_COOKIE_AGE // 3600)
    if moment - session.get(SEEN, moment) >= settings.SESSION_IDLE_MINUTES * 60:
        return AWAY.format(settings.SESSION_IDLE_MINUTES)
    return ""


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Ends sessions that are over, and keeps when the others were last seen."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            if why := over(request.session):
                logout(request)
                messages.info(request, why)
            elif BEGUN not in request.session or BY_ITSELF not in request.headers:
                _seen(request)
        return get_response(request)

    return answer


def _seen(request: HttpRequest) -> None:
    if BEGUN not in request.session:  # not by allauth's door: the demo's button
        begin(request.session)
        actions.confirm_address(request.user, by=request.user)  # type: ignore[arg-type]
    elif now().timestamp() - request.session[SEEN] < WRITTEN_EVERY:
        return
    request.session[SEEN] = now().timestamp()
    UserSession.objects.create_from_request(request)
