"""The second step of signing in: who needs it, and who has shown it in this session.

Everyone needs it before pages about single children; the LGA's people, who see many councils, need it everywhere.
"Shown" is read from the session alone, where allauth keeps how its person came in, so the check costs no query. It is
an authenticator app, a passkey or a recovery code; or single sign-on, where the directory is known to ask for two.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from challenges.models import LGA_ROLES, Challenge, User

DEMO_DOOR = "came_by_the_demo_door"
WANTED = "wanted_before_the_second_step"
METHODS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def always_needed_by(user: User) -> bool:
    """Whether this person needs it on every page: the LGA's people do."""
    if user.is_programme_office or user.is_staff or user.is_superuser:
        return True
    lga = {str(role) for role in LGA_ROLES}
    return any(lga & roles for roles in user.roles_by_challenge.values())


def has_one(user: User) -> bool:
    """Whether this person has set one up."""
    return get_adapter().is_mfa_enabled(user, METHODS)


def was_shown(request: HttpRequest) -> bool:
    """Whether this session has seen the second step of its person."""
    user: Any = who_asks(request)
    if settings.SECOND_FACTOR == "off":
        return True
    if settings.DEMO and user.is_demo and request.session.get(DEMO_DOOR):
        return True  # the demo's invented people come in by one button, and only while DEMO=1
    return any(_counts(record) for record in get_authentication_records(request, user))


def _counts(record: dict[str, Any]) -> bool:
    method = record.get("method")
    return method == "mfa" or (method == "socialaccount" and settings.OIDC_IS_SECOND_FACTOR)


def who_asks(request: HttpRequest) -> User | AnonymousUser:
    """Who sits at the keyboard, also while they see the pages as somebody else."""
    return getattr(request, "real_user", None) or request.user


def forget(request: HttpRequest) -> None:
    """What this session has shown no longer counts: its person has taken their last second step away."""
    records = get_authentication_records(request, request.user)  # type: ignore[arg-type]
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [each for each in records if each.get("method") != "mfa"]


def gate(request: HttpRequest, challenge: Challenge, view: Any) -> HttpResponseBase | None:
    """A gate (challenges/access.py): nobody sees pages about single children without it."""
    if not view.child_level or was_shown(request):
        return None
    return ask(request)


def ask(request: HttpRequest) -> HttpResponseBase:
    """Lead to the page that explains it, and from there back to the page that was wanted."""
    page = reverse("challenges:second_step_needed")
    if request.headers.get("X-Requested-With"):
        return JsonResponse({"ok": False, "message": "Sign in with your second step first."}, status=403)
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(page)
    if request.method == "GET":
        request.session[WANTED] = request.get_full_path()
    return redirect(page)


class Middleware:
    """The LGA's people get no page without it, but those about their own account."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        user: Any = who_asks(request)
        if not user.is_authenticated or was_shown(request) or _is_open(view) or not always_needed_by(user):
            return None
        return ask(request)


def about_oneself(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Marks a view about nothing but one's own account: open before the second step, which is set up there."""
    view.before_second_step = True  # type: ignore[attr-defined]
    return view


def _is_open(view: Any) -> bool:
    asks_to_sign_in = getattr(view, "login_required", True)  # login_not_required says False
    return not asks_to_sign_in or view.__module__.startswith("allauth.") or getattr(view, "before_second_step", False)
