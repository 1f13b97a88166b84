"""One door to every page of a challenge."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.cache import patch_cache_control

from challenges import drafts, openings, standstill
from challenges.action_tools import ActionRefused
from challenges.models import Challenge, texts_waiting_for

# What must be so before a permitted reader gets the page: gate(request, challenge, view) answers in the page's place,
# or None to let the reader pass. `view` carries `permission`, `child_level` and `before_ground_rules`.
GATES: list[Callable[[HttpRequest, Challenge, Callable], HttpResponse | None]] = []


def challenge_view(permission, *, child_level=False, before_ground_rules=False):
    """Give the view the Challenge in its URL, or refuse.

    404 when the user may not know it exists; 403 when they may, but lack the permission. A refusal that the view did
    not show on a form becomes a message. `child_level` pages show rows about single children; `before_ground_rules`
    pages are open to people who have not accepted the ground rules yet.
    """

    def decorate(view):
        @wraps(view)
        def wrapper(request, slug, **kwargs):
            seen = Challenge.objects.visible_to(request.user).select_related("council", "programme")
            seen = seen.with_first_sight_of(request.user).annotate(**texts_waiting_for(request.user))
            challenge = get_object_or_404(seen, slug=slug)
            if not request.user.has_perm(permission, challenge):
                if stands_still := standstill.refusal(request.user, permission, challenge):
                    return _refused(request, challenge, stands_still)
                raise PermissionDenied
            request.challenge = challenge
            for gate in GATES:
                if answer := gate(request, challenge, wrapper):
                    return answer
            try:
                answer = view(request, challenge, **kwargs)
                openings.keep(request, challenge, wrapper, answer)
                drafts.settle_after(request, challenge, answer)
                if not answer.has_header("Cache-Control"):
                    patch_cache_control(answer, private=True, no_store=True)  # nothing stays behind in the browser
                return answer
            except ActionRefused as refusal:
                return _refused(request, challenge, str(refusal))

        wrapper.permission = permission
        wrapper.child_level = child_level
        wrapper.before_ground_rules = before_ground_rules
        return wrapper

    return decorate


def _refused(request, challenge, sentence):
    """Tell why on the challenge's own page, or where a script asked, in its answer."""
    if request.headers.get("X-Requested-With") == "upload":
        return JsonResponse({"ok": False, "message": sentence}, status=400)
    messages.error(request, sentence)
    return redirect(challenge)


def office_view(permission):
    """A page outside any challenge, for those who hold the permission."""

    def decorate(view):
        @wraps(view)
        def wrapper(request, **kwargs):
            if not request.user.has_perm(permission):
                raise PermissionDenied
            return view(request, **kwargs)

        wrapper.permission = permission
        return wrapper

    return decorate
