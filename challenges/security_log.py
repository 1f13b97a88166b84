"""The log for whoever watches over the application: who came in, who was refused, who took something out.

One line of JSON for each event, on the logger `peerchallenge.security`; docs/security.md lists the events. A line names
people by their number and places by their view, never a text, a name, an e-mail address, a password or a link. It is not
the history (challenges/audit.py), which people read and the database keeps; it is what an alarm can be built on.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

logger = logging.getLogger("peerchallenge.security")

REFUSED = {400: "request.refused", 403: "permission.refused", 413: "request.too_large", 429: "limit.reached"}


def note(what: str, request: HttpRequest | None = None, *, level: int = logging.INFO, **facts: Any) -> None:
    """Write one event. `facts` are numbers and words of ours, never what somebody typed."""
    event: dict[str, Any] = {"event": what}
    if request is not None:
        event |= _who_and_where(request)
    event |= {name: value for name, value in facts.items() if value not in (None, "")}
    logger.log(level, json.dumps(event))  # ASCII on one line: whatever comes in, nobody can forge another


def _who_and_where(request: HttpRequest) -> dict[str, Any]:
    seen_as = getattr(request, "user", None)
    real = getattr(request, "real_user", None) or seen_as
    match = getattr(request, "resolver_match", None)
    challenge = getattr(request, "challenge", None)
    session = getattr(request, "session", None)
    known: dict[str, Any] = {
        "person": getattr(real, "pk", None),
        "seen_as": seen_as.pk if seen_as is not None and real is not None and seen_as.pk != real.pk else None,
        "session": shortened(session.session_key) if session is not None and session.session_key else None,
        "from": _address(request),
        "method": request.method,
        "page": match.view_name if match else None,
        "challenge": challenge.pk if challenge is not None else None,
    }
    return {name: value for name, value in known.items() if value is not None}


def _address(request: HttpRequest) -> str | None:
    """Where it came from, behind as many web servers of ours as TRUSTED_PROXIES says."""
    try:
        return str(get_adapter(request).get_client_ip(request))
    except PermissionDenied:
        return None


def shortened(secret: str) -> str:
    """What tells two of them apart and leads to neither: 12 hexadecimal characters, keyed."""
    return hmac.digest(settings.SECRET_KEY.encode(), secret.encode(), hashlib.sha256).hex()[:12]


class Middleware:
    """Writes what was refused, and what was taken out as a file. The first of the middleware, so that it sees all."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if what := REFUSED.get(response.status_code):
            note(what, request, level=logging.WARNING, status=response.status_code)
        elif response.headers.get("Content-Disposition", "").startswith("attachment"):
            stored = getattr(response, "stored_file", None)
            note("file.taken", request, file=stored.pk if stored else None)
        return response


def _came_in(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    note("session.begun", request, person=user.pk)


def _went(sender: Any, request: HttpRequest | None, user: Any, **kwargs: Any) -> None:
    if user is not None:
        note("session.ended", request, person=user.pk)


def _did_not_come_in(
    sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
) -> None:
    """The address that was typed is kept as a keyed hash: enough to see one address tried again and again."""
    typed = str(credentials.get("email") or credentials.get("username") or "").strip().lower()
    note("sign_in.failed", request, level=logging.WARNING, address=shortened(typed) if typed else None)


user_logged_in.connect(_came_in, dispatch_uid="security_log")
user_logged_out.connect(_went, dispatch_uid="security_log")
user_login_failed.connect(_did_not_come_in, dispatch_uid="security_log")
