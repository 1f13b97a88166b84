"""The gate before a challenge: who comes from outside accepts the texts that stand, before the first page.

Registered in challenges/access.py, so that every door of a challenge asks it: page, part of a page, file, PDF.
"""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from challenges.models import AgreementText, Challenge, User, kinds_waiting

SAFE = {"GET", "HEAD", "OPTIONS"}


def accepted_first(request: HttpRequest, challenge: Challenge, view) -> HttpResponse | None:
    """Leads to the page of the texts whoever has not accepted them as they stand, and from there back."""
    if view.before_ground_rules:
        return None
    waiting = kinds_waiting(request.user, challenge)  # type: ignore[arg-type]  # challenge_view lets nobody else come here
    if not waiting:
        return None
    if request.method not in SAFE and _accepted_before(request.user, challenge, waiting):  # type: ignore[arg-type]
        return None  # a text changed while they were writing: what they typed is kept, and the next page asks
    wanted = challenge.get_absolute_url()
    if request.htmx:  # type: ignore[attr-defined]
        wanted = request.htmx.current_url_abs_path or wanted  # type: ignore[attr-defined]
    elif request.method in SAFE:
        wanted = request.get_full_path()
    address = f"{reverse('preparation:agreement_accept', args=[challenge.slug])}?{urlencode({'next': wanted})}"
    if request.headers.get("X-Requested-With") == "upload":
        message = "Nothing was kept. Open the challenge and accept the ground rules first."
        return JsonResponse({"ok": False, "name": "", "message": message}, status=403)
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)  # type: ignore[attr-defined]


def _accepted_before(user: User, challenge: Challenge, kinds: list[AgreementText.Kind]) -> bool:
    """Whether this person accepted an earlier text of each of these kinds here."""
    accepted = user.acceptances.filter(challenge=challenge, text__kind__in=kinds)
    return set(accepted.values_list("text__kind", flat=True)) == set(kinds)
