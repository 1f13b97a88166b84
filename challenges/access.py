"""One door to every page of a challenge."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect

from challenges.action_tools import ActionRefused
from challenges.models import Challenge


def challenge_view(permission):
    """Give the view the Challenge in its URL, or refuse.

    404 when the user may not know it exists; 403 when they may, but lack the permission. A refusal that the view did
    not show on a form becomes a message.
    """

    def decorate(view):
        @wraps(view)
        def wrapper(request, slug, **kwargs):
            seen = Challenge.objects.visible_to(request.user).select_related("council", "programme")
            challenge = get_object_or_404(seen, slug=slug)
            if not request.user.has_perm(permission, challenge):
                raise PermissionDenied
            request.challenge = challenge
            try:
                return view(request, challenge, **kwargs)
            except ActionRefused as refusal:
                if request.headers.get("X-Requested-With") == "upload":
                    return JsonResponse({"ok": False, "message": str(refusal)}, status=400)
                messages.error(request, str(refusal))
                return redirect(challenge)

        wrapper.permission = permission
        return wrapper

    return decorate


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
